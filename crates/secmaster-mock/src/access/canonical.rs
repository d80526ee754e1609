//! The canonical form of a request: what its signature is computed from.

use std::fmt::Write as _;

use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use sha2::{Digest as _, Sha256};

/// Where a client says that it does not sign the body, or repeats the hash of it.
const CONTENT_HASH: &str = "x-sdk-content-sha256";
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// What is encoded: all but the unreserved characters of URIs.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Headers whose values are not shown.
const SECRET: [&str; 3] = ["x-security-token", "x-auth-token", "authorization"];

/// A request with the names of its signed headers, in lower case and sorted.
#[derive(Debug)]
pub(super) struct Canonical<'a> {
    pub(super) head: &'a Parts,
    pub(super) body: &'a [u8],
    pub(super) signed_headers: &'a [String],
}

impl Canonical<'_> {
    /// The whole form; its lines end with a line feed, but for the last.
    pub(super) fn text(&self) -> String {
        self.written(|_, value| value)
    }

    /// The form as the gateway prints it, on one line, without secrets.
    pub(super) fn shown(&self) -> String {
        let hidden = |name: &str, value| {
            if SECRET.contains(&name) { "[redacted]".to_owned() } else { value }
        };
        self.written(hidden).replace('\n', "|")
    }

    fn written(&self, value: impl Fn(&str, String) -> String) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.head.method, self.uri(), self.query());
        for name in self.signed_headers {
            for line in values(&self.head.headers, name) {
                // Writing to a text cannot fail.
                let _ = writeln!(text, "{name}:{}", value(name, line));
            }
        }
        let _ = write!(text, "\n{}\n{}", self.signed_headers.join(";"), self.body_hash());
        text
    }

    fn uri(&self) -> String {
        let segments = self.head.uri.path().split('/');
        let mut uri = segments.map(|it| encoded(&decoded(it))).collect::<Vec<_>>().join("/");
        if !uri.ends_with('/') {
            uri.push('/');
        }
        uri
    }

    fn query(&self) -> String {
        let Some(query) = self.head.uri.query() else { return String::new() };
        let form = |text: &str| decoded(&text.replace('+', "%20"));
        let parts = query.split('&').filter(|part| !part.is_empty());
        let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = parts
            .map(|part| part.split_once('=').unwrap_or((part, "")))
            .map(|(name, value)| (form(name), form(value)))
            .collect();
        pairs.sort_unstable();
        let written = pairs.iter().map(|(name, value)| encoded(name) + "=" + &encoded(value));
        written.collect::<Vec<_>>().join("&")
    }

    fn body_hash(&self) -> String {
        let is_unsigned = self.signed_headers.iter().any(|name| name == CONTENT_HASH)
            && values(&self.head.headers, CONTENT_HASH) == [UNSIGNED];
        if is_unsigned { UNSIGNED.to_owned() } else { hash(self.body) }
    }
}

/// The values of that header, trimmed and sorted; one that is missing is empty.
fn values(headers: &HeaderMap, name: &str) -> Vec<String> {
    let lines = headers.get_all(name).iter();
    let mut values: Vec<String> =
        lines.map(|line| String::from_utf8_lossy(line.as_bytes()).trim().to_owned()).collect();
    values.sort_unstable();
    if values.is_empty() {
        values.push(String::new());
    }
    values
}

/// The SHA-256 hash in hexadecimal notation.
pub(super) fn hash(bytes: &[u8]) -> String {
    hexed(&Sha256::digest(bytes))
}

pub(super) fn hexed(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn decoded(text: &str) -> Vec<u8> {
    percent_decode_str(text).collect()
}

fn encoded(bytes: &[u8]) -> String {
    percent_encode(bytes, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn canonical(uri: &str, headers: &[(&str, &str)], signed: &[&str]) -> String {
        let mut request = Request::get(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        let signed_headers: Vec<String> = signed.iter().map(ToString::to_string).collect();
        Canonical { head: &head, body: b"{}", signed_headers: &signed_headers }.text()
    }

    #[test]
    fn the_query_is_sorted_and_encoded() {
        let query = "test=%e4%b8%80%20%28&limit=1&multi=2&path=/tmp/123&multi=10&multi=1&&flag&a=b=c&s=x+y*~";
        let text = canonical(&format!("/a%20b/%7e%2f?{query}"), &[], &[]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1], "/a%20b/~%2F/");
        assert_eq!(
            lines[2],
            "a=b%3Dc&flag=&limit=1&multi=1&multi=10&multi=2&path=%2Ftmp%2F123&s=x%20y%2A~&test=%E4%B8%80%20%28"
        );
        assert_eq!(lines[5], hash(b"{}"));
        assert_eq!(canonical("/", &[], &[]).lines().nth(1), Some("/"));
    }

    #[test]
    fn headers_are_trimmed_and_those_missing_empty() {
        let text = canonical("/", &[("b", " x "), ("b", "a"), ("c", "1")], &["a", "b"]);
        let due = format!("GET\n/\n\na:\nb:a\nb:x\n\na;b\n{}", hash(b"{}"));
        assert_eq!(text, due);
    }

    #[test]
    fn only_a_signed_header_leaves_the_body_unsigned() {
        let headers = [(CONTENT_HASH, UNSIGNED)];
        assert!(canonical("/", &headers, &[CONTENT_HASH]).ends_with(UNSIGNED));
        assert!(canonical("/", &headers, &["host"]).ends_with(&hash(b"{}")));
        assert!(canonical("/", &[(CONTENT_HASH, "x")], &[CONTENT_HASH]).ends_with(&hash(b"{}")));
    }
}
