//! What a client is built from.

mod build;

use std::fmt;
use std::sync::Arc;

use http::header::{COOKIE, PROXY_AUTHORIZATION};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::dispatch::Random;
use crate::endpoint::shown;
use crate::text::OneLine;
use crate::{
    Clock, ConfigError, CredentialChain, Credentials, Environment, InvalidToken, RetryPolicy,
    SystemClock, Timeouts, Token, Transport,
};

const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

const MAX_RESPONSE_BYTES: u64 = 16 * 1024 * 1024;

const MAX_CONCURRENT_REQUESTS: usize = 32;

/// Below the 200 that the API gateway takes from all callers together.
const MAX_REQUESTS_PER_SECOND: f64 = 180.0;

/// The headers that the client or its credentials set.
const OWN_HEADERS: [&str; 10] = [
    "accept",
    "authorization",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
    "x-auth-token",
    "x-sdk-date",
    "x-security-token",
];

/// Builds a [`Client`](crate::Client). It needs an endpoint or a region, a project id and a token or other
/// credentials; everything else has a default.
///
/// ```
/// use secmaster_client::{Client, Timeouts};
/// use std::time::Duration;
///
/// let client = Client::builder()
///     .endpoint("https://secmaster.cn-north-4.myhuaweicloud.com")
///     .project_id("0123456789abcdef")
///     .token("a-token-from-iam")
///     .timeouts(Timeouts::default().with_overall(Duration::from_secs(20)))
///     .max_concurrent_requests(64)
///     .build()?;
/// assert_eq!(client.project_id(), "0123456789abcdef");
/// # Ok::<(), secmaster_client::ConfigError>(())
/// ```
pub struct ClientBuilder {
    endpoint: Option<String>,
    region: Option<String>,
    project_id: Option<String>,
    credentials: Option<Result<Arc<dyn Credentials>, InvalidToken>>,
    chain: Option<CredentialChain>,
    environment: Environment,
    transport: Option<Arc<dyn Transport>>,
    timeouts: Timeouts,
    max_response_bytes: u64,
    max_concurrent_requests: usize,
    max_requests_per_second: Option<f64>,
    retries: RetryPolicy,
    clock: Arc<dyn Clock>,
    random: Random,
    user_agent: String,
    headers: Result<HeaderMap, ConfigError>,
    validate_requests: bool,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            endpoint: None,
            region: None,
            project_id: None,
            credentials: None,
            chain: None,
            environment: Environment::of_process(),
            transport: None,
            timeouts: Timeouts::default(),
            max_response_bytes: MAX_RESPONSE_BYTES,
            max_concurrent_requests: MAX_CONCURRENT_REQUESTS,
            max_requests_per_second: Some(MAX_REQUESTS_PER_SECOND),
            retries: RetryPolicy::default(),
            clock: Arc::new(SystemClock::new()),
            random: Arc::new(|| fastrand::u64(..)),
            user_agent: USER_AGENT.to_owned(),
            headers: Ok(HeaderMap::new()),
            validate_requests: true,
        }
    }
}

impl ClientBuilder {
    /// Where requests go: `https://` and a host, with a port and a path before the API's own if
    /// need be. Plain `http://` is for this machine only: `127.0.0.0/8`, `[::1]` and `localhost`.
    #[must_use]
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// The region, one of [`REGIONS`](crate::REGIONS), instead of an endpoint: `cn-north-4` stands
    /// for `https://secmaster.cn-north-4.myhuaweicloud.com`.
    ///
    /// The variable `HUAWEICLOUD_SDK_REGION_SECMASTER_CN_NORTH_4`, and likewise for others, gives
    /// another endpoint, also for regions that are not known; the first of several that are
    /// separated by commas counts.
    ///
    /// ```
    /// use secmaster_client::{Client, Environment};
    ///
    /// let refused = Client::builder().region("cn-noth-4").build().unwrap_err();
    /// assert_eq!(
    ///     refused.to_string(),
    ///     "region \"cn-noth-4\" is not known; near names are cn-north-4, cn-north-1, cn-north-2; \
    ///      give the endpoint of a new one"
    /// );
    ///
    /// let variable = ("HUAWEICLOUD_SDK_REGION_SECMASTER_CN_NEW_1", "https://gateway.example");
    /// let builder = Client::builder().region("cn-new-1").project_id("p").token("t");
    /// let client = builder.environment(Environment::from_iter([variable])).build()?;
    /// assert_eq!(client.endpoint(), "https://gateway.example");
    /// # Ok::<(), secmaster_client::ConfigError>(())
    /// ```
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The id of the project that requests are about.
    #[must_use]
    pub fn project_id(mut self, project_id: impl Into<String>) -> Self {
        self.project_id = Some(project_id.into());
        self
    }

