//! Why an operation has no answer: one opaque error with predicates.

mod envelope;
mod make;
mod show;

use std::error::Error as StdError;

use http::StatusCode;
use secmaster_model::Violations;

use crate::chain::behind;
use crate::{CredentialsError, DecodeError, InvalidParameter, TransportError, TransportErrorKind};

pub(crate) use make::Received;

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
    attempts: u32,
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
    /// The request breaks the reference's rules and was not sent.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{client, delete};
    /// # use secmaster_client::Canned;
    /// let mut operation = delete(["a"]);
    /// operation.workspace_id = String::new();
    /// let error = client(Canned::new()).send(&operation).unwrap_err();
    /// assert!(error.is_invalid_request());
    /// assert_eq!(
    ///     error.to_string(),
    ///     "delete-indicator: not sent: path parameter workspace_id is empty; give the id"
    /// );
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// [`violations`](Self::violations) has every rule that the body breaks; it is `None` when a
    /// path parameter is to blame. To send a body that breaks the rules all the same, build the
    /// client with [`validate_requests(false)`](crate::ClientBuilder::validate_requests).
    #[must_use]
    pub fn is_invalid_request(&self) -> bool {
        matches!(self.0.kind, Kind::Refused(_))
    }

    /// The credentials could not authorize the request, which was not sent.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::delete;
    /// # use secmaster_client::{Canned, Client, Credentials, CredentialsError, http::Request};
    /// struct Expired;
    ///
    /// impl Credentials for Expired {
    ///     fn authorize(&self, _: &mut Request<&[u8]>) -> Result<(), CredentialsError> {
    ///         Err(CredentialsError::new("the token expired; log in again"))
    ///     }
    /// }
    ///
    /// let client = Client::builder()
    ///     .region("cn-north-4")
    ///     .project_id("p")
    ///     .credentials(Expired)
    ///     .transport(Canned::new())
    ///     .build()?;
    /// assert!(client.send(&delete(["a"])).unwrap_err().is_credentials());
    /// # Ok::<(), secmaster_client::ConfigError>(())
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// The message is that of the [`Credentials`](crate::Credentials). A token that the service
    /// refuses is another matter: that is [`is_gateway`](Self::is_gateway) with status 401.
    #[must_use]
    pub fn is_credentials(&self) -> bool {
        matches!(self.0.kind, Kind::Credentials(_))
    }

    /// The service answered with an error of its own: a code and a message.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{client, delete};
    /// # use secmaster_client::Canned;
    /// let body = r#"{"code":"SecMaster.20010001","message":"Invalid workspace ID."}"#;
    /// let error = client(Canned::new().answer(403, body)).send(&delete(["a"])).unwrap_err();
    /// assert!(error.is_service());
    /// assert_eq!(error.message(), Some("Invalid workspace ID."));
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// Look the [`code`](Self::code) up in the reference's list of error codes, and give the
    /// [`request_id`](Self::request_id) to support.
    #[must_use]
    pub fn is_service(&self) -> bool {
        matches!(self.0.kind, Kind::Service)
    }

    /// The API gateway or IAM, which stand before the service, answered with an error.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{client, delete};
    /// # use secmaster_client::Canned;
    /// let body = r#"{"error_code":"APIGW.0307","error_msg":"The token must be updated.","request_id":"4f"}"#;
    /// let error = client(Canned::new().answer(401, body)).send(&delete(["a"])).unwrap_err();
    /// assert!(error.is_gateway());
    /// assert_eq!(error.request_id(), Some("4f"));
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// 401 means the token: it is expired (`APIGW.0307`), of another region, or none that IAM
    /// issued (`APIGW.0301`, which a wrong project id causes too). 429 (`APIGW.0308`) means too many
    /// requests; wait before the next.
    #[must_use]
    pub fn is_gateway(&self) -> bool {
        matches!(self.0.kind, Kind::Gateway)
    }

    /// The answer redirects elsewhere. It was not followed: that would hand over the credentials.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{client, delete};
    /// # use secmaster_client::{Canned, http::Response};
    /// let moved = Response::builder()
    ///     .status(302)
    ///     .header("location", "https://login.example/?next=x")
    ///     .body(Vec::new())?;
    /// let error = client(Canned::new().response(moved)).send(&delete(["a"])).unwrap_err();
    /// assert!(error.is_redirect());
    /// assert_eq!(
    ///     error.to_string(),
    ///     "delete-indicator: 302 redirect to login.example, not followed"
    /// );
    /// # Ok::<(), secmaster_client::http::Error>(())
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// A wrong endpoint or a proxy that wants a login. If the host that it names is the right one,
    /// give that as the endpoint.
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        matches!(self.0.kind, Kind::Redirect(_))
    }

    /// The answer's body is no JSON, or of a shape that neither service nor gateway is known to send.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{client, delete};
    /// # use secmaster_client::Canned;
    /// let error = client(Canned::new().answer(502, "<h1>Bad gateway</h1>")).send(&delete(["a"]));
    /// let error = error.unwrap_err();
    /// assert!(error.is_unexpected_body());
    /// assert_eq!(error.body(), b"<h1>Bad gateway</h1>");
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// Something between here and the service answered: a proxy, a load balancer, a login page.
    /// [`body`](Self::body) often says which.
    #[must_use]
    pub fn is_unexpected_body(&self) -> bool {
        matches!(self.0.kind, Kind::Unexpected(_))
    }

    /// The operation succeeded, but its answer is not what the reference says.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{client, delete};
    /// # use secmaster_client::Canned;
    /// let body = r#"{"code":"0","data":{"success_ids":["a",7]}}"#;
    /// let error = client(Canned::new().answer(200, body)).send(&delete(["a"])).unwrap_err();
    /// assert!(error.is_decode());
    /// assert_eq!(error.pointer(), Some("/data/success_ids/1"));
    /// assert!(error.may_have_been_applied());
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// [`pointer`](Self::pointer) says where, [`body`](Self::body) has what came. What is known to
    /// differ from the reference is read and reported as a deviation, so this one is new: report it.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode(_))
    }

    /// A limit of [`Timeouts`](crate::Timeouts) passed.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{client, delete};
    /// # use secmaster_client::{Canned, Phase, TransportError, TransportErrorKind};
    /// let late = TransportError::new(TransportErrorKind::Timeout(Phase::ReceiveResponse));
    /// let error = client(Canned::new().fail(late)).send(&delete(["a"])).unwrap_err();
    /// assert!(error.is_timeout() && error.is_transport());
    /// assert_eq!(
    ///     error.to_string(),
    ///     "delete-indicator: timed out waiting for the answer"
    /// );
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// The message names the phase. Connecting: a firewall, or a proxy that is not set. Waiting for
    /// the answer: the service is busy; raise that limit, and ask
    /// [`may_have_been_applied`](Self::may_have_been_applied) before sending again.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.transport_kind().is_some_and(|kind| matches!(kind, TransportErrorKind::Timeout(_)))
    }

    /// No connection came about, so the server saw no request.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{client, delete};
    /// # use secmaster_client::{Canned, TransportError, TransportErrorKind};
    /// let refused = TransportError::new(TransportErrorKind::Connect);
    /// let error = client(Canned::new().fail(refused)).send(&delete(["a"])).unwrap_err();
    /// assert!(error.is_connect() && !error.may_have_been_applied());
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// Check the region or endpoint, the name server and the proxy's variables. A limit that passed
    /// while connecting is [`is_timeout`](Self::is_timeout) instead.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.transport_kind() == Some(TransportErrorKind::Connect)
    }

    /// No complete answer came, for whatever reason; [`transport_error`](Self::transport_error) has
    /// it.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{client, delete};
    /// # use secmaster_client::{Canned, TransportError, TransportErrorKind};
    /// let cut = TransportError::new(TransportErrorKind::Interrupted);
    /// let error = client(Canned::new().fail(cut)).send(&delete(["a"])).unwrap_err();
    /// assert!(error.is_transport());
    /// let kind = error.transport_error().map(TransportError::kind);
    /// assert_eq!(kind, Some(TransportErrorKind::Interrupted));
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// Timeouts and failures to connect are told apart by [`is_timeout`](Self::is_timeout) and
    /// [`is_connect`](Self::is_connect). "TLS failed" is most often a proxy that presents a
    /// certificate of its own; only authorities that Mozilla trusts are accepted.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        matches!(self.0.kind, Kind::Transport(_))
    }

    /// Whether the service may have done what was asked. In doubt, it may: look before sending an
    /// operation again that is not idempotent.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{client, delete};
    /// # use secmaster_client::Canned;
    /// let client = client(Canned::new().answer(504, "").answer(429, ""));
    /// assert!(client.send(&delete(["a"])).unwrap_err().may_have_been_applied());
    /// assert!(!client.send(&delete(["a"])).unwrap_err().may_have_been_applied());
    /// ```
    #[must_use]
    pub fn may_have_been_applied(&self) -> bool {
        match &self.0.kind {
            Kind::Refused(_) | Kind::Credentials(_) => false,
            Kind::Transport(error) => error.may_have_been_sent(),
            _ => self.0.status.is_none_or(|status| {
                status.is_success()
                    || status.is_server_error()
                    || status == StatusCode::REQUEST_TIMEOUT
            }),
        }
    }

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
