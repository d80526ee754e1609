//! The report as JUnit XML, for whoever collects the results of tests: one suite per operation, one
//! case per rule.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{OperationReport, Report, RuleReport, Style, Undocumented, lines};
use crate::verdict::Verdict;

/// Writes the document.
pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let document = Document { report, suites: suites(report) };
    let mut writer = Writer::new_with_indent(out, b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let sums = Sums::of(document.suites.iter().flat_map(|suite| &suite.cases));
    let time = format!("{:.3}", report.totals.elapsed_seconds);
    writer
        .create_element("testsuites")
        .with_attribute(("name", "secmaster-contract"))
        .with_attribute(("time", &*time))
        .with_attributes(sums.attributes().iter().map(|(name, sum)| (*name, &**sum)))
        .write_inner_content(|writer| {
            document.suites.iter().try_for_each(|suite| document.write_suite(writer, suite))
        })?;
    writer.get_mut().write_all(b"\n")
}

struct Document<'a> {
    report: &'a Report,
    suites: Vec<Suite>,
}

struct Suite {
    name: String,
    cases: Vec<Case>,
}

struct Case {
    class: String,
    name: String,
    outcome: Outcome,
}

enum Outcome {
    Passed,
    /// Passed, with something to say.
    Noted(String),
    Skipped(String),
    Failed {
        kind: &'static str,
        message: String,
        text: String,
    },
    /// The harness made a mistake.
    Error(String),
}

fn suites(report: &Report) -> Vec<Suite> {
    let mut suites: Vec<Suite> =
        report.operations.iter().map(|operation| suite(report, operation)).collect();
    if !report.internal_errors.is_empty() {
        let case = |(number, text): (usize, &String)| Case {
            class: "harness".to_owned(),
            name: format!("mistake {}", number + 1),
            outcome: Outcome::Error(text.clone()),
        };
        let cases = report.internal_errors.iter().enumerate().map(case).collect();
        suites.push(Suite { name: "harness".to_owned(), cases });
    }
    suites
}

fn suite(report: &Report, operation: &OperationReport) -> Suite {
    let mut cases: Vec<Case> = operation
        .rules()
        .map(|rule| Case {
            class: rule.id.split('/').take(2).collect::<Vec<_>>().join("."),
            name: rule.id.clone(),
            outcome: outcome(report, rule),
        })
        .collect();
    // They belong to no rule: a run that does not count them says nothing of them here.
    if report.strict {
        let of_operation = |one: &&Undocumented| one.operation == operation.name;
        cases.extend(report.undocumented.iter().filter(of_operation).map(undocumented));
    }
    Suite { name: operation.name.clone(), cases }
}

fn outcome(report: &Report, rule: &RuleReport) -> Outcome {
    match rule.verdict {
        Verdict::Kept => Outcome::Passed,
        Verdict::NotObservable => Outcome::Skipped(rule.reason.clone().unwrap_or_default()),
        Verdict::Broken => {
            let finding = report.findings.iter().find(|finding| finding.rule == rule.id);
            let message = finding.map_or_else(
                || rule.statement.clone(),
                |finding| format!("expected {}, got {}", finding.expected, finding.got),
            );
            let text = finding.map(|finding| lines::shown_finding(finding, Style::Plain));
            Outcome::Failed { kind: "broken", message, text: text.unwrap_or_default() }
        }
        Verdict::KnownDeviation(number) => {
            let known = report.deviations.iter().find(|known| known.number == number);
            let text = known.map(lines::shown_deviation).unwrap_or_default();
            if report.strict {
                let message = format!("deviation {number}, and the run is strict");
                Outcome::Failed { kind: "known-deviation", message, text }
            } else {
                Outcome::Noted(text)
            }
        }
    }
}

fn undocumented(one: &Undocumented) -> Case {
    let text = lines::shown_undocumented(one);
    Case {
        class: format!("{}.T{}", one.operation, one.table),
        name: format!("undocumented {}", one.pointer),
        outcome: Outcome::Failed { kind: "undocumented", message: text.clone(), text },
    }
}