    /// A token that IAM issued for the project, sent as `X-Auth-Token`.
    #[must_use]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.credentials = Some(Token::new(token).map(|token| Arc::new(token) as _));
        self
    }

    /// Other credentials, instead of a token.
    #[must_use]
    pub fn credentials(mut self, credentials: impl Credentials + 'static) -> Self {
        self.credentials = Some(Ok(Arc::new(credentials)));
        self
    }

    /// If no credentials are given: those of the environment, as [`CredentialChain::new`] finds them
    /// when the client is built. The project's id is taken from there, too, if none is given.
    ///
    /// ```
    /// use secmaster_client::{Client, ConfigError, Environment};
    ///
    /// let builder = Client::builder().region("cn-north-4").credentials_from_environment();
    /// let refused = builder.environment(Environment::new(|_| None)).build().unwrap_err();
    /// assert!(matches!(refused, ConfigError::CredentialsNotFound(_)));
    /// ```
    #[must_use]
    pub fn credentials_from_environment(self) -> Self {
        self.credential_chain(CredentialChain::new())
    }

    /// If no credentials are given: those that this chain finds when the client is built. The
    /// project's id is taken from there, too, if none is given.
    #[must_use]
    pub fn credential_chain(mut self, chain: CredentialChain) -> Self {
        self.chain = Some(chain);
        self
    }

    /// The environment variables, instead of those of this process. (The proxy's are always the
    /// process's.)
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// How long requests may take.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// The most bytes that an answer's body may have. 16 MiB by default.
    #[must_use]
    pub fn max_response_bytes(mut self, limit: u64) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// How many requests may be under way at once; others wait for their turn. As many connections
    /// are kept for later requests, unless the [`transport`](Self::transport) is your own. 32 by
    /// default.
    #[must_use]
    pub fn max_concurrent_requests(mut self, limit: usize) -> Self {
        self.max_concurrent_requests = limit;
        self
    }

    /// How many requests may be sent per second, those of all clones together; others wait for their
    /// turn. 180 by default: the API gateway takes 200 from all callers of an API. `None` is no
    /// limit.
    #[must_use]
    pub fn max_requests_per_second(mut self, limit: impl Into<Option<f64>>) -> Self {
        self.max_requests_per_second = limit.into();
        self
    }

    /// When requests are sent again. [`RetryPolicy::default`] by default.
    #[must_use]
    pub fn retries(mut self, policy: RetryPolicy) -> Self {
        self.retries = policy;
        self
    }

    /// The clock, which tests may want to be another than [`SystemClock`]. The phases of a request
    /// are always measured by the system's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// What draws the numbers for waits, evenly from all there are; tests may want them to be known.
    #[must_use]
    pub fn random(mut self, draw: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.random = Arc::new(draw);
        self
    }

    /// The `user-agent` header. `secmaster-client/` and the version by default.
    #[must_use]
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// A header of each request to the service, beside those that the client sets itself. Signatures
    /// cover it, unless its name has a `_`.
    ///
    /// A [`HeaderValue`] that is [marked as sensitive](HeaderValue::set_sensitive) is never shown;
    /// those of `Cookie` and `Proxy-Authorization` are marked for you.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{DELETED, delete};
    /// use secmaster_client::{Canned, Client, ConfigError};
    ///
    /// let canned = Canned::new().answer(200, DELETED);
    /// let builder = Client::builder()
    ///     .region("cn-north-4")
    ///     .project_id("0123456789abcdef")
    ///     .token("a-token-from-iam");
    /// let client = builder.header("X-Language", "en-us").transport(canned.clone()).build()?;
    /// client.send(&delete(["a"]))?;
    /// assert_eq!(canned.requests()[0].headers()["x-language"], "en-us");
    ///
    /// let refused = Client::builder().region("r").header("X-Auth-Token", "t").build().unwrap_err();
    /// assert_eq!(refused, ConfigError::OwnHeader { name: "x-auth-token".to_owned() });
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn header(mut self, name: impl AsRef<str>, value: impl TryInto<HeaderValue>) -> Self {
        let header = header(name.as_ref(), value);
        self.headers = self.headers.and_then(|mut headers| {
            let (name, value) = header?;
            headers.append(name, value);
            Ok(headers)
        });
        self
    }

    /// What carries the requests, instead of [`UreqTransport`](crate::UreqTransport).
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Whether a body that breaks the reference's rules is refused before it is sent. True by
    /// default.
    #[must_use]
    pub fn validate_requests(mut self, validate: bool) -> Self {
        self.validate_requests = validate;
        self
    }
}

