//! The report for people: a table, the sums, the findings.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::lines::{shown_deviation, shown_finding, shown_undocumented};
use super::{OperationReport, Report, RuleReport, TableReport};
use crate::printable::one_line;
use crate::verdict::Verdict;

/// How a report for people looks.
///
/// ```
/// use secmaster_contract::{Report, Style};
///
/// fn for_a_log(report: &Report) -> String {
///     report.shown(Style::Plain)
/// }
/// ```
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

    pub(super) fn red(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    fn green(self, text: &str) -> String {
        self.paint("32", text)
    }

    pub(super) fn faint(self, text: &str) -> String {
        self.paint("2", text)
    }
}

pub(super) fn shown(report: &Report, style: Style) -> String {
    let mut text = table(report);
    text.push('\n');
    text.push_str(&totals(report, style));
    for deviation in &report.deviations {
        let _ = writeln!(text, "known {}", shown_deviation(deviation));
    }
    unseen(report, &mut text);
    for undocumented in &report.undocumented {
        let _ = writeln!(text, "{}", shown_undocumented(undocumented));
    }
    if report.strict && !(report.deviations.is_empty() && report.undocumented.is_empty()) {
        text.push_str("known deviations and undocumented members fail this run, which is strict\n");
    }
    not_observable(report, &mut text);
    clean_up(report, style, &mut text);
    for left_out in &report.left_out {
        let _ = writeln!(text, "{}", one_line(left_out));
    }
    if let Some(reason) = &report.stopped {
        let _ = writeln!(text, "{} {}", style.red("ended early:"), one_line(reason));
    }
    for mistake in &report.internal_errors {
        let _ = writeln!(text, "{} {}", style.red("internal error:"), one_line(mistake));
    }
    for finding in &report.findings {
        text.push_str(&shown_finding(finding, style));
    }
    let Report { seed, run, .. } = report;
    let _ =
        writeln!(text, "seed {seed} (run {}): --seed {seed} sends the same again", one_line(run));
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
        "{}, {}, {}, {}, {} in {:.2} s\n\
         rules: {} kept, {broken}, {}, {} not observable\n",
        counted(totals.operations, "operation"),
        counted(totals.tables, "table"),
        counted(totals.rows, "row"),
        counted(totals.rules, "rule"),
        counted(totals.cases, "case"),
        totals.elapsed_seconds,
        totals.kept,
        counted(totals.known_deviations, "known deviation"),
        totals.not_observable,
    )
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The deviations that could have been met and were not, by number.
fn unseen(report: &Report, text: &mut String) {
    if report.unseen_deviations.is_empty() {
        return;
    }
    let numbers: Vec<String> =
        report.unseen_deviations.iter().map(|known| known.number.to_string()).collect();
    let _ = writeln!(text, "known deviations not met: {}", numbers.join(", "));
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
        let _ = writeln!(text, "not observable, {}: {}{more}", one_line(reason), named.join(", "));
    }
}

fn clean_up(report: &Report, style: Style, text: &mut String) {
    let clean_up = &report.clean_up;
    if clean_up.created > 0 {
        let _ = writeln!(text, "created {}, deleted {}", clean_up.created, clean_up.deleted);
    }
    for problem in &clean_up.problems {
        let _ = writeln!(text, "{} {}", style.red("clean-up:"), one_line(problem));
    }
    if !clean_up.left.is_empty() {
        let left = one_line(&clean_up.left.join(", "));
        let count = clean_up.left.len();
        let _ = writeln!(text, "{} {left}", style.red(&format!("left behind, {count}:")));
    }
}

/// The finding about a rule; empty if there is none.
#[cfg(feature = "libtest")]
pub(crate) fn finding(report: &Report, rule: &str) -> String {
    let found = report.findings.iter().find(|finding| finding.rule == rule);
    found.map(|one| super::lines::shown_finding(one, Style::Plain)).unwrap_or_default()
}

#[cfg(test)]
#[path = "terminal_tests.rs"]
mod tests;
