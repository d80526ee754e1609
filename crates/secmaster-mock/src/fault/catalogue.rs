//! All faults, computed from the rules of the description, each with what it changes.

use std::sync::OnceLock;

use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue};
use secmaster_spec::{
    Effect, Format, Operation, Place, Row, Rule, RuleKind, Service, Shape, Side, Text,
};
use serde_json::Value;

use crate::fault::alteration::Alteration;
use crate::fault::body_form::{BodyForm, HTML};
use crate::fault::change::Change;
use crate::fault::disruption::Disruption;
use crate::fault::effects::{List, Misdeed};
use crate::fault::input::Input;
use crate::fault::input_faults::Outcome;
use crate::fault::leak::{Leak, Spelling};
use crate::fault::{Fault, FaultKind};
use crate::garble::wrong;

/// What the gateway answers to who is unknown, to unknown paths, and to other methods.
const GATEWAY: [u16; 3] = [401, 404, 405];

/// What a fault changes.
#[derive(Clone, Debug)]
pub(crate) enum Breach {
    /// What is demanded of a request.
    Demand,
    /// The answer of that status.
    Answer(u16, Change),
    /// What the operation does.
    Effect(Misdeed),
    /// What becomes of such an input.
    Input(Input, Outcome),
}

/// Every fault that a service can have, in documented order.
pub(crate) fn all(service: &Service) -> Vec<(Fault, Breach)> {
    let of_operation = |operation| {
        let rules = Operation::rules(operation).into_iter();
        rules.flat_map(move |rule| Subject::new(service, operation, &rule).faults())
    };
    service.operations.iter().flat_map(of_operation).collect()
}

/// A rule, and what it is about.
struct Subject<'a> {
    service: &'a Service,
    operation: &'a Operation,
    rule: &'a Rule,
    row: Option<&'a Row>,
    place: Option<Place>,
    /// The status of the answer that it is about.
    status: u16,
    /// Where the row stands in the answer's body.
    pointer: String,
}

impl<'a> Subject<'a> {
    fn new(service: &'a Service, operation: &'a Operation, rule: &'a Rule) -> Self {
        let table = rule.table.and_then(|number| operation.table(number));
        let row = table
            .zip(rule.row.as_ref())
            .and_then(|(table, id)| table.rows.iter().find(|row| row.id == *id));
        let named = rule.id.rsplit('/').nth(1).and_then(|status| status.parse().ok());
        let status = table.map_or(named, |table| table.status).unwrap_or_default();
        let root = operation.response(status).and_then(|response| response.body_table);
        let places = root.map(|root| operation.places(root)).unwrap_or_default();
        let at = places.into_iter().find(|(.., found)| Some(*found) == row);
        Self {
            service,
            operation,
            rule,
            row,
            place: table.map(|table| table.place),
            status,
            pointer: at.map(|(pointer, ..)| pointer).unwrap_or_default(),
        }
    }

    /// Every fault that breaks the rule.
    fn faults(&self) -> Vec<(Fault, Breach)> {
        let kind = self.rule.kind;
        match (self.rule.side, self.row) {
            (Side::Request, _) => self.of_request(),
            (Side::Response, Some(row)) if self.place == Some(Place::ResponseHeader) => {
                self.of_header(row)
            }
            (Side::Response, Some(row)) => self.of_row(row),
            (Side::Response, None) => match kind {
                RuleKind::Status => self.of_status(),
                RuleKind::Body => self.of_body(),
                RuleKind::ContentType => self.of_content_type(),
                RuleKind::Complete => self.of_completeness(),
                RuleKind::InTime => self.of_time(),
                RuleKind::ServerError => self.of_failure(),
                RuleKind::ErrorBody => self.of_refusals(),
                RuleKind::Secrecy => self.of_secrecy(),
                _ => Vec::new(),
            },
        }
    }

    fn of_request(&self) -> Vec<(Fault, Breach)> {
        let demand = |kind: FaultKind, variant: Option<&str>| {
            (Fault::new(kind, &self.rule.id, variant), Breach::Demand)
        };
        let (main, variants): (FaultKind, &[&str]) = match self.rule.kind {
            RuleKind::Optional => (FaultKind::Require, &[]),
            RuleKind::Path => (FaultKind::Ignore, &["any-case"]),
            RuleKind::Json => (FaultKind::Ignore, &["trailing-text", "empty"]),
            _ => (FaultKind::Ignore, &[]),
        };
        let variants = variants.iter().map(|variant| demand(main, Some(variant)));
        [demand(main, None)].into_iter().chain(variants).collect()
    }

