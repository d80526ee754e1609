//! Finds credentials where they usually are.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, Request};

use super::from_environment::{PROJECT_ID, of_examples, of_sdk, token};
use super::profile::profile;
use super::{Credentials, CredentialsError, InstanceMetadata, Requester};
use crate::Environment;

/// Why a place has no credentials.
pub(super) type NotHere = String;

/// Looks for credentials where they usually are, in this order:
///
/// 1. an access key in `HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK`, a temporary one with
///    `HUAWEICLOUD_SDK_SECURITY_TOKEN`;
/// 2. an access key in `CLOUD_SDK_AK` and `CLOUD_SDK_SK`;
/// 3. a token in `SECMASTER_AUTH_TOKEN`;
/// 4. `ak`, `sk` and `security_token` in section `[basic]` of the profile file, an INI file that
///    `HUAWEICLOUD_SDK_CREDENTIALS_FILE` names, or else `~/.huaweicloud/credentials`;
/// 5. the [`InstanceMetadata`] of a cloud server, if that is asked for.
///
/// As in the official SDKs, a place whose credentials are incomplete or of no use is passed over;
/// [`FoundCredentials::source`] says which one counted.
///
/// The project's id is the `project_id` of the profile file, or else `HUAWEICLOUD_SDK_PROJECT_ID`.
///
/// A client takes what was given to its builder first; see
/// [`ClientBuilder::credentials_from_environment`](crate::ClientBuilder::credentials_from_environment).
///
/// ```
/// use secmaster_client::{CredentialChain, Environment};
///
/// let environment = Environment::from_iter([
///     ("HUAWEICLOUD_SDK_AK", "AKIDEXAMPLE000000001"),
///     ("HUAWEICLOUD_SDK_SK", "SKEXAMPLEsecretkey0123456789abcdefghijkl0"),
///     ("HUAWEICLOUD_SDK_PROJECT_ID", "0123456789abcdef"),
/// ]);
/// let found = CredentialChain::new().find(&environment)?;
/// assert_eq!(found.source, "HUAWEICLOUD_SDK_AK");
/// assert_eq!(found.project_id.as_deref(), Some("0123456789abcdef"));
///
/// let environment = Environment::from_iter([("CLOUD_SDK_AK", "AKIDEXAMPLE000000001")]);
/// assert_eq!(
///     CredentialChain::new().find(&environment).unwrap_err().to_string(),
///     "no credentials given or found: HUAWEICLOUD_SDK_AK is not set; \
///      CLOUD_SDK_AK is set, but CLOUD_SDK_SK is not; SECMASTER_AUTH_TOKEN is not set; \
///      no profile file, as neither HUAWEICLOUD_SDK_CREDENTIALS_FILE nor HOME is set; \
///      instance metadata is not asked for"
/// );
/// # Ok::<(), secmaster_client::CredentialsNotFound>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct CredentialChain {
    asks_metadata: bool,
}

impl CredentialChain {
    /// Every place but the instance metadata.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Also asks the instance metadata of the cloud server on which this runs, with the first
    /// request.
    #[must_use]
    pub fn with_instance_metadata(mut self) -> Self {
        self.asks_metadata = true;
        self
    }

    /// The first credentials that there are. Variables and file are read, nothing is sent.
    ///
    /// # Errors
    ///
    /// [`CredentialsNotFound`], which says of each place why it gave none.
    pub fn find(&self, environment: &Environment) -> Result<FoundCredentials, CredentialsNotFound> {
        let mut reasons = Vec::new();
        for look in [of_sdk, of_examples, token, profile] {
            match look(environment) {
                Ok(found) => return Ok(found.or_project_id(environment.get(PROJECT_ID))),
                Err(reason) => reasons.push(reason),
            }
        }
        if !self.asks_metadata {
            reasons.push("instance metadata is not asked for".to_owned());
            return Err(CredentialsNotFound { reasons });
        }
        let last = LastPlace {
            before: CredentialsNotFound { reasons },
            metadata: InstanceMetadata::new(),
        };
        let found = FoundCredentials::new(Arc::new(last), "instance metadata");
        Ok(found.or_project_id(environment.get(PROJECT_ID)))
    }
}

/// Credentials, and where a [`CredentialChain`] found them.
///
/// ```
/// use secmaster_client::{Client, CredentialChain, Environment};
///
/// let environment = Environment::from_iter([("SECMASTER_AUTH_TOKEN", "MIIFvg")]);
/// let found = CredentialChain::new().find(&environment)?;
/// println!("credentials from {}", found.source);
/// let project_id = found.project_id.unwrap_or_else(|| "0123456789abcdef".to_owned());
/// let builder = Client::builder().region("cn-north-4").project_id(project_id);
/// let client = builder.credentials(found.credentials).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct FoundCredentials {
    /// The credentials.
    pub credentials: Arc<dyn Credentials>,
    /// The project that goes with them.
    pub project_id: Option<String>,
    /// The variable, file or service that they are from, for messages.
    pub source: String,
}

impl FoundCredentials {
    pub(super) fn new(credentials: Arc<dyn Credentials>, source: &str) -> Self {
        Self { credentials, project_id: None, source: source.to_owned() }
    }

    pub(super) fn or_project_id(mut self, project_id: Option<String>) -> Self {
        self.project_id = self.project_id.or(project_id);
        self
    }
}

/// Shows nothing of the credentials.
impl fmt::Debug for FoundCredentials {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("FoundCredentials")
            .field("project_id", &self.project_id)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

/// No credentials where they usually are. The message says of each place, in order, why.
///
/// ```
/// use secmaster_client::{CredentialChain, Environment};
///
/// let missing = CredentialChain::new().find(&Environment::new(|_| None)).unwrap_err();
/// assert!(missing.to_string().starts_with("no credentials given or found: HUAWEICLOUD_SDK_AK is not set; "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialsNotFound {
    reasons: Vec<NotHere>,
}

impl fmt::Display for CredentialsNotFound {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "no credentials given or found: {}", self.reasons.join("; "))
    }
}

impl Error for CredentialsNotFound {}

/// The instance metadata, whose failure has to say where else was looked.
struct LastPlace {
    before: CredentialsNotFound,
    metadata: InstanceMetadata,
}

impl Credentials for LastPlace {
    fn authorize(
        &self,
        request: &mut Request<&[u8]>,
        requester: &Requester<'_>,
    ) -> Result<(), CredentialsError> {
        self.metadata.authorize(request, requester).map_err(|error| {
            CredentialsError::new(format!("{}; instance metadata", self.before)).with_source(error)
        })
    }

    fn renew(&self, refused: &HeaderMap) -> bool {
        self.metadata.renew(refused)
    }
}
