//! Time, passed in so that tests need not wait.

use std::thread;
use std::time::{Duration, Instant};

/// Tells the time and lets it pass.
pub(crate) trait Clock: Sync {
    /// How long ago something fixed was.
    fn now(&self) -> Duration;
    /// Returns after this long.
    fn sleep(&self, time: Duration);
}

/// The clock of this machine.
#[derive(Debug)]
pub(crate) struct SystemClock(Instant);

impl SystemClock {
    pub(crate) fn new() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, time: Duration) {
        thread::sleep(time);
    }
}
