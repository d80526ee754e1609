//! How long each phase of a request may take, and all of them together.

use std::time::Duration;

/// How long each phase of a request may take, and the request as a whole.
///
/// Every phase has its own limit, which starts when the phase before it ends; `overall` limits them
/// all, and the time that earlier attempts took counts too. A request that passes a limit fails
/// with an error for which [`Error::is_timeout`](crate::Error::is_timeout) holds and which names
/// the phase.
///
/// A phase never gets more time than `overall` had left when the request was handed over. `overall`
/// is looked at before anything is sent, after the answer's head and after each piece of the body,
/// so an answer that drips in is cut off on time; a server that falls silent is noticed when the
/// phase's own limit runs out, which may be later.
///
/// Looking up the server's name is done by the operating system, under its limits.
///
/// ```
/// use secmaster_client::Timeouts;
/// use std::time::Duration;
///
/// let timeouts = Timeouts::default()
///     .with_connect(Duration::from_secs(3))
///     .with_overall(Duration::from_secs(20));
/// assert_eq!(timeouts.connect, Duration::from_secs(3));
/// assert_eq!(timeouts.receive_response, Duration::from_secs(30));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// Connecting, with the proxy's and the TLS handshake. 10 s by default.
    pub connect: Duration,
    /// Writing the request's head. 10 s by default.
    pub send_request: Duration,
    /// Writing the request's body. 30 s by default.
    pub send_body: Duration,
    /// Waiting for and reading the answer's head: the time that the service works. 30 s by default.
    pub receive_response: Duration,
    /// Reading the answer's body. 30 s by default.
    pub receive_body: Duration,
    /// All phases and attempts together. 60 s by default.
    pub overall: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            send_request: Duration::from_secs(10),
            send_body: Duration::from_secs(30),
            receive_response: Duration::from_secs(30),
            receive_body: Duration::from_secs(30),
            overall: Duration::from_secs(60),
        }
    }
}

impl Timeouts {
    /// Sets the limit of [`connect`](Self::connect).
    #[must_use]
    pub fn with_connect(mut self, limit: Duration) -> Self {
        self.connect = limit;
        self
    }

    /// Sets the limit of [`send_request`](Self::send_request).
    #[must_use]
    pub fn with_send_request(mut self, limit: Duration) -> Self {
        self.send_request = limit;
        self
    }

    /// Sets the limit of [`send_body`](Self::send_body).
    #[must_use]
    pub fn with_send_body(mut self, limit: Duration) -> Self {
        self.send_body = limit;
        self
    }

    /// Sets the limit of [`receive_response`](Self::receive_response).
    #[must_use]
    pub fn with_receive_response(mut self, limit: Duration) -> Self {
        self.receive_response = limit;
        self
    }

    /// Sets the limit of [`receive_body`](Self::receive_body).
    #[must_use]
    pub fn with_receive_body(mut self, limit: Duration) -> Self {
        self.receive_body = limit;
        self
    }

    /// Sets the limit of [`overall`](Self::overall).
    #[must_use]
    pub fn with_overall(mut self, limit: Duration) -> Self {
        self.overall = limit;
        self
    }

    /// The name of a limit that is zero and would let no request through.
    pub(crate) fn zero(&self) -> Option<&'static str> {
        [
            ("connect", self.connect),
            ("send_request", self.send_request),
            ("send_body", self.send_body),
            ("receive_response", self.receive_response),
            ("receive_body", self.receive_body),
            ("overall", self.overall),
        ]
        .into_iter()
        .find(|(_, limit)| limit.is_zero())
        .map(|(name, _)| name)
    }
}
