//! Temporary keys of the cloud server on which this runs.

use std::fmt;

use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::cached::{Cached, Expiring};
use super::{AccessKey, Credentials, CredentialsError, Requester};
use crate::endpoint::METADATA_HOST;

/// As long before their end as the service issues new ones.
const RENEW_BEFORE: SignedDuration = SignedDuration::from_mins(40);

const X_METADATA_TOKEN: &str = "x-metadata-token";

/// The temporary access key of an agency, which a cloud server gets from its instance metadata at
/// `169.254.169.254`, the one address beside this machine to which plain `http` goes.
///
/// The key is fetched with the first request, shared by all threads, and renewed by one of them when
/// less than 40 minutes remain.
///
/// ```
/// use secmaster_client::{Canned, Client, InstanceMetadata};
///
/// let keys = r#"{"credential":{"access":"AKID","secret":"SK","securitytoken":"gQpj",
///     "expires_at":"2099-01-04T09:05:22.701000Z"}}"#;
/// let canned = Canned::new().answer(200, keys).answer(200, r#"{"code":"0","data":{}}"#);
/// let client = Client::builder()
///     .region("cn-north-4")
///     .project_id("0123456789abcdef")
///     .credentials(InstanceMetadata::new())
///     .transport(canned.clone())
///     .build()?;
/// let body = secmaster_client::model::delete_indicator::Request::builder()
///     .batch_ids(["28f61af5".to_owned()])
///     .build();
/// client.delete_indicator("909494e3", &body)?;
/// let requests = canned.requests();
/// assert_eq!(requests[0].uri(), "http://169.254.169.254/openstack/latest/securitykey");
/// assert_eq!(requests[1].headers()["x-security-token"], "gQpj");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct InstanceMetadata {
    key: Cached<AccessKey>,
}

impl InstanceMetadata {
    /// The key of the server's agency, not fetched yet.
    #[must_use]
    pub fn new() -> Self {
        Self { key: Cached::new(RENEW_BEFORE) }
    }
}

impl Default for InstanceMetadata {
    fn default() -> Self {
        Self::new()
    }
}

impl Credentials for InstanceMetadata {
    fn authorize(
        &self,
        request: &mut Request<&[u8]>,
        requester: &Requester<'_>,
    ) -> Result<(), CredentialsError> {
        self.key.get(requester, || fetch(requester))?.authorize(request, requester)
    }

    fn renew(&self, refused: &HeaderMap) -> bool {
        self.key.forget(|key| key.is_in(refused));
        true
    }
}

impl fmt::Debug for InstanceMetadata {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("InstanceMetadata").finish_non_exhaustive()
    }
}

fn fetch(requester: &Requester<'_>) -> Result<Expiring<AccessKey>, CredentialsError> {
    let mut answer = ask(requester, None)?;
    if answer.status() == StatusCode::UNAUTHORIZED {
        // A server may be set to answer only to those who fetch a token first.
        answer = ask(requester, Some(token(requester)?))?;
    }
    if answer.status() != StatusCode::OK {
        return Err(CredentialsError::new(format!(
            "the instance metadata answered {}; give this server an agency",
            answer.status().as_u16()
        )));
    }
    read(&answer).ok_or_else(|| {
        CredentialsError::new("the instance metadata answered without a complete access key")
    })?
}

fn ask(
    requester: &Requester<'_>,
    token: Option<HeaderValue>,
) -> Result<Response<Vec<u8>>, CredentialsError> {
    let mut request = request(Method::GET, "openstack/latest/securitykey")?;
    if let Some(token) = token {
        request.headers_mut().insert(X_METADATA_TOKEN, token);
    }
    requester.send(&request, true)
}

fn token(requester: &Requester<'_>) -> Result<HeaderValue, CredentialsError> {
    let mut request = request(Method::PUT, "meta-data/latest/api/token")?;
    let seconds = HeaderValue::from_static("21600");
    request.headers_mut().insert("x-metadata-token-ttl-seconds", seconds);
    let answer = requester.send(&request, true)?;
    let refused = || CredentialsError::new("the instance metadata gave no token");
    let token = (answer.status() == StatusCode::OK).then(|| answer.body().trim_ascii());
    let mut token = HeaderValue::from_bytes(token.ok_or_else(refused)?).map_err(|_| refused())?;
    token.set_sensitive(true);
    Ok(token)
}

fn request(method: Method, path: &str) -> Result<Request<&'static [u8]>, CredentialsError> {
    Request::builder()
        .method(method)
        .uri(format!("http://{METADATA_HOST}/{path}"))
        .body(&b""[..])
        .map_err(|error| CredentialsError::new("no request").with_source(error))
}

/// None if anything is missing.
fn read(answer: &Response<Vec<u8>>) -> Option<Result<Expiring<AccessKey>, CredentialsError>> {
    let body: Value = serde_json::from_slice(answer.body()).ok()?;
    let text = |name: &str| body.get("credential")?.get(name)?.as_str();
    let expires_at: Timestamp = text("expires_at")?.parse().ok()?;
    let (id, secret, token) = (text("access")?, text("secret")?, text("securitytoken")?);
    let key = AccessKey::new(id, secret).and_then(|key| key.with_security_token(token));
    Some(key.map(|value| Expiring { value, expires_at }))
}
