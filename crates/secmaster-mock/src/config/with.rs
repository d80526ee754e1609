//! Setting up a mock, one thing after the other.

use std::num::NonZero;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use secmaster_spec::Service;

use super::Config;
use crate::access::{AccessKey, Iam};
use crate::fault::Fault;
use crate::log::Exchange;
use crate::profile::Profile;
use crate::script::Script;

impl Config {
    /// Sets [`port`](Self::port).
    #[must_use]
    pub fn with_port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets [`threads`](Self::threads).
    #[must_use]
    pub fn with_threads(mut self, threads: NonZero<usize>) -> Self {
        self.threads = threads;
        self
    }

    /// Sets [`profile`](Self::profile).
    #[must_use]
    pub fn with_profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Sets [`seed`](Self::seed).
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Adds one of the [`faults`](Self::faults).
    #[must_use]
    pub fn with_fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Sets [`throttle`](Self::throttle).
    #[must_use]
    pub fn with_throttle(mut self, per_second: u32) -> Self {
        self.throttle = Some(per_second);
        self
    }

    /// Adds to the [`script`](Self::script).
    #[must_use]
    pub fn with_script(mut self, script: Script) -> Self {
        self.script = self.script.and(script);
        self
    }

    /// Sets [`journal`](Self::journal).
    #[must_use]
    pub fn with_journal(mut self) -> Self {
        self.journal = true;
        self
    }

    /// Sets [`log`](Self::log).
    #[must_use]
    pub fn with_log(mut self, log: impl Fn(&Exchange) + Send + Sync + 'static) -> Self {
        self.log = Some(Arc::new(log));
        self
    }

    /// Sets [`token`](Self::token).
    #[must_use]
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Adds one of the [`access_keys`](Self::access_keys).
    #[must_use]
    pub fn with_access_key(mut self, key: AccessKey) -> Self {
        self.access_keys.push(key);
        self
    }

    /// Sets [`iam`](Self::iam).
    #[must_use]
    pub fn with_iam(mut self, iam: Iam) -> Self {
        self.iam = Some(iam);
        self
    }

    /// Sets [`metadata`](Self::metadata).
    #[must_use]
    pub fn with_metadata(mut self, lifetime: Duration) -> Self {
        self.metadata = Some(lifetime);
        self
    }

    /// Sets [`clock`](Self::clock).
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// let hour = Duration::from_secs(60 * 60);
    /// let config = secmaster_mock::Config::default().with_clock(move || SystemTime::now() + hour);
    /// ```
    #[must_use]
    pub fn with_clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Some(Arc::new(now));
        self
    }

    /// Sets [`service`](Self::service).
    #[must_use]
    pub fn with_service(mut self, service: Service) -> Self {
        self.service = Some(service);
        self
    }

    /// Sets [`largest_body`](Self::largest_body).
    #[must_use]
    pub fn with_largest_body(mut self, bytes: usize) -> Self {
        self.largest_body = bytes;
        self
    }

    /// Sets [`head_timeout`](Self::head_timeout).
    #[must_use]
    pub fn with_head_timeout(mut self, timeout: Duration) -> Self {
        self.head_timeout = timeout;
        self
    }

    /// Sets [`body_timeout`](Self::body_timeout).
    #[must_use]
    pub fn with_body_timeout(mut self, timeout: Duration) -> Self {
        self.body_timeout = timeout;
        self
    }

    /// Sets [`idle_timeout`](Self::idle_timeout).
    #[must_use]
    pub fn with_idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }
}
