//! A signature, with the strings from which it is made.

use std::fmt;

/// What a signature is made from and comes to, from [`AccessKey::sign`](crate::AccessKey::sign).
///
/// `Debug` shows the string to sign alone: the canonical request has the security token of a
/// temporary key.
///
/// ```
/// use secmaster_client::{AccessKey, http::Request};
///
/// let key = AccessKey::new("AccessKey", "SecretKey")?.with_security_token("planted")?;
/// let request = Request::delete("https://example.com/").body(&b""[..])?;
/// let signature = key.sign(&request, "2020-06-08T02:39:00Z".parse()?);
/// assert!(signature.canonical_request.contains("x-security-token:planted\n"));
/// assert!(signature.string_to_sign.starts_with("SDK-HMAC-SHA256\n20200608T023900Z\n"));
/// assert!(!format!("{signature:?}").contains("planted"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Signature {
    /// The request in its canonical form. (Bytes of headers that are no UTF-8 are shown as `�`.)
    pub canonical_request: String,
    /// The algorithm, the date and the hash of the canonical request, one a line.
    pub string_to_sign: String,
    /// The value of the `Authorization` header.
    pub authorization: String,
}

impl fmt::Debug for Signature {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Signature")
            .field("string_to_sign", &self.string_to_sign)
            .finish_non_exhaustive()
    }
}
