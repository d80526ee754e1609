//! What a fault changes in an answer.

use std::sync::OnceLock;

use hyper::header::{HeaderName, HeaderValue};
use serde_json::Value;

use crate::fault::alteration::Alteration;
use crate::fault::body_form::BodyForm;
use crate::fault::disruption::Disruption;
use crate::fault::leak::Leak;
use crate::pointer;
use crate::reply::Reply;

/// What becomes of a header's value.
pub(crate) type Edit = fn(&str) -> String;

/// A change of an answer. Places are JSON pointers into its body.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// It has this status.
    Status(u16),
    /// It lacks this header.
    DropHeader(HeaderName),
    /// It has this header.
    SetHeader(HeaderName, HeaderValue),
    /// Its header is what this makes of it.
    EditHeader(HeaderName, Edit),
    /// Its header is that of the first answer.
    RepeatHeader(HeaderName, OnceLock<HeaderValue>),
    /// This value stands there.
    Put(String, Value),
    /// Nothing stands at these places.
    Omit(Vec<String>),
    /// Another value stands there, where there was one.
    Alter(String, Alteration),
    /// Its body is no JSON object.
    Form(BodyForm),
    /// This is its body.
    Body(&'static str),
    /// It has the secret of the request.
    Leak(Leak),
    /// It breaks HTTP.
    Disrupt(Disruption),
    /// Several of these.
    All(Vec<Self>),
}

impl Change {
    /// Changes the answer to a request with that secret.
    pub(crate) fn apply(&self, reply: &mut Reply, secret: &dyn Fn() -> Option<String>) {
        match self {
            Self::Status(status) => reply.status = *status,
            Self::DropHeader(name) => reply.remove_header(name),
            Self::SetHeader(name, value) => reply.set_header(name, value.clone()),
            Self::EditHeader(name, edit) => {
                let text = reply.header(name).and_then(|value| value.to_str().ok());
                if let Some(value) = text.and_then(|text| edit(text).parse().ok()) {
                    reply.set_header(name, value);
                }
            }
            Self::RepeatHeader(name, first) => {
                if let Some(value) = reply.header(name) {
                    let value = first.get_or_init(|| value.clone()).clone();
                    reply.set_header(name, value);
                }
            }
            Self::Put(place, value) => {
                reply.change_body(|body| pointer::set(body, place, value.clone()));
            }
            Self::Omit(places) => reply.change_body(|body| {
                places.iter().for_each(|place| pointer::remove(body, place));
            }),
            Self::Alter(place, alteration) => reply.change_body(|body| {
                let Some(value) = body.pointer_mut(place) else { return };
                if let Some(other) = alteration.apply(value) {
                    *value = other;
                }
            }),
            Self::Form(form) => reply.set_body(form.of(reply.body())),
            Self::Body(text) => reply.set_body(text.as_bytes().to_vec()),
            Self::Leak(leak) => {
                if let Some(secret) = secret() {
                    leak.apply(reply, &secret);
                }
            }
            Self::Disrupt(disruption) => reply.disruption = Some(*disruption),
            Self::All(changes) => changes.iter().for_each(|change| change.apply(reply, secret)),
        }
    }
}
