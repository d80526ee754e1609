//! Sending a case's request and reading the answer.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secmaster_client::http::header::{HeaderName, HeaderValue};
use secmaster_client::http::{self, Method};
use secmaster_client::{
    Limits, Phase, Timeouts, Transport, TransportError, TransportErrorKind, UreqTransport,
};
use serde_json::Value;

use crate::case::{Case, Connection, HeaderText, Request, Route, route_of};
use crate::target::Target;
use crate::{surrogates, through_client, watched};

/// The greatest answer that is read.
pub(crate) const MAX_ANSWER: u64 = 8 * 1024 * 1024;

/// Carries the requests of cases to the target.
pub(crate) trait Sender: Sync {
    /// Sends one request and reads the whole answer.
    fn send(&self, case: &Case) -> Result<Received, SendFailure>;

    /// Why cases are held back from now on, if they are.
    fn ended(&self) -> Option<String> {
        None
    }
}

/// An answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received {
    pub(crate) status: u16,
    /// The text beside the status, where it is known.
    pub(crate) reason: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// The lines of interim answers and those after the body, where they are known.
    pub(crate) others: Vec<(String, String)>,
    pub(crate) text: String,
    /// The body as JSON, if it is JSON.
    pub(crate) value: Option<Value>,
    /// What the client had to say, where it would not send the request or could not read the answer.
    pub(crate) objection: Option<String>,
}

impl Received {
    pub(crate) fn new(status: u16, headers: Vec<(String, String)>, body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body).into_owned();
        let value = serde_json::from_slice(body).ok().or_else(|| surrogates::read(&text));
        Self { status, headers, text, value, ..Self::default() }
    }

    pub(crate) fn read(answer: &http::Response<Vec<u8>>) -> Self {
        let headers = answer.headers().iter().map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        Self::new(answer.status().as_u16(), headers.collect(), answer.body())
    }

    /// The header of that name, in any letter case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// How many headers have that name, in any letter case.
    pub(crate) fn count(&self, name: &str) -> usize {
        self.headers.iter().filter(|(header, _)| header.eq_ignore_ascii_case(name)).count()
    }

    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SendFailure {
    /// There is no way to the endpoint.
    Unreachable(String),
    /// The endpoint was reached and gave no complete answer to this request.
    NoAnswer(String),
    /// The endpoint was reached and gave no complete answer in time.
    TimedOut(String),
    /// The request cannot be put on the wire.
    Unsendable(String),
    /// The run ended before the request was sent.
    Held,
}

impl fmt::Display for SendFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(cause)
            | Self::NoAnswer(cause)
            | Self::TimedOut(cause)
            | Self::Unsendable(cause) => f.write_str(cause),
            Self::Held => f.write_str("the run ended before"),
        }
    }
}

impl From<&TransportError> for SendFailure {
    fn from(error: &TransportError) -> Self {
        let text = described(error);
        match error.kind() {
            TransportErrorKind::Connect
            | TransportErrorKind::Tls
            | TransportErrorKind::Timeout(Phase::Connect) => Self::Unreachable(text),
            TransportErrorKind::Unsendable => Self::Unsendable(text),
            TransportErrorKind::Timeout(_) => Self::TimedOut(text),
            _ => Self::NoAnswer(text),
        }
    }
}

/// Sends over HTTP: as the case stands, or through the client where that says the same.
#[derive(Debug)]
pub(crate) struct HttpSender<'a> {
    pub(crate) target: &'a Target,
    pub(crate) transport: Arc<UreqTransport>,
    timeout: Duration,
    /// Whether each request goes over a connection of its own.
    is_closing: bool,
}

impl<'a> HttpSender<'a> {
    pub(crate) fn new(target: &'a Target, timeout: Duration, connections: usize) -> Self {
        let transport = Arc::new(UreqTransport::new(connections));
        Self { target, transport, timeout, is_closing: false }
    }

    /// For an endpoint that serves one connection after the other: none is kept open.
    pub(crate) fn closing(target: &'a Target, timeout: Duration) -> Self {
        Self { is_closing: true, ..Self::new(target, timeout, 1) }
    }

