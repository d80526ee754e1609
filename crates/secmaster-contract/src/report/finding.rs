//! Findings: one broken rule each, with the case that shows it best.

use secmaster_spec::Service;
use serde::Serialize;

use super::curl;
use crate::case::{HeaderText, Request};
use crate::check::cut;
use crate::dispatch::Answer;
use crate::exchange::Exchange;
use crate::rules::RuleBook;
use crate::secret::{Secret, TOKEN_VARIABLE};
use crate::verdict::Observation;

/// So much of a received body is kept.
const BODY: usize = 2000;

/// A broken rule.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// The documented row or answer in words.
    pub subject: String,
    /// The promise in a sentence.
    pub statement: String,
    /// The row as its table has it; none for what a status promises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documented: Option<Documented>,
    /// The case that shows it.
    pub case: String,
    /// What is special about its request.
    pub title: String,
    /// The rule that the case was made for and its promise, where the finding is about a status or
    /// a body as a whole and does not name the row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_for: Option<String>,
    /// What was due.
    pub expected: String,
    /// What came instead.
    pub got: String,
    /// What was sent: also the smallest input that shows it, one change away from a good request.
    pub sent: SentRequest,
    /// What was received; none if nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<ReceivedAnswer>,
    /// A line for a shell that sends the same.
    pub curl: String,
    /// A deviation that knows of endpoints that do this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deviation: Option<u16>,
    /// Other cases that show it.
    pub also: Vec<String>,
    /// Whether it keeps the operation from being tested at all.
    pub blocks_operation: bool,
}

/// A row as its table has it.
#[derive(Clone, Debug, Serialize)]
pub struct Documented {
    /// The operation.
    pub operation: String,
    /// The table's number.
    pub table: u16,
    /// The parameter.
    pub parameter: String,
    /// The documented type.
    #[serde(rename = "type")]
    pub documented_type: String,
    /// The mark in the Mandatory column: `Yes`, `No`, `-`.
    pub mandatory: String,
}

/// A request as it was sent, but for the token.
#[derive(Clone, Debug, Serialize)]
pub struct SentRequest {
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The headers, as name and value.
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// An answer as it was received, but for the token.
#[derive(Clone, Debug, Serialize)]
pub struct ReceivedAnswer {
    /// The status.
    pub status: u16,
    /// The id of the request, as the answer's header gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The beginning of the body.
    pub body: String,
}

/// The finding that this observation makes.
pub(crate) fn finding(
    service: &Service,
    book: &RuleBook,
    secret: &Secret,
    exchange: &Exchange,
    seen: &Observation,
) -> Option<Finding> {
    let rule = book.rules.get(seen.rule)?;
    let case = &exchange.case;
    let is_primary = case.rules.first() == Some(&rule.id);
    let documented = rule.row.as_deref().and_then(|id| service.row(id)).map(|row| Documented {
        operation: rule.operation.clone(),
        table: rule.table.unwrap_or_default(),
        parameter: row.name.clone(),
        documented_type: row.documented_type.clone(),
        mandatory: row.mandatory.as_str().to_owned(),
    });
    let primary = case.rules.first().and_then(|id| book.find(id)).and_then(|at| book.rules.get(at));
    let made_for = primary
        .filter(|own| rule.row.is_none() && own.row.is_some())
        .map(|own| format!("{}: {}", own.id, own.statement));
    Some(Finding {
        rule: rule.id.clone(),
        subject: rule.subject(),
        statement: rule.statement.clone(),
        documented,
        case: case.id.clone(),
        title: case.title.clone(),
        made_for,
        expected: seen.expected.clone(),
        got: seen.got.clone(),
        sent: sent(&case.request, secret),
        received: exchange.answer.as_ref().and_then(|answer| received(answer, secret)),
        curl: curl::line(&case.request, secret),
        deviation: case.deviation.filter(|_| is_primary),
        also: Vec::new(),
        blocks_operation: exchange.is_baseline_failure && is_primary,
    })
}

fn sent(request: &Request, secret: &Secret) -> SentRequest {
    let header = |(name, text): &(String, HeaderText)| {
        let text = match text {
            HeaderText::Token => TOKEN_VARIABLE.to_owned(),
            HeaderText::Text(text) => text.clone(),
        };
        (name.clone(), text)
    };
    SentRequest {
        method: request.method.to_string(),
        path: secret.redact(&request.path),
        headers: request.headers.iter().map(header).collect(),
        body: request.body.as_deref().map(|body| String::from_utf8_lossy(body).into_owned()),
    }
}

fn received(answer: &Answer, secret: &Secret) -> Option<ReceivedAnswer> {
    let received = answer.as_ref().ok()?;
    Some(ReceivedAnswer {
        status: received.status,
        request_id: received.header("X-request-id").map(|id| cut(&secret.redact(id), 200)),
        body: cut(&secret.redact(&received.text), BODY),
    })
}
