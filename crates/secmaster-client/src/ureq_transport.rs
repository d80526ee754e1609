//! The transport that speaks HTTP, on ureq.

use std::fmt;
use std::io::{self, Read};

use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderValue, Method, Request, Response, Uri, request::Parts};
use ureq::{Agent, AsSendBody, Body, SendBody, Timeout};

use crate::endpoint::is_near;
use crate::{Limits, Phase, Transport, TransportError, TransportErrorKind};

/// At most so many bytes of an answer are asked for at a time.
const PIECE: usize = 16 * 1024;

/// Speaks HTTP/1.1 over a pool of connections.
///
/// It sends any method, headers and body, and adds only `host` and, unless the request says how
/// long its body is, `content-length`. It follows no redirect, and refuses plain `http` to anything
/// but this machine and its instance metadata (`169.254.169.254`), and a `content-length` other than
/// the body's.
///
/// A proxy (`http`, `https`, `socks4`, `socks5`) is taken from `ALL_PROXY`, `HTTPS_PROXY`,
/// `HTTP_PROXY` and `NO_PROXY`, except to these.
/// Servers must have a certificate of an authority that Mozilla trusts: the list is built
/// in, and the operating system's is not looked at.
///
/// ```no_run
/// use secmaster_client::http::Request;
/// use secmaster_client::{Limits, Timeouts, Transport, UreqTransport};
///
/// let transport = UreqTransport::new(8);
/// let request = Request::get("https://secmaster.cn-north-4.myhuaweicloud.com/").body(&b""[..])?;
/// let answer = transport.send(request, &Limits::starting_now(Timeouts::default(), 1024))?;
/// println!("{}", answer.status());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct UreqTransport {
    agent: Agent,
}

impl UreqTransport {
    /// A transport that keeps so many idle connections per host for later requests: at least as
    /// many as there are threads that send, or each request beyond them connects anew.
    #[must_use]
    pub fn new(max_idle_connections: usize) -> Self {
        let config = Agent::config_builder()
            .allow_non_standard_methods(true)
            .http_status_as_error(false)
            // ureq would carry the token to the host that a redirect names.
            .max_redirects(0)
            .max_idle_connections(max_idle_connections)
            .max_idle_connections_per_host(max_idle_connections)
            .user_agent("")
            .accept("")
            .accept_encoding("")
            .build();
        Self { agent: config.new_agent() }
    }

    fn run(
        &self,
        parts: Parts,
        body: impl AsSendBody,
        limits: &Limits,
    ) -> Result<Response<Body>, ureq::Error> {
        let local = parts.uri.host().is_some_and(is_near);
        let timeouts = limits.timeouts();
        // A limit on the whole call would make ureq start a thread for each request.
        let mut config = self
            .agent
            .configure_request(Request::from_parts(parts, body))
            .timeout_connect(Some(limits.phase(timeouts.connect)))
            .timeout_send_request(Some(limits.phase(timeouts.send_request)))
            .timeout_send_body(Some(limits.phase(timeouts.send_body)))
            .timeout_recv_response(Some(limits.phase(timeouts.receive_response)))
            .timeout_recv_body(Some(limits.phase(timeouts.receive_body)));
        if local {
            config = config.proxy(None);
        }
        self.agent.run(config.build())
    }
}

impl Transport for UreqTransport {
    fn send(
        &self,
        request: Request<&[u8]>,
        limits: &Limits,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        refuse_plain_text(request.uri())?;
        if limits.remaining().is_zero() {
            let kind = TransportErrorKind::Timeout(Phase::Overall);
            return Err(TransportError::new(kind).not_sent());
        }
        refuse_wrong_length(&request)?;
        let (mut parts, bytes) = request.into_parts();
        let is_chunked = parts.headers.contains_key(TRANSFER_ENCODING);
        if bytes.is_empty() && !is_chunked {
            let answered = if expects_body(&parts.method) {
                self.run(parts, bytes, limits)
            } else {
                self.run(parts, (), limits)
            };
            return read(answered.map_err(|error| failure(error, true, limits))?, limits);
        }
        if !is_chunked {
            let length = HeaderValue::from(bytes.len());
            parts.headers.insert(CONTENT_LENGTH, length);
        }
        let mut body = Watched { bytes, touched: false };
        let answered = self.run(parts, SendBody::from_reader(&mut body), limits);
        read(answered.map_err(|error| failure(error, body.touched, limits))?, limits)
    }
}

impl fmt::Debug for UreqTransport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("UreqTransport").finish_non_exhaustive()
    }
}

