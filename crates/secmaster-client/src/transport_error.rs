//! Why no complete answer came, and whether the request may have reached the server.

use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;

use crate::chain::behind;

/// Why a request got no complete answer.
///
/// It says what went wrong ([`kind`](Self::kind)) and, what matters before sending again, whether
/// the server may have acted on the request ([`may_have_been_sent`](Self::may_have_been_sent)).
///
/// Its message is complete in one line: it has that of the error behind it, which
/// [`cause`](Self::cause) gives, and which `source` does not repeat.
///
/// ```
/// use secmaster_client::{Phase, TransportError, TransportErrorKind};
///
/// let refused = TransportError::new(TransportErrorKind::Connect);
/// assert!(!refused.may_have_been_sent());
///
/// let late = TransportError::new(TransportErrorKind::Timeout(Phase::ReceiveResponse));
/// assert!(late.may_have_been_sent());
/// assert_eq!(late.to_string(), "timed out waiting for the answer");
/// ```
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    may_have_been_sent: bool,
    status: Option<StatusCode>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What went wrong between client and server.
///
/// ```
/// use secmaster_client::{Phase, TransportError, TransportErrorKind};
///
/// let slow = TransportError::new(TransportErrorKind::Timeout(Phase::ReceiveResponse));
/// assert!(slow.may_have_been_sent());
/// let late = TransportError::new(TransportErrorKind::Timeout(Phase::Connect));
/// assert!(!late.may_have_been_sent());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection, or one that ended before the request was sent: the server has nothing to act on.
    Connect,
    /// TLS failed: most often a certificate that is not trusted.
    Tls,
    /// A limit of [`Timeouts`](crate::Timeouts) passed in this phase.
    Timeout(Phase),
    /// The answer is larger than the limit.
    TooLarge,
    /// The connection ended before the answer was complete.
    Interrupted,
    /// What came is not HTTP.
    Protocol,
    /// The request cannot be sent as it is.
    Unsendable,
}

/// A phase of a request that has a limit of its own.
///
/// ```
/// use secmaster_client::{Phase, TransportError, TransportErrorKind};
///
/// let error = TransportError::new(TransportErrorKind::Timeout(Phase::Overall));
/// assert!(matches!(error.kind(), TransportErrorKind::Timeout(phase) if phase == Phase::Overall));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// Connecting, with the TLS handshake.
    Connect,
    /// Writing the request's head.
    SendRequest,
    /// Writing the request's body.
    SendBody,
    /// Waiting for and reading the answer's head.
    ReceiveResponse,
    /// Reading the answer's body.
    ReceiveBody,
    /// All phases together.
    Overall,
}

impl TransportError {
    /// An error of this kind, which counts as sent unless its kind rules that out.
    #[must_use]
    pub fn new(kind: TransportErrorKind) -> Self {
        let never_sent = matches!(
            kind,
            TransportErrorKind::Connect
                | TransportErrorKind::Unsendable
                | TransportErrorKind::Timeout(Phase::Connect)
        );
        Self { kind, may_have_been_sent: !never_sent, status: None, source: None }
    }

    /// Says that the server cannot have got the whole request.
    #[must_use]
    pub fn not_sent(mut self) -> Self {
        self.may_have_been_sent = false;
        self
    }

    /// Adds the status of the answer that was then cut short.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// Adds the error behind this one. It must not hold a secret.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the server may have got the whole request and acted on it. In doubt, it may.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.may_have_been_sent
    }

    /// The error behind this one.
    #[must_use]
    pub fn cause(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.source.as_deref()
    }

    /// The status of the answer, if its head came but its body did not.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self.kind {
            TransportErrorKind::Connect => "no connection",
            TransportErrorKind::Tls => "TLS failed",
            TransportErrorKind::Timeout(Phase::Connect) => "timed out connecting",
            TransportErrorKind::Timeout(Phase::SendRequest) => "timed out sending the head",
            TransportErrorKind::Timeout(Phase::SendBody) => "timed out sending the body",
            TransportErrorKind::Timeout(Phase::ReceiveResponse) => {
                "timed out waiting for the answer"
            }
            TransportErrorKind::Timeout(Phase::ReceiveBody) => "timed out reading the answer",
            TransportErrorKind::Timeout(Phase::Overall) => "timed out over all",
            TransportErrorKind::TooLarge => "the answer is too large",
            TransportErrorKind::Interrupted => "the connection ended before the answer did",
            TransportErrorKind::Protocol => "the answer is not HTTP",
            TransportErrorKind::Unsendable => "the request cannot be sent",
        })?;
        match &self.source {
            Some(source) => write!(out, ": {source}"),
            None => Ok(()),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        behind(self.source.as_deref()?)
    }
}
