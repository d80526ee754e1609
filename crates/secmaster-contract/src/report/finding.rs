//! Findings: one broken rule each, with the case that shows it best.

use secmaster_spec::{RuleKind, Service};
use serde::Serialize;

use super::curl;
use super::facts::CaseFacts;
use super::message::{ReceivedAnswer, SentRequest, Step, received, sent};
use crate::case::{Connection, Phase};
use crate::exchange::Exchange;
use crate::replay::Replay;
use crate::rules::RuleBook;
use crate::secret::Secret;
use crate::target::Target;
use crate::verdict::{Again, Observation};

/// A broken rule.
///
/// ```
/// use secmaster_contract::Finding;
///
/// fn told(finding: &Finding) -> String {
///     format!("{}: expected {}, got {}", finding.rule, finding.expected, finding.got)
/// }
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// Its number in the report, from 1.
    pub number: usize,
    /// The rule's id.
    pub rule: String,
    /// The documented row or answer in words.
    pub subject: String,
    /// The promise in a sentence.
    pub statement: String,
    /// The row as its table has it; none for what a status promises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documented: Option<Documented>,
    /// The phase that made the case.
    pub phase: Phase,
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
    /// The requests that led to it, the oldest first; none where one request shows it.
    pub steps: Vec<Step>,
    /// Whether the input was shrunk, and this is the smallest that shows it. Where no input is made
    /// at random there is nothing to shrink: the request is one change away from a good one.
    pub smallest: bool,
    /// Whether the case showed the same when it was sent again.
    pub again: Again,
    /// What was sent.
    pub sent: SentRequest,
    /// What was received; none if nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<ReceivedAnswer>,
    /// Lines for a POSIX shell that send the same, and what has to be sent before.
    pub curl: String,
    /// A deviation that knows of endpoints that do this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deviation: Option<u16>,
    /// Other cases that show it.
    pub also: Vec<String>,
    /// Whether it keeps the operation from being tested at all.
    pub blocks_operation: bool,
    /// What it takes to send it again.
    pub replay: Replay,
}

/// A row as its table has it.
///
/// ```
/// use secmaster_contract::Finding;
///
/// fn table(finding: &Finding) -> Option<(&str, u16)> {
///     finding.documented.as_ref().map(|row| (row.operation.as_str(), row.table))
/// }
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
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

/// The finding that this observation makes; its number is given later.
pub(crate) fn finding(
    service: &Service,
    book: &RuleBook,
    target: &Target,
    exchange: &Exchange,
    facts: Option<&CaseFacts>,
    leads: &[&Exchange],
    seen: &Observation,
) -> Option<Finding> {
    let rule = book.rules.get(seen.rule)?;
    let secret = target.secret();
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
    let elapsed = facts.and_then(|facts| facts.elapsed);
    let request = case.shown(secret);
    Some(Finding {
        number: 0,
        rule: rule.id.clone(),
        subject: rule.subject(),
        statement: rule.statement.clone(),
        documented,
        phase: case.phase,
        case: case.id.clone(),
        title: case.title.clone(),
        made_for,
        expected: seen.expected.clone(),
        got: seen.got.clone(),
        steps: facts.map(|facts| facts.steps.clone()).unwrap_or_default(),
        smallest: facts.is_some_and(|facts| facts.smallest),
        again: exchange.again.get(&seen.rule).copied().unwrap_or_default(),
        sent: sent(&request, secret),
        received: exchange.answer.as_ref().and_then(|answer| received(answer, elapsed, secret)),
        curl: repeated(service, exchange, leads, rule.kind, secret),
        deviation: case.deviation.filter(|_| is_primary),
        also: Vec::new(),
        blocks_operation: exchange.is_baseline_failure && is_primary,
        replay: Replay::new(&rule.id, exchange, leads, target),
    })
}

/// The lines that repeat it: with what led to it, or twice where only the second time shows it.
fn repeated<'e>(
    service: &Service,
    exchange: &Exchange,
    leads: &[&'e Exchange],
    kind: RuleKind,
    secret: &Secret,
) -> String {
    if kind == RuleKind::Fresh {
        return curl::twice(&exchange.case, secret);
    }
    if exchange.case.connection == Connection::OfTurn {
        let before = leads.iter().map(|lead| lead.case.as_ref());
        return curl::in_a_row(before, &exchange.case, secret);
    }
    let names_ids = exchange.case.phase.has_foreign_ids();
    let lead = |lead: &&'e Exchange| match names_ids {
        true => curl::Lead::new(service, lead),
        false => curl::Lead::of(&lead.case),
    };
    let leads: Vec<_> = leads.iter().map(lead).collect();
    curl::script(&leads, &exchange.case, secret)
}
