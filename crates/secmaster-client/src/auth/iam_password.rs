//! Tokens for the password of an IAM user.

use std::fmt;

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, Request, Response, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use zeroize::{Zeroize, Zeroizing};

use super::cached::{Cached, Expiring};
use super::{Credentials, CredentialsError, Requester, Token};
use crate::ConfigError;
use crate::endpoint::Endpoint;
use crate::error::recognise;
use crate::redact::without;
use crate::text::OneLine;

/// The endpoint for all regions.
const IAM: &str = "https://iam.myhuaweicloud.com";

const RENEW_BEFORE: SignedDuration = SignedDuration::from_mins(5);

/// The name and password of an IAM user, for which IAM issues tokens of 24 hours.
///
/// A token is fetched with the first request, shared by all threads, and renewed by one of them five
/// minutes before it expires, or when the service says that it must be: a changed password or
/// permission ends it early. A login that fails is an error of all requests that wait for it, and
/// of those within the next second; a later one tries again. Logins obey the client's
/// [`RetryPolicy`](crate::RetryPolicy).
///
/// The token is for the client's project, unless another is named. Keep one value for all clients
/// (`Arc`) if they are of the same project.
///
/// ```
/// use secmaster_client::http::Response;
/// use secmaster_client::{Canned, Client, IamPassword};
///
/// let user = IamPassword::new("analyst", "a-password", "a-domain").with_region("cn-north-4")?;
/// let login = Response::builder()
///     .status(201)
///     .header("X-Subject-Token", "MIIFvg")
///     .body(br#"{"token":{"expires_at":"2099-01-04T09:05:22.701000Z"}}"#.to_vec())?;
/// let canned = Canned::new().response(login).answer(200, r#"{"code":"0","data":{}}"#);
/// let client = Client::builder()
///     .region("cn-north-4")
///     .project_id("0123456789abcdef")
///     .credentials(user)
///     .transport(canned.clone())
///     .build()?;
/// let body = secmaster_client::model::delete_indicator::Request::builder()
///     .batch_ids(["28f61af5".to_owned()])
///     .build();
/// client.delete_indicator("909494e3", &body)?;
/// assert_eq!(
///     canned.requests()[0].uri(),
///     "https://iam.cn-north-4.myhuaweicloud.com/v3/auth/tokens?nocatalog=true",
/// );
/// assert_eq!(canned.requests()[1].headers()["x-auth-token"], "MIIFvg");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct IamPassword {
    endpoint: Endpoint,
    user: String,
    password: Zeroizing<String>,
    domain: String,
    project: Project,
    token: Cached<Token>,
}

/// The project that tokens are for.
enum Project {
    OfClient,
    Id(String),
    Name(String),
}

impl IamPassword {
    /// A user of a domain (an account). It logs in at the endpoint for all regions,
    /// `https://iam.myhuaweicloud.com`.
    #[must_use]
    pub fn new(
        user: impl Into<String>,
        password: impl Into<String>,
        domain: impl Into<String>,
    ) -> Self {
        Self {
            endpoint: Endpoint::fixed(IAM),
            user: user.into(),
            password: Zeroizing::new(password.into()),
            domain: domain.into(),
            project: Project::OfClient,
            token: Cached::new(RENEW_BEFORE),
        }
    }

    /// Logs in at the endpoint of a region: `cn-north-4` stands for
    /// `https://iam.cn-north-4.myhuaweicloud.com`.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] if that is no name of a region.
    pub fn with_region(mut self, region: &str) -> Result<Self, ConfigError> {
        self.endpoint = Endpoint::of_service("iam", region)?;
        Ok(self)
    }

    /// Logs in at another endpoint. Plain `http://` is for this machine only.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] if requests cannot go there, or the password would be seen on the way.
    pub fn with_endpoint(mut self, url: &str) -> Result<Self, ConfigError> {
        self.endpoint = Endpoint::at(url)?;
        Ok(self)
    }

    /// Asks for tokens of the project with this id, instead of the client's.
    #[must_use]
    pub fn with_project_id(mut self, id: impl Into<String>) -> Self {
        self.project = Project::Id(id.into());
        self
    }

    /// Asks for tokens of the project with this name, which often is a region's.
    #[must_use]
    pub fn with_project_name(mut self, name: impl Into<String>) -> Self {
        self.project = Project::Name(name.into());
        self
    }

