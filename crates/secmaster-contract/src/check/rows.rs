//! The documented rows of an answer: its headers and every member of its body.

use secmaster_spec::{Operation, Response, Row, RuleKind, Shape, pointer_token};
use serde_json::Value;

use super::{Judge, shown, values};
use crate::case::Case;
use crate::expectation::Expectation;
use crate::options::Profile;
use crate::send::Received;
use crate::verdict::Observation;

/// The members of an answer's body that no table lists: the table of the object around each, and
/// its place.
pub(crate) fn undocumented(operation: &Operation, received: &Received) -> Vec<(u16, String)> {
    let response = operation.response(received.status);
    let root = response.and_then(|response| response.body_table);
    let mut found = Vec::new();
    if let (Some(root), Some(body)) = (root, &received.value) {
        collect(operation, root, "", body, &mut found);
    }
    found
}

fn collect(
    operation: &Operation,
    number: u16,
    pointer: &str,
    object: &Value,
    found: &mut Vec<(u16, String)>,
) {
    let (Some(table), Some(members)) = (operation.table(number), object.as_object()) else {
        return;
    };
    for (name, value) in members {
        let place = format!("{pointer}/{}", pointer_token(name));
        let Some(row) = table.row(name) else {
            found.push((number, place));
            continue;
        };
        match (&row.shape, value) {
            (Shape::Object { table }, value) => collect(operation, *table, &place, value, found),
            (Shape::Array { items, .. }, Value::Array(values)) => {
                let Some(table) = items.table() else { continue };
                for value in values {
                    collect(operation, table, &format!("{place}/*"), value, found);
                }
            }
            _ => {}
        }
    }
}

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
                    (_, None) | (RuleKind::Fresh, _) => continue,
                    (kind, Some(text)) => self.value(row, *kind, *rule, "", &text.into()),
                };
                self.observations.push(observation);
            }
        }
    }

    fn content_type(&mut self, response: &Response, received: &Received) {
        let id = format!("{}/{}/{}", self.operation.name, response.status, RuleKind::ContentType);
        let Some(rule) = self.judge.book.find(&id) else { return };
        // Whether there has to be a body is another rule's.
        if received.text.is_empty() {
            return;
        }
        let found = received.header("content-type");
        self.observations.push(match found {
            Some(found) if is_json(found) => Observation::kept(rule),
            _ => {
                let got = found.map_or_else(|| "no content-type".to_owned(), str::to_owned);
                let got = self.judge.shown_text(&got);
                Observation::broken(rule, "application/json, in UTF-8", got)
            }
        });
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

/// Whether a content type says JSON, in UTF-8 or without a charset.
fn is_json(text: &str) -> bool {
    let mut parts = text.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|it| it.eq_ignore_ascii_case("application/json"));
    let charset = |part: &str| {
        let (name, value) = part.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| value.trim().trim_matches('"').to_ascii_lowercase())
    };
    is_json && parts.filter_map(charset).all(|charset| charset == "utf-8")
}
