//! The report for people: a table, the sums, the findings.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::{Finding, OperationReport, Report, RuleReport, TableReport};
use crate::verdict::Verdict;

/// How a report for people looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Text only.
    Plain,
    /// With the colours that terminals know.
    Coloured,
}

impl Style {
    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Coloured => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }

    fn red(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    fn green(self, text: &str) -> String {
        self.paint("32", text)
    }

    fn faint(self, text: &str) -> String {
        self.paint("2", text)
    }
}

/// So many ids of further cases are listed with a finding.
const ALSO: usize = 3;

pub(super) fn shown(report: &Report, style: Style) -> String {
    let mut text = table(report);
    text.push('\n');
    text.push_str(&totals(report, style));
    deviations(report, &mut text);
    not_observable(report, &mut text);
    clean_up(report, style, &mut text);
    for left_out in &report.left_out {
        let _ = writeln!(text, "{left_out}");
    }
    if let Some(reason) = &report.stopped {
        let _ = writeln!(text, "{} {reason}", style.red("ended early:"));
    }
    for mistake in &report.internal_errors {
        let _ = writeln!(text, "{} {mistake}", style.red("internal error:"));
    }
    for (number, finding) in report.findings.iter().enumerate() {
        text.push_str(&shown_finding(number + 1, finding, style));
    }
    text
}

/// One line per documented table, and one for what the statuses promise.
fn table(report: &Report) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header([
        "operation",
        "table",
        "place",
        "rows",
        "kept",
        "broken",
        "known deviation",
        "not observable",
        "cases",
    ]);
    for operation in &report.operations {
        for documented in &operation.tables {
            table.add_row(table_line(operation, documented));
        }
        if !operation.statuses.is_empty() {
            let rules: Vec<&RuleReport> = operation.statuses.iter().collect();
            let cases = rules.iter().map(|rule| rule.cases).max().unwrap_or(0);
            let names = ["statuses", "answer", "-"].map(str::to_owned);
            table.add_row(line(operation, names, &rules, cases));
        }
    }
    for column in 3..9 {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text = String::new();
    for line in table.to_string().lines() {
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn table_line(operation: &OperationReport, table: &TableReport) -> Vec<String> {
    let rules: Vec<&RuleReport> = table.rows.iter().flat_map(|row| &row.rules).collect();
    let status = table.status.map(|status| format!(" {status}")).unwrap_or_default();
    let names = [
        format!("{} {}", table.number, table.title),
        format!("{}{status}", table.place),
        table.rows.len().to_string(),
    ];
    line(operation, names, &rules, table.cases)
}

fn line(
    operation: &OperationReport,
    names: [String; 3],
    rules: &[&RuleReport],
    cases: usize,
) -> Vec<String> {
    let count =
        |is: fn(Verdict) -> bool| rules.iter().filter(|rule| is(rule.verdict)).count().to_string();
    let mut cells = vec![operation.name.clone()];
    cells.extend(names);
    cells.extend([
        count(|verdict| verdict == Verdict::Kept),
        count(|verdict| verdict == Verdict::Broken),
        count(|verdict| matches!(verdict, Verdict::KnownDeviation(_))),
        count(|verdict| verdict == Verdict::NotObservable),
        cases.to_string(),
    ]);
    cells
}

fn totals(report: &Report, style: Style) -> String {
    let totals = &report.totals;
    let broken = format!("{} broken", totals.broken);
    let broken = if totals.broken == 0 { style.green(&broken) } else { style.red(&broken) };
    format!(
        "{} operations, {} tables, {} rows, {} rules, {} cases in {:.2} s\n\
         rules: {} kept, {broken}, {} known deviations, {} not observable\n",
        totals.operations,
        totals.tables,
        totals.rows,
        totals.rules,
        totals.cases,
        totals.elapsed_seconds,
        totals.kept,
        totals.known_deviations,
        totals.not_observable,
    )
}

fn deviations(report: &Report, text: &mut String) {
    for deviation in &report.deviations {
        let _ = writeln!(
            text,
            "known deviation {}: {} ({})",
            deviation.number,
            deviation.title,
            deviation.rules.join(", ")
        );
    }
}

/// Rules of which nothing could be seen, by reason.
fn not_observable(report: &Report, text: &mut String) {
    let mut by_reason: Vec<(&str, Vec<&str>)> = Vec::new();
    for rule in report.rules() {
        let Some(reason) = rule.reason.as_deref() else { continue };
        match by_reason.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, rules)) => rules.push(&rule.id),
            None => by_reason.push((reason, vec![&rule.id])),
        }
    }
    for (reason, rules) in by_reason {
        let named: Vec<&str> = rules.iter().take(8).copied().collect();
        let more = rules.len() - named.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = writeln!(text, "not observable, {reason}: {}{more}", named.join(", "));
    }
}

fn clean_up(report: &Report, style: Style, text: &mut String) {
    let clean_up = &report.clean_up;
    if clean_up.created > 0 {
        let _ = writeln!(text, "created {}, deleted {}", clean_up.created, clean_up.deleted);
    }
    for problem in &clean_up.problems {
        let _ = writeln!(text, "{} {problem}", style.red("clean-up:"));
    }
    if !clean_up.left.is_empty() {
        let _ = writeln!(text, "{} {}", style.red("left behind:"), clean_up.left.join(", "));
    }
}

fn shown_finding(number: usize, finding: &Finding, style: Style) -> String {
    let mut text = format!("\n{}\n", style.red(&format!("{number}. {}", finding.rule)));
    let row = match &finding.documented {
        Some(row) => {
            format!("{} ({}, mandatory: {})", finding.subject, row.documented_type, row.mandatory)
        }
        None => finding.subject.clone(),
    };
    let mut put = |name: &str, value: &str| {
        let _ = writeln!(text, "   {} {value}", style.faint(&format!("{name:<9}")));
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
    put("expected", &finding.expected);
    put("got", &finding.got);
    if let Some(received) = &finding.received {
        let id = received.request_id.as_deref().unwrap_or("none");
        put(
            "received",
            &format!("{}, request id {id}: {}", received.status, printable(&received.body)),
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
    put("repeat", &finding.curl);
    text
}

/// The beginning of a body on one line, with nothing that would steer a terminal.
fn printable(body: &str) -> String {
    let line: String =
        body.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    crate::check::cut(&line, 300)
}
