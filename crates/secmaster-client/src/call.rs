//! Calling an operation by its name, with text parameters and a JSON body.
//!
//! What tools need that know operations only at run time. The list of operations is generated; it
//! is built on the functions here.

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::chain::behind;
use crate::decode::{decode_value, message};
use crate::{Answer, Client, DecodeError, Error, Operation};

/// Why an operation could not be called by name.
///
/// Its message is complete in one line, and `source` does not repeat it, as with [`Error`].
///
/// ```
/// use secmaster_client::CallError;
///
/// let error = CallError::UnknownOperation { name: "crate-indicator".to_owned() };
/// assert!(error.to_string().contains("crate-indicator"), "{error}");
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum CallError {
    /// There is no operation of this name.
    UnknownOperation {
        /// The name as given.
        name: String,
    },
    /// A path parameter is not given.
    MissingParameter {
        /// The operation's name.
        operation: &'static str,
        /// How the reference calls the parameter.
        parameter: &'static str,
    },
    /// The body does not fit the operation's type; it was not sent.
    Body {
        /// The operation's name.
        operation: &'static str,
        /// Where it does not fit, and why.
        error: DecodeError,
    },
    /// The operation was called and failed.
    Error(Error),
}

impl fmt::Display for CallError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownOperation { name } => write!(out, "there is no operation {name:?}"),
            Self::MissingParameter { operation, parameter } => {
                write!(out, "{operation}: give the path parameter {parameter}")
            }
            Self::Body { operation, error } => write!(out, "{operation}: body {error}"),
            Self::Error(error) => write!(out, "{error}"),
        }
    }
}

impl StdError for CallError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::UnknownOperation { .. } | Self::MissingParameter { .. } => None,
            Self::Body { error, .. } => behind(error),
            Self::Error(error) => behind(error),
        }
    }
}

impl From<Error> for CallError {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Takes a path parameter out of those given.
///
/// # Errors
///
/// [`CallError::MissingParameter`] if it is not among them.
///
/// ```
/// use secmaster_client::call::parameter;
/// use std::collections::BTreeMap;
///
/// let given = BTreeMap::from([("workspace_id".to_owned(), "w".to_owned())]);
/// assert_eq!(parameter("create-indicator", &given, "workspace_id")?, "w");
///
/// let missing = parameter("create-indicator", &given, "indicator_id").unwrap_err();
/// assert_eq!(
///     missing.to_string(),
///     "create-indicator: give the path parameter indicator_id"
/// );
/// # Ok::<(), secmaster_client::CallError>(())
/// ```
pub fn parameter(
    operation: &'static str,
    given: &BTreeMap<String, String>,
    parameter: &'static str,
) -> Result<String, CallError> {
    given.get(parameter).cloned().ok_or(CallError::MissingParameter { operation, parameter })
}

/// Reads a JSON body into an operation's type.
///
/// # Errors
///
/// [`CallError::Body`] with the place at which it does not fit.
///
/// ```
/// use secmaster_client::call::body;
///
/// let refused = body::<Vec<String>>("delete-indicator", serde_json::json!(["a", 7])).unwrap_err();
/// assert_eq!(
///     refused.to_string(),
///     "delete-indicator: body at /1: invalid type: integer `7`, expected a string"
/// );
/// ```
pub fn body<T: DeserializeOwned>(operation: &'static str, body: Value) -> Result<T, CallError> {
    decode_value(body).map_err(|error| CallError::Body { operation, error })
}

/// Sends an operation and gives the answer's JSON as it came, members that no type knows included.
/// Status, request id and deviations are those of the typed answer.
///
/// # Errors
///
/// [`CallError::Error`] with the error of [`Client::send`].
///
/// ```
/// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
/// # use support::{client, delete};
/// # use secmaster_client::{Canned, call::send};
/// let body = r#"{"code":"0","data":{"success_ids":[]},"new":1}"#;
/// let answer = send(&client(Canned::new().answer(200, body)), &delete(["a"]))?;
/// assert_eq!(answer.value()["new"], 1);
/// # Ok::<(), secmaster_client::CallError>(())
/// ```
pub fn send<O: Operation>(client: &Client, operation: &O) -> Result<Answer<Value>, CallError> {
    let answer = client.send(operation)?;
    let json = serde_json::from_slice(answer.body()).map_err(|error| CallError::Body {
        operation: O::NAME,
        error: DecodeError { pointer: String::new(), message: message(&error) },
    })?;
    Ok(answer.map(|_| json))
}
