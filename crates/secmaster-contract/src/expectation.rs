//! What is expected of an answer.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What the reference lets one expect of the answer to a case.
///
/// ```
/// use std::collections::BTreeMap;
/// use secmaster_contract::{Phase, Profile, cases};
///
/// let service = secmaster_spec::Service::embedded()?;
/// let cases = cases(&service, &[Phase::Examples], &BTreeMap::new(), Profile::Documented);
/// use secmaster_contract::Expectation;
/// assert!(cases.iter().any(|case| matches!(case.expectation, Expectation::Accepted)));
/// # Ok::<(), secmaster_spec::Problems>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expectation {
    /// The documented success.
    Accepted,
    /// A refusal: some 4xx, see [`Refusal`].
    Refused,
    /// Either of the documented answers: the reference leaves it open.
    Either,
}

/// Which statuses count as a proper refusal.
///
/// ```
/// use secmaster_contract::Refusal;
///
/// assert!(Refusal::Documented.allows(400, Some(400)));
/// assert!(!Refusal::Documented.allows(500, Some(400)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// The documented one only.
    #[default]
    Documented,
    /// The documented one, 401 or 403: an answer of the gateway to a caller that it does not know.
    Authentication,
    /// Any 4xx: the request does not get as far as the operation.
    Any,
    /// Any 4xx in any form, or the end of the connection: it may be refused before it is understood.
    Transport,
}

impl Refusal {
    /// Whether `status` is a proper refusal where `documented` is the documented one.
    ///
    /// ```
    /// use secmaster_contract::Refusal;
    /// assert!(Refusal::Authentication.allows(401, Some(400)));
    /// assert!(!Refusal::Documented.allows(401, Some(400)));
    /// ```
    pub fn allows(self, status: u16, documented: Option<u16>) -> bool {
        Some(status) == documented
            || match self {
                Self::Documented => documented.is_none() && (400..500).contains(&status),
                Self::Authentication => matches!(status, 401 | 403),
                Self::Any | Self::Transport => (400..500).contains(&status),
            }
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Either => "either",
        })
    }
}
