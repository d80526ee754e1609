//! The token that IAM issues.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use zeroize::Zeroizing;

use super::{Credentials, CredentialsError, Requester};

pub(crate) const X_AUTH_TOKEN: HeaderName = HeaderName::from_static("x-auth-token");

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

    /// Whether a request with these headers was authorized by this token.
    pub(super) fn is_in(&self, headers: &HeaderMap) -> bool {
        headers.get(X_AUTH_TOKEN) == Some(&self.0)
    }
}

impl Credentials for Token {
    fn authorize(
        &self,
        request: &mut Request<&[u8]>,
        _requester: &Requester<'_>,
    ) -> Result<(), CredentialsError> {
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
///
/// ```
/// let error = secmaster_client::Token::new("two\nlines").unwrap_err();
/// assert!(!error.to_string().contains("two"), "{error}");
/// ```
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

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn a_refused_token_is_not_shown() {
        for token in ["planted secret", "planted\u{e9}", "\tplanted", ""] {
            let refused = Token::new(token).unwrap_err();
            assert!(!format!("{refused:?} {refused}").contains("planted"));
        }
    }
}
