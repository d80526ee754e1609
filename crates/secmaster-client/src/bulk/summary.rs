//! How many items had which outcome, so far and in the end.

use std::fmt;

use super::outcome::Standing;

/// How many items had which outcome. Each item that was taken from the input counts once.
///
/// ```
/// use secmaster_client::bulk::Counts;
///
/// let counts = Counts { succeeded: 7, in_doubt: 1, ..Counts::default() };
/// assert_eq!(counts.to_string(), "7 succeeded, 0 failed, 1 in doubt, 0 not sent");
/// assert_eq!(counts.total(), 8);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The service says that it did what was asked.
    pub succeeded: usize,
    /// It failed, and nothing was done.
    pub failed: usize,
    /// No success was reported, but it may have been done.
    pub in_doubt: usize,
    /// Not sent, because the run ended first.
    pub not_sent: usize,
}

impl Counts {
    /// All together.
    #[must_use]
    pub fn total(&self) -> usize {
        self.succeeded + self.failed + self.in_doubt + self.not_sent
    }

    pub(super) fn add(&mut self, standing: Standing) {
        *match standing {
            Standing::Succeeded => &mut self.succeeded,
            Standing::Failed => &mut self.failed,
            Standing::InDoubt => &mut self.in_doubt,
            Standing::NotSent => &mut self.not_sent,
        } += 1;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { succeeded, failed, in_doubt, not_sent } = self;
        write!(
            out,
            "{succeeded} succeeded, {failed} failed, {in_doubt} in doubt, {not_sent} not sent"
        )
    }
}

/// How far a run is.
///
/// ```
/// use secmaster_client::bulk::Progress;
///
/// fn percent(progress: &Progress) -> Option<usize> {
///     progress.total.map(|total| progress.counts.total() * 100 / total.max(1))
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// What was reported so far.
    pub counts: Counts,
    /// How many items there are, if the iterator knows.
    pub total: Option<usize>,
}

/// How a run ended.
///
/// ```
/// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
/// # use support::{CREATED, client, creation};
/// # use secmaster_client::Canned;
/// # let client = client(Canned::new().answer(200, CREATED).answer(400, ""));
/// let bodies = ["203.0.113.7", "203.0.113.8"].map(creation);
/// let summary = client.create_many("workspace", bodies).for_each(|_| ());
/// assert_eq!(summary.counts.to_string(), "1 succeeded, 1 failed, 0 in doubt, 0 not sent");
/// assert!(!summary.all_succeeded());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// What came of the items that were taken from the input.
    pub counts: Counts,
    /// Why no more were taken.
    pub end: End,
}

impl Summary {
    /// Whether the whole input was sent and succeeded.
    #[must_use]
    pub fn all_succeeded(&self) -> bool {
        self.end == End::Exhausted && self.counts.succeeded == self.counts.total()
    }
}

/// Why a run ended.
///
/// ```
/// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
/// # use support::{client, creation};
/// # use secmaster_client::Canned;
/// use secmaster_client::bulk::End;
///
/// # let client = client(Canned::new());
/// let nothing: [secmaster_client::model::create_indicator::Request; 0] = [];
/// let summary = client.create_many("workspace", nothing).for_each(|_| ());
/// assert_eq!(summary.end, End::Exhausted);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum End {
    /// The input is used up, and everything in it was sent.
    Exhausted,
    /// An item failed, and the run was to stop then.
    Stopped,
    /// The run was cancelled.
    Cancelled,
}
