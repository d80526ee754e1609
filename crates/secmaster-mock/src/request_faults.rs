//! The faults that change what is demanded of a request.

use std::collections::HashSet;

use secmaster_spec::RuleKind;

use crate::fault::{Fault, FaultKind};

/// The rules of requests that the faults change.
#[derive(Debug, Default)]
pub(crate) struct RequestFaults {
    ignored: HashSet<String>,
    required: HashSet<String>,
}

impl RequestFaults {
    pub(crate) fn new(faults: &[Fault]) -> Self {
        let targets = |kind: FaultKind| {
            faults
                .iter()
                .filter(move |fault| fault.kind() == kind)
                .map(|fault| fault.target().to_owned())
        };
        Self {
            ignored: targets(FaultKind::Ignore).collect(),
            required: targets(FaultKind::Require).collect(),
        }
    }

    /// Whether that rule of that row is not enforced.
    pub(crate) fn ignores(&self, row: &str, kind: RuleKind) -> bool {
        !self.ignored.is_empty() && self.ignored.contains(&format!("{row}/{kind}"))
    }

    /// Whether that optional row is demanded.
    pub(crate) fn requires(&self, row: &str) -> bool {
        self.required.contains(&format!("{row}/{}", RuleKind::Optional))
    }
}
