//! Why a run could not be carried out.

use std::fmt;

/// Why there is no report.
///
/// ```
/// use secmaster_contract::RunError;
/// let error = RunError::Configuration("the endpoint is not a URL".to_owned());
/// assert_eq!(error.exit_code(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunError {
    /// The endpoint cannot be reached, or stopped answering.
    Unreachable {
        /// The endpoint.
        endpoint: String,
        /// What happened.
        cause: String,
        /// Ids of indicators that were created before and could not be deleted again.
        left_behind: Vec<String>,
    },
    /// What was asked for makes no sense or is not allowed; the text says what to change.
    Configuration(String),
}

impl RunError {
    /// The exit code of the binary: 2 for a configuration, 3 for an endpoint out of reach.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Configuration(_) => 2,
            Self::Unreachable { .. } => 3,
        }
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configuration(text) => f.write_str(text),
            Self::Unreachable { endpoint, cause, left_behind } => {
                write!(f, "cannot reach {endpoint}: {cause}")?;
                if !left_behind.is_empty() {
                    write!(f, "; indicators left behind: {}", left_behind.join(", "))?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for RunError {}
