//! The documented rows of an answer: every member of its body.

use secmaster_spec::{Operation, Response, Row, RuleKind, Shape, Wider, pointer_token};
use serde_json::Value;

use super::twice::twice;
use super::{Judge, shown, values};
use crate::case::Case;
use crate::expectation::Expectation;
use crate::options::Profile;
use crate::send::Received;
use crate::verdict::Observation;

pub(super) fn judge(
    judge: &Judge<'_>,
    operation: &Operation,
    case: &Case,
    received: &Received,
    observations: &mut Vec<Observation>,
) {
    if case.is_foreign {
        return;
    }
    // A success with another status than the documented one is still described by its tables.
    let documented = operation.response(received.status);
    let response = documented.or_else(|| operation.success().filter(|_| received.is_success()));
    let Some(response) = response else { return };
    let mut rows = Rows { judge, operation, case, observations, is_ours: false };
    rows.headers(response, received);
    rows.content_type(response, received);
    rows.body(response, received);
}

/// The body of a documented example, looked at like an answer.
pub(super) fn judge_example(
    judge: &Judge<'_>,
    operation: &Operation,
    case: &Case,
    table: u16,
    example: &Value,
) -> Vec<Observation> {
    let mut observations = Vec::new();
    Rows { judge, operation, case, observations: &mut observations, is_ours: true }
        .object(table, "", example);
    observations
}

/// One answer while its rows are judged.
pub(super) struct Rows<'a> {
    pub(super) judge: &'a Judge<'a>,
    pub(super) operation: &'a Operation,
    case: &'a Case,
    pub(super) observations: &'a mut Vec<Observation>,
    /// Whether the values are documented, and can hold no token.
    is_ours: bool,
}

