//! The client: sends operations and reads their answers.

use std::fmt;
use std::sync::Arc;

use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri};
use secmaster_model::validate;

use crate::auth::Requester;
use crate::dispatch::{Dispatcher, Failure, Outcome};
use crate::endpoint::Endpoint;
use crate::error::{Received, Refusal, recognise, reports_failure, signed_at};
use crate::redact::Secrets;
use crate::retry::asked;
use crate::trace;
use crate::{
    Answer, ClientBuilder, Credentials, Error, Limits, Operation, Phase, TransportError,
    TransportErrorKind,
};

/// The media type of a request's body, letter by letter as the reference has it.
const JSON: HeaderValue = HeaderValue::from_static("application/json;charset=UTF-8");

/// The API gateway's code for a token that must be renewed.
const TOKEN_EXPIRED: &str = "APIGW.0307";

const MUST_BE_UPDATED: &str = "token must be updated";

/// A blocking client of the API.
///
/// It may be used from many threads at once, and clones are cheap: they share connections and
/// settings. Its `Debug` shows neither credentials nor anything else that is secret.
///
/// ```
/// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
/// # use support::delete;
/// use secmaster_client::{Canned, Client};
///
/// let client = Client::builder()
///     .region("cn-north-4")
///     .project_id("0123456789abcdef")
///     .token("a-token-from-iam")
///     .transport(Canned::new().answer(200, r#"{"code":"0","data":{"success_ids":["a"]}}"#))
///     .build()?;
/// let answer = client.send(&delete(["a"]))?;
/// assert_eq!(answer.data.success_ids, ["a"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Client {
    pub(crate) settings: Arc<Settings>,
}

pub(crate) struct Settings {
    pub(crate) endpoint: Endpoint,
    pub(crate) project_id: String,
    pub(crate) credentials: Arc<dyn Credentials>,
    pub(crate) dispatcher: Dispatcher,
    pub(crate) user_agent: HeaderValue,
    pub(crate) headers: HeaderMap,
    pub(crate) validate_requests: bool,
}

/// What proved the sender of the latest attempt.
#[derive(Default)]
struct Proof {
    secrets: Secrets,
    signed_at: Option<jiff::Timestamp>,
    /// Whether it was renewed during the call.
    renewed: bool,
}

/// A request whose bytes are settled; only its authorization is not.
struct Prepared {
    operation: &'static str,
    method: Method,
    is_idempotent: bool,
    uri: Uri,
    body: Option<Vec<u8>>,
}

impl Client {
    /// Begins a client; see [`ClientBuilder`] for what it needs.
    #[must_use]
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Sends an operation and reads its answer.
    ///
    /// # Errors
    ///
    /// [`Error`], whose predicates tell apart a request that was not sent, a failed connection, an
    /// error that the service reports (with any status: also an answer of success that has an
    /// error's code and no data), and an answer that cannot be read.
    pub fn send<O: Operation>(&self, operation: &O) -> Result<Answer<O::Response>, Error> {
        let call = trace::Call::begin(O::NAME, &O::METHOD);
        let outcome = self.settle(operation);
        call.ended(&outcome);
        outcome
    }

    fn settle<O: Operation>(&self, operation: &O) -> Result<Answer<O::Response>, Error> {
        let refused = |refusal| Error::refused(O::NAME, refusal);
        let body = operation.body();
        if let Some(body) = body.filter(|_| self.settings.validate_requests) {
            validate(body).map_err(|error| refused(Refusal::Violations(error)))?;
        }
        let body = body.map(serde_json::to_vec).transpose();
        let prepared = Prepared {
            operation: O::NAME,
            method: O::METHOD,
            is_idempotent: O::IDEMPOTENT,
            uri: self.uri(operation).map_err(refused)?,
            body: body.map_err(|error| refused(Refusal::Unsendable(error.into())))?,
        };
        self.exchange(&prepared)
            .and_then(|received| {
                if received.status.is_success() && !reports_failure(&received.body) {
                    Answer::read(O::NAME, received)
                } else {
                    Err(Error::answered(O::NAME, received))
                }
            })
            .map_err(Error::of_operation::<O>)
    }

    /// The id of the project that requests are about.
    #[must_use]
    pub fn project_id(&self) -> &str {
        &self.settings.project_id
    }

