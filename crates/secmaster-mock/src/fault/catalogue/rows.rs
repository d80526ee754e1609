//! The faults of what the tables say: of rows of requests and of answers.

use std::sync::OnceLock;

use hyper::header::HeaderName;
use secmaster_spec::{Effect, Format, Row, RuleKind, Shape, Text};
use serde_json::Value;

use super::{Breach, Subject};
use crate::fault::alteration::Alteration;
use crate::fault::change::{Change, Edit};
use crate::fault::effects::{List, Misdeed};
use crate::fault::{Fault, FaultKind};
use crate::garble::wrong;

/// The length of a UUID, with which a request's id begins.
const UUID: usize = 36;

impl Subject<'_> {
    pub(super) fn of_request(&self) -> Vec<(Fault, Breach)> {
        let demand = |kind: FaultKind, variant: Option<&str>| {
            (Fault::new(kind, &self.rule.id, variant), Breach::Demand)
        };
        let (main, variants): (FaultKind, &[&str]) = match self.rule.kind {
            RuleKind::Optional => (FaultKind::Require, &[]),
            RuleKind::Path => (FaultKind::Ignore, &["any-segment"]),
            RuleKind::Json if self.operation.demands_body() => {
                (FaultKind::Ignore, &["trailing-text", "empty"])
            }
            RuleKind::Json => (FaultKind::Ignore, &["trailing-text"]),
            _ => (FaultKind::Ignore, &[]),
        };
        let variants = variants.iter().map(|variant| demand(main, Some(variant)));
        [demand(main, None)].into_iter().chain(variants).collect()
    }

    pub(super) fn of_header(&self, row: &Row) -> Vec<(Fault, Breach)> {
        let Ok(name) = row.name.parse::<HeaderName>() else { return Vec::new() };
        match self.rule.kind {
            RuleKind::Present => vec![self.answer(FaultKind::DropHeader, Change::DropHeader(name))],
            RuleKind::Fresh => {
                let change = Change::RepeatHeader(name, OnceLock::new());
                vec![self.answer(FaultKind::Repeat, change)]
            }
            RuleKind::Format if row.is_request_id() => {
                // Each is still another: that is a rule of its own.
                let edits: [(_, Edit); 2] = [
                    (None, |id| format!("? {id}")),
                    (Some("uuid"), |id| id.chars().take(UUID).collect()),
                ];
                let edited = |(variant, edit)| {
                    self.variant(FaultKind::Garble, variant, Change::EditHeader(name.clone(), edit))
                };
                edits.into_iter().map(edited).collect()
            }
            kind => {
                let wrong = wrong(self.operation, row, kind).into_iter();
                let of_value = |(variant, value): (_, Value)| {
                    let value = value.as_str().unwrap_or_default().parse().ok()?;
                    let change = Change::SetHeader(name.clone(), value);
                    Some(self.variant(FaultKind::Garble, variant, change))
                };
                wrong.filter_map(of_value).collect()
            }
        }
    }

    pub(super) fn of_row(&self, row: &Row) -> Vec<(Fault, Breach)> {
        let omitted = || self.answer(FaultKind::Omit, Change::Omit(vec![self.pointer.clone()]));
        let altered = |kind: FaultKind, alteration: Alteration| {
            self.answer(kind, Change::Alter(self.pointer.clone(), alteration))
        };
        let another = || {
            let alteration = Alteration::of_row(self.operation, row);
            alteration.map(|alteration| altered(FaultKind::Alter, alteration))
        };
        match self.rule.kind {
            RuleKind::Present => vec![omitted()],
            RuleKind::Echo => {
                let mut faults = vec![omitted()];
                faults.extend(another());
                if is_free_text(&row.shape) {
                    faults.push(altered(FaultKind::Truncate, Alteration::Truncated));
                    faults.push(altered(FaultKind::Upper, Alteration::Upper));
                }
                // A parameter of the path has neither spaces nor letters that are not ASCII.
                let from = self.operation.echoed_from(&self.pointer);
                if is_free_text(&row.shape) && from.is_some_and(|from| from.starts_with('/')) {
                    faults.push(altered(FaultKind::Trim, Alteration::Trimmed));
                    faults.push(altered(FaultKind::Ascii, Alteration::Ascii));
                }
                faults
            }
            RuleKind::Identity => another().into_iter().chain(self.of_effect()).collect(),
            RuleKind::State => another().into_iter().collect(),
            RuleKind::Order => vec![altered(FaultKind::Reverse, Alteration::YearBefore)],
            kind => {
                let wrong = wrong(self.operation, row, kind).into_iter();
                let put = |value: Value| Change::Put(self.pointer.clone(), value);
                let mut faults: Vec<_> = wrong
                    .map(|(variant, value)| self.variant(FaultKind::Garble, variant, put(value)))
                    .collect();
                if kind == RuleKind::Type {
                    faults.push(self.answer(FaultKind::Null, put(Value::Null)));
                }
                faults.extend(self.of_effect());
                faults
            }
        }
    }

    fn of_effect(&self) -> Vec<(Fault, Breach)> {
        let list = match &self.operation.effect {
            Some(Effect::Delete(delete)) if delete.failed == self.pointer => List::Failed,
            _ => List::Succeeded,
        };
        let misdeeds: &[(FaultKind, Option<&str>, Misdeed)] = match self.rule.kind {
            RuleKind::Fresh => &[
                (FaultKind::Repeat, None, Misdeed::RepeatFirst),
                (FaultKind::Repeat, Some("sometimes"), Misdeed::RepeatSometimes),
            ],
            RuleKind::Identity => &[(FaultKind::Take, None, Misdeed::TakeId)],
            RuleKind::Listed => &[
                (FaultKind::Unlist, None, Misdeed::Unlist(list)),
                (FaultKind::Mislist, None, Misdeed::Mislist(list)),
            ],
            RuleKind::Asked => &[(FaultKind::Foreign, None, Misdeed::Foreign(list))],
            RuleKind::Exclusive => &[
                (FaultKind::Both, None, Misdeed::Both(List::Succeeded)),
                (FaultKind::Both, Some("unknown"), Misdeed::Both(List::Failed)),
            ],
            RuleKind::Gone => &[
                (FaultKind::Resurrect, None, Misdeed::Resurrect),
                (FaultKind::Resurrect, Some("kept"), Misdeed::Keep),
                (FaultKind::Resurrect, Some("at-once"), Misdeed::Linger),
            ],
            RuleKind::Untouched => &[
                (FaultKind::Spill, None, Misdeed::SpillOne),
                (FaultKind::Spill, Some("empty"), Misdeed::SpillAll),
            ],
            _ => &[],
        };
        let fault = |(kind, variant, misdeed): &(FaultKind, Option<&str>, Misdeed)| {
            (Fault::new(*kind, &self.rule.id, *variant), Breach::Effect(*misdeed))
        };
        misdeeds.iter().map(fault).collect()
    }
}

/// Whether any text will do, and every character of it counts.
fn is_free_text(shape: &Shape) -> bool {
    let Shape::Text(text) = shape else { return false };
    let is_free = text.options.is_empty() && text.pattern.is_none() && text.min_length.is_none();
    is_free && !matches!(text, Text { format: Some(Format::Timestamp | Format::MediaType), .. })
}
