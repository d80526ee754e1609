//! How many requests may be sent per second.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// So much of what was not used is kept: short bursts need not wait.
const BURST: Duration = Duration::from_millis(100);

/// Turns at even distances.
#[derive(Debug)]
pub(crate) struct Rate {
    interval: Duration,
    /// When the next turn is, by the clock.
    next: Mutex<Duration>,
}

impl Rate {
    /// None if that is no rate.
    pub(crate) fn new(per_second: f64) -> Option<Self> {
        let interval = Duration::try_from_secs_f64(per_second.recip()).ok()?;
        Some(Self { interval, next: Mutex::default() })
    }

    /// Takes a turn and says how long it is until then; none if that is longer than `patience`.
    pub(crate) fn reserve(&self, now: Duration, patience: Duration) -> Option<Duration> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let (earliest, now) = (now, now.saturating_add(BURST));
        let turn = (*next).max(earliest);
        let wait = turn.saturating_sub(now);
        if wait > patience {
            return None;
        }
        *next = turn.saturating_add(self.interval);
        Some(wait)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Rate;

    #[test]
    fn no_second_has_more_turns_than_the_rate_and_a_burst() {
        let rate = Rate::new(200.0).unwrap();
        let start = Duration::from_secs(10);
        let mut now = start;
        let mut turns = 0;
        while now < start + Duration::from_secs(1) {
            now += rate.reserve(now, Duration::MAX).unwrap();
            turns += 1;
        }
        assert!((200..=222).contains(&turns), "{turns}");
        assert_eq!(rate.reserve(now, Duration::ZERO), None);
        let later = now + Duration::from_secs(60);
        assert_eq!(rate.reserve(later, Duration::ZERO), Some(Duration::ZERO));
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for wrong in [0.0, -1.0, f64::NAN] {
            assert!(Rate::new(wrong).is_none(), "{wrong}");
        }
    }
}
