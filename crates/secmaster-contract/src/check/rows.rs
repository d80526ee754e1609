//! The documented rows of an answer: its headers and every member of its body.

use secmaster_spec::{Effect, Operation, Response, Row, RuleKind, Shape, pointer_token};
use serde_json::Value;

use super::{Judge, shown, values};
use crate::case::Case;
use crate::expectation::Expectation;
use crate::send::Received;
use crate::verdict::Observation;

pub(super) fn judge(
    judge: &Judge<'_>,
    operation: &Operation,
    case: &Case,
    received: &Received,
    observations: &mut Vec<Observation>,
) {
    // A success with another status than the documented one is still described by its tables.
    let documented = operation.response(received.status);
    let response = documented.or_else(|| operation.success().filter(|_| received.is_success()));
    let Some(response) = response else { return };
    let mut rows = Rows { judge, operation, case, observations, is_ours: false };
    rows.headers(response, received);
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

struct Rows<'a> {
    judge: &'a Judge<'a>,
    operation: &'a Operation,
    case: &'a Case,
    observations: &'a mut Vec<Observation>,
    /// Whether the values are documented, and can hold no token.
    is_ours: bool,
}

impl Rows<'_> {
    fn headers(&mut self, response: &Response, received: &Received) {
        let table = response.header_table.and_then(|number| self.operation.table(number));
        for row in table.map_or(&[][..], |table| table.rows.as_slice()) {
            let header = received.header(&row.name);
            for (kind, rule) in self.judge.book.of_row(&row.id) {
                let observation = match (kind, header) {
                    (RuleKind::Present, Some(_)) => Observation::kept(*rule),
                    (RuleKind::Present, None) => {
                        let got = format!("an answer {} without it", received.status);
                        Observation::broken(*rule, format!("the header `{}`", row.name), got)
                    }
                    (_, None) => continue,
                    (kind, Some(text)) => self.value(row, *kind, *rule, "", &text.into()),
                };
                self.observations.push(observation);
            }
        }
    }

    fn body(&mut self, response: &Response, received: &Received) {
        let Some(number) = response.body_table else { return };
        let id = format!("{}/{}/{}", self.operation.name, response.status, RuleKind::Body);
        let Some(rule) = self.judge.book.find(&id) else { return };
        match &received.value {
            Some(body @ Value::Object(_)) => {
                self.observations.push(Observation::kept(rule));
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
            if let Some(value) = object.get(&row.name) {
                let place = format!("{pointer}/{}", pointer_token(&row.name));
                self.row(row, &place, value);
            }
        }
    }

    fn row(&mut self, row: &Row, place: &str, value: &Value) {
        let mut has_type = true;
        for (kind, rule) in self.judge.book.of_row(&row.id) {
            // A value of another type has no range or options to speak of, an empty array no items.
            let is_empty = value.as_array().is_some_and(Vec::is_empty);
            if !has_type || (*kind == RuleKind::Items && is_empty) {
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

    fn value(
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
        match known {
            Some(number) => Observation::known(rule, number),
            None => {
                let at = if place.is_empty() { "the header" } else { place };
                let shown = if self.is_ours { shown(value) } else { self.judge.shown(value) };
                let got = format!("{shown} at {at}");
                Observation::broken(rule, expected, got)
            }
        }
    }

    /// What the request sent at the place that this place of the answer repeats.
    fn sent(&self, place: &str) -> Option<Value> {
        let Some(Effect::Create(create)) = &self.operation.effect else { return None };
        let (answer, request) = create
            .echo
            .iter()
            .filter(|(answer, _)| {
                place
                    .strip_prefix(answer.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
            .max_by_key(|(answer, _)| answer.len())?;
        let rest = place.strip_prefix(answer.as_str())?;
        if let Some(name) = request.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            return self.judge.parameters.get(name).map(|value| Value::from(value.as_str()));
        }
        self.case.request.value.as_ref()?.pointer(&format!("{request}{rest}")).cloned()
    }
}
