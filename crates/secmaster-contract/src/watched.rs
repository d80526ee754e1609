//! Sending a request over a connection of its own, and looking at every byte of the answer.
//!
//! A client reads what an answer says it has, and no further. Here the connection is read to its
//! end, so that a length that is wrong, a chunk that is broken and bytes that nobody announced show.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::{Duration, Instant};

use secmaster_client::http::Uri;

use crate::case::{HeaderText, Request};
use crate::send::{MAX_ANSWER, Received, SendFailure};
use crate::target::Target;

/// More header lines than any answer has.
const HEADERS: usize = 128;

/// So long after a complete answer the connection is watched for more, or for its end.
const MORE: Duration = Duration::from_millis(100);

/// Sends the request with `connection: close` and reads until the endpoint ends the connection, or
/// sends no more after a complete answer. It knows no TLS, and sends nothing to an endpoint that wants
/// it.
pub(crate) fn send(
    target: &Target,
    request: &Request,
    timeout: Duration,
) -> Result<Received, SendFailure> {
    if target.is_encrypted() {
        return Err(SendFailure::Unsendable("TLS connections are not watched".to_owned()));
    }
    let deadline = Instant::now().checked_add(timeout);
    let mut stream = connect(target, timeout)?;
    let failed = |error: std::io::Error| failure(&error);
    stream.set_write_timeout(Some(timeout)).map_err(failed)?;
    // An endpoint may answer and close before it has read everything.
    let written = stream.write_all(&bytes(target, request)?);
    let mut answer = Vec::new();
    let read = read_to_end(&mut stream, &mut answer, deadline);
    if answer.is_empty() {
        written.map_err(failed)?;
    }
    match read {
        Ok(ended) => parse(&answer, ended),
        Err(error) if is_timeout(&error) => Err(failure(&error)),
        Err(error) => parse(&answer, true).map_err(|_| failure(&error)),
    }
}

pub(crate) fn connect(target: &Target, timeout: Duration) -> Result<TcpStream, SendFailure> {
    let unreachable = |error: String| SendFailure::Unreachable(error);
    let uri: Uri =
        target.endpoint().parse().map_err(|_| unreachable("the endpoint is no URL".to_owned()))?;
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let mut addresses = (host.as_str(), uri.port_u16().unwrap_or(80))
        .to_socket_addrs()
        .map_err(|error| unreachable(error.to_string()))?;
    let address = addresses.next().ok_or_else(|| unreachable(format!("no address of {host}")))?;
    TcpStream::connect_timeout(&address, timeout).map_err(|error| unreachable(error.to_string()))
}

