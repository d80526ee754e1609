//! Sending the bytes of a case and timing what comes back.

use std::fmt;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::case::Case;

/// An answer or a close takes no longer.
const BOUND: Duration = Duration::from_millis(100);

/// What takes longer hangs, however busy the machine is. The mock's own time limits are longer, so
/// that they cannot hide it.
const HANGS: Duration = Duration::from_secs(3);

/// What is wrong.
#[derive(Debug)]
pub enum Trouble {
    /// It took longer than it may, but it came.
    Slow(String),
    /// It never came, or is not what is due.
    Wrong(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slow(what) | Self::Wrong(what) => f.write_str(what),
        }
    }
}

/// Sends the bytes, awaits the answers that are due, ends the client's side, awaits the close.
pub fn play(address: SocketAddr, case: &Case) -> Result<(), Trouble> {
    let mut stream = TcpStream::connect(address).map_err(wrong)?;
    stream.set_nodelay(true).map_err(wrong)?;
    stream.set_read_timeout(Some(HANGS)).map_err(wrong)?;
    stream.set_write_timeout(Some(HANGS)).map_err(wrong)?;
    let mut received = Vec::new();
    send(&mut stream, case)?;

    let sent = Instant::now();
    while statuses(case, &received)?.len() < case.due.count() {
        if !receive(&mut stream, &mut received, "an answer")? {
            break;
        }
    }
    let until_answer = sent.elapsed();
    let answers = statuses(case, &received)?;
    if !case.due.is(&answers) {
        return Err(Trouble::Wrong(format!("{:?} was due, not {answers:?}", case.due)));
    }

    // A connection that has ended cannot be ended again.
    let _ = stream.shutdown(Shutdown::Write);
    let ended = Instant::now();
    while receive(&mut stream, &mut received, "the close")? {}
    let until_close = ended.elapsed();
    let answers = statuses(case, &received)?;
    if let Some(status) = answers.iter().skip(case.due.count()).find(|status| **status < 400) {
        return Err(Trouble::Wrong(format!("{status} for what is no whole request")));
    }
    match until_answer.max(until_close) {
        taken if taken > BOUND => Err(Trouble::Slow(format!("took {taken:?}"))),
        _ => Ok(()),
    }
}

/// Sends all bytes, or as many as the mock takes before it ends the connection.
fn send(stream: &mut TcpStream, case: &Case) -> Result<(), Trouble> {
    let pieces = case.bytes.chunks(if case.is_slow { 1 } else { case.bytes.len().max(1) });
    for piece in pieces {
        match stream.write_all(piece) {
            Err(error) if is_close(&error) => return Ok(()),
            sent => sent.map_err(|error| wrong(format!("sending: {error}")))?,
        }
    }
    Ok(())
}

/// Reads some bytes; false at the end of the connection.
fn receive(stream: &mut TcpStream, received: &mut Vec<u8>, awaited: &str) -> Result<bool, Trouble> {
    let mut buffer = [0; 16 * 1024];
    match stream.read(&mut buffer) {
        Ok(count) => {
            received.extend_from_slice(&buffer[..count]);
            Ok(count > 0)
        }
        Err(error) if is_close(&error) => Ok(false),
        Err(error) => Err(wrong(format!(
            "hangs: {awaited} did not come ({error}); so far b\"{}\"",
            received.escape_ascii()
        ))),
    }
}

fn is_close(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe
    )
}

/// The statuses of the whole answers in these bytes, which hold nothing but answers.
fn statuses(case: &Case, received: &[u8]) -> Result<Vec<u16>, Trouble> {
    let is_head = case.bytes.starts_with(b"HEAD ");
    let mut statuses = Vec::new();
    let mut rest = received;
    while let Some(length) = rest.windows(4).position(|end| end == b"\r\n\r\n") {
        let head = String::from_utf8_lossy(&rest[..length]);
        let status = head.strip_prefix("HTTP/1.").and_then(|head| head.get(2..5)?.parse().ok());
        let status: u16 = status.ok_or_else(|| wrong(format!("no answer: {head:?}")))?;
        let length_of = |line: &str| line.strip_prefix("content-length: ")?.parse().ok();
        let body = head.lines().find_map(length_of).filter(|_| !is_head);
        let Some(after) = rest.get(length + 4 + body.unwrap_or(0)..) else { break };
        rest = after;
        if status != 100 {
            statuses.push(status);
        }
    }
    Ok(statuses)
}

fn wrong(what: impl fmt::Display) -> Trouble {
    Trouble::Wrong(what.to_string())
}
