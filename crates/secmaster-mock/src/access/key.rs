//! Access keys.

use super::secret::Secret;

/// An access key: requests that are signed with it are accepted.
///
/// ```
/// use secmaster_mock::{AccessKey, Config, Mock};
///
/// # fn main() -> Result<(), secmaster_mock::StartError> {
/// let permanent = AccessKey::new("AKIDEXAMPLE", "a secret key");
/// let temporary = AccessKey::new("ASIAEXAMPLE", "another key").with_security_token("its token");
/// assert!(!format!("{permanent:?} {temporary:?}").contains("key\""));
/// let mock = Mock::start(
///     Config::default().with_access_key(permanent).with_access_key(temporary),
/// )?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey {
    id: String,
    pub(super) secret: Secret,
    pub(super) security_token: Option<Secret>,
    pub(super) project: Option<String>,
}

impl AccessKey {
    /// An access key id (AK) with its secret key (SK).
    #[must_use]
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { id: id.into(), secret: Secret::new(secret), security_token: None, project: None }
    }

    /// A temporary access key: each request has to carry, and sign, this `X-Security-Token`.
    #[must_use]
    pub fn with_security_token(mut self, token: impl Into<String>) -> Self {
        self.security_token = Some(Secret::new(token));
        self
    }

    /// An access key for one project: each request has to carry, and sign, this `X-Project-Id`.
    #[must_use]
    pub fn with_project(mut self, id: impl Into<String>) -> Self {
        self.project = Some(id.into());
        self
    }

    /// The access key id. It is no secret.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn secrets(&self) -> impl Iterator<Item = &str> {
        self.security_token.iter().chain([&self.secret]).map(Secret::reveal)
    }
}
