//! Why a client cannot be built.

use std::error::Error;
use std::fmt;

use crate::{CredentialsNotFound, InvalidParameter, InvalidToken};

/// Why a client cannot be built. Each message says what to do.
///
/// ```
/// use secmaster_client::{Client, ConfigError};
///
/// let refused = Client::builder().endpoint("http://gateway.example").build().unwrap_err();
/// assert_eq!(refused, ConfigError::PlainHttp { host: "gateway.example".to_owned() });
/// assert_eq!(
///     refused.to_string(),
///     "plain http to gateway.example would show the credentials on the way; use https://"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// Neither an endpoint nor a region was given.
    MissingEndpoint,
    /// Both an endpoint and a region were given.
    EndpointAndRegion,
    /// The endpoint is not an address that requests can go to.
    InvalidEndpoint {
        /// The endpoint as given, without user information.
        endpoint: String,
        /// What to change.
        reason: &'static str,
    },
    /// The endpoint would send credentials in plain text to another machine.
    PlainHttp {
        /// The endpoint's host.
        host: String,
    },
    /// The region is none of the [known ones](crate::REGIONS), and no variable gives its endpoint.
    UnknownRegion {
        /// The region as given.
        region: String,
        /// The regions whose names are most like it.
        near: Vec<&'static str>,
    },
    /// What an environment variable gives cannot be used.
    Variable {
        /// The variable's name.
        variable: String,
        /// Why.
        refused: Box<ConfigError>,
    },
    /// The region has other characters than lower-case letters, digits and hyphens.
    InvalidRegion {
        /// The region as given.
        region: String,
    },
    /// No project id was given.
    MissingProjectId,
    /// The project id cannot be part of a path.
    InvalidProjectId(InvalidParameter),
    /// Neither a token nor other credentials were given.
    MissingCredentials,
    /// Credentials were asked for, and are nowhere.
    CredentialsNotFound(CredentialsNotFound),
    /// The token cannot be sent.
    InvalidToken(InvalidToken),
    /// The user agent cannot be sent.
    InvalidUserAgent,
    /// A header's name or value has a character that it cannot carry.
    InvalidHeader {
        /// The header's name.
        name: String,
    },
    /// The client or its credentials set this header themselves.
    OwnHeader {
        /// The header's name.
        name: String,
    },
    /// No request may be under way at all.
    ZeroConcurrency,
    /// The number of requests per second is no number above zero.
    InvalidRate,
    /// A limit is zero, which no request would keep.
    ZeroTimeout {
        /// The name of the limit.
        limit: &'static str,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingEndpoint => out.write_str("give a region or an endpoint"),
            Self::EndpointAndRegion => {
                out.write_str("give either a region or an endpoint, not both")
            }
            Self::InvalidEndpoint { endpoint, reason } => {
                write!(out, "endpoint \"{endpoint}\" cannot be used: {reason}")
            }
            Self::PlainHttp { host } => write!(
                out,
                "plain http to {host} would show the credentials on the way; use https://"
            ),
            Self::UnknownRegion { region, near } => write!(
                out,
                "region \"{region}\" is not known; near names are {}; give the endpoint of a new one",
                near.join(", ")
            ),
            Self::Variable { variable, refused } => write!(out, "{variable}: {refused}"),
            Self::InvalidRegion { region } => {
                write!(out, "region \"{region}\" cannot be used: give one like cn-north-4")
            }
            Self::MissingProjectId => out.write_str("give the project's id"),
            Self::InvalidProjectId(refused) => write!(out, "{refused}"),
            Self::MissingCredentials => out.write_str(
                "give a token or other credentials, or ask for those of the environment",
            ),
            Self::CredentialsNotFound(missing) => write!(out, "{missing}"),
            Self::InvalidToken(refused) => write!(out, "{refused}"),
            Self::InvalidUserAgent => {
                out.write_str("the user agent has a character that a header cannot carry")
            }
            Self::InvalidHeader { name } => {
                write!(out, "header {name} has a character that it cannot carry")
            }
            Self::OwnHeader { name } => write!(
                out,
                "header {name} is one that the client or its credentials set themselves; leave it out"
            ),
            Self::ZeroConcurrency => out.write_str("let at least one request be under way at once"),
            Self::InvalidRate => {
                out.write_str("the number of requests per second has to be above zero")
            }
            Self::ZeroTimeout { limit } => {
                write!(out, "the time limit {limit} is zero; give it some time")
            }
        }
    }
}

// The messages hold those of the errors inside, so none is named as the source again.
impl Error for ConfigError {}
