//! Time, passed in so that tests need not wait.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// Tells the time and lets it pass.
///
/// A client dates signatures by it, waits with it before it sends again, and measures with it how
/// long a call takes. [`SystemClock`] is the default, [`ManualClock`] the one for tests.
///
/// ```
/// use secmaster_client::{Clock, ManualClock};
///
/// fn wait_a_minute(clock: &dyn Clock) {
///     clock.sleep(std::time::Duration::from_secs(60));
/// }
///
/// let clock = ManualClock::at(secmaster_client::jiff::Timestamp::UNIX_EPOCH);
/// let before = clock.elapsed();
/// wait_a_minute(&clock);
/// assert_eq!((clock.elapsed() - before).as_secs(), 60);
/// ```
pub trait Clock: Send + Sync {
    /// What time it is.
    fn now(&self) -> Timestamp;

    /// How long ago something fixed was. It never goes back.
    fn elapsed(&self) -> Duration;

    /// Returns after this long.
    fn sleep(&self, time: Duration);
}

/// The clock of this machine.
///
/// ```
/// use secmaster_client::{Clock, SystemClock};
///
/// let clock = SystemClock::new();
/// let before = clock.elapsed();
/// assert!(clock.elapsed() >= before);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SystemClock(Instant);

impl SystemClock {
    /// The clock of this machine.
    #[must_use]
    pub fn new() -> Self {
        Self(Instant::now())
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, time: Duration) {
        thread::sleep(time);
    }
}

/// A clock that stands still until it is moved, or until someone sleeps by it: that takes no time
/// and moves it. Clones are the same clock.
///
/// ```
/// use secmaster_client::{Clock, ManualClock};
/// use std::time::Duration;
///
/// let clock = ManualClock::at("2025-07-04T08:00:00Z".parse()?);
/// clock.sleep(Duration::from_secs(90));
/// assert_eq!(clock.now().to_string(), "2025-07-04T08:01:30Z");
/// assert_eq!(clock.sleeps(), [Duration::from_secs(90)]);
/// # Ok::<(), jiff::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock {
    start: Timestamp,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    passed: Duration,
    sleeps: Vec<Duration>,
}

impl ManualClock {
    /// A clock that shows this time.
    #[must_use]
    pub fn at(start: Timestamp) -> Self {
        Self { start, state: Arc::default() }
    }

    /// Moves the clock on.
    pub fn advance(&self, time: Duration) {
        self.with(|state| state.passed = state.passed.saturating_add(time));
    }

    /// How long each sleep was, in their order.
    #[must_use]
    pub fn sleeps(&self) -> Vec<Duration> {
        self.with(|state| state.sleeps.clone())
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        self.start.checked_add(self.elapsed()).unwrap_or(Timestamp::MAX)
    }

    fn elapsed(&self) -> Duration {
        self.with(|state| state.passed)
    }

    fn sleep(&self, time: Duration) {
        self.with(|state| {
            state.sleeps.push(time);
            state.passed = state.passed.saturating_add(time);
        });
    }
}
