//! Bytes that a client sends, and what it must get.

use std::fmt;

use crate::support::Call;

/// So many bytes are shown at either end of those that went wrong.
const SHOWN: usize = 400;

/// What one connection carries.
#[derive(Clone, Debug)]
pub struct Case {
    name: String,
    pub bytes: Vec<u8>,
    /// Whether each byte is sent by itself.
    pub is_slow: bool,
    pub due: Due,
}

/// The answers that must come while the client has not ended its side. After its end, only errors
/// may come, then the close.
#[derive(Clone, Debug)]
pub enum Due {
    /// None: no request is whole.
    Nothing,
    /// One, whatever it says.
    Any,
    /// One after the other, with these statuses.
    Statuses(Vec<u16>),
}

impl Case {
    /// Bytes that hold no whole request.
    pub fn new(name: impl Into<String>, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref().to_vec();
        Self { name: name.into(), bytes, is_slow: false, due: Due::Nothing }
    }

    /// The same, sent byte by byte.
    pub fn slowly(mut self) -> Self {
        self.name += ", byte by byte";
        self.is_slow = true;
        self
    }

    /// The same, where these answers must come before the end.
    pub fn answered(mut self, statuses: &[u16]) -> Self {
        self.due = Due::Statuses(statuses.to_vec());
        self
    }

    /// The same, where one answer must come before the end. HTTP allows several.
    pub fn answered_somehow(mut self) -> Self {
        self.due = Due::Any;
        self
    }
}

impl Due {
    /// How many answers that are.
    pub fn count(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Any => 1,
            Self::Statuses(statuses) => statuses.len(),
        }
    }

    /// Whether answers of these statuses are the answers that are due.
    pub fn is(&self, found: &[u16]) -> bool {
        match self {
            Self::Nothing => true,
            Self::Any => !found.is_empty(),
            Self::Statuses(statuses) => found.starts_with(statuses),
        }
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes): ", self.name, self.bytes.len())?;
        if self.bytes.len() <= 2 * SHOWN {
            return write!(f, "b\"{}\"", self.bytes.escape_ascii());
        }
        let (start, end) = (&self.bytes[..SHOWN], &self.bytes[self.bytes.len() - SHOWN..]);
        write!(f, "b\"{}\" … b\"{}\"", start.escape_ascii(), end.escape_ascii())
    }
}

/// A request with these further header lines, each with its line end, and that body.
pub fn request(call: &Call, lines: impl AsRef<[u8]>, body: impl AsRef<[u8]>) -> Vec<u8> {
    [call.head().as_bytes(), lines.as_ref(), b"\r\n", body.as_ref()].concat()
}

/// The same, whose body has its right length.
pub fn sized(call: &Call, lines: &str) -> Vec<u8> {
    request(call, format!("{lines}content-length: {}\r\n", call.body.len()), &call.body)
}

/// The same, whose body comes in chunks of that many bytes.
pub fn chunked(call: &Call, size: usize) -> Vec<u8> {
    let mut body = Vec::new();
    for chunk in call.body.chunks(size) {
        body.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        body.extend_from_slice(chunk);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"0\r\n\r\n");
    request(call, "transfer-encoding: chunked\r\n", body)
}
