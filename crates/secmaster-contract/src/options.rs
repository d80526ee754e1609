//! What a run does: phases, rules, limits.

use std::fmt;
use std::time::Duration;

use crate::case::Phase;
use crate::selection::Selection;

/// How requests are judged that the tables refuse and a numbered deviation knows to be accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// By the tables to the letter: whoever accepts them breaks the rule.
    #[default]
    Documented,
    /// As live traffic has it: accepting them is the known deviation.
    Lenient,
}

/// Sees a run go on.
pub trait Observer: Sync {
    /// The run starts; so many requests are planned.
    fn started(&self, requests: usize);
    /// One more request was answered.
    fn answered(&self, case: &str);
    /// The run is over.
    fn finished(&self);
}

/// What a run does, and how.
///
/// ```
/// use secmaster_contract::{Options, Phase, Selection};
/// let options = Options::default()
///     .phases([Phase::Coverage])
///     .selection(Selection::default().only("create-indicator/*"));
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Options<'a> {
    /// The phases to run; all by default.
    pub phases: Vec<Phase>,
    /// The rules to look at; all by default.
    pub selection: Selection,
    /// How deviations of requests are judged.
    pub profile: Profile,
    /// How long one request may take, 10 s by default.
    pub timeout: Duration,
    /// How many requests may be under way at once; by default 4 on this machine and 1 elsewhere.
    pub threads: Option<usize>,
    /// Whether another machine may be spoken to.
    pub live: bool,
    /// Who is told how far the run is.
    pub progress: Option<&'a dyn Observer>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            phases: Phase::ALL.to_vec(),
            selection: Selection::default(),
            profile: Profile::default(),
            timeout: Duration::from_secs(10),
            threads: None,
            live: false,
            progress: None,
        }
    }
}

impl<'a> Options<'a> {
    /// Runs these phases only.
    #[must_use]
    pub fn phases(mut self, phases: impl IntoIterator<Item = Phase>) -> Self {
        self.phases = phases.into_iter().collect();
        self
    }

    /// Looks at these rules only.
    #[must_use]
    pub fn selection(mut self, selection: Selection) -> Self {
        self.selection = selection;
        self
    }

    /// Judges deviations of requests in this way.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Gives up on a request after this long.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Keeps at most so many requests under way at once.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads.max(1));
        self
    }

    /// Allows to speak to another machine.
    #[must_use]
    pub fn live(mut self, live: bool) -> Self {
        self.live = live;
        self
    }

    /// Tells this observer how far the run is.
    #[must_use]
    pub fn progress(mut self, observer: &'a dyn Observer) -> Self {
        self.progress = Some(observer);
        self
    }
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("phases", &self.phases)
            .field("selection", &self.selection)
            .field("profile", &self.profile)
            .field("timeout", &self.timeout)
            .field("threads", &self.threads)
            .field("live", &self.live)
            .finish_non_exhaustive()
    }
}
