//! Access keys, with which requests are signed: SDK-HMAC-SHA256.

use std::fmt;

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::header::{AUTHORIZATION, HOST};
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use jiff::Timestamp;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::canonical::{
    X_SDK_CONTENT_SHA256, canonical_request, has_unsigned_body, hash, host, signed_headers,
};
use super::{Credentials, CredentialsError, Requester, Signature};

pub(crate) const X_SDK_DATE: HeaderName = HeaderName::from_static("x-sdk-date");
pub(crate) const DATE_FORMAT: &str = "%Y%m%dT%H%M%SZ";
const X_PROJECT_ID: HeaderName = HeaderName::from_static("x-project-id");
const X_SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-security-token");

const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// How many characters of an access key's id are shown.
const SHOWN: usize = 4;

/// An access key: its id (AK) and its secret (SK), with which each request is signed by
/// SDK-HMAC-SHA256. It never leaves this machine, but for the id.
///
/// A temporary key comes with a [security token](Self::with_security_token). The project's id is
/// the client's unless [another](Self::with_project_id) is given. A request that has an
/// `Authorization` already is left alone.
///
/// The secret is kept only as the state of a hash, which is overwritten when the key goes.
///
/// ```
/// use secmaster_client::{AccessKey, Canned, Client, ManualClock};
///
/// let key = AccessKey::new("AKIDEXAMPLE000000001", "SKEXAMPLEsecretkey0123456789abcdefghijkl0")?;
/// assert_eq!(format!("{key:?}"), r#"AccessKey { id: "AKID…", is_temporary: false }"#);
///
/// let canned = Canned::new().answer(200, r#"{"code":"0","data":{}}"#);
/// let client = Client::builder()
///     .region("ap-southeast-3")
///     .project_id("0123456789abcdef")
///     .credentials(key)
///     .clock(ManualClock::at("2025-07-04T08:00:00Z".parse()?))
///     .transport(canned.clone())
///     .build()?;
/// let body = secmaster_client::model::delete_indicator::Request::builder()
///     .batch_ids(["28f61af5".to_owned()])
///     .build();
/// client.delete_indicator("909494e3", &body)?;
/// let sent = &canned.requests()[0];
/// assert_eq!(sent.headers()["x-sdk-date"], "20250704T080000Z");
/// assert!(sent.headers()["authorization"].to_str()?.starts_with(
///     "SDK-HMAC-SHA256 Access=AKIDEXAMPLE000000001, SignedHeaders=accept;content-type;host;",
/// ));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct AccessKey {
    id: String,
    secret: Hmac<Sha256>,
    security_token: Option<HeaderValue>,
    project_id: Option<HeaderValue>,
}

