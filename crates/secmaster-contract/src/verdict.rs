//! Verdicts, and how those of many cases add up to that of a rule.

use serde::{Serialize, Serializer};

/// What a run says about a rule.
///
/// ```
/// use secmaster_contract::Verdict;
///
/// assert_eq!(Verdict::KnownDeviation(14).deviation(), Some(14));
/// assert_eq!(Verdict::Kept.and(Verdict::Broken), Verdict::Broken);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// No case saw anything wrong, and at least one looked.
    Kept,
    /// At least one case saw it broken.
    Broken,
    /// It is broken only in a way that the deviation with this number describes.
    KnownDeviation(u16),
    /// No case could tell.
    NotObservable,
}

impl Verdict {
    /// The verdict in a word: `kept`, `broken`, `known-deviation`, `not-observable`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Broken => "broken",
            Self::KnownDeviation(_) => "known-deviation",
            Self::NotObservable => "not-observable",
        }
    }

    /// The number of the deviation, if one explains the breach.
    pub const fn deviation(self) -> Option<u16> {
        match self {
            Self::KnownDeviation(number) => Some(number),
            _ => None,
        }
    }

    /// The verdict of two cases together: the worse one, where seeing nothing counts least.
    ///
    /// ```
    /// use secmaster_contract::Verdict;
    /// assert_eq!(Verdict::Kept.and(Verdict::Broken), Verdict::Broken);
    /// assert_eq!(Verdict::Kept.and(Verdict::KnownDeviation(7)), Verdict::KnownDeviation(7));
    /// assert_eq!(Verdict::NotObservable.and(Verdict::Kept), Verdict::Kept);
    /// ```
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let weight = |verdict| match verdict {
            Self::NotObservable => 0,
            Self::Kept => 1,
            Self::KnownDeviation(_) => 2,
            Self::Broken => 3,
        };
        if weight(other) > weight(self) { other } else { self }
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// What came of sending a finding's case again, by itself, at the end of the run.
///
/// ```
/// use secmaster_contract::{Again, Finding};
///
/// fn comes_and_goes(finding: &Finding) -> bool {
///     finding.again == Again::NotShown
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Again {
    /// It was not sent again: it needs others before it, or the run ended early.
    #[default]
    NotSent,
    /// It showed the same each time.
    Shown,
    /// It did not: it comes and goes, or depends on other requests.
    NotShown,
}

/// What one case says about one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Observation {
    /// The rule, as its place in the [`RuleBook`](crate::rules::RuleBook).
    pub(crate) rule: usize,
    pub(crate) verdict: Verdict,
    /// What was due, and what came instead; empty where the rule was kept.
    pub(crate) expected: String,
    pub(crate) got: String,
}

impl Observation {
    pub(crate) fn kept(rule: usize) -> Self {
        Self { rule, verdict: Verdict::Kept, expected: String::new(), got: String::new() }
    }

    pub(crate) fn known(rule: usize, deviation: u16) -> Self {
        Self { verdict: Verdict::KnownDeviation(deviation), ..Self::kept(rule) }
    }

    pub(crate) fn broken(rule: usize, expected: impl Into<String>, got: impl Into<String>) -> Self {
        Self { rule, verdict: Verdict::Broken, expected: expected.into(), got: got.into() }
    }

    /// No verdict; `reason` says why.
    pub(crate) fn unseen(rule: usize, reason: impl Into<String>) -> Self {
        Self { verdict: Verdict::NotObservable, got: reason.into(), ..Self::kept(rule) }
    }
}
