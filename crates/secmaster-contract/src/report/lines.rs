//! Single things of a report as text: a deviation, an undocumented member, a finding.

use std::fmt::Write as _;

use super::{DeviationReport, Finding, Saying, Step, Style, Undocumented};
use crate::check::cut;
use crate::printable::{lines, one_line};
use crate::verdict::Again;

/// So many ids of further cases are listed with a finding.
const ALSO: usize = 3;

/// So much of a received body is shown.
const BODY: usize = 300;

/// What is said of a finding that did not show again.
const UNSTEADY: &str =
    "sent again, it did not show: it comes and goes, or depends on other requests";

/// A deviation in one line: its number, what each source says, and how it is read.
pub(super) fn shown_deviation(deviation: &DeviationReport) -> String {
    let said = |said: &Saying| {
        let value = said.value.as_str().map_or_else(|| said.value.to_string(), str::to_owned);
        format!("{}: {value}", said.source)
    };
    let says: Vec<String> = deviation.says.iter().map(said).collect();
    let answers = if deviation.answers == 1 { "answer" } else { "answers" };
    one_line(&format!(
        "deviation {}: {} ({}). {}. Read as: {} Met in {} {answers}.",
        deviation.number,
        deviation.title,
        deviation.rules.join(", "),
        says.join("; "),
        deviation.reading,
        deviation.answers,
    ))
}

/// A member that no table lists, in one line.
pub(super) fn shown_undocumented(one: &Undocumented) -> String {
    let Undocumented { operation, table, pointer, answers } = one;
    let word = if *answers == 1 { "answer" } else { "answers" };
    one_line(&format!(
        "undocumented: {pointer} in {answers} {word} of {operation}; Table {table} lists no such row"
    ))
}

/// One of the requests that led to a finding.
fn shown_step(step: &Step) -> String {
    let Step { title, sent, received } = step;
    let status = received.as_ref().map_or("no answer".to_owned(), |one| one.status.to_string());
    format!("{title}: {} {} → {status}", sent.method, sent.path)
}

/// A finding in full.
pub(super) fn shown_finding(finding: &Finding, style: Style) -> String {
    let mut text = format!("\n{}\n", style.red(&format!("{}. {}", finding.number, finding.rule)));
    let row = match &finding.documented {
        Some(row) => {
            format!("{} ({}, mandatory: {})", finding.subject, row.documented_type, row.mandatory)
        }
        None => finding.subject.clone(),
    };
    let mut put = |name: &str, value: &str| {
        let _ = writeln!(text, "   {} {}", style.faint(&format!("{name:<9}")), one_line(value));
    };
    put("row", &row);
    put("promise", &finding.statement);
    if finding.blocks_operation {
        put("note", "nothing else can be said about this operation while this is so");
    }
    put("case", &format!("{}: {}", finding.case, finding.title));
    if let Some(rule) = &finding.made_for {
        put("made for", rule);
    }
    for (number, step) in finding.steps.iter().enumerate() {
        put(&format!("step {}", number + 1), &shown_step(step));
    }
    if finding.smallest {
        put("input", "the smallest that was found to show it");
    }
    if finding.again == Again::NotShown {
        put("again", UNSTEADY);
    }
    put("expected", &finding.expected);
    put("got", &finding.got);
    if let Some(received) = &finding.received {
        let id = received.request_id.as_deref().unwrap_or("none");
        put(
            "received",
            &format!(
                "{}, request id {id}: {}",
                received.status,
                cut(&one_line(&received.body), BODY)
            ),
        );
    }
    if let Some(number) = finding.deviation {
        put("known", &format!("deviation {number}; with --profile lenient it counts as that"));
    }
    if !finding.also.is_empty() {
        let first: Vec<&str> = finding.also.iter().take(ALSO).map(String::as_str).collect();
        let more = finding.also.len().saturating_sub(ALSO);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        put("also", &format!("{}{more}", first.join(", ")));
    }
    let name = style.faint(&format!("{:<9}", "repeat"));
    let _ = writeln!(text, "   {name} {}", lines(&finding.curl));
    text
}
