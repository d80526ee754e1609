//! Faults by name: what a mock can be told to do wrong.

use std::fmt;
use std::str::FromStr;

use secmaster_spec::{RuleKind, Service, Side};

use crate::garble::Garble;
use crate::near;

/// One thing that a mock does wrong on purpose, with a stable name, `kind:target`.
///
/// The target is the id of a rule of the description; [`Mock::faults`](crate::Mock::faults) lists
/// all that there are.
///
/// ```
/// use secmaster_mock::Fault;
///
/// let name = "ignore:create-indicator/T4/verdict/mandatory";
/// let fault: Fault = name.parse()?;
/// assert_eq!(fault.to_string(), name);
/// assert_eq!(fault.target(), "create-indicator/T4/verdict/mandatory");
/// # Ok::<(), secmaster_mock::FaultSyntaxError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fault {
    kind: FaultKind,
    target: String,
}

/// The kinds of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum FaultKind {
    /// `ignore:<rule>`: a request that breaks this one rule is accepted.
    Ignore,
    /// `require:<rule>`: a request without this optional row is refused.
    Require,
    /// `drop-header:<rule>`: the answer lacks this header.
    DropHeader,
    /// `garble:<rule>`: the answer breaks this rule.
    Garble,
    /// `status:<operation>/<status>`: the answer has another status of the same class.
    Status,
}

impl FaultKind {
    const ALL: [(&'static str, Self); 5] = [
        ("ignore", Self::Ignore),
        ("require", Self::Require),
        ("drop-header", Self::DropHeader),
        ("garble", Self::Garble),
        ("status", Self::Status),
    ];

    /// The part of the name before the colon.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// What a fault of this kind does, in a sentence.
    pub const fn effect(self) -> &'static str {
        match self {
            Self::Ignore => "a request that breaks this rule is accepted",
            Self::Require => "a request without this optional row is refused",
            Self::DropHeader => "the answer lacks this header",
            Self::Garble => "the answer breaks this rule",
            Self::Status => "the answer has another status of the same class",
        }
    }
}

/// Why a text is no name of a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultSyntaxError(String);

impl fmt::Display for FaultSyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<&str> = FaultKind::ALL.iter().map(|(name, _)| *name).collect();
        write!(f, "`{}` is no fault; a fault reads KIND:TARGET, KIND one of ", self.0)?;
        f.write_str(&kinds.join(", "))
    }
}

impl std::error::Error for FaultSyntaxError {}

impl FromStr for Fault {
    type Err = FaultSyntaxError;

    fn from_str(text: &str) -> Result<Self, FaultSyntaxError> {
        let error = || FaultSyntaxError(text.to_owned());
        let (name, target) = text.split_once(':').ok_or_else(error)?;
        let kind = FaultKind::ALL.iter().find(|(known, _)| *known == name);
        let (_, kind) = kind.filter(|_| !target.is_empty()).ok_or_else(error)?;
        Ok(Self { kind: *kind, target: target.to_owned() })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.as_str(), self.target)
    }
}

impl Fault {
    /// The kind of fault.
    pub const fn kind(&self) -> FaultKind {
        self.kind
    }

    /// What it is about: the id of a rule, or `<operation>/<status>`.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Every fault that a service can have, in documented order.
    pub(crate) fn all(service: &Service) -> Vec<Self> {
        let mut faults = Vec::new();
        for rule in service.rules() {
            let kind = match (rule.side, rule.kind) {
                (Side::Request, RuleKind::Optional) => Some(FaultKind::Require),
                (Side::Request, _) => Some(FaultKind::Ignore),
                (Side::Response, RuleKind::Present) => Some(FaultKind::DropHeader),
                (Side::Response, RuleKind::Status) => Some(FaultKind::Status),
                (Side::Response, _) => Garble::compile(service, &rule).map(|_| FaultKind::Garble),
            };
            let status_suffix = format!("/{}", RuleKind::Status);
            let target = match kind {
                Some(FaultKind::Status) => rule.id.trim_end_matches(&status_suffix).to_owned(),
                _ => rule.id,
            };
            faults.extend(kind.map(|kind| Self { kind, target }));
        }
        faults
    }

    /// The names most like this one, best first.
    pub(crate) fn near(&self, all: &[Self]) -> Vec<String> {
        near::nearest(&self.to_string(), all.iter().map(ToString::to_string))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back() {
        let service = Service::embedded().unwrap();
        for fault in Fault::all(&service) {
            assert_eq!(fault.to_string().parse(), Ok(fault));
        }
    }

    #[test]
    fn every_rule_has_a_fault() {
        let service = Service::embedded().unwrap();
        assert_eq!(Fault::all(&service).len(), service.rules().len());
    }

    #[test]
    fn near_names_come_first() {
        let service = Service::embedded().unwrap();
        let wrong: Fault = "ignore:create-indicator/T4/verdikt/mandatory".parse().unwrap();
        let near = wrong.near(&Fault::all(&service));
        assert_eq!(near[0], "ignore:create-indicator/T4/verdict/mandatory");
        assert!("ignored".parse::<Fault>().is_err() && "ignore:".parse::<Fault>().is_err());
    }
}
