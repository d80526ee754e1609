//! How fast, and how many at once, requests are sent.

mod permits;
mod rate;

use std::time::Duration;

use crate::Clock;
pub(crate) use permits::Permit;
use permits::Permits;
use rate::Rate;

/// Lets requests pass one by one: no faster than the rate, and so many at once.
#[derive(Debug)]
pub(crate) struct Limiter {
    rate: Option<Rate>,
    permits: Permits,
    at_once: usize,
}

impl Limiter {
    /// `per_second` requests a second, if that is limited, and `at_once` under way at a time.
    pub(crate) fn new(per_second: Option<f64>, at_once: usize) -> Self {
        Self { rate: per_second.and_then(Rate::new), permits: Permits::new(at_once), at_once }
    }

    /// How many requests may be under way at a time.
    pub(crate) fn at_once(&self) -> usize {
        self.at_once
    }

    /// Waits until it is the caller's turn; none if that is not before `remaining` is over. The
    /// request is under way as long as the permit lives.
    pub(crate) fn admit(&self, clock: &dyn Clock, remaining: Duration) -> Option<Permit<'_>> {
        let permit = self.permits.take(remaining)?;
        if let Some(rate) = &self.rate {
            let wait = rate.reserve(clock.elapsed(), remaining)?;
            if !wait.is_zero() {
                clock.sleep(wait);
            }
        }
        Some(permit)
    }
}
