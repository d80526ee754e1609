//! Answers that repeat a secret of the request.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hyper::header::{HeaderName, HeaderValue};
use serde_json::Value;

use crate::pointer;
use crate::reply::Reply;

const HEADER: HeaderName = HeaderName::from_static("x-debug-token");

/// Where the secret stands in the answer, and in which spelling.
#[derive(Clone, Debug)]
pub(crate) enum Leak {
    /// In a header.
    Header(Spelling),
    /// In the message, which stands at one of these places.
    Message(Vec<String>, Spelling),
    /// In a member that no table has.
    Member(Spelling),
}

/// How the secret is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    Plain,
    Base64,
    Percent,
}

impl Leak {
    /// Puts the secret into the answer.
    pub(crate) fn apply(&self, reply: &mut Reply, secret: &str) {
        match self {
            Self::Header(spelling) => {
                if let Ok(value) = HeaderValue::from_str(&spelling.of(secret)) {
                    reply.set_header(&HEADER, value);
                }
            }
            Self::Message(places, spelling) => reply.change_body(|body| {
                let place = places.iter().find(|place| body.pointer(place).is_some());
                let Some(message) = place.and_then(|place| body.pointer_mut(place)) else { return };
                let text = message.as_str().unwrap_or_default();
                *message = format!("{text} (token {})", spelling.of(secret)).into();
            }),
            Self::Member(spelling) => {
                let secret = Value::from(spelling.of(secret));
                reply.change_body(|body| pointer::set(body, "/debug/token", secret));
            }
        }
    }
}

impl Spelling {
    fn of(self, secret: &str) -> String {
        match self {
            Self::Plain => secret.to_owned(),
            Self::Base64 => BASE64_STANDARD.encode(secret),
            Self::Percent => secret.bytes().map(|byte| format!("%{byte:02X}")).collect(),
        }
    }
}