impl Rows<'_> {
    fn body(&mut self, response: &Response, received: &Received) {
        let Some(number) = response.body_table else { return };
        let id = format!("{}/{}/{}", self.operation.name, response.status, RuleKind::Body);
        let Some(rule) = self.judge.book.find(&id) else { return };
        match &received.value {
            Some(body @ Value::Object(_)) => {
                self.observations.push(match twice(&received.text) {
                    Some(name) => {
                        let got = format!("`{}` twice", self.judge.shown_text(&name));
                        Observation::broken(rule, "each member once", got)
                    }
                    None => Observation::kept(rule),
                });
                self.object(number, "", body);
            }
            _ => {
                let got = if received.text.is_empty() {
                    "an empty body".to_owned()
                } else {
                    self.judge.shown_text(&received.text)
                };
                self.observations.push(Observation::broken(rule, "a JSON object", got));
            }
        }
    }

    fn object(&mut self, table: u16, pointer: &str, object: &Value) {
        let Some(table) = self.operation.table(table) else { return };
        for row in &table.rows {
            let place = format!("{pointer}/{}", pointer_token(&row.name));
            match object.get(&row.name) {
                Some(value) => self.row(row, &place, value),
                None => self.absence(row, &place, object),
            }
        }
    }

    /// A member that is not there.
    fn absence(&mut self, row: &Row, place: &str, object: &Value) {
        let rules = self.judge.book.of_row(&row.id);
        let Some((_, rule)) = rules.iter().find(|(kind, _)| *kind == RuleKind::Present) else {
            return;
        };
        let observation = match self.other_shape(place, object) {
            Some(number) if self.judge.profile == Profile::Lenient => {
                Observation::known(*rule, number)
            }
            other => {
                let known =
                    other.map(|number| format!(", in the shape that deviation {number} knows"));
                let got = format!("nothing there{}", known.unwrap_or_default());
                Observation::broken(*rule, format!("`{}` at {place}", row.name), got)
            }
        };
        self.observations.push(observation);
    }

    /// The deviation that knows of refusals in another shape, if this is one.
    fn other_shape(&self, place: &str, body: &Value) -> Option<u16> {
        let errors = &self.judge.service.errors;
        let is_error = errors.iter().any(|shape| shape.code == place || shape.message == place);
        let has = |pointer: &str| body.pointer(pointer).is_some();
        let other = errors.iter().find(|shape| has(&shape.code) && has(&shape.message))?;
        other.deviation.filter(|_| is_error)
    }

    fn row(&mut self, row: &Row, place: &str, value: &Value) {
        let mut has_type = true;
        for (kind, rule) in self.judge.book.of_row(&row.id) {
            // A value of another type has no range or options to speak of, an empty array no items.
            let is_empty = value.as_array().is_some_and(Vec::is_empty);
            if !has_type || (*kind == RuleKind::Items && is_empty) || is_of_effect(*kind) {
                continue;
            }
            let observation = self.value(row, *kind, *rule, place, value);
            has_type &= *kind != RuleKind::Type || observation.verdict != crate::Verdict::Broken;
            self.push(observation, place, value);
        }
        match (&row.shape, value) {
            (Shape::Object { table }, Value::Object(_)) => self.object(*table, place, value),
            (Shape::Array { items, .. }, Value::Array(values)) => {
                let Some(table) = items.table() else { return };
                for (index, item) in values.iter().enumerate() {
                    self.object(table, &format!("{place}/{index}"), item);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, observation: Observation, place: &str, value: &Value) {
        if self.is_follow_up(&observation, place, value) {
            let reason = "the answer repeats a value that should have been refused";
            self.observations.push(Observation::unseen(observation.rule, reason));
        } else {
            self.observations.push(observation);
        }
    }

    /// Whether a breach only repeats what a request sent that should not have been accepted:
    /// that is one fault, not two.
    fn is_follow_up(&self, observation: &Observation, place: &str, value: &Value) -> bool {
        observation.verdict == crate::Verdict::Broken
            && self.case.expectation == Expectation::Refused
            && self.sent(place).is_some_and(|sent| values::loosely_equal(&sent, value))
    }

    pub(super) fn value(
        &self,
        row: &Row,
        kind: RuleKind,
        rule: usize,
        place: &str,
        value: &Value,
    ) -> Observation {
        let form = self.judge.forms.get(&row.id);
        let Some(expected) = values::breach(row, kind, value, form) else {
            return Observation::kept(rule);
        };
        let known = values::known(row, kind, value, || self.sent(place));
        let is_lenient = self.judge.profile == Profile::Lenient;
        match known {
            Some(reading) if !reading.is_live || is_lenient => {
                Observation::known(rule, reading.deviation)
            }
            None if self.is_perhaps_sent(row) => {
                Observation::unseen(rule, "the request may have sent this, and cannot be read back")
            }
            other => {
                let at = if place.is_empty() { "the header" } else { place };
                let shown = if self.is_ours { shown(value) } else { self.judge.shown(value) };
                let live = other.map(|reading| {
                    format!(", which deviation {} knows of live traffic", reading.deviation)
                });
                let got = format!("{shown} at {at}{}", live.unwrap_or_default());
                Observation::broken(rule, expected, got)
            }
        }
    }

    /// Whether the row may repeat what was sent, and nobody knows what that is: there are bodies
    /// that one reader of JSON takes and another does not.
    fn is_perhaps_sent(&self, row: &Row) -> bool {
        let request = &self.case.request;
        row.reading(Wider::Sent).is_some() && request.body.is_some() && request.value.is_none()
    }

    /// What the request sent at the place that this place of the answer repeats.
    fn sent(&self, place: &str) -> Option<Value> {
        let from = self.operation.echoed_from(place)?;
        if let Some(name) = from.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            return self.judge.parameters.get(name).map(|value| Value::from(value.as_str()));
        }
        self.case.request.value.as_ref()?.pointer(&from).cloned()
    }
}

/// What the operation's effect promises is judged elsewhere.
fn is_of_effect(kind: RuleKind) -> bool {
    use RuleKind::{
        Asked, Echo, Exclusive, Fresh, Gone, Identity, Listed, Order, State, Untouched,
    };
    matches!(
        kind,
        Echo | Fresh | Identity | State | Order | Listed | Asked | Exclusive | Gone | Untouched
    )
}
