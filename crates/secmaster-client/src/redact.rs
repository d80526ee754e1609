//! Keeps credentials that a server sends back out of what is kept and printed.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};

use crate::written::places;

/// Shorter values are not looked for: they would be found everywhere.
const SHORTEST: usize = 6;

const REPLACEMENT: &[u8] = b"[redacted]";

/// The values of a request that must not be shown: its sensitive headers.
#[derive(Default)]
pub(crate) struct Secrets(Vec<Bytes>);

impl Secrets {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut secrets = Self::default();
        // Shared, not copied: its owner may overwrite it.
        let values = headers.values().filter(|value| value.is_sensitive());
        values.for_each(|value: &HeaderValue| secrets.add(Bytes::from_owner(value.clone())));
        secrets
    }

    /// Adds one more, unless it is too short or there already.
    pub(crate) fn add(&mut self, secret: Bytes) {
        if secret.len() >= SHORTEST && !self.0.contains(&secret) {
            self.0.push(secret);
        }
    }

    /// Forgets those that were added first, down to this number.
    pub(crate) fn keep_latest(&mut self, most: usize) {
        self.0.drain(..self.0.len().saturating_sub(most));
    }

    /// Whether any secret is in there, however it is written.
    pub(crate) fn appear_in(&self, bytes: &[u8]) -> bool {
        self.0.iter().any(|secret| places(bytes, secret).next().is_some())
    }

    /// The bytes without the secrets.
    pub(crate) fn clean(&self, bytes: Vec<u8>) -> Vec<u8> {
        self.0.iter().fold(bytes, |bytes, secret| without(bytes, secret))
    }

    /// The text without the secrets.
    pub(crate) fn clean_text(&self, text: String) -> String {
        if !self.appear_in(text.as_bytes()) {
            return text;
        }
        String::from_utf8_lossy(&self.clean(text.into_bytes())).into_owned()
    }
}

/// The bytes without a secret, however it is written there.
pub(crate) fn without(bytes: Vec<u8>, secret: &[u8]) -> Vec<u8> {
    if secret.is_empty() {
        return bytes;
    }
    let mut out = Vec::new();
    let mut end = 0;
    for place in places(&bytes, secret) {
        out.extend_from_slice(bytes.get(end..place.start).unwrap_or_default());
        out.extend_from_slice(REPLACEMENT);
        end = place.end;
    }
    if end == 0 {
        return bytes;
    }
    out.extend_from_slice(bytes.get(end..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::Secrets;

    fn secrets(value: &'static str) -> Secrets {
        let mut value = HeaderValue::from_static(value);
        value.set_sensitive(true);
        let mut headers = HeaderMap::new();
        headers.insert("x-auth-token", value);
        headers.insert("accept", HeaderValue::from_static("application/json"));
        Secrets::of(&headers)
    }

    #[test]
    fn every_copy_goes_however_it_is_written() {
        let secrets = secrets("plant/ed+=");
        let text = r#"{"a":"plant/ed+=","b":"plant\/ed+=","c":"plant/ed+=plant/ed+=","d":"plant%2fed%2B=","e":"pl\u0061nt/ed\u002B="}"#;
        let clean = secrets.clean_text(text.to_owned());
        assert_eq!(
            clean,
            r#"{"a":"[redacted]","b":"[redacted]","c":"[redacted][redacted]","d":"[redacted]","e":"[redacted]"}"#
        );
        assert!(!secrets.appear_in(clean.as_bytes()));
    }

    #[test]
    fn what_is_no_secret_stays() {
        let text = "application/json".to_owned();
        assert_eq!(secrets("planted").clean_text(text.clone()), text);
        assert_eq!(secrets("a").clean_text("banana".to_owned()), "banana");
    }
}
