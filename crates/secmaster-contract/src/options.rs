//! What a run does: phases, rules, limits.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::case::{Case, Phase};
use crate::selection::Selection;
use crate::shard::Shard;

/// How that is judged which the tables refuse and a numbered deviation knows of live traffic.
///
/// ```
/// use secmaster_contract::{Options, Profile};
///
/// let options = Options::default().profile(Profile::Lenient);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Profile {
    /// By the reference pages: a server that accepts or answers it breaks the rule.
    #[default]
    Documented,
    /// As live traffic has it: that is the known deviation.
    Lenient,
}

/// Sees a run go on.
///
/// ```
/// use secmaster_contract::{Observer, Options};
///
/// /// Prints a dot for each answer.
/// struct Dots;
///
/// impl Observer for Dots {
///     fn started(&self, requests: usize) {
///         eprintln!("{requests} requests");
///     }
///     fn answered(&self, _case: &str) {
///         eprint!(".");
///     }
///     fn finished(&self) {
///         eprintln!();
///     }
/// }
///
/// let options = Options::default().progress(&Dots);
/// ```
pub trait Observer: Sync {
    /// The run starts; so many requests are planned.
    fn started(&self, requests: usize);
    /// One more request was answered.
    fn answered(&self, case: &str);
    /// So many rules are seen to be broken by now. Some may be explained by others in the end.
    fn broken(&self, _rules: usize) {}
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
    /// How deviations that only live traffic shows are judged.
    pub profile: Profile,
    /// How long one request may take, 10 s by default.
    pub timeout: Duration,
    /// How many requests may be under way at once; by default 4 on this machine, up to
    /// 16 if it takes long to answer, and 1 elsewhere and on a live system.
    pub threads: Option<usize>,
    /// Whether this is a live system, and another machine may be spoken to.
    pub live: bool,
    /// How many requests may be sent per second; by default 5 on a live system, else any number.
    pub rate: Option<f64>,
    /// How many requests may be sent, clean-up aside; by default 5,000 on a live system, else any
    /// number. The run ends early when it is reached.
    pub max_requests: Option<usize>,
    /// The id of the run, which tells it from others; by default another one each time.
    pub run: String,
    /// What stands in brackets at the end of the name of everything that the run creates; by default
    /// `contract-` and the run's id on a live system, else nothing.
    pub marker: Option<String>,
    /// A new file for the ids of everything that is created, from which it can be deleted even if the
    /// run was killed; none by default.
    pub journal: Option<PathBuf>,
    /// Who is told how far the run is.
    pub progress: Option<&'a dyn Observer>,
    /// What the random cases are made from; by default another one each time.
    pub seed: u64,
    /// How many random cases are sent, over all operations; 200 by default.
    pub random_cases: usize,
    /// Whether known deviations and members that no table lists fail the run.
    pub strict: bool,
    /// The part of the cases to send; all by default.
    pub shard: Option<Shard>,
    /// The id of a rule: the run ends once it is seen broken. That saves the rest where only this is
    /// of interest, as in a bisection.
    pub until: Option<String>,
    /// The folder for `transcript.har`: everything that was sent and received, without the token.
    pub transcript: Option<&'a Path>,
    /// Ends the run early, with all that was created deleted again, when it becomes true.
    pub stop: Option<&'a AtomicBool>,
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
            rate: None,
            max_requests: None,
            run: new_run(),
            marker: None,
            journal: None,
            progress: None,
            seed: new_seed(),
            random_cases: 200,
            strict: false,
            shard: None,
            until: None,
            transcript: None,
            stop: None,
        }
    }
}

/// A seed that is unlikely to have been there before, short enough to be typed.
fn new_seed() -> u64 {
    use std::hash::{BuildHasher as _, Hasher as _, RandomState};
    RandomState::new().build_hasher().finish() % 1_000_000_000
}