    fn log_in(&self, requester: &Requester<'_>) -> Result<Expiring<Token>, CredentialsError> {
        let body = self.body(requester.project_id());
        let uri = format!("{}/v3/auth/tokens?nocatalog=true", self.endpoint.as_str());
        let request = Request::post(uri)
            .header(CONTENT_TYPE, "application/json;charset=utf8")
            .header(ACCEPT, "application/json")
            .body(body.as_slice())
            .map_err(|error| self.failed("cannot be sent").with_source(error))?;
        // A new token ends no older one, so that asking twice does no harm.
        let answer = requester
            .send(&request, true)
            .map_err(|error| self.failed("failed").with_source(error))?;
        if answer.status() != StatusCode::CREATED {
            return Err(self.refused(&answer));
        }
        self.read(&answer)
    }

    fn body(&self, project_id: &str) -> Zeroizing<Vec<u8>> {
        let project = match &self.project {
            Project::OfClient => json!({ "id": project_id }),
            Project::Id(id) => json!({ "id": id }),
            Project::Name(name) => json!({ "name": name }),
        };
        let mut body = json!({ "auth": {
            "identity": {
                "methods": ["password"],
                "password": { "user": {
                    "name": self.user,
                    "password": *self.password,
                    "domain": { "name": self.domain },
                } },
            },
            "scope": { "project": project },
        } });
        let bytes = Zeroizing::new(body.to_string().into_bytes());
        let password = body.pointer_mut("/auth/identity/password/user/password");
        if let Some(Value::String(password)) = password {
            password.zeroize();
        }
        bytes
    }

    fn read(&self, answer: &Response<Vec<u8>>) -> Result<Expiring<Token>, CredentialsError> {
        let token = answer.headers().get("x-subject-token").and_then(|it| it.to_str().ok());
        let token = token.ok_or_else(|| self.failed("was answered without an X-Subject-Token"))?;
        let value = Token::new(token).map_err(|error| {
            self.failed("was answered with a token of no use").with_source(error)
        })?;
        let body: Option<Value> = serde_json::from_slice(answer.body()).ok();
        let expires_at = body.as_ref().and_then(|body| body.pointer("/token/expires_at")?.as_str());
        let expires_at: Option<Timestamp> = expires_at.and_then(|time| time.parse().ok());
        let expires_at = expires_at.ok_or_else(|| {
            self.failed("was answered without the time at which its token expires")
        })?;
        Ok(Expiring { value, expires_at })
    }

    /// The error of an answer that is no token.
    fn refused(&self, answer: &Response<Vec<u8>>) -> CredentialsError {
        let status = answer.status().as_u16();
        let message = recognise(answer.body()).ok().and_then(|envelope| envelope.message);
        let message = without(message.unwrap_or_default().into_bytes(), self.password.as_bytes());
        let message = String::from_utf8_lossy(&message);
        let mut text = format!("was answered with {status}");
        if !message.is_empty() {
            text.push_str(&format!(" {}", OneLine(&message, 200)));
        }
        if answer.status() == StatusCode::UNAUTHORIZED {
            text.push_str("; check user, domain and password");
        }
        self.failed(&text)
    }

    fn failed(&self, how: &str) -> CredentialsError {
        let (user, domain) = (OneLine(&self.user, 80), OneLine(&self.domain, 80));
        CredentialsError::new(format!(
            "the login of user \"{user}\" of domain \"{domain}\" at {} {how}",
            self.endpoint.as_str()
        ))
    }
}

impl Credentials for IamPassword {
    fn authorize(
        &self,
        request: &mut Request<&[u8]>,
        requester: &Requester<'_>,
    ) -> Result<(), CredentialsError> {
        let token = self.token.get(requester, || self.log_in(requester))?;
        token.authorize(request, requester)
    }

    fn renew(&self, refused: &HeaderMap) -> bool {
        self.token.forget(|token| token.is_in(refused));
        true
    }
}

/// Shows nothing of the password and the token.
impl fmt::Debug for IamPassword {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("IamPassword")
            .field("endpoint", &self.endpoint.as_str())
            .field("user", &self.user)
            .field("domain", &self.domain)
            .finish_non_exhaustive()
    }
}
