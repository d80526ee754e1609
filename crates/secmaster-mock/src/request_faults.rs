//! The faults that change what is demanded of a request.

use std::collections::HashSet;

use secmaster_spec::RuleKind;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use crate::fault::{Fault, FaultKind};

/// The rules of requests that the faults change.
#[derive(Debug, Default)]
pub(crate) struct RequestFaults {
    ignored: HashSet<String>,
    required: HashSet<String>,
}

/// What an operation takes that is no request for it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lax {
    pub(crate) any_method: bool,
    pub(crate) near_path: bool,
    pub(crate) any_segment: bool,
    any_text: bool,
    trailing_text: bool,
    no_text: bool,
}

impl RequestFaults {
    pub(crate) fn new(faults: &[Fault]) -> Self {
        let targets = |kind: FaultKind| {
            let of_kind = faults.iter().filter(move |fault| fault.kind() == kind);
            of_kind.map(|fault| match fault.variant() {
                Some(variant) => format!("{}={variant}", fault.target()),
                None => fault.target().to_owned(),
            })
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

    /// What that operation takes that is no request for it.
    pub(crate) fn lax(&self, operation: &str) -> Lax {
        if self.ignored.is_empty() {
            return Lax::default();
        }
        let ignores = |kind: RuleKind, variant: &str| {
            self.ignored.contains(&format!("{operation}/request/{kind}{variant}"))
        };
        Lax {
            any_method: ignores(RuleKind::Method, ""),
            near_path: ignores(RuleKind::Path, ""),
            any_segment: ignores(RuleKind::Path, "=any-segment"),
            any_text: ignores(RuleKind::Json, ""),
            trailing_text: ignores(RuleKind::Json, "=trailing-text"),
            no_text: ignores(RuleKind::Json, "=empty"),
        }
    }
}

impl Lax {
    /// What a body that is no JSON is taken for, and whether that must keep the tables.
    pub(crate) fn read(self, body: &[u8]) -> Option<(Value, bool)> {
        if !(self.any_text || self.trailing_text || self.no_text) {
            return None;
        }
        let text = String::from_utf8_lossy(body);
        // What is JSON, but cannot be read for another reason, is refused as ever.
        let without_mark = text.trim_start_matches('\u{feff}');
        if serde_json::from_str::<IgnoredAny>(without_mark).is_ok() && !text.contains('\u{fffd}') {
            return None;
        }
        let first = serde_json::Deserializer::from_str(&text).into_iter::<Value>().next();
        if let Some(Ok(first)) = first.filter(|_| self.any_text || self.trailing_text) {
            return Some((first, true));
        }
        let is_taken = self.any_text || (self.no_text && body.is_empty());
        is_taken.then(|| (Map::new().into(), false))
    }
}
