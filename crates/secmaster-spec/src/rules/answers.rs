//! What the statuses promise, and what holds for every answer and every request of an operation.

use crate::operation::{Operation, Response};
use crate::rule::{Rule, RuleKind, Side};

pub(super) fn rules(operation: &Operation) -> Vec<Rule> {
    let mut rules: Vec<Rule> =
        operation.responses.iter().flat_map(|response| of_status(operation, response)).collect();
    let answers = [
        (RuleKind::Complete, "every request gets one complete HTTP answer"),
        (RuleKind::InTime, "every request is answered within the time allowed"),
        (RuleKind::ServerError, "no request is answered with a 5xx"),
        (RuleKind::ErrorBody, "every refusal says a code and a message"),
        (RuleKind::Secrecy, "no secret of the request is in the answer"),
    ];
    let requests = [
        (RuleKind::Method, "a request with another method is refused"),
        (RuleKind::Path, "a request to another path is refused"),
    ];
    let json = operation
        .request_table
        .map(|_| (RuleKind::Json, "a body that is no JSON object is refused"));
    let promise = |place: &str, side: Side, (kind, statement): (RuleKind, &str)| {
        rule(operation, place, side, kind, statement.to_owned())
    };
    rules.extend(answers.map(|answer| promise("answer", Side::Response, answer)));
    rules.extend(requests.into_iter().chain(json).map(|it| promise("request", Side::Request, it)));
    rules
}

fn of_status(operation: &Operation, response: &Response) -> Vec<Rule> {
    let status = response.status;
    let promise = |kind: RuleKind, statement: String| {
        rule(operation, &status.to_string(), Side::Response, kind, statement)
    };
    let when =
        if status >= 400 { "a request that is refused" } else { "a request that keeps every rule" };
    let mut rules = vec![promise(RuleKind::Status, format!("{when} is answered with {status}"))];
    if response.body_table.is_some() {
        rules.push(promise(RuleKind::Body, format!("the body of a {status} is a JSON object")));
        let statement = format!("a {status} says that its body is application/json");
        rules.push(promise(RuleKind::ContentType, statement));
    }
    rules
}

fn rule(operation: &Operation, place: &str, side: Side, kind: RuleKind, statement: String) -> Rule {
    Rule {
        id: format!("{}/{place}/{kind}", operation.name),
        operation: operation.name.clone(),
        table: None,
        row: None,
        side,
        kind,
        statement,
    }
}
