//! Makes errors: from refusals, failed transports and answers.

use std::time::Duration;

use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderMap, HeaderName, StatusCode, Uri};
use jiff::Timestamp;

use super::envelope::{Envelope, recognise};
use super::skew::clock_skew;
use super::{Error, Inner, Kind, Refusal};
use crate::decode::Unreadable;
use crate::redact::Secrets;
use crate::{CredentialsError, DecodeError, Operation, TransportError};

/// How much of a body, and of a message in it, an error keeps.
const KEPT: usize = 64 * 1024;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A complete answer, with what must not be shown of it.
pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) secrets: Secrets,
    /// When the request says that it was signed.
    pub(crate) signed_at: Option<Timestamp>,
    /// How long the service asks to be left alone.
    pub(crate) retry_after: Option<Duration>,
    pub(crate) attempts: u32,
    /// Whether an attempt before the last one may have been applied.
    pub(crate) in_doubt: bool,
}

impl Received {
    /// The service's id of the request.
    pub(crate) fn request_id(&self) -> Option<String> {
        request_id(&self.headers, &self.secrets)
    }

    fn header(&self, name: &HeaderName) -> Option<String> {
        header(&self.headers, name, &self.secrets)
    }

    /// The host that a redirect names; a path alone names none.
    fn location(&self) -> Option<String> {
        let uri: Uri = self.header(&LOCATION)?.parse().ok()?;
        uri.host().map(str::to_owned)
    }
}

/// The service's id of a request, without the secrets.
pub(crate) fn request_id(headers: &HeaderMap, secrets: &Secrets) -> Option<String> {
    header(headers, &X_REQUEST_ID, secrets)
}

fn header(headers: &HeaderMap, name: &HeaderName, secrets: &Secrets) -> Option<String> {
    let value = headers.get(name)?;
    let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
    Some(secrets.clean_text(text)).filter(|text| !text.is_empty())
}

impl Error {
    pub(crate) fn refused(operation: &'static str, refusal: Refusal) -> Self {
        Self::bare(operation, Kind::Refused(refusal), 0)
    }

    pub(crate) fn credentials(
        operation: &'static str,
        error: CredentialsError,
        attempts: u32,
    ) -> Self {
        Self::bare(operation, Kind::Credentials(error), attempts)
    }

    pub(crate) fn transport(operation: &'static str, error: TransportError, attempts: u32) -> Self {
        let status = error.status();
        let mut made = Self::bare(operation, Kind::Transport(error), attempts);
        made.0.status = status;
        made
    }

    /// The error that an answer without success reports.
    pub(crate) fn answered(operation: &'static str, received: Received) -> Self {
        if received.status.is_redirection() {
            let kind = Kind::Redirect(received.location());
            return Self::of(operation, kind, received);
        }
        let envelope = recognise(&received.body);
        let message = envelope.as_ref().ok().and_then(|envelope| envelope.message.as_deref());
        let is_unauthorized = received.status == StatusCode::UNAUTHORIZED;
        let clock_skew = is_unauthorized
            .then(|| clock_skew(message, &received.headers, received.signed_at))
            .flatten();
        let mut made = Self::reported(operation, envelope, received);
        made.0.clock_skew = clock_skew;
        made
    }

    fn reported(
        operation: &'static str,
        envelope: Result<Envelope, String>,
        received: Received,
    ) -> Self {
        let envelope = match envelope {
            Ok(envelope) => envelope,
            Err(why) => return Self::of(operation, Kind::Unexpected(why), received),
        };
        let clean = |text: Option<String>| text.map(|text| cut(received.secrets.clean_text(text)));
        let (code, message) = (clean(envelope.code), clean(envelope.message));
        let request_id = clean(envelope.request_id);
        let kind = if envelope.is_gateway { Kind::Gateway } else { Kind::Service };
        let mut made = Self::of(operation, kind, received);
        made.0.code = code;
        made.0.message = message;
        made.0.request_id = made.0.request_id.take().or(request_id);
        made
    }

    /// The error of a successful answer that cannot be read.
    pub(crate) fn unreadable(operation: &'static str, received: Received, why: Unreadable) -> Self {
        let kind = match why {
            Unreadable::NotJson(_) if received.body.is_empty() => {
                Kind::Unexpected("empty body".to_owned())
            }
            Unreadable::NotJson(why) => Kind::Unexpected(format!("no JSON ({why})")),
            Unreadable::Misfit(error) => Kind::Decode(DecodeError {
                pointer: received.secrets.clean_text(error.pointer),
                message: received.secrets.clean_text(error.message),
            }),
        };
        Self::of(operation, kind, received)
    }

    fn of(operation: &'static str, kind: Kind, received: Received) -> Self {
        let made = Self::bare(operation, kind, received.attempts);
        let mut made = made.with_doubt(received.in_doubt);
        made.0.status = Some(received.status);
        made.0.retry_after = received.retry_after;
        made.0.request_id = received.request_id();
        made.0.content_type = received.header(&CONTENT_TYPE);
        // Cleaned before it is cut, or the cut could leave the half of a secret.
        made.0.body = received.secrets.clean(received.body);
        made.0.body.truncate(KEPT);
        made.0.body.shrink_to_fit();
        made
    }

    fn bare(operation: &'static str, kind: Kind, attempts: u32) -> Self {
        Self(Box::new(Inner {
            operation,
            kind,
            status: None,
            code: None,
            message: None,
            request_id: None,
            content_type: None,
            body: Vec::new(),
            clock_skew: None,
            retry_after: None,
            attempts,
            in_doubt: false,
            consequence: None,
        }))
    }

    /// Says what to think of, should the operation have been applied.
    pub(crate) fn of_operation<O: Operation>(mut self) -> Self {
        self.0.consequence = (!O::IDEMPOTENT).then_some(O::IN_DOUBT);
        self
    }

    /// Says whether an attempt before the last one may have been applied.
    pub(crate) fn with_doubt(mut self, in_doubt: bool) -> Self {
        self.0.in_doubt = in_doubt;
        self
    }
}

fn cut(mut text: String) -> String {
    let within = |(at, character): (usize, char)| at + character.len_utf8();
    let end = text.char_indices().map(within).take_while(|end| *end <= KEPT).last();
    text.truncate(end.unwrap_or(0));
    text
}