fn header(
    name: &str,
    value: impl TryInto<HeaderValue>,
) -> Result<(HeaderName, HeaderValue), ConfigError> {
    let invalid = || ConfigError::InvalidHeader { name: OneLine(name, 80).to_string() };
    let name = HeaderName::try_from(name).map_err(|_| invalid())?;
    if OWN_HEADERS.contains(&name.as_str()) {
        return Err(ConfigError::OwnHeader { name: name.as_str().to_owned() });
    }
    let mut value = value.try_into().map_err(|_| invalid())?;
    if name == COOKIE || name == PROXY_AUTHORIZATION {
        value.set_sensitive(true);
    }
    Ok((name, value))
}

/// Shows no credentials.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("ClientBuilder")
            .field("endpoint", &self.endpoint.as_deref().map(shown))
            .field("region", &self.region)
            .field("project_id", &self.project_id)
            .field("timeouts", &self.timeouts)
            .field("max_response_bytes", &self.max_response_bytes)
            .field("max_concurrent_requests", &self.max_concurrent_requests)
            .field("max_requests_per_second", &self.max_requests_per_second)
            .field("retries", &self.retries)
            .field("user_agent", &self.user_agent)
            .field("validate_requests", &self.validate_requests)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::{Client, ClientBuilder, ConfigError, Timeouts};

    fn complete() -> ClientBuilder {
        Client::builder().region("cn-north-4").project_id("p").token("t")
    }

    #[test]
    fn each_mistake_has_its_error() {
        let refused = |builder: ClientBuilder| builder.build().unwrap_err();
        assert!(complete().build().is_ok());
        assert_eq!(refused(Client::builder()), ConfigError::MissingEndpoint);
        assert_eq!(refused(complete().endpoint("https://x")), ConfigError::EndpointAndRegion);
        assert!(matches!(refused(complete().project_id("..")), ConfigError::InvalidProjectId(_)));
        assert_eq!(
            refused(Client::builder().region("cn-north-4").project_id("p")),
            ConfigError::MissingCredentials
        );
        assert!(matches!(refused(complete().token("planted\n")), ConfigError::InvalidToken(_)));
        assert_eq!(refused(complete().user_agent("a\nb")), ConfigError::InvalidUserAgent);
        assert_eq!(
            refused(complete().timeouts(Timeouts::default().with_send_body(Duration::ZERO))),
            ConfigError::ZeroTimeout { limit: "send_body" }
        );
    }

    #[test]
    fn headers_that_cannot_be_sent_or_are_not_free_are_refused() {
        let refused = |name: &str, value: &str| complete().header(name, value).build().unwrap_err();
        let invalid = |name: &str| ConfigError::InvalidHeader { name: name.to_owned() };
        assert_eq!(refused("x y", "v"), invalid("x y"));
        assert_eq!(refused("x-y\n", "v"), invalid("x-y\\n"));
        assert_eq!(refused("x-y", "planted\n"), invalid("x-y"));
        for name in ["Content-Type", "HOST", "X-Auth-Token", "Authorization", "x-sdk-date"] {
            let name_in_lower_case = name.to_lowercase();
            assert_eq!(refused(name, "v"), ConfigError::OwnHeader { name: name_in_lower_case });
        }
        assert!(complete().header("x-y", "v").header("x-y", "w").build().is_ok());
    }

    #[test]
    fn debug_shows_no_secret() {
        let builder =
            Client::builder().endpoint("https://me:planted-secret@x").token("planted-secret");
        assert!(!format!("{builder:?}").contains("planted-secret"));
    }
}