/// How many cases of each outcome there are.
#[derive(Default)]
struct Sums {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Sums {
    fn of<'c>(cases: impl IntoIterator<Item = &'c Case>) -> Self {
        let mut sums = Self::default();
        for case in cases {
            sums.tests += 1;
            match case.outcome {
                Outcome::Failed { .. } => sums.failures += 1,
                Outcome::Error(_) => sums.errors += 1,
                Outcome::Skipped(_) => sums.skipped += 1,
                Outcome::Passed | Outcome::Noted(_) => {}
            }
        }
        sums
    }

    fn attributes(&self) -> [(&'static str, String); 4] {
        [
            ("tests", self.tests.to_string()),
            ("failures", self.failures.to_string()),
            ("errors", self.errors.to_string()),
            ("skipped", self.skipped.to_string()),
        ]
    }
}

type Xml<'w> = Writer<&'w mut dyn io::Write>;

impl Document<'_> {
    fn write_suite(&self, writer: &mut Xml<'_>, suite: &Suite) -> io::Result<()> {
        let Report { endpoint, started, seed, run, version, .. } = self.report;
        let seed = seed.to_string();
        let facts = [("endpoint", endpoint), ("seed", &seed), ("run", run), ("version", version)];
        let sums = Sums::of(&suite.cases);
        writer
            .create_element("testsuite")
            .with_attribute(("name", &*printable(&suite.name)))
            .with_attribute(("timestamp", &**started))
            .with_attributes(sums.attributes().iter().map(|(name, sum)| (*name, &**sum)))
            .write_inner_content(|writer| {
                writer.create_element("properties").write_inner_content(|writer| {
                    facts.iter().try_for_each(|(name, value)| {
                        let property = writer.create_element("property");
                        let property = property.with_attribute(("name", *name));
                        property.with_attribute(("value", &*printable(value))).write_empty()?;
                        Ok(())
                    })
                })?;
                suite.cases.iter().try_for_each(|case| write_case(writer, case))
            })?;
        Ok(())
    }
}

fn write_case(writer: &mut Xml<'_>, case: &Case) -> io::Result<()> {
    let element = writer
        .create_element("testcase")
        .with_attribute(("classname", &*printable(&case.class)))
        .with_attribute(("name", &*printable(&case.name)));
    if matches!(case.outcome, Outcome::Passed) {
        element.write_empty()?;
        return Ok(());
    }
    element.write_inner_content(|writer| match &case.outcome {
        Outcome::Passed => Ok(()),
        Outcome::Noted(text) => write_text(writer, "system-out", &[], text),
        Outcome::Skipped(reason) => write_text(writer, "skipped", &[("message", reason)], ""),
        Outcome::Failed { kind, message, text } => {
            write_text(writer, "failure", &[("type", kind), ("message", message)], text)
        }
        Outcome::Error(text) => {
            write_text(writer, "error", &[("type", "mistake"), ("message", text)], text)
        }
    })?;
    Ok(())
}

fn write_text(
    writer: &mut Xml<'_>,
    name: &str,
    attributes: &[(&str, &str)],
    text: &str,
) -> io::Result<()> {
    let mut element = writer.create_element(name);
    for (name, value) in attributes {
        element = element.with_attribute((*name, &*printable(value)));
    }
    let text = printable(text);
    if text.is_empty() {
        element.write_empty()?;
    } else {
        element.write_text_content(BytesText::new(&text))?;
    }
    Ok(())
}

/// The text with a sign in place of each letter that XML cannot hold, and each that steers a terminal.
fn printable(text: &str) -> String {
    let is_good = |letter: char| {
        !matches!(letter, '\u{fffe}' | '\u{ffff}')
            && (!letter.is_control() || matches!(letter, '\n' | '\t'))
    };
    text.chars().map(|letter| if is_good(letter) { letter } else { '\u{fffd}' }).collect()
}

#[cfg(test)]
#[path = "junit_tests.rs"]
mod tests;
