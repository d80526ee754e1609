//! What credentials may use of the client: its way to other services, and its clock.

use std::time::Duration;

use http::{Request, Response};

use super::CredentialsError;
use crate::Limits;
use crate::dispatch::{Dispatcher, Failure};
use crate::trace;

/// What [`Credentials`](crate::Credentials) may use of the client: its transport under its policy of
/// retries, time limits and size limits, its clock and its project.
///
/// ```
/// use secmaster_client::http::{HeaderMap, HeaderValue, Request};
/// use secmaster_client::{Canned, Client, Credentials, CredentialsError, Requester};
///
/// struct FromVault;
///
/// impl Credentials for FromVault {
///     fn authorize(
///         &self,
///         request: &mut Request<&[u8]>,
///         requester: &Requester<'_>,
///     ) -> Result<(), CredentialsError> {
///         let ask = Request::get("https://vault.example/token").body(&b""[..]);
///         let ask = ask.map_err(|_| CredentialsError::new("the vault has no address"))?;
///         let answer = requester.send(&ask, true)?;
///         let mut token = HeaderValue::from_bytes(answer.body())
///             .map_err(|_| CredentialsError::new("the vault's token is not fit for a header"))?;
///         token.set_sensitive(true);
///         request.headers_mut().insert("x-auth-token", token);
///         Ok(())
///     }
/// }
///
/// let canned = Canned::new().answer(200, "MIIFvg").answer(200, r#"{"code":"0","data":{}}"#);
/// let client = Client::builder()
///     .region("cn-north-4")
///     .project_id("0123456789abcdef")
///     .credentials(FromVault)
///     .transport(canned.clone())
///     .build()?;
/// let body = secmaster_client::model::delete_indicator::Request::builder()
///     .batch_ids(["28f61af5".to_owned()])
///     .build();
/// client.delete_indicator("909494e3", &body)?;
/// assert_eq!(canned.requests()[1].headers()["x-auth-token"], "MIIFvg");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Requester<'a> {
    dispatcher: &'a Dispatcher,
    limits: &'a Limits,
    project_id: &'a str,
}

impl<'a> Requester<'a> {
    pub(crate) fn new(dispatcher: &'a Dispatcher, limits: &'a Limits, project_id: &'a str) -> Self {
        Self { dispatcher, limits, project_id }
    }

    /// The id of the project that the client's requests are about.
    #[must_use]
    pub fn project_id(&self) -> &str {
        self.project_id
    }

    /// What is left of the time of the call that is to be authorized.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.limits.remaining()
    }

    /// What time it is by the client's clock.
    #[must_use]
    pub fn now(&self) -> jiff::Timestamp {
        self.dispatcher.clock.now()
    }

    /// Sends a request and gives the answer, whatever its status. One that is `idempotent` is sent
    /// again where the client's [`RetryPolicy`](crate::RetryPolicy) says so; another one only if it
    /// cannot have arrived. All of that is within the time that [`remains`](Self::remaining).
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] if no complete answer came.
    pub fn send(
        &self,
        request: &Request<&[u8]>,
        idempotent: bool,
    ) -> Result<Response<Vec<u8>>, CredentialsError> {
        let host = request.uri().host().unwrap_or_default();
        let outcome = self.dispatcher.run(self.remaining(), idempotent, |number, limits| {
            let attempt = trace::Attempt::for_credentials(number, host);
            let answer = self.dispatcher.transport.send(request.clone(), limits);
            let answer = answer.map_err(Failure::Transport);
            attempt.settled(&answer);
            answer
        });
        outcome.answer.map_err(|failure| match failure {
            Failure::Credentials(error) => error,
            Failure::Transport(error) => {
                CredentialsError::new(format!("{host} gave no answer")).with_source(error)
            }
        })
    }
}