    pub(crate) fn timeouts(&self) -> Timeouts {
        Timeouts::default()
            .with_connect(self.timeout)
            .with_send_request(self.timeout)
            .with_send_body(self.timeout)
            .with_receive_response(self.timeout)
            .with_receive_body(self.timeout)
            .with_overall(self.timeout)
    }

    /// Sends the request byte by byte as the case has it.
    pub(crate) fn send_raw(&self, request: &Request) -> Result<Received, SendFailure> {
        let prepared = self.prepare(request).map_err(SendFailure::Unsendable)?;
        let limits = Limits::starting_now(self.timeouts(), MAX_ANSWER);
        let answer = self.transport.send(prepared, &limits);
        answer.map(|answer| Received::read(&answer)).map_err(|error| SendFailure::from(&error))
    }

    fn prepare<'r>(&self, request: &'r Request) -> Result<http::Request<&'r [u8]>, String> {
        let path = &request.path;
        // Anything else would be read as more of the host's name.
        if !path.starts_with('/') {
            return Err(format!("the path {path:?} does not begin with a slash"));
        }
        let uri: http::Uri = format!("{}{path}", self.target.endpoint())
            .parse()
            .map_err(|error| format!("the path {path} is no URL: {error}"))?;
        let body = request.body.as_deref().unwrap_or_default();
        let mut prepared = http::Request::new(body);
        *prepared.uri_mut() = uri;
        *prepared.method_mut() =
            Method::from_bytes(request.method.as_bytes()).map_err(|error| error.to_string())?;
        for (name, text) in &request.headers {
            let name_on_the_wire = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| format!("`{name}` cannot be the name of a header"))?;
            let (text, is_secret) = match text {
                HeaderText::Token => (self.target.secret().reveal(), true),
                HeaderText::Text(text) => (text.as_str(), false),
            };
            let mut value = HeaderValue::from_str(text).map_err(|_| {
                format!("the value for `{name}` has letters that no header can carry")
            })?;
            value.set_sensitive(is_secret);
            prepared.headers_mut().append(name_on_the_wire, value);
        }
        Ok(prepared)
    }
}

impl Sender for HttpSender<'_> {
    fn send(&self, case: &Case) -> Result<Received, SendFailure> {
        let is_kept = case.connection != Connection::Watched;
        if case.connection == Connection::New || (is_kept && self.is_closing) {
            let connection = Connection::Any;
            return Self::new(self.target, self.timeout, 1)
                .send(&Case { connection, ..case.clone() });
        }
        match route_of(case) {
            Route::Client => through_client::send(self, case),
            // Within TLS there is nothing to watch: the bytes come in records with ends of their own.
            Route::Watched if !self.target.is_encrypted() => {
                watched::send(self.target, &case.request, self.timeout)
            }
            Route::Raw | Route::Watched => self.send_raw(&case.request),
        }
    }
}

/// An error with the errors behind it.
fn described(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        source = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::net::TcpListener;
    use std::time::Duration;

    use super::{HttpSender, Sender as _};
    use crate::case::{Connection, Phase};
    use crate::cases::cases;
    use crate::options::Profile;
    use crate::target::Target;

    #[test]
    fn nothing_leaves_in_plain_text_where_tls_is_asked_for() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            let mut first = Vec::new();
            for _ in 0..2 {
                let (mut stream, _) = listener.accept().unwrap();
                let mut bytes = [0; 4096];
                let count = stream.read(&mut bytes).unwrap();
                first.push(bytes[..count].to_vec());
            }
            first
        });
        let service = secmaster_spec::Service::embedded().unwrap();
        for scheme in ["https", "HTTPS"] {
            let target = Target::new(&format!("{scheme}://{address}")).unwrap().filled(&service);
            let all = cases(&service, &[Phase::Protocol], target.parameters(), Profile::Documented);
            let watched = all.iter().find(|case| case.connection == Connection::Watched).unwrap();
            let sender = HttpSender::new(&target, Duration::from_secs(5), 1);
            sender.send(watched).unwrap_err();
        }
        for bytes in server.join().unwrap() {
            // A TLS record that begins a handshake.
            assert_eq!(bytes.first(), Some(&0x16), "{:?}", String::from_utf8_lossy(&bytes));
            let token = Target::LOOPBACK_TOKEN.as_bytes();
            assert!(!bytes.windows(token.len()).any(|part| part == token));
        }
    }
}
