//! What a mock is told when it starts.

mod with;

use std::fmt;
use std::num::NonZero;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use secmaster_spec::Service;

use crate::access::{AccessKey, Iam};
use crate::fault::Fault;
use crate::log::Exchange;
use crate::profile::Profile;
use crate::script::Script;

/// The largest request body that the API gateway takes.
const LARGEST_BODY: usize = 12 * 1024 * 1024;

/// Told of each answered request; called on the thread that answers it, which waits.
///
/// ```
/// use secmaster_mock::{Config, Exchange, Log};
///
/// let log: Log = std::sync::Arc::new(|exchange: &Exchange| println!("{exchange}"));
/// let mut config = Config::default();
/// config.log = Some(log);
/// ```
pub type Log = Arc<dyn Fn(&Exchange) + Send + Sync>;

/// Says what time it is.
///
/// ```
/// use std::time::SystemTime;
/// use secmaster_mock::{Config, Now};
///
/// let now: Now = std::sync::Arc::new(|| SystemTime::UNIX_EPOCH);
/// let mut config = Config::default();
/// config.clock = Some(now);
/// ```
pub type Now = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// How a mock is set up.
///
/// ```
/// use secmaster_mock::{Config, Profile};
///
/// let config = Config::default().with_profile(Profile::Lenient).with_seed(7).with_token("secret");
/// assert_eq!(config.port, 0);
/// assert!(!format!("{config:?}").contains("secret"));
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Config {
    /// The port on 127.0.0.1; 0, the default, takes any free one.
    pub port: u16,
    /// On how many threads connections are served; 1 by default.
    pub threads: NonZero<usize>,
    /// Which reading of the reference is enforced.
    pub profile: Profile,
    /// Makes ids, request ids and times the same in each run: the clock starts at 2025-01-01 and
    /// advances by a millisecond per request.
    pub seed: Option<u64>,
    /// What the mock does wrong on purpose.
    pub faults: Vec<Fault>,
    /// How many requests for operations are let through in each second of the [clock](Self::clock);
    /// further ones get 429 `APIGW.0308` and `Retry-After: 1`. Without it, any number.
    pub throttle: Option<u32>,
    /// What goes wrong with which requests.
    pub script: Script,
    /// Whether [`Mock::journal`](crate::Mock::journal) is kept. It grows with each request.
    pub journal: bool,
    /// Told of each answered request.
    pub log: Option<Log>,
    /// The only token that is accepted. Where neither this nor another credential is set, any token
    /// that is not empty is accepted.
    pub token: Option<String>,
    /// The access keys that requests may be signed with (`Authorization: SDK-HMAC-SHA256 …`).
    pub access_keys: Vec<AccessKey>,
    /// The user to whom the mock gives tokens, at `POST /v3/auth/tokens`.
    pub iam: Option<Iam>,
    /// With this, the mock gives out temporary access keys, at `GET /openstack/latest/securitykey`
    /// as the metadata of a server in the cloud does; they are accepted for so long.
    pub metadata: Option<Duration>,
    /// The clock by which credentials expire, and by which times are written where there is no
    /// [`seed`](Self::seed); without it that of the system.
    pub clock: Option<Now>,
    /// The description of the API; without it the one embedded in this program.
    pub service: Option<Service>,
    /// The largest body that is read, in bytes. 12 MiB by default, as at the API gateway.
    pub largest_body: usize,
    /// How long a request's head may take from its first byte. 5 s by default.
    pub head_timeout: Duration,
    /// How long a request's body may take. 10 s by default.
    pub body_timeout: Duration,
    /// How long a connection may stay without a request. 60 s by default.
    pub idle_timeout: Duration,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: 0,
            threads: NonZero::<usize>::MIN,
            profile: Profile::default(),
            seed: None,
            faults: Vec::new(),
            throttle: None,
            script: Script::default(),
            journal: false,
            log: None,
            token: None,
            access_keys: Vec::new(),
            iam: None,
            metadata: None,
            clock: None,
            service: None,
            largest_body: LARGEST_BODY,
            head_timeout: Duration::from_secs(5),
            body_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(60),
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("port", &self.port)
            .field("threads", &self.threads)
            .field("profile", &self.profile)
            .field("seed", &self.seed)
            .field("faults", &self.faults)
            .field("throttle", &self.throttle)
            .field("script", &self.script)
            .field("journal", &self.journal)
            .field("log", &self.log.is_some())
            .field("token", &self.token.as_ref().map(|_| "[hidden]"))
            .field("access_keys", &self.access_keys)
            .field("iam", &self.iam)
            .field("metadata", &self.metadata)
            .field("clock", &self.clock.is_some())
            .field("service", &self.service.as_ref().map(|service| &service.name))
            .field("largest_body", &self.largest_body)
            .field("head_timeout", &self.head_timeout)
            .field("body_timeout", &self.body_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .finish()
    }
}