/// An id that is unlikely to have been there before.
fn new_run() -> String {
    format!("{:06x}", new_seed() % 0x100_0000)
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

    /// Says that this is a live system, and allows to speak to another machine.
    #[must_use]
    pub fn live(mut self, live: bool) -> Self {
        self.live = live;
        self
    }

    /// Gives the run this id.
    #[must_use]
    pub fn run(mut self, id: impl Into<String>) -> Self {
        self.run = id.into();
        self
    }

    /// Puts this text, in brackets, into the name of everything that the run creates.
    #[must_use]
    pub fn marker(mut self, text: impl Into<String>) -> Self {
        self.marker = Some(text.into());
        self
    }

    /// Writes the ids of everything that is created into this file, which must be new.
    #[must_use]
    pub fn journal(mut self, path: impl Into<PathBuf>) -> Self {
        self.journal = Some(path.into());
        self
    }

    /// Sends at most so many requests per second.
    #[must_use]
    pub fn rate(mut self, rate: f64) -> Self {
        self.rate = Some(rate);
        self
    }

    /// Sends at most so many requests, clean-up aside.
    #[must_use]
    pub fn max_requests(mut self, count: usize) -> Self {
        self.max_requests = Some(count);
        self
    }

    /// Makes the random cases from this seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sends so many random cases.
    #[must_use]
    pub fn random_cases(mut self, count: usize) -> Self {
        self.random_cases = count;
        self
    }

    /// Lets known deviations and members that no table lists fail the run.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Sends only this part of the cases.
    #[must_use]
    pub fn shard(mut self, shard: Shard) -> Self {
        self.shard = Some(shard);
        self
    }

    /// Ends the run once this rule is seen broken. Of other operations than its own, only scenarios
    /// and random cases are sent.
    #[must_use]
    pub fn until(mut self, rule: impl Into<String>) -> Self {
        self.until = Some(rule.into());
        self
    }

    /// Writes a transcript into this folder.
    #[must_use]
    pub fn transcript(mut self, folder: &'a Path) -> Self {
        self.transcript = Some(folder);
        self
    }

    /// Ends the run early when this becomes true.
    #[must_use]
    pub fn stop(mut self, stop: &'a AtomicBool) -> Self {
        self.stop = Some(stop);
        self
    }

    /// Tells this observer how far the run is.
    #[must_use]
    pub fn progress(mut self, observer: &'a dyn Observer) -> Self {
        self.progress = Some(observer);
        self
    }

    /// Whether a case is selected by its own id or by the rule that it is made for, and belongs to
    /// the shard. A run also sends cases whose answers show a selected rule.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use secmaster_contract::{Options, Phase, Profile, Selection, cases};
    /// let service = secmaster_spec::Service::embedded()?;
    /// let all = cases(&service, &[Phase::Coverage], &BTreeMap::new(), Profile::Documented);
    /// let options = Options::default().selection(Selection::default().only("*/T4/verdict/*"));
    /// assert!(all.iter().any(|case| options.selects(case)));
    /// # Ok::<(), secmaster_spec::Problems>(())
    /// ```
    pub fn selects(&self, case: &Case) -> bool {
        let rule = case.rules.first().map_or("", String::as_str);
        self.is_selected(&case.id, rule) && self.is_in_shard(case)
    }

    /// Whether a case belongs to the shard.
    pub(crate) fn is_in_shard(&self, case: &Case) -> bool {
        self.shard.is_none_or(|shard| shard.takes(case.turn.as_ref().unwrap_or(&case.id)))
    }

    /// Whether a scenario is to be played.
    pub(crate) fn plays(&self, id: &str, rule: &str) -> bool {
        self.is_selected(id, rule) && self.shard.is_none_or(|shard| shard.takes(id))
    }

    fn is_selected(&self, id: &str, rule: &str) -> bool {
        let selection = &self.selection;
        (selection.takes(rule) || selection.names(id)) && !selection.skips(id)
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
            .field("rate", &self.rate)
            .field("max_requests", &self.max_requests)
            .field("run", &self.run)
            .field("marker", &self.marker)
            .field("journal", &self.journal)
            .field("seed", &self.seed)
            .field("random_cases", &self.random_cases)
            .field("strict", &self.strict)
            .field("shard", &self.shard)
            .finish_non_exhaustive()
    }
}
