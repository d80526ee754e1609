//! From what was given to a client, or why there is none.

use std::sync::Arc;

use http::HeaderValue;

use super::ClientBuilder;
use crate::auth::PROJECT_ID;
use crate::client::Settings;
use crate::dispatch::Dispatcher;
use crate::endpoint::Endpoint;
use crate::limit::Limiter;
use crate::retry::Budget;
use crate::{Client, ConfigError, Path, UreqTransport};

impl ClientBuilder {
    /// The client.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] for the first thing that is missing or cannot be used. Nothing is sent yet.
    ///
    /// ```
    /// use secmaster_client::{Client, ConfigError};
    ///
    /// let refused = Client::builder().region("cn-north-4").token("t").build().unwrap_err();
    /// assert_eq!(refused, ConfigError::MissingProjectId);
    /// ```
    pub fn build(self) -> Result<Client, ConfigError> {
        let headers = self.headers?;
        let endpoint = match (&self.endpoint, &self.region) {
            (Some(_), Some(_)) => return Err(ConfigError::EndpointAndRegion),
            (Some(endpoint), None) => Endpoint::at(endpoint)?,
            (None, Some(region)) => Endpoint::of_region(region, &self.environment)?,
            (None, None) => return Err(ConfigError::MissingEndpoint),
        };
        let (credentials, project_id) = match (self.credentials, self.chain) {
            (Some(given), chain) => {
                let project_id = chain.and_then(|_| self.environment.get(PROJECT_ID));
                (given.map_err(ConfigError::InvalidToken)?, project_id)
            }
            (None, Some(chain)) => {
                let found = chain.find(&self.environment);
                let found = found.map_err(ConfigError::CredentialsNotFound)?;
                (found.credentials, found.project_id)
            }
            (None, None) => return Err(ConfigError::MissingCredentials),
        };
        let project_id = self.project_id.or(project_id).ok_or(ConfigError::MissingProjectId)?;
        Path::new("")
            .parameter("project_id", &project_id)
            .finish()
            .map_err(ConfigError::InvalidProjectId)?;
        if let Some(limit) = self.timeouts.zero() {
            return Err(ConfigError::ZeroTimeout { limit });
        }
        if self.max_concurrent_requests == 0 {
            return Err(ConfigError::ZeroConcurrency);
        }
        if self.max_requests_per_second.is_some_and(|rate| rate.is_nan() || rate <= 0.0) {
            return Err(ConfigError::InvalidRate);
        }
        let user_agent =
            HeaderValue::try_from(self.user_agent).map_err(|_| ConfigError::InvalidUserAgent)?;
        let settings = Settings {
            endpoint,
            project_id,
            credentials,
            dispatcher: Dispatcher {
                transport: self
                    .transport
                    .unwrap_or_else(|| Arc::new(UreqTransport::new(self.max_concurrent_requests))),
                timeouts: self.timeouts,
                max_response_bytes: self.max_response_bytes,
                clock: self.clock,
                budget: Budget::new(self.retries.budget),
                policy: self.retries,
                limiter: Limiter::new(self.max_requests_per_second, self.max_concurrent_requests),
                random: self.random,
            },
            user_agent,
            headers,
            validate_requests: self.validate_requests,
        };
        Ok(Client { settings: Arc::new(settings) })
    }
}
