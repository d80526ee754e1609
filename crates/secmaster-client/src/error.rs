//! Why an operation has no answer: one opaque error with predicates.

mod envelope;
mod make;
mod predicates;
mod show;
mod skew;

use std::error::Error as StdError;

use std::time::Duration;

use http::StatusCode;
use jiff::SignedDuration;
use secmaster_model::Violations;

use crate::chain::behind;
use crate::{CredentialsError, DecodeError, InvalidParameter, TransportError, TransportErrorKind};

pub(crate) use envelope::{recognise, reports_failure};
pub(crate) use make::Received;
#[cfg(feature = "tracing")]
pub(crate) use make::request_id;
pub(crate) use skew::signed_at;

/// Why an operation has no answer.
///
/// The predicates tell what kind of failure it is, the accessors what is known of it. `Display` is
/// one line for a log: operation, status, code, message and request id, as far as there are any.
/// Text of the server is escaped and cut there, and credentials that a server sends back are
/// replaced in everything that the error holds.
///
/// That line is complete: it has what the error behind it says, and `source` does not repeat it but
/// goes on with the first error that says anything else, most often none. All errors of this crate
/// keep to that. What is behind this one is given by [`violations`](Self::violations),
/// [`pointer`](Self::pointer), [`transport_error`](Self::transport_error) and
/// [`credentials_error`](Self::credentials_error).
///
/// ```
/// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
/// # use support::{client, delete};
/// # use secmaster_client::Canned;
/// let body = r#"{"code":"SecMaster.20030001","message":"Invalid parameters."}"#;
/// let error = client(Canned::new().answer(400, body)).send(&delete(["a"])).unwrap_err();
///
/// assert_eq!(
///     error.to_string(),
///     "delete-indicator: 400 SecMaster.20030001 Invalid parameters."
/// );
/// assert_eq!(error.code(), Some("SecMaster.20030001"));
/// assert!(!error.may_have_been_applied());
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    operation: &'static str,
    kind: Kind,
    status: Option<StatusCode>,
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
    content_type: Option<String>,
    body: Vec<u8>,
    clock_skew: Option<SignedDuration>,
    retry_after: Option<Duration>,
    attempts: u32,
    /// Whether an attempt before the last one may have been applied.
    in_doubt: bool,
    /// What then has to be said, of an operation that is not idempotent.
    consequence: Option<&'static str>,
}

#[derive(Debug)]
enum Kind {
    Refused(Refusal),
    Credentials(CredentialsError),
    Transport(TransportError),
    Service,
    Gateway,
    /// The host that a redirect names, if it names one.
    Redirect(Option<String>),
    /// What is wrong with the body.
    Unexpected(String),
    Decode(DecodeError),
}

/// Why a request was not even tried.
#[derive(Debug)]
pub(crate) enum Refusal {
    Violations(Violations),
    Parameter(InvalidParameter),
    Unsendable(Box<dyn StdError + Send + Sync>),
}

impl Error {
    /// The operation's name, for example `create-indicator`.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// The answer's status, if its head came.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The error code, for example `SecMaster.20030001`; a number is given as text.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The message of service or gateway, as it came but cut to 64 KiB. It may have any characters.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The id under which the service keeps the request: header `X-request-id`, or else the body's.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The answer's body, cut to 64 KiB; empty if none came.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.0.body
    }

    /// The answer's media type, as the server names it.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.0.content_type.as_deref()
    }

    /// Where the answer does not fit: a JSON pointer, with [`is_decode`](Self::is_decode).
    #[must_use]
    pub fn pointer(&self) -> Option<&str> {
        match &self.0.kind {
            Kind::Decode(error) => Some(error.pointer()),
            _ => None,
        }
    }

    /// The rules that the request's body breaks, with
    /// [`is_invalid_request`](Self::is_invalid_request).
    #[must_use]
    pub fn violations(&self) -> Option<&Violations> {
        match &self.0.kind {
            Kind::Refused(Refusal::Violations(violations)) => Some(violations),
            _ => None,
        }
    }

    /// How far this machine's clock is ahead of the service's, negative if it is behind: known if a
    /// signature was refused for that. Signatures are valid for 15 minutes; set the clock.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{client, delete};
    /// # use secmaster_client::{Canned, jiff::SignedDuration};
    /// let body = r#"{"error_code":"APIGW.0301","error_msg":"signature expired, signature time:20211217T064303Z,server time:20211217T065804Z"}"#;
    /// let error = client(Canned::new().answer(401, body)).send(&delete(["a"])).unwrap_err();
    /// assert_eq!(error.clock_skew(), Some(SignedDuration::from_secs(-(15 * 60 + 1))));
    /// assert!(error.to_string().ends_with("; this machine's clock is 15 min 1 s behind the service's"));
    /// ```
    #[must_use]
    pub fn clock_skew(&self) -> Option<SignedDuration> {
        self.0.clock_skew
    }

    /// How long the service asks to be left alone: header `Retry-After`. Where the client's
    /// [`RetryPolicy`](crate::RetryPolicy) and time allowed it, that long was waited already.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{client, delete};
    /// # use secmaster_client::{Canned, http::Response};
    /// use std::time::Duration;
    ///
    /// let busy = Response::builder().status(429).header("retry-after", "90").body(Vec::new())?;
    /// let error = client(Canned::new().response(busy)).send(&delete(["a"])).unwrap_err();
    /// assert_eq!(error.retry_after(), Some(Duration::from_secs(90)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How many times the request was sent, or tried to be.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Why no complete answer came, with [`is_transport`](Self::is_transport).
    #[must_use]
    pub fn transport_error(&self) -> Option<&TransportError> {
        match &self.0.kind {
            Kind::Transport(error) => Some(error),
            _ => None,
        }
    }

    /// Why the request could not be authorized, with [`is_credentials`](Self::is_credentials).
    #[must_use]
    pub fn credentials_error(&self) -> Option<&CredentialsError> {
        match &self.0.kind {
            Kind::Credentials(error) => Some(error),
            _ => None,
        }
    }

    fn transport_kind(&self) -> Option<TransportErrorKind> {
        self.transport_error().map(TransportError::kind)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.kind {
            Kind::Refused(Refusal::Violations(error)) => behind(error),
            Kind::Refused(Refusal::Parameter(error)) => behind(error),
            Kind::Refused(Refusal::Unsendable(error)) => behind(&**error),
            Kind::Credentials(error) => behind(error),
            Kind::Transport(error) => behind(error),
            Kind::Decode(error) => behind(error),
            Kind::Service | Kind::Gateway | Kind::Redirect(_) | Kind::Unexpected(_) => None,
        }
    }
}
