//! The client: sends operations and reads their answers.

use std::fmt;
use std::sync::Arc;

use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request, Uri};
use secmaster_model::validate;

use crate::endpoint::Endpoint;
use crate::error::{Received, Refusal};
use crate::redact::Secrets;
use crate::{Answer, ClientBuilder, Credentials, Error, Limits, Operation, Timeouts, Transport};

/// The media type of a request's body, letter by letter as the reference has it.
const JSON: HeaderValue = HeaderValue::from_static("application/json;charset=UTF-8");

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
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) timeouts: Timeouts,
    pub(crate) max_response_bytes: u64,
    pub(crate) user_agent: HeaderValue,
    pub(crate) validate_requests: bool,
}

/// A request whose bytes are settled; only its authorization is not.
struct Prepared {
    operation: &'static str,
    method: Method,
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
    /// error that the service reports, and an answer that cannot be read.
    pub fn send<O: Operation>(&self, operation: &O) -> Result<Answer<O::Response>, Error> {
        let refused = |refusal| Error::refused(O::NAME, refusal);
        let body = operation.body();
        if let Some(body) = body.filter(|_| self.settings.validate_requests) {
            validate(body).map_err(|error| refused(Refusal::Violations(error)))?;
        }
        let body = body.map(serde_json::to_vec).transpose();
        let prepared = Prepared {
            operation: O::NAME,
            method: O::METHOD,
            uri: self.uri(operation).map_err(refused)?,
            body: body.map_err(|error| refused(Refusal::Unsendable(error.into())))?,
        };
        let received = self.exchange(&prepared)?;
        if !received.status.is_success() {
            return Err(Error::answered(O::NAME, received));
        }
        Answer::read(O::NAME, received)
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

    /// Sends a request until it is settled. Today the first attempt settles it.
    fn exchange(&self, prepared: &Prepared) -> Result<Received, Error> {
        let settings = &self.settings;
        let limits = Limits::starting_now(settings.timeouts, settings.max_response_bytes);
        self.attempt(prepared, 1, &limits)
    }

    fn attempt(
        &self,
        prepared: &Prepared,
        number: u32,
        limits: &Limits,
    ) -> Result<Received, Error> {
        let operation = prepared.operation;
        let mut request = Request::new(prepared.body.as_deref().unwrap_or_default());
        *request.method_mut() = prepared.method.clone();
        *request.uri_mut() = prepared.uri.clone();
        self.add_headers(request.headers_mut());
        self.settings
            .credentials
            .authorize(&mut request)
            .map_err(|error| Error::credentials(operation, error, number))?;
        let secrets = Secrets::of(request.headers());
        let answered = self.settings.transport.send(request, limits);
        let (head, body) =
            answered.map_err(|error| Error::transport(operation, error, number))?.into_parts();
        Ok(Received { status: head.status, headers: head.headers, body, secrets, attempts: number })
    }

    fn add_headers(&self, headers: &mut HeaderMap) {
        // Mandatory in every table of request headers, also where there is no body.
        headers.insert(CONTENT_TYPE, JSON);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, self.settings.user_agent.clone());
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Client")
            .field("endpoint", &self.endpoint())
            .field("project_id", &self.settings.project_id)
            .field("timeouts", &self.settings.timeouts)
            .field("max_response_bytes", &self.settings.max_response_bytes)
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
