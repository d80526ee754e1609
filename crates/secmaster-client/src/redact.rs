//! Keeps credentials that a server sends back out of what is kept and printed.

use std::borrow::Cow;

use http::{HeaderMap, HeaderValue};
use memchr::memmem;

/// Shorter values are not looked for: they would be found everywhere.
const SHORTEST: usize = 6;

const REPLACEMENT: &[u8] = b"[redacted]";

const ESCAPED_SLASH: &[u8] = b"\\/";

/// The values of a request that must not be shown: its sensitive headers.
pub(crate) struct Secrets(Vec<HeaderValue>);

impl Secrets {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let sensitive = |value: &&HeaderValue| value.is_sensitive() && value.len() >= SHORTEST;
        Self(headers.values().filter(sensitive).cloned().collect())
    }

    /// Whether any secret is in there.
    pub(crate) fn appear_in(&self, bytes: &[u8]) -> bool {
        self.forms(bytes).iter().any(|secret| memmem::find(bytes, secret).is_some())
    }

    /// The bytes without the secrets.
    pub(crate) fn clean(&self, bytes: Vec<u8>) -> Vec<u8> {
        if !self.appear_in(&bytes) {
            return bytes;
        }
        let forms = self.forms(&bytes);
        forms.iter().fold(bytes, |bytes, secret| replaced(&bytes, secret, REPLACEMENT))
    }

    /// The text without the secrets.
    pub(crate) fn clean_text(&self, text: String) -> String {
        if !self.appear_in(text.as_bytes()) {
            return text;
        }
        String::from_utf8_lossy(&self.clean(text.into_bytes())).into_owned()
    }

    /// How the secrets may be written in there.
    fn forms(&self, bytes: &[u8]) -> Vec<Cow<'_, [u8]>> {
        // JSON may write a slash, which base64 uses, with a backslash before it.
        let slashes = memmem::find(bytes, ESCAPED_SLASH).is_some();
        let mut forms = Vec::with_capacity(2 * self.0.len());
        for secret in self.0.iter().map(HeaderValue::as_bytes) {
            forms.push(Cow::Borrowed(secret));
            if slashes && secret.contains(&b'/') {
                forms.push(Cow::Owned(replaced(secret, b"/", ESCAPED_SLASH)));
            }
        }
        forms
    }
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((before, after)) =
        memmem::find(rest, from).and_then(|at| rest.split_at_checked(at))
    {
        out.extend_from_slice(before);
        out.extend_from_slice(to);
        rest = after.get(from.len()..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
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
    fn every_copy_goes_however_json_writes_it() {
        let secrets = secrets("plant/ed+=");
        let text = r#"{"a":"plant/ed+=","b":"plant\/ed+=","c":"plant/ed+=plant/ed+="}"#;
        let clean = secrets.clean_text(text.to_owned());
        assert_eq!(clean, r#"{"a":"[redacted]","b":"[redacted]","c":"[redacted][redacted]"}"#);
        assert!(!secrets.appear_in(clean.as_bytes()));
    }

    #[test]
    fn what_is_no_secret_stays() {
        let text = "application/json".to_owned();
        assert_eq!(secrets("planted").clean_text(text.clone()), text);
        assert_eq!(secrets("a").clean_text("banana".to_owned()), "banana");
    }
}
