//! A client that does little more than to read and write.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::Failure;

/// A connection, with the bytes of one answer at a time.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer: its status and body.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    pub status: u16,
    pub body: &'a [u8],
}

impl Connection {
    pub fn open(address: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        Ok(Self { stream, buffer: vec![0; 64 * 1024] })
    }

    pub fn send(&mut self, request: &[u8]) -> Result<(), Failure> {
        Ok(self.stream.write_all(request)?)
    }

    /// Reads one answer; the mock must have been sent one request since the last.
    pub fn answer(&mut self) -> Result<Answer<'_>, Failure> {
        let mut filled = 0;
        loop {
            let space = self.buffer.get_mut(filled..).unwrap_or_default();
            let count = self.stream.read(space)?;
            if count == 0 {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
            filled += count;
            let received = self.buffer.get(..filled).unwrap_or_default();
            let Some(head) = position(received, b"\r\n\r\n") else { continue };
            let length = content_length(received.get(..head).unwrap_or_default())?;
            if filled < head + 4 + length {
                continue;
            }
            let received = self.buffer.get(..filled).unwrap_or_default();
            let status = number(received.get(9..12).unwrap_or_default())?;
            let body = received.get(head + 4..).unwrap_or_default();
            return Ok(Answer { status: u16::try_from(status)?, body });
        }
    }
}

fn content_length(head: &[u8]) -> Result<usize, Failure> {
    const NAME: &[u8] = b"\r\ncontent-length: ";
    let start = position(head, NAME).ok_or("an answer without content-length")? + NAME.len();
    let rest = head.get(start..).unwrap_or_default();
    number(rest.split(|byte| *byte == b'\r').next().unwrap_or_default())
}

fn number(digits: &[u8]) -> Result<usize, Failure> {
    Ok(std::str::from_utf8(digits)?.parse()?)
}

fn position(bytes: &[u8], sought: &[u8]) -> Option<usize> {
    bytes.windows(sought.len()).position(|window| window == sought)
}
