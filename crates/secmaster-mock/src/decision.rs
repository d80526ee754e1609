//! What a mock decided about a request, for the log.

use std::fmt;

use crate::fault::effects::Lists;
use crate::violation::Violations;

/// The decision; it is put into words only if someone reads them.
#[derive(Debug)]
pub(crate) enum Decision {
    /// One was created.
    Created { id: String, name: Option<String> },
    /// Some were deleted, some could not be.
    Deleted(Lists),
    /// Credentials were given out.
    Issued { what: &'static str },
    /// The operation has no effect.
    Answered,
    /// A documented rule is broken.
    Refused { rule: Option<String>, finding: String, further: usize },
    /// It is not a request that an operation takes.
    Turned { why: String },
}

impl Decision {
    pub(crate) fn refused(violations: &Violations) -> Self {
        let first = violations.first();
        Self::Refused {
            rule: first.and_then(|violation| violation.rule.clone()),
            finding: first.map(|violation| violation.finding.clone()).unwrap_or_default(),
            further: violations.further(),
        }
    }

    /// The first rule that the request breaks.
    pub(crate) fn rule(&self) -> Option<&str> {
        match self {
            Self::Refused { rule, .. } => rule.as_deref(),
            _ => None,
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Created { id, .. } => write!(f, "created {id}"),
            Self::Deleted(Lists { succeeded, failed }) => {
                write!(f, "deleted {}", succeeded.len())?;
                if failed.is_empty() { Ok(()) } else { write!(f, ", {} not there", failed.len()) }
            }
            Self::Issued { what } => write!(f, "issued {what}"),
            Self::Answered => f.write_str("answered"),
            Self::Refused { rule, finding, further } => {
                if let Some(rule) = rule {
                    write!(f, "{rule}: ")?;
                }
                f.write_str(finding)?;
                if *further > 0 { write!(f, " (+{further} more)") } else { Ok(()) }
            }
            Self::Turned { why } => f.write_str(why),
        }
    }
}