    /// The address below which requests go, without a slash at its end.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        self.settings.endpoint.as_str()
    }

    fn uri(&self, operation: &impl Operation) -> Result<Uri, Refusal> {
        let path = operation.path(&self.settings.project_id).finish();
        let path = path.map_err(Refusal::Parameter)?;
        Uri::try_from(format!("{}{path}", self.endpoint()))
            .map_err(|error| Refusal::Unsendable(error.into()))
    }

    /// Sends a request until it is settled.
    fn exchange(&self, prepared: &Prepared) -> Result<Received, Error> {
        let mut proof = Proof::default();
        let dispatcher = &self.settings.dispatcher;
        let patience = dispatcher.timeouts.overall;
        let outcome = dispatcher.run(patience, prepared.is_idempotent, |number, limits| {
            let attempt = trace::Attempt::begin(number);
            let outcome = self.attempt(prepared, limits, &mut proof);
            attempt.ended(&outcome, &proof.secrets);
            outcome
        });
        let Outcome { answer, attempts, in_doubt } = outcome;
        let Proof { secrets, signed_at, .. } = proof;
        let error = match answer {
            Ok(response) => {
                let (head, body) = response.into_parts();
                let (status, headers) = (head.status, head.headers);
                let retry_after = asked(&headers, dispatcher.clock.now());
                return Ok(Received {
                    status,
                    headers,
                    body,
                    secrets,
                    signed_at,
                    retry_after,
                    attempts,
                    in_doubt,
                });
            }
            Err(Failure::Credentials(error)) => {
                Error::credentials(prepared.operation, error, attempts)
            }
            Err(Failure::Transport(error)) => Error::transport(prepared.operation, error, attempts),
        };
        Err(error.with_doubt(in_doubt))
    }

    /// One attempt; if its token has to be renewed, with another one once per call.
    fn attempt(
        &self,
        prepared: &Prepared,
        limits: &Limits,
        proof: &mut Proof,
    ) -> Result<Response<Vec<u8>>, Failure> {
        loop {
            let request = self.authorized(prepared, limits)?;
            proof.secrets = Secrets::of(request.headers());
            let headers = request.headers().clone();
            proof.signed_at = signed_at(&headers);
            let response = self.transmit(request, limits)?;
            // A refused token was refused before any work: this is no attempt of its own.
            let may_renew = !proof.renewed && response.status() == StatusCode::UNAUTHORIZED;
            if !may_renew || !is_expired(&response) {
                return Ok(response);
            }
            proof.renewed = true;
            if !self.settings.credentials.renew(&headers) {
                return Ok(response);
            }
        }
    }

    /// The request with everything that proves who sends it.
    fn authorized<'p>(
        &self,
        prepared: &'p Prepared,
        limits: &Limits,
    ) -> Result<Request<&'p [u8]>, Failure> {
        let mut request = Request::new(prepared.body.as_deref().unwrap_or_default());
        *request.method_mut() = prepared.method.clone();
        *request.uri_mut() = prepared.uri.clone();
        self.add_headers(request.headers_mut());
        let requester =
            Requester::new(&self.settings.dispatcher, limits, &self.settings.project_id);
        let authorized = self.settings.credentials.authorize(&mut request, &requester);
        authorized.map(|()| request).map_err(Failure::Credentials)
    }

    fn transmit(
        &self,
        request: Request<&[u8]>,
        limits: &Limits,
    ) -> Result<Response<Vec<u8>>, Failure> {
        let dispatcher = &self.settings.dispatcher;
        let Some(_permit) = dispatcher.limiter.admit(&*dispatcher.clock, limits.remaining()) else {
            let late = TransportErrorKind::Timeout(Phase::Overall);
            let error = TransportError::new(late).not_sent();
            let why = "the client's own limits of requests left it no turn";
            return Err(Failure::Transport(error.with_source(why)));
        };
        dispatcher.transport.send(request, limits).map_err(Failure::Transport)
    }

    fn add_headers(&self, headers: &mut HeaderMap) {
        headers.clone_from(&self.settings.headers);
        // Mandatory in every table of request headers, also where there is no body.
        headers.insert(CONTENT_TYPE, JSON);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, self.settings.user_agent.clone());
    }
}

/// Whether a refusal says that the token has to be renewed: the gateway by a code, IAM in words.
fn is_expired(response: &Response<Vec<u8>>) -> bool {
    recognise(response.body()).is_ok_and(|it| {
        let message = it.message.unwrap_or_default().to_ascii_lowercase();
        it.code.as_deref() == Some(TOKEN_EXPIRED) || message.contains(MUST_BE_UPDATED)
    })
}

impl fmt::Debug for Client {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Client")
            .field("endpoint", &self.endpoint())
            .field("project_id", &self.settings.project_id)
            .field("dispatcher", &self.settings.dispatcher)
            .field("user_agent", &self.settings.user_agent)
            .field("validate_requests", &self.settings.validate_requests)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Client;

    #[test]
    fn is_shared_between_threads() {
        fn shared<T: Send + Sync + Clone>() {}
        fn error<T: std::error::Error + Send + Sync + 'static>() {}
        shared::<Client>();
        error::<crate::Error>();
        error::<crate::ConfigError>();
        error::<crate::CallError>();
    }
}
