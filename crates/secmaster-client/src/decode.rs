//! Reads JSON into a type, and says where it does not fit.

use std::error::Error;
use std::fmt;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_path_to_error::{Path, Segment};

/// JSON that does not fit the type that it is read into.
///
/// ```
/// use secmaster_client::DecodeError;
///
/// fn show(error: &DecodeError) -> String {
///     format!("fix {}: {}", error.pointer(), error.message())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    pub(crate) pointer: String,
    pub(crate) message: String,
}

impl DecodeError {
    /// Where: a JSON pointer (RFC 6901), empty for the whole document. For a missing member it is
    /// the object that should have it.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What is wrong there.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            return out.write_str(&self.message);
        }
        write!(out, "at {}: {}", self.pointer, self.message)
    }
}

impl Error for DecodeError {}

/// Why bytes could not be read.
pub(crate) enum Unreadable {
    /// They are no JSON; why.
    NotJson(String),
    /// They are JSON of another shape.
    Misfit(DecodeError),
}

pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    // Keeping track of the path costs half as much again, so it is done only for the message.
    match serde_json::from_slice(bytes) {
        Ok(value) => Ok(value),
        Err(error) => explain::<T>(bytes, &error),
    }
}

#[cold]
fn explain<T: DeserializeOwned>(bytes: &[u8], error: &serde_json::Error) -> Result<T, Unreadable> {
    if let Err(error) = serde_json::from_slice::<IgnoredAny>(bytes) {
        return Err(Unreadable::NotJson(error.to_string()));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Err(error) => Err(Unreadable::Misfit(misfit(error))),
        // The type reads it differently when asked twice; the first error stands.
        Ok(_) => {
            Err(Unreadable::Misfit(DecodeError { pointer: String::new(), message: message(error) }))
        }
    }
}

pub(crate) fn decode_value<T: DeserializeOwned>(
    value: serde_json::Value,
) -> Result<T, DecodeError> {
    serde_path_to_error::deserialize(value).map_err(misfit)
}

fn misfit(error: serde_path_to_error::Error<serde_json::Error>) -> DecodeError {
    DecodeError { pointer: pointer(error.path()), message: message(error.inner()) }
}

/// What is wrong. The whole document's type is found wrong before any character is read: the
/// position then says nothing, and is left out.
pub(crate) fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.strip_suffix(" at line 1 column 0").map(str::to_owned).unwrap_or(text)
}

fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            // Neither is a step in the JSON text.
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Unreadable, decode, decode_value};

    type Nested = BTreeMap<String, Vec<u8>>;

    #[test]
    fn points_at_what_does_not_fit() {
        let Err(Unreadable::Misfit(error)) = decode::<Nested>(br#"{"a~/b":[1,"x"]}"#) else {
            panic!("it fits");
        };
        assert_eq!(error.pointer(), "/a~0~1b/1");
        assert!(error.message().starts_with("invalid type: string \"x\""));
        let error = decode_value::<Nested>(serde_json::json!({"a": [300]})).unwrap_err();
        assert_eq!(error.pointer(), "/a/0");
    }

    #[test]
    fn a_position_that_says_nothing_is_left_out() {
        for (text, message) in [
            ("[]", "invalid type: sequence, expected a map"),
            ("7", "invalid type: integer `7`, expected a map at line 1 column 1"),
        ] {
            let Err(Unreadable::Misfit(error)) = decode::<Nested>(text.as_bytes()) else {
                panic!("it fits");
            };
            assert_eq!(error.to_string(), message);
        }
    }

    #[test]
    fn what_is_no_json_is_told_apart() {
        for text in ["", "<html>", "{\"a\":[\"x\"", "{} x"] {
            let read = decode::<Nested>(text.as_bytes());
            assert!(matches!(read, Err(Unreadable::NotJson(_))), "{text}");
        }
        let deep = "[".repeat(100_000);
        let read = decode::<Nested>(deep.as_bytes());
        assert!(matches!(read, Err(Unreadable::NotJson(_))));
    }
}
