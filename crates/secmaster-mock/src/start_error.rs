//! Why a mock could not start, and what to do about it.

use std::fmt;
use std::io;

use secmaster_spec::Problems;

/// Why a mock could not start. Its text says what to do.
///
/// ```
/// use secmaster_mock::{Config, Mock, StartError};
///
/// let config = Config::default().with_script("no-such-operation/503=1".parse()?);
/// let error = Mock::start(config).unwrap_err();
/// assert!(matches!(error, StartError::UnknownOperation { name, .. } if name == "no-such-operation"));
/// # Ok::<(), secmaster_mock::ScriptSyntaxError>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// Another program listens on the port.
    PortInUse {
        /// The port asked for.
        port: u16,
    },
    /// The port cannot be listened on for another reason.
    Listen {
        /// The port asked for.
        port: u16,
        /// What the operating system says.
        source: io::Error,
    },
    /// The service has no fault of that name.
    UnknownFault {
        /// The name asked for.
        name: String,
        /// The names most like it.
        near: Vec<String>,
    },
    /// A script names an operation that the service does not have.
    UnknownOperation {
        /// The name.
        name: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// The embedded description is broken.
    Description(Problems),
    /// A table cannot be turned into a validator, for example because of a broken pattern.
    Schema {
        /// Whose schema it is: the id of a row or of a table.
        of: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The operating system gives no thread or no event queue.
    System(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PortInUse { port } => write!(
                f,
                "port {port} of 127.0.0.1 is in use by another program; end that, or give another port, or 0 for any free one"
            ),
            Self::Listen { port, source } => write!(
                f,
                "cannot listen on port {port} of 127.0.0.1: {source}; give another port, or 0 for any free one"
            ),
            Self::UnknownFault { name, near } if near.is_empty() => {
                write!(f, "there is no fault `{name}`, nor any other")
            }
            Self::UnknownFault { name, near } => {
                write!(f, "there is no fault `{name}`; near it are: {}", near.join(", "))
            }
            Self::UnknownOperation { name, known } => write!(
                f,
                "the script names `{name}`, which is no operation; there are {}",
                known.join(", ")
            ),
            Self::Description(problems) => write!(f, "the description is broken:\n{problems}"),
            Self::Schema { of, problem } => {
                write!(f, "the schema of {of} is not valid: {problem}; correct it in schemas/")
            }
            Self::System(source) => write!(f, "cannot start a thread: {source}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen { source, .. } | Self::System(source) => Some(source),
            Self::Description(problems) => Some(problems),
            _ => None,
        }
    }
}