fn refuse_plain_text(uri: &Uri) -> Result<(), TransportError> {
    let host = uri.host().unwrap_or_default();
    match uri.scheme_str() {
        Some("https") => Ok(()),
        Some("http") if is_near(host) => Ok(()),
        _ => Err(TransportError::new(TransportErrorKind::Unsendable)
            .with_source("only https goes to other machines")),
    }
}

/// ureq would wait for the rest of a body that is shorter than announced.
fn refuse_wrong_length(request: &Request<&[u8]>) -> Result<(), TransportError> {
    let length = request.body().len();
    match request.headers().get(CONTENT_LENGTH) {
        Some(announced) if announced.as_bytes() != length.to_string().as_bytes() => {
            Err(TransportError::new(TransportErrorKind::Unsendable)
                .with_source(format!("its content-length is not that of its {length} bytes")))
        }
        _ => Ok(()),
    }
}

/// Whether a request of this method says that its body is empty, as RFC 9110 wants.
fn expects_body(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}

/// A body that knows whether ureq has begun to send it: until then, the server has only a head that
/// announces a body, and no request to act on.
struct Watched<'a> {
    bytes: &'a [u8],
    touched: bool,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.touched = true;
        self.bytes.read(buffer)
    }
}

/// Reads the whole body: a connection whose answer is not read to its end is lost.
fn read(response: Response<Body>, limits: &Limits) -> Result<Response<Vec<u8>>, TransportError> {
    let (parts, mut body) = response.into_parts();
    let failed = |kind| TransportError::new(kind).with_status(parts.status);
    let limit = usize::try_from(limits.max_response_bytes()).unwrap_or(usize::MAX);
    let announced = usize::try_from(body.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
    // One more than is announced, for the read that meets the end.
    let mut bytes = vec![0; announced.saturating_add(1).min(PIECE)];
    let mut length = 0;
    let mut reader = body.as_reader();
    loop {
        if length == bytes.len() {
            bytes.resize(length.saturating_add(PIECE), 0);
        }
        let count = reader.read(bytes.get_mut(length..).unwrap_or_default()).map_err(|error| {
            failure(ureq::Error::from(error), true, limits).with_status(parts.status)
        })?;
        if count == 0 {
            break;
        }
        length = length.saturating_add(count);
        if length > limit {
            return Err(failed(TransportErrorKind::TooLarge)
                .with_source(format!("its body has more than {limit} bytes")));
        }
        if limits.remaining().is_zero() {
            return Err(failed(TransportErrorKind::Timeout(Phase::Overall)));
        }
    }
    bytes.truncate(length);
    Ok(Response::from_parts(parts, bytes))
}

/// What an error of ureq means. `touched` tells whether the request may be complete on the wire.
fn failure(error: ureq::Error, touched: bool, limits: &Limits) -> TransportError {
    use TransportErrorKind as Kind;
    let kind = match &error {
        ureq::Error::Timeout(_) if limits.remaining().is_zero() => Kind::Timeout(Phase::Overall),
        ureq::Error::Timeout(phase) => Kind::Timeout(phase_of(*phase)),
        ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::ConnectProxyFailed(_)
        | ureq::Error::InvalidProxyUrl => Kind::Connect,
        // rustls reports what it refuses as invalid data.
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => Kind::Tls,
        ureq::Error::Io(error) if !touched || is_connecting(error) => Kind::Connect,
        ureq::Error::Io(_) | ureq::Error::BodyStalled => Kind::Interrupted,
        ureq::Error::Tls(_)
        | ureq::Error::Rustls(_)
        | ureq::Error::Pem(_)
        | ureq::Error::TlsRequired => Kind::Tls,
        ureq::Error::LargeResponseHeader(..) => Kind::TooLarge,
        ureq::Error::Http(_)
        | ureq::Error::BadUri(_)
        | ureq::Error::RequireHttpsOnly(_)
        | ureq::Error::BodyExceedsLimit(_) => Kind::Unsendable,
        ureq::Error::Protocol(_) if !touched => Kind::Unsendable,
        _ => Kind::Protocol,
    };
    let failed = TransportError::new(kind);
    let failed = if touched { failed } else { failed.not_sent() };
    match kind {
        Kind::Timeout(_) => failed,
        _ => failed.with_source(error),
    }
}

/// Whether only the attempt to connect can end like this.
fn is_connecting(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::AddrNotAvailable)
        || error.to_string().starts_with("failed to lookup address")
}

fn phase_of(timeout: Timeout) -> Phase {
    match timeout {
        Timeout::Resolve | Timeout::Connect => Phase::Connect,
        Timeout::SendRequest => Phase::SendRequest,
        Timeout::SendBody => Phase::SendBody,
        Timeout::RecvResponse => Phase::ReceiveResponse,
        Timeout::RecvBody => Phase::ReceiveBody,
        _ => Phase::Overall,
    }
}
