//! How requests are authorized: the trait, and what proves who sends them.

mod access_key;
mod cached;
mod canonical;
mod credential_chain;
mod from_environment;
mod iam_password;
mod instance_metadata;
mod profile;
mod requester;
mod signature;
mod token;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, Request};

use crate::chain::behind;

pub use access_key::AccessKey;
pub(crate) use access_key::{DATE_FORMAT, X_SDK_DATE};
pub use credential_chain::{CredentialChain, CredentialsNotFound, FoundCredentials};
pub(crate) use from_environment::PROJECT_ID;
pub use iam_password::IamPassword;
pub use instance_metadata::InstanceMetadata;
pub use requester::Requester;
pub use signature::Signature;
pub use token::{InvalidToken, Token};

/// Authorizes requests.
///
/// It sees each request exactly as it will be sent (method, address, headers and the body's bytes)
/// and adds the headers that prove who sends it. It is asked anew for each attempt, so a signature
/// may carry the time and a token may be renewed.
///
/// A header value that must not be shown is to be marked with
/// [`HeaderValue::set_sensitive`](http::HeaderValue::set_sensitive): the client then leaves it out
/// of everything that it prints, and out of the bodies that errors keep, should the server send it
/// back. (Values of fewer than six bytes are not looked for there.)
///
/// ```
/// use secmaster_client::{Credentials, CredentialsError, Requester};
/// use secmaster_client::http::{HeaderValue, Request};
///
/// struct FromVault;
///
/// impl Credentials for FromVault {
///     fn authorize(
///         &self,
///         request: &mut Request<&[u8]>,
///         _requester: &Requester<'_>,
///     ) -> Result<(), CredentialsError> {
///         let token = String::from("read from the vault");
///         let mut value = HeaderValue::try_from(token)
///             .map_err(|_| CredentialsError::new("the vault's token is not fit for a header"))?;
///         value.set_sensitive(true);
///         request.headers_mut().insert("x-auth-token", value);
///         Ok(())
///     }
/// }
/// ```
pub trait Credentials: Send + Sync {
    /// Adds what proves the sender to the request. Whoever has to ask a service for it first does
    /// that through `requester`, and dates signatures by its clock.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] if there is nothing valid to add; the request is then not sent.
    fn authorize(
        &self,
        request: &mut Request<&[u8]>,
        requester: &Requester<'_>,
    ) -> Result<(), CredentialsError>;

    /// Told once per call that the service refused what `authorize` added, because it has to be
    /// renewed. Says whether a new attempt would be authorized by something else: then it is made.
    fn renew(&self, refused: &HeaderMap) -> bool {
        let _ = refused;
        false
    }
}

impl<C: Credentials + ?Sized> Credentials for Arc<C> {
    fn authorize(
        &self,
        request: &mut Request<&[u8]>,
        requester: &Requester<'_>,
    ) -> Result<(), CredentialsError> {
        (**self).authorize(request, requester)
    }

    fn renew(&self, refused: &HeaderMap) -> bool {
        (**self).renew(refused)
    }
}

/// Why a request could not be authorized. It must say nothing of the secret itself.
///
/// Its message is complete in one line: it has that of the error behind it, which
/// [`cause`](Self::cause) gives, and which `source` does not repeat.
///
/// ```
/// use secmaster_client::CredentialsError;
///
/// let error = CredentialsError::new("cannot read the token").with_source("the vault is locked");
/// assert_eq!(error.to_string(), "cannot read the token: the vault is locked");
/// assert!(error.cause().is_some());
/// ```
#[derive(Clone, Debug)]
pub struct CredentialsError {
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl CredentialsError {
    /// An error with a message that says what to do.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// Adds the error behind this one. It must say nothing of the secret either.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into().into());
        self
    }

    /// The error behind this one.
    #[must_use]
    pub fn cause(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.source.as_deref()
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)?;
        match &self.source {
            Some(source) => write!(out, ": {source}"),
            None => Ok(()),
        }
    }
}

impl StdError for CredentialsError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        behind(self.source.as_deref()?)
    }
}
