//! How often, how long and how patiently a request is sent again.

use std::time::Duration;

/// How often, how long and how patiently a request is sent again.
///
/// What is idempotent is sent again after 429, 502, 503 and 504 and after a connection that failed.
/// A creation is sent again only if nothing of it can have arrived, or after 429: anything else
/// could make two indicators of one. Its error then says whether it
/// [may have been applied](crate::Error::may_have_been_applied).
///
/// The wait before attempt *n* + 1 is drawn evenly from nothing to `first_wait` · 2ⁿ⁻¹, but no more
/// than `longest_wait`; a `Retry-After` of the service is waited for in full. No wait goes beyond
/// [`Timeouts::overall`](crate::Timeouts::overall), which limits all attempts together.
///
/// The budget is shared by all calls of a client: each retry takes one from it, each success gives a
/// tenth back. When a whole service fails, retries end soon instead of multiplying its load.
///
/// ```
/// use secmaster_client::RetryPolicy;
/// use std::time::Duration;
///
/// let patient = RetryPolicy::default()
///     .with_max_attempts(8)
///     .with_longest_wait(Duration::from_secs(60));
/// assert_eq!(patient.first_wait, Duration::from_millis(200));
/// assert_eq!(RetryPolicy::never().max_attempts, 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How many times a request is sent at the most, the first included. 4 by default.
    pub max_attempts: u32,
    /// The longest that the first wait can be. 200 ms by default.
    pub first_wait: Duration,
    /// The longest that any wait can be, unless the service asks for more. 20 s by default.
    pub longest_wait: Duration,
    /// How many retries a client may spend before successes have to earn more. 100 by default.
    pub budget: u32,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            first_wait: Duration::from_millis(200),
            longest_wait: Duration::from_secs(20),
            budget: 100,
        }
    }
}

impl RetryPolicy {
    /// Every request is sent once.
    #[must_use]
    pub fn never() -> Self {
        Self::default().with_max_attempts(1)
    }

    /// Sets [`max_attempts`](Self::max_attempts); 0 counts as 1.
    #[must_use]
    pub fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Sets [`first_wait`](Self::first_wait).
    #[must_use]
    pub fn with_first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// Sets [`longest_wait`](Self::longest_wait).
    #[must_use]
    pub fn with_longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// Sets [`budget`](Self::budget).
    #[must_use]
    pub fn with_budget(mut self, retries: u32) -> Self {
        self.budget = retries;
        self
    }

    /// How long to wait after so many attempts; `random` is evenly drawn from all numbers.
    pub(crate) fn wait(&self, attempts: u32, random: u64) -> Duration {
        let doublings = attempts.saturating_sub(1).min(31);
        let most = self.first_wait.saturating_mul(1 << doublings).min(self.longest_wait);
        let nanos = u64::try_from(most.as_nanos()).unwrap_or(u64::MAX);
        // The upper half of the product: evenly from 0 to `nanos`, whatever `random` is.
        let drawn = (u128::from(random) * (u128::from(nanos) + 1)) >> 64;
        Duration::from_nanos(u64::try_from(drawn).unwrap_or(nanos))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::RetryPolicy;

    #[test]
    fn waits_double_are_capped_and_jitter_fully() {
        let policy = RetryPolicy::default().with_longest_wait(Duration::from_secs(1));
        let most = |attempts| policy.wait(attempts, u64::MAX);
        let millis = [most(1), most(2), most(3), most(4), most(99)].map(|wait| wait.as_millis());
        assert_eq!(millis, [200, 400, 800, 1000, 1000]);
        assert_eq!(policy.wait(3, 0), Duration::ZERO);
        assert_eq!(policy.wait(1, 1 << 63).as_millis(), 100);
    }

    #[test]
    fn no_wait_overflows() {
        let endless =
            RetryPolicy::default().with_first_wait(Duration::MAX).with_longest_wait(Duration::MAX);
        assert!(endless.wait(u32::MAX, u64::MAX) > Duration::from_secs(1 << 30));
        assert_eq!(endless.wait(0, 0), Duration::ZERO);
    }
}
