//! The faults of whole answers: their status, body and framing, and what they must not say.

use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};

use super::{Breach, Subject};
use crate::fault::body_form::{BodyForm, HTML};
use crate::fault::change::Change;
use crate::fault::disruption::Disruption;
use crate::fault::input::Input;
use crate::fault::input_faults::Outcome;
use crate::fault::leak::{Leak, Spelling};
use crate::fault::{Fault, FaultKind};

impl Subject<'_> {
    pub(super) fn of_status(&self) -> Vec<(Fault, Breach)> {
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
            // A 2xx would say that no rule is enforced, and a 429 nothing at all.
            _ => &[302, 401, 403, 404, 415, 422],
        };
        let others =
            others.iter().filter(|other| !documented(**other) || **other / 100 * 100 != class);
        let others = others.filter(|other| Some(**other) != main);
        let others = others.map(|other| fault(Some(&other.to_string()), *other));
        main.map(|main| fault(None, main)).into_iter().chain(others).collect()
    }

    pub(super) fn of_body(&self) -> Vec<(Fault, Breach)> {
        let forms = BodyForm::ALL.into_iter();
        let forms = forms
            .map(|(variant, form)| self.variant(FaultKind::Garble, variant, Change::Form(form)));
        let short = Change::Disrupt(Disruption::ShortLength);
        forms.chain([self.of_answer(FaultKind::ShortLength, self.status, None, &short)]).collect()
    }

    pub(super) fn of_content_type(&self) -> Vec<(Fault, Breach)> {
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

    pub(super) fn of_completeness(&self) -> Vec<(Fault, Breach)> {
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

    pub(super) fn of_time(&self) -> Vec<(Fault, Breach)> {
        let kinds = [(FaultKind::Hang, Disruption::Hang), (FaultKind::Slow, Disruption::Slow)];
        let of_kind =
            |(kind, disruption)| self.documented(kind, None, &Change::Disrupt(disruption));
        kinds.into_iter().flat_map(of_kind).collect()
    }

    pub(super) fn of_failure(&self) -> Vec<(Fault, Breach)> {
        let of_status = |status: u16| {
            let name = status.to_string();
            self.documented(FaultKind::Status, Some(&name), &Change::Status(status))
        };
        let statuses = [500, 502, 503, 504].into_iter().flat_map(of_status);
        statuses.chain(self.of_inputs(FaultKind::Fail, Outcome::Failure)).collect()
    }

    pub(super) fn of_refusals(&self) -> Vec<(Fault, Breach)> {
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
        let changes = [
            (None, Change::Body("{}")),
            (Some("no-code"), Change::Omit(codes)),
            (Some("no-message"), Change::Omit(messages)),
            (Some("empty"), empty),
            (Some("text"), typed("refused", "text/plain")),
            (Some("html"), typed(HTML, "text/html")),
        ];
        let of_status = |status: u16| {
            let of_change = move |(variant, change): &(Option<&str>, Change)| {
                self.of_answer(FaultKind::ErrorBody, status, *variant, change)
            };
            changes.iter().map(of_change)
        };
        // What a documented refusal says has rules of its own.
        self.undocumented().flat_map(of_status).collect()
    }

    pub(super) fn of_secrecy(&self) -> Vec<(Fault, Breach)> {
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
        let documented = self.operation.responses.iter().map(|response| response.status);
        for status in documented.chain(self.undocumented()) {
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
}
