//! What carries requests: the trait, and the limits that it is given.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{Request, Response};

use crate::{Timeouts, TransportError};

/// Far enough away to be no limit, near enough not to overflow the clock.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Carries one request to the server and its answer back.
///
/// [`UreqTransport`](crate::UreqTransport) is the one that speaks HTTP, [`Canned`](crate::Canned)
/// one for tests. One of your own can record, count or delay:
///
/// ```
/// use secmaster_client::http::{Request, Response};
/// use secmaster_client::{Limits, Transport, TransportError};
/// use std::sync::atomic::{AtomicUsize, Ordering};
///
/// struct Counting<T> {
///     inner: T,
///     requests: AtomicUsize,
/// }
///
/// impl<T: Transport> Transport for Counting<T> {
///     fn send(
///         &self,
///         request: Request<&[u8]>,
///         limits: &Limits,
///     ) -> Result<Response<Vec<u8>>, TransportError> {
///         self.requests.fetch_add(1, Ordering::Relaxed);
///         self.inner.send(request, limits)
///     }
/// }
/// ```
pub trait Transport: Send + Sync {
    /// Sends the request as it is, adding no more than HTTP itself demands, and reads the whole
    /// answer. Every status is an answer, and no redirect is followed.
    ///
    /// # Errors
    ///
    /// [`TransportError`] if there is no complete answer within the limits.
    fn send(
        &self,
        request: Request<&[u8]>,
        limits: &Limits,
    ) -> Result<Response<Vec<u8>>, TransportError>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: Request<&[u8]>,
        limits: &Limits,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        (**self).send(request, limits)
    }
}

/// What a transport may spend on a request: time, and bytes of the answer.
///
/// ```
/// use secmaster_client::{Limits, Timeouts};
/// use std::time::Duration;
///
/// let timeouts = Timeouts::default().with_overall(Duration::from_secs(5));
/// let limits = Limits::starting_now(timeouts, 1024 * 1024);
/// assert!(limits.phase(timeouts.receive_response) <= Duration::from_secs(5));
/// ```
#[derive(Clone, Debug)]
pub struct Limits {
    timeouts: Timeouts,
    deadline: Option<Instant>,
    max_response_bytes: u64,
}

impl Limits {
    /// Limits whose overall time runs from now on.
    #[must_use]
    pub fn starting_now(timeouts: Timeouts, max_response_bytes: u64) -> Self {
        Self {
            timeouts,
            deadline: Instant::now().checked_add(timeouts.overall.min(LONGEST)),
            max_response_bytes,
        }
    }

    /// The limits of the phases.
    #[must_use]
    pub fn timeouts(&self) -> &Timeouts {
        &self.timeouts
    }

    /// The most bytes that an answer's body may have, after any decoding.
    #[must_use]
    pub fn max_response_bytes(&self) -> u64 {
        self.max_response_bytes
    }

    /// What is left of the overall time; zero when it is over.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.deadline.map_or(LONGEST, |deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// A phase's limit, or what is left of the overall time if that is less.
    #[must_use]
    pub fn phase(&self, limit: Duration) -> Duration {
        limit.min(self.remaining())
    }
}

#[cfg(test)]
mod tests {
    use super::{Limits, Timeouts};
    use std::time::Duration;

    #[test]
    fn no_duration_overflows() {
        let limits = Limits::starting_now(Timeouts::default().with_overall(Duration::MAX), 0);
        assert!(limits.phase(Duration::MAX) > Duration::from_secs(1_000_000));
        let limits = Limits::starting_now(Timeouts::default().with_overall(Duration::ZERO), 0);
        assert_eq!(limits.phase(Duration::MAX), Duration::ZERO);
    }
}
