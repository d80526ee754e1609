//! A connection that carries one request after the other, and bears every kind of answer.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use secmaster_mock::Mock;

use super::{Call, connect};

/// What came in answer to a request, without the date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    pub text: String,
    pub ending: Ending,
}

/// How an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With as many bytes as its head says.
    Complete,
    /// With the connection.
    Closed,
    /// With a reset of the connection.
    Reset,
    /// It had not ended when patience had.
    Silent,
}

/// The connection; it is opened again where an answer has ended it.
#[derive(Debug)]
pub struct Line<'a> {
    mock: &'a Mock,
    /// An answer that is not complete after so long is not waited for.
    patience: Duration,
    stream: Option<TcpStream>,
}

impl<'a> Line<'a> {
    pub fn new(mock: &'a Mock, patience: Duration) -> Self {
        Self { mock, patience, stream: None }
    }

    pub fn send(&mut self, call: &Call) -> Came {
        let stream = self.stream.get_or_insert_with(|| {
            let stream = connect(self.mock);
            stream.set_nodelay(true).unwrap();
            stream
        });
        let head = format!("{}content-length: {}\r\n\r\n", call.head(), call.body.len());
        stream.write_all(&[head.as_bytes(), &call.body].concat()).unwrap();
        let deadline = Instant::now() + self.patience;
        let mut bytes = Vec::new();
        let mut piece = [0; 4096];
        let ending = loop {
            if is_complete(&bytes) {
                break Ending::Complete;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break Ending::Silent;
            }
            stream.set_read_timeout(Some(left)).unwrap();
            match stream.read(&mut piece) {
                Ok(0) => break Ending::Closed,
                Ok(count) => bytes.extend_from_slice(&piece[..count]),
                Err(error) if error.kind() == ErrorKind::ConnectionReset => break Ending::Reset,
                Err(error) => {
                    assert!(
                        matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
                        "{error}"
                    );
                    break Ending::Silent;
                }
            }
        };
        let text = String::from_utf8_lossy(&bytes);
        if ending != Ending::Complete || text.contains("\r\nconnection: close\r\n") {
            self.stream = None;
        }
        let lines = text.split("\r\n").filter(|line| !line.starts_with("date: "));
        Came { text: lines.collect::<Vec<_>>().join("\r\n"), ending }
    }
}

/// Whether there is a head, and as much body as it says.
fn is_complete(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&bytes[..end]);
    let length = head.split("\r\n").find_map(|line| line.strip_prefix("content-length: "));
    let is_bare = [" 204 ", " 304 "].iter().any(|status| head.contains(status));
    match length {
        _ if is_bare => true,
        Some(length) => bytes.len() >= end + 4 + length.parse::<usize>().unwrap(),
        None => false,
    }
}