    fn of_header(&self, row: &Row) -> Vec<(Fault, Breach)> {
        let Ok(name) = row.name.parse::<HeaderName>() else { return Vec::new() };
        match self.rule.kind {
            RuleKind::Present => vec![self.answer(FaultKind::DropHeader, Change::DropHeader(name))],
            RuleKind::Fresh => {
                let change = Change::RepeatHeader(name, OnceLock::new());
                vec![self.answer(FaultKind::Repeat, change)]
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

    fn of_row(&self, row: &Row) -> Vec<(Fault, Breach)> {
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
                    faults.push(altered(FaultKind::Ascii, Alteration::Ascii));
                }
                faults
            }
            RuleKind::Identity | RuleKind::State => another().into_iter().collect(),
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

    fn of_status(&self) -> Vec<(Fault, Breach)> {
        let documented = |status: u16| self.operation.response(status).is_some();
        let class = self.status / 100 * 100;
        // 2xx: 201 and on; the others: what is seldom documented, 409 or 422 for instance.
        let first = if class == 200 { 201 } else { class + 9 };
        let main = (first..class + 100).find(|other| !documented(*other));
        let fault = |variant: Option<&str>, other: u16| {
            self.of_answer(FaultKind::Status, self.status, variant, &Change::Status(other))
        };
        let others: &[u16] = match class {
            200 => &[202, 204, 206, 302, 304, 400, 404, 409],
            _ => &[200, 204, 302, 401, 403, 404, 422, 429],
        };
        let others =
            others.iter().filter(|other| !documented(**other) || **other / 100 * 100 != class);
        let others = others.filter(|other| Some(**other) != main);
        let others = others.map(|other| fault(Some(&other.to_string()), *other));
        main.map(|main| fault(None, main)).into_iter().chain(others).collect()
    }

    fn of_body(&self) -> Vec<(Fault, Breach)> {
        let forms = BodyForm::ALL.into_iter();
        let forms = forms
            .map(|(variant, form)| self.variant(FaultKind::Garble, variant, Change::Form(form)));
        let short = Change::Disrupt(Disruption::ShortLength);
        forms.chain([self.of_answer(FaultKind::ShortLength, self.status, None, &short)]).collect()
    }

    fn of_content_type(&self) -> Vec<(Fault, Breach)> {
        let set = |text| Change::SetHeader(CONTENT_TYPE, HeaderValue::from_static(text));
        let changes = [
            (None, set("text/html")),
            (Some("text"), set("text/plain;charset=UTF-8")),
            (Some("octets"), set("application/octet-stream")),
            (Some("nonsense"), set("json")),
            (Some("missing"), Change::DropHeader(CONTENT_TYPE)),
        ];
        let fault = |(variant, change)| self.variant(FaultKind::Garble, variant, change);
        changes.into_iter().map(fault).collect()
    }

    fn of_completeness(&self) -> Vec<(Fault, Breach)> {
        let disruptions = [
            (FaultKind::Close, Disruption::Close),
            (FaultKind::Reset, Disruption::Reset),
            (FaultKind::CutHead, Disruption::CutHead),
            (FaultKind::CutBody, Disruption::CutBody),
            (FaultKind::BadHead, Disruption::BadHead),
            (FaultKind::LongLength, Disruption::LongLength),
            (FaultKind::TwoLengths, Disruption::TwoLengths),
            (FaultKind::BadChunk, Disruption::BadChunk),
            (FaultKind::CutChunk, Disruption::CutChunk),
        ];
        let gzip = Change::SetHeader(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        let changes = disruptions.map(|(kind, disruption)| (kind, Change::Disrupt(disruption)));
        let changes = changes.into_iter().chain([(FaultKind::GzipLabel, gzip)]);
        let mut faults: Vec<_> =
            changes.flat_map(|(kind, change)| self.documented(kind, None, &change)).collect();
        faults.extend(self.of_inputs(FaultKind::Crash, Outcome::Crash));
        faults
    }

    fn of_time(&self) -> Vec<(Fault, Breach)> {
        let kinds = [(FaultKind::Hang, Disruption::Hang), (FaultKind::Slow, Disruption::Slow)];
        let of_kind =
            |(kind, disruption)| self.documented(kind, None, &Change::Disrupt(disruption));
        kinds.into_iter().flat_map(of_kind).collect()
    }

    fn of_failure(&self) -> Vec<(Fault, Breach)> {
        let of_status = |status: u16| {
            let name = status.to_string();
            self.documented(FaultKind::Status, Some(&name), &Change::Status(status))
        };
        let statuses = [500, 502, 503, 504].into_iter().flat_map(of_status);
        statuses.chain(self.of_inputs(FaultKind::Fail, Outcome::Failure)).collect()
    }

    fn of_refusals(&self) -> Vec<(Fault, Breach)> {
        let (mut codes, mut messages) = (Vec::new(), Vec::new());
        for body in &self.service.errors {
            codes.push(body.code.clone());
            messages.push(body.message.clone());
        }
        let typed = |body, media_type| {
            let media_type = HeaderValue::from_static(media_type);
            Change::All(vec![Change::Body(body), Change::SetHeader(CONTENT_TYPE, media_type)])
        };
        let empty = Change::All(vec![Change::Body(""), Change::DropHeader(CONTENT_TYPE)]);
        let of_gateway = [
            (None, Change::Body("{}")),
            (Some("no-code"), Change::Omit(codes)),
            (Some("no-message"), Change::Omit(messages)),
            (Some("empty"), empty),
            (Some("text"), typed("refused", "text/plain")),
            (Some("html"), typed(HTML, "text/html")),
        ];
        let mut faults = Vec::new();
        for status in self.statuses().filter(|status| *status >= 400) {
            // What else may be wrong with a documented refusal has rules of its own.
            let is_documented = self.operation.response(status).is_some();
            let count = if is_documented { 1 } else { of_gateway.len() };
            let changes = of_gateway.iter().take(count);
            faults.extend(changes.map(|(variant, change)| {
                self.of_answer(FaultKind::ErrorBody, status, *variant, change)
            }));
        }
        faults
    }

    fn of_secrecy(&self) -> Vec<(Fault, Breach)> {
        let places: Vec<String> =
            self.service.errors.iter().map(|body| body.message.clone()).collect();
        let in_message = |spelling| Leak::Message(places.clone(), spelling);
        let leaks = [
            (FaultKind::LeakHeader, None, Leak::Header(Spelling::Plain)),
            (FaultKind::LeakBody, None, in_message(Spelling::Plain)),
            (FaultKind::LeakBody, Some("member"), Leak::Member(Spelling::Plain)),
            (FaultKind::LeakHeader, Some("base64"), Leak::Header(Spelling::Base64)),
            (FaultKind::LeakHeader, Some("percent"), Leak::Header(Spelling::Percent)),
            (FaultKind::LeakBody, Some("base64"), in_message(Spelling::Base64)),
            (FaultKind::LeakBody, Some("percent"), in_message(Spelling::Percent)),
        ];
        let mut faults = Vec::new();
        for status in self.statuses() {
            // Other spellings are found by the same search: one status will do.
            let count = if status < 300 { leaks.len() } else { 3 };
            faults.extend(leaks.iter().take(count).map(|(kind, variant, leak)| {
                self.of_answer(*kind, status, *variant, &Change::Leak(leak.clone()))
            }));
        }
        faults
    }

    fn of_inputs(&self, kind: FaultKind, outcome: Outcome) -> Vec<(Fault, Breach)> {
        let has_body = self.operation.request_table.is_some();
        let inputs = Input::ALL.into_iter();
        let inputs = inputs.filter(|(_, input)| has_body || *input == Input::Sometimes);
        let fault = |(name, input)| {
            let target = format!("{}/{name}", self.operation.name);
            (Fault::new(kind, &target, None), Breach::Input(input, outcome))
        };
        inputs.map(fault).collect()
    }

    /// The statuses of the operation's answers: what is documented, and what the gateway says.
    fn statuses(&self) -> impl Iterator<Item = u16> {
        let documented = self.operation.responses.iter().map(|response| response.status);
        let of_gateway = GATEWAY.into_iter();
        documented.chain(of_gateway.filter(|status| self.operation.response(*status).is_none()))
    }

    /// The same change of each documented answer.
    fn documented(
        &self,
        kind: FaultKind,
        variant: Option<&str>,
        change: &Change,
    ) -> Vec<(Fault, Breach)> {
        let statuses = self.operation.responses.iter().map(|response| response.status);
        statuses.map(|status| self.of_answer(kind, status, variant, change)).collect()
    }

    fn of_answer(
        &self,
        kind: FaultKind,
        status: u16,
        variant: Option<&str>,
        change: &Change,
    ) -> (Fault, Breach) {
        let target = format!("{}/{status}", self.operation.name);
        (Fault::new(kind, &target, variant), Breach::Answer(status, change.clone()))
    }

    fn answer(&self, kind: FaultKind, change: Change) -> (Fault, Breach) {
        self.variant(kind, None, change)
    }

    fn variant(&self, kind: FaultKind, variant: Option<&str>, change: Change) -> (Fault, Breach) {
        (Fault::new(kind, &self.rule.id, variant), Breach::Answer(self.status, change))
    }
}

/// Whether any text will do, and every character of it counts.
fn is_free_text(shape: &Shape) -> bool {
    let Shape::Text(text) = shape else { return false };
    let is_free = text.options.is_empty() && text.pattern.is_none() && text.min_length.is_none();
    is_free && !matches!(text, Text { format: Some(Format::Timestamp | Format::MediaType), .. })
}
