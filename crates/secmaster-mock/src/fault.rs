//! Faults by name: what a mock can be told to do wrong.

pub(crate) mod alteration;
pub(crate) mod body_form;
pub(crate) mod catalogue;
pub(crate) mod change;
pub(crate) mod chosen;
pub(crate) mod disruption;
pub(crate) mod effects;
pub(crate) mod input;
pub(crate) mod input_faults;
mod kind;
pub(crate) mod leak;

use std::fmt;
use std::str::FromStr;

pub use kind::FaultKind;
use secmaster_spec::Service;

use crate::near;

/// One thing that a mock does wrong on purpose, with a stable name: `kind:target`, or
/// `kind:target=variant` where a kind does the same in several ways.
///
/// The target is the id of a rule of the description, `<operation>/<status>`, or
/// `<operation>/<input>`; [`Mock::faults`](crate::Mock::faults) lists all that there are.
///
/// ```
/// use secmaster_mock::Fault;
///
/// let name = "ignore:create-indicator/T4/verdict/mandatory";
/// let fault: Fault = name.parse()?;
/// assert_eq!(fault.to_string(), name);
/// assert_eq!(fault.target(), "create-indicator/T4/verdict/mandatory");
///
/// let fault: Fault = "status:create-indicator/200=503".parse()?;
/// assert_eq!((fault.target(), fault.variant()), ("create-indicator/200", Some("503")));
/// assert_eq!(fault.rule(), "create-indicator/answer/server-error");
/// # Ok::<(), secmaster_mock::FaultSyntaxError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fault {
    kind: FaultKind,
    target: String,
    variant: Option<String>,
    rule: String,
}

/// Why a text is no name of a fault.
///
/// ```
/// let error = "nonsense".parse::<secmaster_mock::Fault>().unwrap_err();
/// assert!(error.to_string().contains("drop-header"), "{error}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultSyntaxError(String);

impl fmt::Display for FaultSyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<&str> = FaultKind::ALL.iter().map(|kind| kind.as_str()).collect();
        write!(
            f,
            "`{}` is no fault; a fault reads KIND:TARGET or KIND:TARGET=VARIANT, KIND one of ",
            self.0
        )?;
        f.write_str(&kinds.join(", "))
    }
}

impl std::error::Error for FaultSyntaxError {}

impl FromStr for Fault {
    type Err = FaultSyntaxError;

    fn from_str(text: &str) -> Result<Self, FaultSyntaxError> {
        let error = || FaultSyntaxError(text.to_owned());
        let (name, target) = text.split_once(':').ok_or_else(error)?;
        let kind = FaultKind::ALL.iter().find(|kind| kind.as_str() == name).ok_or_else(error)?;
        let (target, variant) = match target.rsplit_once('=') {
            Some((target, variant)) => (target, Some(variant)),
            None => (target, None),
        };
        if target.is_empty() || variant == Some("") {
            return Err(error());
        }
        Ok(Self::new(*kind, target, variant))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.as_str(), self.target)?;
        self.variant.iter().try_for_each(|variant| write!(f, "={variant}"))
    }
}

impl Fault {
    pub(crate) fn new(kind: FaultKind, target: &str, variant: Option<&str>) -> Self {
        Self {
            kind,
            target: target.to_owned(),
            variant: variant.map(str::to_owned),
            rule: kind.rule(target, variant),
        }
    }

    /// The kind of fault.
    pub const fn kind(&self) -> FaultKind {
        self.kind
    }

    /// What it is about: the id of a rule, `<operation>/<status>`, or `<operation>/<input>`.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// In which way, where a kind does the same in several ways.
    pub fn variant(&self) -> Option<&str> {
        self.variant.as_deref()
    }

    /// The id of the rule that it breaks: the one that a test of the endpoint has to find broken.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The name of the operation that it is about; it leaves all others as they are.
    pub fn operation(&self) -> &str {
        self.target.split('/').next().unwrap_or_default()
    }

    /// Every fault that a service can have, in documented order.
    pub(crate) fn all(service: &Service) -> Vec<Self> {
        catalogue::all(service).into_iter().map(|(fault, _)| fault).collect()
    }

    /// The names most like this one, best first.
    pub(crate) fn near(&self, all: &[Self]) -> Vec<String> {
        near::nearest(&self.to_string(), all.iter().map(ToString::to_string))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_name_reads_back_and_is_given_once() {
        let all = Fault::all(&Service::embedded().unwrap());
        for fault in &all {
            assert_eq!(fault.to_string().parse(), Ok(fault.clone()));
        }
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    }

    #[test]
    fn every_rule_has_a_fault_and_every_fault_a_rule() {
        let service = Service::embedded().unwrap();
        let rules: Vec<String> = service.rules().into_iter().map(|rule| rule.id).collect();
        let all = Fault::all(&service);
        let broken: HashSet<&str> = all.iter().map(Fault::rule).collect();
        let without: Vec<&String> =
            rules.iter().filter(|rule| !broken.contains(rule.as_str())).collect();
        assert!(without.is_empty(), "{without:?}");
        let unknown: Vec<&Fault> =
            all.iter().filter(|fault| !rules.iter().any(|rule| rule == fault.rule())).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        assert!(FaultKind::ALL.iter().all(|kind| all.iter().any(|fault| fault.kind == *kind)));
        assert!(all.len() >= 300, "{}", all.len());
    }

    #[test]
    fn near_names_come_first() {
        let service = Service::embedded().unwrap();
        let wrong: Fault = "ignore:create-indicator/T4/verdikt/mandatory".parse().unwrap();
        let near = wrong.near(&Fault::all(&service));
        assert_eq!(near[0], "ignore:create-indicator/T4/verdict/mandatory");
        for text in ["ignored", "ignore:", "ignore:=x", "ignore:x=", "nothing:x"] {
            assert!(text.parse::<Fault>().is_err(), "{text}");
        }
    }
}
