//! What holds for every answer: it comes whole and in time, is no failure of the server, says why
//! it refuses, and gives no secret away.

use secmaster_spec::{Operation, RuleKind};
use serde_json::Value;

use super::Judge;
use crate::case::Case;
use crate::expectation::Refusal;
use crate::secret::Secret;
use crate::send::{Received, SendFailure};
use crate::verdict::Observation;

/// The status of a server that does not know the method at all, or how the body is sent.
const NOT_IMPLEMENTED: u16 = 501;

pub(super) fn judge(
    judge: &Judge<'_>,
    operation: &Operation,
    case: &Case,
    answer: &Result<Received, SendFailure>,
) -> Vec<Observation> {
    let rule = |kind: RuleKind| judge.book.find(&format!("{}/answer/{kind}", operation.name));
    let mut seen = Vec::new();
    let mut put = |kind: RuleKind, breach: Option<(String, String)>| {
        let Some(rule) = rule(kind) else { return };
        seen.push(match breach {
            Some((expected, got)) => Observation::broken(rule, expected, got),
            None => Observation::kept(rule),
        });
    };
    let failed = |failure: &SendFailure| judge.shown_text(&failure.to_string());
    let is_early = case.refusal == Refusal::Transport;
    match answer {
        Err(failure @ SendFailure::TimedOut(_)) => {
            put(RuleKind::InTime, Some(("an answer in time".to_owned(), failed(failure))));
        }
        // Nobody is there any more: that ends the run, and breaks no rule.
        Err(SendFailure::Unreachable(_)) => {}
        Err(_) if is_early => {}
        Err(failure) => {
            put(RuleKind::Complete, Some(("one complete answer".to_owned(), failed(failure))));
        }
        Ok(received) => {
            put(RuleKind::InTime, None);
            put(RuleKind::Complete, encoded(received));
            put(RuleKind::ServerError, server_error(case, received));
            let is_told = is_refusal(received) && !is_early;
            if is_told && Some(received.status) != documented_refusal(operation) {
                put(RuleKind::ErrorBody, error_body(judge, case, received));
            }
            put(RuleKind::Secrecy, leak(judge.secret, case, received));
        }
    }
    seen
}

fn is_refusal(received: &Received) -> bool {
    (400..500).contains(&received.status)
}

fn documented_refusal(operation: &Operation) -> Option<u16> {
    operation.refusal().map(|response| response.status)
}

/// No request asks for an encoding, so that whoever receives one cannot be expected to undo it.
fn encoded(received: &Received) -> Option<(String, String)> {
    let encoding = received.header("content-encoding")?;
    let is_plain = encoding.is_empty() || encoding.eq_ignore_ascii_case("identity");
    (!is_plain).then(|| ("a body in plain".to_owned(), format!("content-encoding: {encoding}")))
}

fn server_error(case: &Case, received: &Received) -> Option<(String, String)> {
    let is_unknown = case.is_foreign || case.refusal == Refusal::Transport;
    let is_proper = received.status < 500 || (is_unknown && received.status == NOT_IMPLEMENTED);
    (!is_proper).then(|| ("no 5xx, whatever is sent".to_owned(), received.status.to_string()))
}

fn error_body(judge: &Judge<'_>, case: &Case, received: &Received) -> Option<(String, String)> {
    if case.request.method == "HEAD" {
        return None;
    }
    let says_why = |body: &Value| {
        judge.service.errors.iter().any(|shape| {
            let code = body.pointer(&shape.code).is_some_and(|it| it.is_string() || it.is_number());
            code && body.pointer(&shape.message).is_some_and(Value::is_string)
        })
    };
    let is_proper = received.value.as_ref().is_some_and(says_why);
    (!is_proper).then(|| {
        let shapes: Vec<String> = judge
            .service
            .errors
            .iter()
            .map(|shape| format!("{} and {}", shape.code, shape.message))
            .collect();
        let got = format!("{} {}", received.status, judge.shown_text(&received.text));
        (format!("a JSON object with {}", shapes.join(", or ")), got)
    })
}

fn leak(secret: &Secret, case: &Case, received: &Received) -> Option<(String, String)> {
    let planted = case.planted.as_deref().map(Secret::new);
    let is_in = |text: &str| {
        secret.is_in(text) || planted.as_ref().is_some_and(|planted| planted.is_in(text))
    };
    let leaks = |(name, value): &&(String, String)| is_in(name) || is_in(value);
    let place = match received.headers.iter().find(leaks) {
        Some((name, _)) if is_in(name) => "the name of a header".to_owned(),
        Some((name, _)) => format!("the header {name}"),
        None if is_in(&received.text) => "the body".to_owned(),
        None if is_in(&received.reason) => "the reason phrase".to_owned(),
        None if received.others.iter().any(|line| leaks(&line)) => {
            "an interim answer or after the body".to_owned()
        }
        None => return None,
    };
    let got = format!("the token, or a part of it, in {place} of a {}", received.status);
    Some(("no secret of the request".to_owned(), got))
}