fn bytes(target: &Target, request: &Request) -> Result<Vec<u8>, SendFailure> {
    let body = request.body.as_deref().unwrap_or_default();
    let (base, path) = split(target.endpoint());
    let mut head =
        format!("{} {path}{} HTTP/1.1\r\nhost: {base}\r\n", request.method, request.path);
    for (name, text) in &request.headers {
        let text = match text {
            HeaderText::Token => target.secret().reveal(),
            HeaderText::Text(text) => text.as_str(),
        };
        if text.contains(['\r', '\n', '\0']) {
            let cause = format!("the value for `{name}` has letters that no header can carry");
            return Err(SendFailure::Unsendable(cause));
        }
        head.push_str(&format!("{name}: {text}\r\n"));
    }
    let is_framing = |(name, _): &(String, _)| name.eq_ignore_ascii_case("transfer-encoding");
    let is_chunked = request.headers.iter().any(is_framing);
    if !is_chunked {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    head.push_str("connection: close\r\n\r\n");
    Ok(if is_chunked {
        [head.as_bytes(), &chunked(body)].concat()
    } else {
        [head.as_bytes(), body].concat()
    })
}

/// The body in two chunks.
fn chunked(body: &[u8]) -> Vec<u8> {
    let (first, second) = body.split_at(body.len() / 2);
    let chunks = [first, second].into_iter().filter(|chunk| !chunk.is_empty());
    let framed =
        |chunk: &[u8]| [format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat();
    let mut bytes: Vec<u8> = chunks.flat_map(framed).collect();
    bytes.extend_from_slice(b"0\r\n\r\n");
    bytes
}

/// The authority of an endpoint and the path that it begins with.
pub(crate) fn split(endpoint: &str) -> (&str, &str) {
    let rest = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
    rest.find('/').map_or((rest, ""), |at| rest.split_at(at))
}

/// Reads the answer, and says whether the endpoint ended the connection: after a complete one it may
/// keep it open.
fn read_to_end(
    stream: &mut TcpStream,
    answer: &mut Vec<u8>,
    deadline: Option<Instant>,
) -> std::io::Result<bool> {
    let mut piece = [0; 16 * 1024];
    loop {
        let left = deadline.map_or(MORE, |it| it.saturating_duration_since(Instant::now()));
        stream.set_read_timeout(Some(left.min(MORE).max(Duration::from_millis(1))))?;
        match stream.read(&mut piece) {
            Ok(0) => return Ok(true),
            Ok(count) => answer.extend(piece.iter().take(count)),
            Err(error) if is_timeout(&error) => {
                if parse(answer, false).is_ok() {
                    return Ok(false);
                }
                if left.is_zero() {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
        if answer.len() as u64 > MAX_ANSWER {
            return Err(std::io::Error::other("the answer is too large"));
        }
    }
}

/// The answer, if the bytes are exactly one, after any number of interim ones; `ended` says whether
/// the connection ended after them.
fn parse(mut bytes: &[u8], ended: bool) -> Result<Received, SendFailure> {
    let mut interim = Vec::new();
    loop {
        let head = Head::parse(bytes)?;
        let rest = bytes.get(head.length..).unwrap_or_default();
        if (100..200).contains(&head.status) {
            interim.extend(head.headers);
            bytes = rest;
            continue;
        }
        let is_bodiless = matches!(head.status, 204 | 304);
        let End { body, trailers } = if is_bodiless && rest.is_empty() {
            End::default()
        } else {
            end(&head.headers, rest, ended).map_err(SendFailure::NoAnswer)?
        };
        return Ok(Received {
            reason: head.reason,
            others: [interim, trailers].concat(),
            ..Received::new(head.status, head.headers, &body)
        });
    }
}

/// What comes before a body.
struct Head {
    /// In bytes.
    length: usize,
    status: u16,
    reason: String,
    headers: Vec<(String, String)>,
}

impl Head {
    fn parse(bytes: &[u8]) -> Result<Self, SendFailure> {
        let broken = |what: &str| SendFailure::NoAnswer(what.to_owned());
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut head = httparse::Response::new(&mut headers);
        let length = match head.parse(bytes) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) if bytes.is_empty() => {
                return Err(broken("the connection was closed without an answer"));
            }
            Ok(httparse::Status::Partial) => {
                return Err(broken("the head of the answer is cut off"));
            }
            Err(error) => return Err(broken(&format!("the answer is no HTTP: {error}"))),
        };
        Ok(Self {
            length,
            status: head.code.unwrap_or_default(),
            reason: head.reason.unwrap_or_default().to_owned(),
            headers: lines(head.headers),
        })
    }
}

fn lines(headers: &[httparse::Header<'_>]) -> Vec<(String, String)> {
    let line = |it: &httparse::Header<'_>| {
        (it.name.to_ascii_lowercase(), String::from_utf8_lossy(it.value).trim().to_owned())
    };
    headers.iter().map(line).collect()
}

/// What comes after a head.
#[derive(Default)]
struct End {
    body: Vec<u8>,
    trailers: Vec<(String, String)>,
}

impl From<&[u8]> for End {
    fn from(body: &[u8]) -> Self {
        Self { body: body.to_vec(), trailers: Vec::new() }
    }
}

/// The body and what follows; the error says what is wrong with how its end is told.
fn end(headers: &[(String, String)], rest: &[u8], ended: bool) -> Result<End, String> {
    let values = |name: &str| {
        let found = headers.iter().filter(move |(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    let is_chunked =
        values("transfer-encoding").iter().any(|it| it.eq_ignore_ascii_case("chunked"));
    let mut lengths = values("content-length");
    lengths.dedup();
    match lengths.as_slice() {
        [_, ..] if is_chunked => {
            Err("there are a content-length and chunks: only one of them may tell the end"
                .to_owned())
        }
        _ if is_chunked => unchunked(rest),
        [] if ended => Ok(rest.into()),
        [] => Err("the end of the answer is not told".to_owned()),
        [length] => {
            let due: usize =
                length.parse().map_err(|_| format!("content-length is {length:?}, no number"))?;
            if rest.len() == due {
                return Ok(rest.into());
            }
            Err(format!("content-length is {due}, but the body has {} bytes", rest.len()))
        }
        _ => Err("there are two content-lengths".to_owned()),
    }
}

fn unchunked(mut rest: &[u8]) -> Result<End, String> {
    let mut body = Vec::new();
    loop {
        let (start, size) = match httparse::parse_chunk_size(rest) {
            Ok(httparse::Status::Complete(found)) => found,
            Ok(httparse::Status::Partial) => return Err("the last chunk is missing".to_owned()),
            Err(_) => return Err("the size of a chunk is no number".to_owned()),
        };
        let size = usize::try_from(size).map_err(|_| "a chunk is too large".to_owned())?;
        rest = rest.get(start..).unwrap_or_default();
        if size == 0 {
            let mut trailers = [httparse::EMPTY_HEADER; HEADERS];
            return match httparse::parse_headers(rest, &mut trailers) {
                Ok(httparse::Status::Complete((length, trailers))) if length == rest.len() => {
                    Ok(End { body, trailers: lines(trailers) })
                }
                _ => Err("the chunks do not end properly".to_owned()),
            };
        }
        let (Some(chunk), Some(b"\r\n")) =
            (rest.get(..size), rest.get(size..size.saturating_add(2)))
        else {
            return Err("a chunk does not have the size that it says".to_owned());
        };
        body.extend_from_slice(chunk);
        rest = rest.get(size + 2..).unwrap_or_default();
    }
}

fn failure(error: &std::io::Error) -> SendFailure {
    if is_timeout(error) {
        return SendFailure::TimedOut("timed out waiting for the end of the answer".to_owned());
    }
    SendFailure::NoAnswer(error.to_string())
}

fn is_timeout(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Phase;
    use crate::cases::cases;
    use crate::options::Profile;

    fn answer(text: &str) -> Result<String, String> {
        let parsed = parse(text.as_bytes(), true);
        parsed.map(|received| received.text).map_err(|failure| failure.to_string())
    }

    #[test]
    fn every_way_to_tell_the_end_is_understood() {
        for text in [
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n1;x=y\r\n}\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx: y\r\n\r\n",
            "HTTP/1.0 200 OK\r\n\r\n{}",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
        ] {
            assert_eq!(answer(text), Ok("{}".to_owned()), "{text:?}");
        }
        assert_eq!(answer("HTTP/1.1 204 No Content\r\n\r\n"), Ok(String::new()));
    }

    #[test]
    fn a_body_is_sent_in_two_chunks() {
        assert_eq!(chunked(b"abcde"), b"2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n");
        assert_eq!(chunked(b"a"), b"1\r\na\r\n0\r\n\r\n");
        assert_eq!(chunked(b""), b"0\r\n\r\n");
    }

    #[test]
    fn lines_before_and_after_the_answer_are_kept() {
        let text = "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n\
                    HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx: y\r\n\r\n";
        let received = parse(text.as_bytes(), true).unwrap();
        let line = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(received.others, [line("link", "a"), line("x", "y")]);
    }

    #[test]
    fn no_number_of_interim_answers_fills_the_stack() {
        let early = "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100_000);
        let last = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        assert_eq!(answer(&format!("{early}{last}")), Ok("{}".to_owned()));
        assert!(answer(&early).unwrap_err().contains("without an answer"));
    }

    /// What is received from an endpoint that answers with this, and ends the connection or waits for
    /// the other side to do so.
    fn received(answer: &'static str, ends: bool) -> Result<Received, SendFailure> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 8192]).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            while !ends && stream.read(&mut [0; 8192]).is_ok_and(|count| count > 0) {}
        });
        let service = secmaster_spec::Service::embedded().unwrap();
        let target = Target::new(&endpoint).unwrap().filled(&service);
        let all = cases(&service, &[Phase::Examples], target.parameters(), Profile::Documented);
        let received = send(&target, &all[0].request, Duration::MAX);
        server.join().unwrap();
        received
    }

    #[test]
    fn no_timeout_is_too_long() {
        let status = received("HTTP/1.1 204 No Content\r\n\r\n", true).unwrap().status;
        assert_eq!(status, 204);
    }

    #[test]
    fn a_connection_may_stay_open_after_a_complete_answer() {
        let open = received("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", false);
        assert_eq!(open.unwrap().text, "{}");
    }

    #[test]
    fn what_is_not_exactly_one_answer_is_found_out() {
        for (text, says) in [
            ("", "without an answer"),
            ("HTTP/1.1 200 OK\r\ncontent-le", "cut off"),
            ("nonsense\r\n\r\n", "no HTTP"),
            ("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n{}", "is 3, but the body has 2"),
            ("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n{}", "is 1, but the body has 2"),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                "only one of them",
            ),
            ("HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n{}", "no number"),
            ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}", "two"),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n", "missing"),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{}\r\n0\r\n\r\n", "size"),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n", "no number"),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nmore", "properly"),
        ] {
            let error = answer(text).unwrap_err();
            assert!(error.contains(says), "{text:?}: {error}");
        }
    }
}
