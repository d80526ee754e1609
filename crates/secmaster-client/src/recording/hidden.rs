//! Takes secrets out of exchanges, wherever they stand.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::redact::Secrets;

/// What stands for a secret.
const REPLACEMENT: &str = "[redacted]";

/// Headers whose values are secret, whether they are marked so or not.
const HEADERS: [&str; 7] = [
    "authorization",
    "cookie",
    "proxy-authorization",
    "set-cookie",
    "x-auth-token",
    "x-security-token",
    "x-subject-token",
];

/// Members of a body whose text is secret; letter case, `_` and `-` do not count.
const MEMBERS: [&str; 11] = [
    "accesstoken",
    "idtoken",
    "passcode",
    "password",
    "refreshtoken",
    "secret",
    "secretaccesskey",
    "secretkey",
    "securitytoken",
    "sk",
    "token",
];

/// So many secrets of earlier exchanges are looked for in later ones.
const MOST_KEPT: usize = 64;

/// The secrets met so far.
#[derive(Default)]
pub(super) struct Hidden(Secrets);

impl Hidden {
    /// Remembers the secrets of a request or an answer.
    pub(super) fn learn(&mut self, headers: &HeaderMap, body: &[u8]) {
        for (name, value) in headers {
            if is_secret(name, value) {
                self.0.add(Bytes::from_owner(value.clone()));
                self.0.add(Bytes::from_owner(Zeroizing::new(proof(value).to_vec())));
            }
        }
        if let Ok(mut json) = serde_json::from_slice(body) {
            let learn = |text: &mut String| {
                self.0.add(Bytes::from_owner(Zeroizing::new(text.as_bytes().to_vec())));
            };
            each_secret(&mut json, learn);
        }
        self.0.keep_latest(MOST_KEPT);
    }

    /// A header's value as it may be shown.
    pub(super) fn header(&self, name: &HeaderName, value: &HeaderValue) -> Vec<u8> {
        if is_secret(name, value) {
            return REPLACEMENT.into();
        }
        self.0.clean(value.as_bytes().to_vec())
    }

    /// A body as it may be shown. Its JSON is written anew only if it has a secret member.
    pub(super) fn body(&self, body: &[u8]) -> Vec<u8> {
        let mut found = false;
        let mut json = serde_json::from_slice(body).unwrap_or_default();
        each_secret(&mut json, |text| {
            found = true;
            REPLACEMENT.clone_into(text);
        });
        let body = if found { json.to_string().into_bytes() } else { body.to_vec() };
        self.0.clean(body)
    }

    /// Any other text as it may be shown.
    pub(super) fn text(&self, text: String) -> String {
        self.0.clean_text(text)
    }
}

fn is_secret(name: &HeaderName, value: &HeaderValue) -> bool {
    value.is_sensitive() || HEADERS.contains(&name.as_str())
}

/// The part of a credential that proves something: what follows its scheme, or its signature.
fn proof(value: &HeaderValue) -> &[u8] {
    let bytes = value.as_bytes();
    let after = |mark: &[u8]| {
        let start = memchr::memmem::find(bytes, mark)? + mark.len();
        bytes.get(start..)
    };
    after(b"Signature=").or_else(|| after(b" ")).unwrap_or_default()
}

fn each_secret(value: &mut Value, mut act: impl FnMut(&mut String)) {
    let mut rest = vec![value];
    while let Some(value) = rest.pop() {
        match value {
            Value::Array(items) => rest.extend(items),
            Value::Object(members) => {
                for (name, value) in members {
                    match value {
                        Value::String(text) if is_secret_member(name) => act(text),
                        other => rest.push(other),
                    }
                }
            }
            _ => {}
        }
    }
}

fn is_secret_member(name: &str) -> bool {
    let plain = name.replace(['_', '-'], "").to_ascii_lowercase();
    MEMBERS.contains(&plain.as_str())
}