impl AccessKey {
    /// An access key of this id and secret.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] if the id cannot be sent, or if the secret is empty or has space around
    /// it.
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Result<Self, CredentialsError> {
        let (id, secret) = (id.into(), Zeroizing::new(secret.into()));
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',') {
            return Err(CredentialsError::new(
                "the access key's id (AK) is no id; give it as issued",
            ));
        }
        if secret.trim() != *secret || secret.is_empty() {
            return Err(CredentialsError::new(
                "the access key's secret (SK) is empty or has space around it; give it as issued",
            ));
        }
        let secret = Hmac::new_from_slice(secret.as_bytes())
            .map_err(|_| CredentialsError::new("the access key's secret (SK) cannot be used"))?;
        Ok(Self { id, secret, security_token: None, project_id: None })
    }

    /// Adds the token of a temporary key, sent as `X-Security-Token`.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] if it is empty or has anything but visible ASCII characters.
    pub fn with_security_token(
        mut self,
        token: impl Into<String>,
    ) -> Result<Self, CredentialsError> {
        let token = Zeroizing::new(token.into().into_bytes());
        let refused = || CredentialsError::new("the security token is none; give it as issued");
        if token.is_empty() || !token.iter().all(u8::is_ascii_graphic) {
            return Err(refused());
        }
        let mut value =
            HeaderValue::from_maybe_shared(Bytes::from_owner(token)).map_err(|_| refused())?;
        value.set_sensitive(true);
        self.security_token = Some(value);
        Ok(self)
    }

    /// Sets the project whose id is sent as `X-Project-Id`, if it is not the client's.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] if a header cannot carry it.
    pub fn with_project_id(mut self, project_id: &str) -> Result<Self, CredentialsError> {
        self.project_id = Some(project_header(project_id)?);
        Ok(self)
    }

    /// What a signature of the request is made from and comes to: for tests, and to compare with
    /// what the gateway says it expected. `authorize` does the same.
    ///
    /// Before it is signed, the request gets what it does not have of `host` (from its address, if
    /// that names one), `X-Sdk-Date` (the given time), `X-Project-Id`, `X-Security-Token`, and
    /// `X-Sdk-Content-Sha256` if its body is of another type than JSON. Then all headers are
    /// signed, except those with `_` in their names.
    ///
    /// ```
    /// use secmaster_client::{AccessKey, http::Request};
    ///
    /// let request = Request::get("https://service.endpoint.myhuaweicloud.com/resources?size=1");
    /// let signature = AccessKey::new("AccessKey", "SecretKey")?
    ///     .sign(&request.body(&b""[..])?, "2020-06-08T02:39:00Z".parse()?);
    /// assert_eq!(
    ///     signature.canonical_request,
    ///     "GET\n/resources/\nsize=1\nhost:service.endpoint.myhuaweicloud.com\n\
    ///      x-sdk-date:20200608T023900Z\n\nhost;x-sdk-date\n\
    ///      e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    /// );
    /// assert_eq!(
    ///     signature.authorization,
    ///     "SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=host;x-sdk-date, Signature=\
    ///      cfb4171acec81de07d50e53d57eb77edd537414d66ddb1d7d780f128e12cd842"
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn sign(&self, request: &Request<&[u8]>, time: Timestamp) -> Signature {
        let mut request = request.clone();
        self.complete(&mut request, time);
        self.signature(&request)
    }

    /// Whether a request with these headers was authorized by this temporary key.
    pub(super) fn is_in(&self, headers: &HeaderMap) -> bool {
        headers.get(X_SECURITY_TOKEN) == self.security_token.as_ref()
    }

    /// Adds the headers that are to be signed, where the request does not have them.
    fn complete(&self, request: &mut Request<&[u8]>, time: Timestamp) {
        let host = host(request.uri());
        let headers = request.headers_mut();
        let date = HeaderValue::try_from(time.strftime(DATE_FORMAT).to_string()).ok();
        let unsigned = has_unsigned_body(headers).then_some("UNSIGNED-PAYLOAD");
        for (name, value) in [
            (HOST, host),
            (X_SDK_DATE, date),
            (X_PROJECT_ID, self.project_id.clone()),
            (X_SECURITY_TOKEN, self.security_token.clone()),
            (X_SDK_CONTENT_SHA256, unsigned.map(HeaderValue::from_static)),
        ] {
            if let Some(value) = value {
                headers.entry(name).or_insert(value);
            }
        }
    }

    fn signature(&self, request: &Request<&[u8]>) -> Signature {
        let signed = signed_headers(request.headers());
        let canonical_request = canonical_request(request, &signed);
        let date = request.headers().get(X_SDK_DATE).map(HeaderValue::as_bytes).unwrap_or_default();
        let date = String::from_utf8_lossy(date.trim_ascii());
        let string_to_sign = format!("{ALGORITHM}\n{date}\n{}", hash(&canonical_request));
        let code = self.secret.clone().chain_update(&string_to_sign).finalize();
        let authorization = format!(
            "{ALGORITHM} Access={}, SignedHeaders={}, Signature={}",
            self.id,
            signed.join(";"),
            base16ct::lower::encode_string(&code.into_bytes())
        );
        let canonical_request = String::from_utf8_lossy(&canonical_request).into_owned();
        Signature { canonical_request, string_to_sign, authorization }
    }
}

impl Credentials for AccessKey {
    fn authorize(
        &self,
        request: &mut Request<&[u8]>,
        requester: &Requester<'_>,
    ) -> Result<(), CredentialsError> {
        if request.headers().contains_key(AUTHORIZATION) {
            return Ok(());
        }
        if self.project_id.is_none() {
            let project_id = project_header(requester.project_id())?;
            request.headers_mut().entry(X_PROJECT_ID).or_insert(project_id);
        }
        self.complete(request, requester.now());
        let mut value = HeaderValue::try_from(self.signature(request).authorization)
            .map_err(|_| CredentialsError::new("the signature is not fit for a header"))?;
        value.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, value);
        Ok(())
    }
}

/// Shows the first characters of the id, and nothing of the secrets.
impl fmt::Debug for AccessKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start: String = self.id.chars().take(SHOWN).collect();
        out.debug_struct("AccessKey")
            .field("id", &format!("{start}…"))
            .field("is_temporary", &self.security_token.is_some())
            .finish()
    }
}

fn project_header(project_id: &str) -> Result<HeaderValue, CredentialsError> {
    HeaderValue::try_from(project_id)
        .map_err(|_| CredentialsError::new("the project's id has a character that no id has"))
}
