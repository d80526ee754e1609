//! How requests are authorized: the trait, and the token that IAM issues.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};
use zeroize::Zeroizing;

use crate::chain::behind;

pub(crate) const X_AUTH_TOKEN: HeaderName = HeaderName::from_static("x-auth-token");

/// Authorizes requests.
///
/// It sees each request exactly as it will be sent (method, address, headers and the body's bytes)
/// and adds the headers that prove who sends it. It is asked anew for each attempt, so a signature
/// may carry the time and a token may be renewed.
///
/// A header value that must not be shown is to be marked with
/// [`HeaderValue::set_sensitive`]: the client then leaves it out of everything that it prints, and
/// out of the bodies that errors keep, should the server send it back. (Values of fewer than six
/// bytes are not looked for there.)
///
/// ```
/// use secmaster_client::{Credentials, CredentialsError};
/// use secmaster_client::http::{HeaderValue, Request};
///
/// struct FromVault;
///
/// impl Credentials for FromVault {
///     fn authorize(&self, request: &mut Request<&[u8]>) -> Result<(), CredentialsError> {
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
    /// Adds what proves the sender to the request.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] if there is nothing valid to add; the request is then not sent.
    fn authorize(&self, request: &mut Request<&[u8]>) -> Result<(), CredentialsError>;
}

impl<C: Credentials + ?Sized> Credentials for Arc<C> {
    fn authorize(&self, request: &mut Request<&[u8]>) -> Result<(), CredentialsError> {
        (**self).authorize(request)
    }
}

/// A token that IAM issued, sent as `X-Auth-Token`.
///
/// Neither `Debug` nor `Display` shows anything of it, and its memory is overwritten when the last
/// copy goes. (The buffers of the connection, through which it is sent, are not.)
///
/// ```
/// use secmaster_client::Token;
///
/// let token = Token::new("MIIFvgYJKoZIhvcNAQcC")?;
/// assert_eq!(format!("{token:?} {token}"), "Token([redacted]) [redacted]");
///
/// let refused = Token::new("MIIFvgYJKoZIhvcNAQcC\n").unwrap_err();
/// assert_eq!(
///     refused.to_string(),
///     "the token has a character that a header cannot carry, at byte 20; \
///      a token that was read from a file may end in a newline"
/// );
/// # Ok::<(), secmaster_client::InvalidToken>(())
/// ```
#[derive(Clone)]
pub struct Token(HeaderValue);

impl Token {
    /// A token as IAM sent it in `X-Subject-Token`.
    ///
    /// # Errors
    ///
    /// [`InvalidToken`] if it is empty or has anything but visible ASCII characters.
    pub fn new(token: impl Into<String>) -> Result<Self, InvalidToken> {
        let token = Zeroizing::new(token.into().into_bytes());
        if token.is_empty() {
            return Err(InvalidToken { at: None });
        }
        if let Some(at) = token.iter().position(|byte| !byte.is_ascii_graphic()) {
            return Err(InvalidToken { at: Some(at) });
        }
        // Shared, not copied: each request's header refers to the one copy that is overwritten.
        let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(token))
            .map_err(|_| InvalidToken { at: Some(0) })?;
        value.set_sensitive(true);
        Ok(Self(value))
    }
}

impl Credentials for Token {
    fn authorize(&self, request: &mut Request<&[u8]>) -> Result<(), CredentialsError> {
        request.headers_mut().insert(X_AUTH_TOKEN, self.0.clone());
        Ok(())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Token([redacted])")
    }
}

impl fmt::Display for Token {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("[redacted]")
    }
}

/// A token that cannot be sent. The message says where it is wrong, never what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidToken {
    at: Option<usize>,
}

impl fmt::Display for InvalidToken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            None => out.write_str("the token is empty; give the one that IAM issued"),
            Some(at) => write!(
                out,
                "the token has a character that a header cannot carry, at byte {at}; \
                 a token that was read from a file may end in a newline"
            ),
        }
    }
}

impl StdError for InvalidToken {}

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
#[derive(Debug)]
pub struct CredentialsError {
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
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
        self.source = Some(source.into());
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

#[cfg(test)]
mod tests {
    use http::Request;

    use super::{Credentials, Token, X_AUTH_TOKEN};

    #[test]
    fn the_header_is_the_token_and_is_sensitive() {
        let mut request = Request::new(&b"{}"[..]);
        Token::new("abc+/=").unwrap().authorize(&mut request).unwrap();
        let value = &request.headers()[X_AUTH_TOKEN];
        assert_eq!(value, "abc+/=");
        assert!(value.is_sensitive());
    }

    #[test]
    fn a_refused_token_is_not_shown() {
        for token in ["planted secret", "planted\u{e9}", "\tplanted", ""] {
            let refused = Token::new(token).unwrap_err();
            assert!(!format!("{refused:?} {refused}").contains("planted"));
        }
    }
}
