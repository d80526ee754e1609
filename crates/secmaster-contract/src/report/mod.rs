//! The report of a run: every rule with its verdict, and every finding with a way to reproduce it.

mod curl;
mod finding;
pub(crate) mod make;
mod notes;
mod tally;
mod terminal;

use std::fmt;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Serialize;

use crate::case::Phase;
use crate::created::CleanUp;
use crate::verdict::Verdict;

pub use finding::{Documented, Finding, ReceivedAnswer, SentRequest};
pub(crate) use make::make;
pub use notes::ExampleNote;
pub use terminal::Style;

/// The name of the report in its folder.
const FILE: &str = "report.json";

/// What a run found. It holds no secret: where the token stood, there is the name of a variable.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The version of this crate.
    pub version: String,
    /// The endpoint that was tested.
    pub endpoint: String,
    /// When the run started, as RFC 3339 says it.
    pub started: String,
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
    /// Where the documented examples of answers contradict the tables: no fault of the endpoint.
    pub notes: Vec<ExampleNote>,
    /// What became of the things that were created.
    pub clean_up: CleanUp,
    /// Operations that were left out, and what would have to be given to test them.
    pub left_out: Vec<String>,
    /// Why the run ended before its end; none if it did not.
    pub stopped: Option<String>,
    /// Mistakes of ours: cases that are not what they should be, and objections of the client.
    pub internal_errors: Vec<String>,
}

/// The sums of a run.
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
    /// Rules that were kept.
    pub kept: usize,
    /// Rules that were broken.
    pub broken: usize,
    /// Rules broken only in ways that a numbered deviation describes.
    pub known_deviations: usize,
    /// Rules of which no case could tell.
    pub not_observable: usize,
    /// How long the run took.
    pub elapsed_seconds: f64,
}

/// One operation of a report.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct OperationReport {
    /// Its name.
    pub name: String,
    /// Its method and path.
    pub request: String,
    /// Its tables, in documented order.
    pub tables: Vec<TableReport>,
    /// What its statuses promise.
    pub statuses: Vec<RuleReport>,
}

/// One documented table of a report.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct TableReport {
    /// Its number on the page.
    pub number: u16,
    /// Its title.
    pub title: String,
    /// Where its rows stand.
    pub place: String,
    /// The status of the answer that it describes.
    pub status: Option<u16>,
    /// How many cases bear on it.
    pub cases: usize,
    /// Its rows, in documented order.
    pub rows: Vec<RowReport>,
}

/// One row of a report.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct RowReport {
    /// Its id.
    pub id: String,
    /// How many cases bear on it.
    pub cases: usize,
    /// Its rules.
    pub rules: Vec<RuleReport>,
}

/// One rule of a report.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct RuleReport {
    /// Its id.
    pub id: String,
    /// The promise in a sentence.
    pub statement: String,
    /// What the run says about it.
    pub verdict: Verdict,
    /// The number of the deviation, if one explains the breach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deviation: Option<u16>,
    /// How many cases bear on it.
    pub cases: usize,
    /// How many of them could tell whether it is kept.
    pub observed: usize,
    /// Why none could tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A known deviation that a run met.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct DeviationReport {
    /// Its number.
    pub number: u16,
    /// What the sources disagree about.
    pub title: String,
    /// The rules that it explains.
    pub rules: Vec<String>,
    /// The number of answers in which it was met.
    pub answers: usize,
}

impl Report {
    /// The exit code of the binary: 1 if a rule is broken, 2 if the harness made a mistake, 3 if the
    /// endpoint was lost on the way, else 0.
    pub fn exit_code(&self) -> u8 {
        match (self.totals.broken, self.internal_errors.is_empty(), &self.stopped) {
            (0, true, None) => 0,
            (0, true, Some(_)) => 3,
            (0, false, _) => 2,
            _ => 1,
        }
    }

    /// The rule of that id.
    pub fn rule(&self, id: &str) -> Option<&RuleReport> {
        self.rules().find(|rule| rule.id == id)
    }

    /// Every rule, in documented order.
    pub fn rules(&self) -> impl Iterator<Item = &RuleReport> {
        self.operations.iter().flat_map(|operation| {
            let rows = operation.tables.iter().flat_map(|table| &table.rows);
            rows.flat_map(|row| &row.rules).chain(&operation.statuses)
        })
    }

    /// The report as JSON text.
    ///
    /// # Errors
    /// None that is known: everything in a report can be written as JSON.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self)
    }

    /// Makes `folder` if it is not there and tries whether [`write_to`](Self::write_to) can write into
    /// it, so that a run is not made for nothing.
    ///
    /// # Errors
    /// The folder cannot be written; the error names the path.
    pub fn prepare(folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder).map_err(|error| named(folder, error))?;
        let path = folder.join(FILE);
        if path.is_dir() {
            return Err(named(&path, io::ErrorKind::IsADirectory.into()));
        }
        let new = unfinished(folder);
        fs::write(&new, "").map_err(|error| named(&new, error))?;
        fs::remove_file(&new).map_err(|error| named(&new, error))
    }

    /// Writes `report.json` into `folder`, which is made if it is not there. Whoever reads the file
    /// meanwhile sees the old one or the new one, never a part.
    ///
    /// # Errors
    /// The folder or the file cannot be written; the error names the path.
    pub fn write_to(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder).map_err(|error| named(folder, error))?;
        let path = folder.join(FILE);
        let new = unfinished(folder);
        let text = self.to_json().map_err(io::Error::from)?;
        fs::write(&new, text + "\n").map_err(|error| named(&new, error))?;
        fs::rename(&new, &path).map_err(|error| named(&path, error))
    }

    /// The report for people, with or without colours.
    pub fn shown(&self, style: Style) -> String {
        terminal::shown(self, style)
    }
}

/// Where the report is written before it gets its name.
fn unfinished(folder: &Path) -> PathBuf {
    folder.join(format!(".{FILE}.{}", std::process::id()))
}

fn named(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown(Style::Plain))
    }
}
