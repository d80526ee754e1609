//! What kind of failure an error is.

use super::{Error, Kind};
use crate::TransportErrorKind;
use crate::retry::may_be_done;

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
    /// # use secmaster_client::{Canned, Client, Credentials, CredentialsError, Requester, http::Request};
    /// struct Expired;
    ///
    /// impl Credentials for Expired {
    ///     fn authorize(
    ///         &self,
    ///         _: &mut Request<&[u8]>,
    ///         _: &Requester<'_>,
    ///     ) -> Result<(), CredentialsError> {
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
    /// issued (`APIGW.0301`, which a wrong project id causes too). With an access key it means the
    /// signature: a wrong key, or a wrong clock ([`clock_skew`](Self::clock_skew)). 429 (`APIGW.0308`) means too many
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
        self.0.in_doubt
            || match &self.0.kind {
                Kind::Refused(_) | Kind::Credentials(_) => false,
                Kind::Transport(error) => error.may_have_been_sent(),
                _ => self.0.status.is_none_or(may_be_done),
            }
    }
}
