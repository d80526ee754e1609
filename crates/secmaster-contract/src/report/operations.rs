//! The operations of a report: their tables, rows and rules.

use serde::Serialize;

use crate::verdict::Verdict;

/// One operation of a report.
///
/// ```
/// use secmaster_contract::{OperationReport, Report};
///
/// fn matrix(report: &Report) -> &[OperationReport] {
///     &report.operations
/// }
/// ```
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
    /// What the operation promises beyond its rows and statuses.
    pub promises: Vec<RuleReport>,
}

impl OperationReport {
    /// Every rule, in documented order.
    pub fn rules(&self) -> impl Iterator<Item = &RuleReport> {
        let rows = self.tables.iter().flat_map(|table| &table.rows);
        rows.flat_map(|row| &row.rules).chain(&self.statuses).chain(&self.promises)
    }
}

/// One documented table of a report.
///
/// ```
/// use secmaster_contract::{OperationReport, TableReport};
///
/// fn tables(operation: &OperationReport) -> &[TableReport] {
///     &operation.tables
/// }
/// ```
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// How many cases that were sent bear on it.
    pub cases: usize,
    /// Its rows, in documented order.
    pub rows: Vec<RowReport>,
}

/// One row of a report.
///
/// ```
/// use secmaster_contract::{RowReport, TableReport};
///
/// fn rows(table: &TableReport) -> &[RowReport] {
///     &table.rows
/// }
/// ```
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct RowReport {
    /// Its id.
    pub id: String,
    /// How many cases that were sent bear on it.
    pub cases: usize,
    /// Its rules.
    pub rules: Vec<RuleReport>,
}

/// One rule of a report.
///
/// ```
/// use secmaster_contract::{Report, RuleReport, Verdict};
///
/// fn unseen(report: &Report) -> impl Iterator<Item = &RuleReport> {
///     report.rules().filter(|rule| rule.verdict == Verdict::NotObservable)
/// }
/// ```
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
    /// How many cases that were sent bear on it.
    pub cases: usize,
    /// How many of them could tell whether it is kept.
    pub observed: usize,
    /// Why none could tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
