//! Transports that keep exchanges in a file, and give them back from there.
//!
//! The file is lines of JSON: `{"secmaster-recording":1}`, then one exchange each. What was sent
//! stands under `request`, what came under `response` or `failure`.

mod exchange;
mod hidden;
mod opaque;
mod recorder;
mod replay;

use std::error::Error;
use std::fmt;
use std::io;

pub use recorder::Recorder;
pub use replay::Replay;

/// The member of the first line that tells the version.
const FORMAT: &str = "secmaster-recording";

const VERSION: u64 = 1;

/// Why a recording cannot be written or read. It says where, and what to do.
///
/// ```
/// use secmaster_client::Replay;
///
/// let refused = Replay::read(&br#"{"secmaster-recording":2}"#[..]).unwrap_err();
/// assert_eq!(
///     refused.to_string(),
///     "line 1 of the recording: version 2 is not known; record anew, or take the version of \
///      this crate that wrote it"
/// );
/// ```
#[derive(Debug)]
pub struct RecordingError {
    message: String,
    source: Option<io::Error>,
}

impl RecordingError {
    fn at(line: usize, what: impl fmt::Display) -> Self {
        Self { message: format!("line {line} of the recording: {what}"), source: None }
    }

    fn io(what: impl Into<String>, source: io::Error) -> Self {
        Self { message: what.into(), source: Some(source) }
    }

    /// What the operating system says, if it was the one that refused.
    #[must_use]
    pub fn io_error(&self) -> Option<&io::Error> {
        self.source.as_ref()
    }
}

impl fmt::Display for RecordingError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)?;
        match &self.source {
            Some(source) => write!(out, ": {source}"),
            None => Ok(()),
        }
    }
}

// The message has that of the error behind it.
impl Error for RecordingError {}
