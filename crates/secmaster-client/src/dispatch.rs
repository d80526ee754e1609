//! Sending a request until it is settled: attempts, waits and limits.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Response;

use crate::limit::Limiter;
use crate::retry::{Budget, doubtful, worth_another};
use crate::trace;
use crate::{Clock, CredentialsError, Limits, RetryPolicy, Timeouts, Transport, TransportError};

/// Draws numbers evenly from all there are.
pub(crate) type Random = Arc<dyn Fn() -> u64 + Send + Sync>;

/// What every request of a client shares.
pub(crate) struct Dispatcher {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) timeouts: Timeouts,
    pub(crate) max_response_bytes: u64,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) policy: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) limiter: Limiter,
    pub(crate) random: Random,
}

/// Why an attempt has no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    Credentials(CredentialsError),
    Transport(TransportError),
}

/// How a request ended.
pub(crate) struct Outcome {
    pub(crate) answer: Result<Response<Vec<u8>>, Failure>,
    pub(crate) attempts: u32,
    /// Whether an attempt before the last one may have been applied.
    pub(crate) in_doubt: bool,
}

impl Dispatcher {
    /// Makes attempts until one settles the request or `patience` ends; `attempt` is given their
    /// number.
    pub(crate) fn run(
        &self,
        patience: Duration,
        idempotent: bool,
        mut attempt: impl FnMut(u32, &Limits) -> Result<Response<Vec<u8>>, Failure>,
    ) -> Outcome {
        let started = self.clock.elapsed();
        let remaining = || patience.saturating_sub(self.clock.elapsed().saturating_sub(started));
        let mut in_doubt = false;
        let mut attempts = 0;
        loop {
            attempts += 1;
            let answer = attempt(attempts, &self.limits(remaining()));
            if answer.as_ref().is_ok_and(|response| response.status().is_success()) {
                self.budget.earn();
            }
            let Some(wait) = self.wait(&answer, idempotent, attempts, remaining()) else {
                return Outcome { answer, attempts, in_doubt };
            };
            in_doubt |= doubtful(&answer);
            trace::waiting(attempts, wait);
            self.clock.sleep(wait);
        }
    }

    /// How long to wait before another attempt; none if there is none to be made.
    fn wait(
        &self,
        answer: &Result<Response<Vec<u8>>, Failure>,
        idempotent: bool,
        attempts: u32,
        remaining: Duration,
    ) -> Option<Duration> {
        if attempts >= self.policy.max_attempts {
            return None;
        }
        let asked = worth_another(answer, idempotent, self.clock.now())?;
        let wait = self.policy.wait(attempts, (self.random)()).max(asked);
        // What is left after the wait has to be enough for an answer.
        (wait < remaining && self.budget.take()).then_some(wait)
    }

    fn limits(&self, remaining: Duration) -> Limits {
        Limits::starting_now(self.timeouts.with_overall(remaining), self.max_response_bytes)
    }
}

impl fmt::Debug for Dispatcher {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Dispatcher")
            .field("timeouts", &self.timeouts)
            .field("max_response_bytes", &self.max_response_bytes)
            .field("policy", &self.policy)
            .field("limiter", &self.limiter)
            .finish_non_exhaustive()
    }
}
