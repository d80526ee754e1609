//! The report of a run: every rule with its verdict, and every finding with a way to reproduce it.

mod curl;
mod deviations;
mod facts;
mod files;
mod finding;
pub(crate) mod har;
mod html;
#[cfg(test)]
mod html_tests;
mod junit;
mod lines;
mod make;
mod material;
mod message;
mod notes;
mod operations;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod schema_tests;
mod shell;
mod tally;
mod terminal;

use std::{fmt, io};

use serde::Serialize;

use crate::case::Phase;
use crate::created::CleanUp;

pub use deviations::{DeviationReport, Saying, UnseenDeviation};
pub use facts::Undocumented;
pub(crate) use facts::{CaseFacts, Facts};
pub(crate) use files::write_transcript;
pub use finding::{Documented, Finding};
pub(crate) use make::make;
pub(crate) use material::Material;
pub use message::{ReceivedAnswer, SentRequest, Step};
pub use notes::ExampleNote;
pub use operations::{OperationReport, RowReport, RuleReport, TableReport};
pub use terminal::Style;
#[cfg(feature = "libtest")]
pub(crate) use terminal::finding as shown_finding;

/// The version of the report's format. It grows when a member goes away or changes its meaning.
pub(crate) const FORMAT: u32 = 1;

/// What a run found. It holds no secret: where the token stood, there is the name of a variable.
///
/// ```
/// use secmaster_contract::Report;
///
/// fn broken(report: &Report) -> Vec<&str> {
///     report.findings.iter().map(|finding| finding.rule.as_str()).collect()
/// }
/// ```
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The version of this format, which `schemas/meta/report.schema.json` describes.
    pub format: u32,
    /// The version of this crate.
    pub version: String,
    /// A short id of the run.
    pub run: String,
    /// The endpoint that was tested.
    pub endpoint: String,
    /// When the run started, as RFC 3339 says it.
    pub started: String,
    /// The seed of everything that was made at random; with the same one, the same is sent.
    pub seed: u64,
    /// Whether known deviations and undocumented members count as failures.
    pub strict: bool,
    /// Which part of the cases ran, as in `1/4`; none if all did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// The phases that ran.
    pub phases: Vec<Phase>,
    /// The sums.
    pub totals: Totals,
    /// Every operation with its tables, rows and rules.
    pub operations: Vec<OperationReport>,
    /// What is broken, the most basic first.
    pub findings: Vec<Finding>,
    /// The known deviations that were met.
    pub deviations: Vec<DeviationReport>,
    /// The known deviations that could have been met, and were not.
    pub unseen_deviations: Vec<UnseenDeviation>,
    /// Members of answers that no table lists: no failure unless the run is strict.
    pub undocumented: Vec<Undocumented>,
    /// Where the documented examples of answers contradict the tables: no fault of the endpoint.
    pub notes: Vec<ExampleNote>,
    /// What became of the things that were created.
    pub clean_up: CleanUp,
    /// Operations that were left out, and what would have to be given to test them.
    pub left_out: Vec<String>,
    /// Why the run ended before its end; none if it did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// Mistakes of ours: cases that are not what they should be, and objections of the client.
    pub internal_errors: Vec<String>,
}

/// The sums of a run.
///
/// ```
/// use secmaster_contract::Totals;
///
/// fn told(totals: &Totals) -> String {
///     format!("{} of {} rules are kept", totals.kept, totals.rules)
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Totals {
    /// Operations.
    pub operations: usize,
    /// Documented tables.
    pub tables: usize,
    /// Rows of those tables.
    pub rows: usize,
    /// Rules.
    pub rules: usize,
    /// Cases that were sent.
    pub cases: usize,
    /// Those of them that were made at random.
    pub random_cases: usize,
    /// Rules that were kept.
    pub kept: usize,
    /// Rules that were broken.
    pub broken: usize,
    /// Rules broken only in ways that a numbered deviation describes.
    pub known_deviations: usize,
    /// Rules of which no case could tell.
    pub not_observable: usize,
    /// Members of answers that no table lists.
    pub undocumented: usize,
    /// How long the run took.
    pub elapsed_seconds: f64,
}

impl Report {
    /// The exit code of the binary: 1 if a rule is broken, 2 if the harness made a mistake, 3 if the
    /// endpoint was lost on the way, else 0.
    /// A strict run ends with 1 also where known deviations or undocumented members were met.
    pub fn exit_code(&self) -> u8 {
        let is_strictly_wrong = self.strict
            && (self.totals.known_deviations > 0
                || !self.deviations.is_empty()
                || !self.undocumented.is_empty());
        match (self.totals.broken > 0 || is_strictly_wrong, self.internal_errors.is_empty()) {
            (true, _) => 1,
            (false, false) => 2,
            (false, true) if self.stopped.is_some() => 3,
            (false, true) => 0,
        }
    }

    /// The rule of that id.
    pub fn rule(&self, id: &str) -> Option<&RuleReport> {
        self.rules().find(|rule| rule.id == id)
    }

    /// Every rule, in documented order.
    pub fn rules(&self) -> impl Iterator<Item = &RuleReport> {
        self.operations.iter().flat_map(OperationReport::rules)
    }

    /// The report as JSON text.
    ///
    /// # Errors
    /// None that is known: everything in a report can be written as JSON.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }

    /// The report as one HTML page that needs no network and no other file.
    ///
    /// # Errors
    /// None that is known: everything in a report can be written as JSON.
    pub fn to_html(&self) -> Result<String, serde_json::Error> {
        html::page(self)
    }

    /// The report as JUnit XML: one suite per operation, one case per rule.
    ///
    /// # Errors
    /// None that is known: what XML cannot hold is replaced.
    pub fn to_junit(&self) -> io::Result<Vec<u8>> {
        let mut xml = Vec::new();
        junit::write(self, &mut xml)?;
        Ok(xml)
    }

    /// The report for people, with or without colours.
    pub fn shown(&self, style: Style) -> String {
        terminal::shown(self, style)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown(Style::Plain))
    }
}

#[cfg(test)]
mod tests {
    use super::sample;

    #[test]
    fn a_strict_run_forgives_neither_deviations_nor_undocumented_members() {
        let mut report = sample::report();
        assert_eq!(report.exit_code(), 1);
        report.totals.broken = 0;
        assert_eq!(report.exit_code(), 1, "a deviation was met");
        report.totals.known_deviations = 0;
        report.deviations.clear();
        assert_eq!(report.exit_code(), 1, "a member is undocumented");
        report.strict = false;
        assert_eq!(report.exit_code(), 2, "the harness made a mistake");
        report.internal_errors.clear();
        assert_eq!(report.exit_code(), 3, "the endpoint was lost");
        report.stopped = None;
        assert_eq!(report.exit_code(), 0);
    }
}
