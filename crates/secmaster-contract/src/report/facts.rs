//! What a report says of its run beyond what the exchanges show.

use std::collections::HashMap;
use std::time::Duration;

use serde::Serialize;

use super::message::Step;

/// A member of answers that no table lists.
///
/// ```
/// use secmaster_contract::{Report, Undocumented};
///
/// fn beyond_the_tables(report: &Report) -> &[Undocumented] {
///     &report.undocumented
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Undocumented {
    /// The operation.
    pub operation: String,
    /// The number of the table that describes the object around it.
    pub table: u16,
    /// Where it stands in the body, as a JSON pointer; `*` stands for any item of an array.
    pub pointer: String,
    /// In how many answers it was seen.
    pub answers: usize,
}

/// What the runner knows of a run.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The seed of everything that was made at random.
    pub(crate) seed: u64,
    /// Whether known deviations and undocumented members count as failures.
    pub(crate) strict: bool,
    /// Which part of the cases ran, as in `1/4`, if not all.
    pub(crate) shard: Option<String>,
    /// The short id of the run; made from the time if empty.
    pub(crate) run: String,
    /// How many cases were made at random.
    pub(crate) random_cases: usize,
    pub(crate) undocumented: Vec<Undocumented>,
    /// The numbers of the deviations that this run could have met.
    pub(crate) observable_deviations: Vec<u16>,
    /// What is known of single cases, by id.
    pub(crate) cases: HashMap<String, CaseFacts>,
}

/// What the runner knows of a case.
#[derive(Debug, Default)]
pub(crate) struct CaseFacts {
    /// The requests that led to it, the oldest first.
    pub(crate) steps: Vec<Step>,
    /// Whether its input is the smallest that was found after shrinking.
    pub(crate) smallest: bool,
    /// How long its answer took.
    pub(crate) elapsed: Option<Duration>,
}
