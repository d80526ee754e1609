//! The canonical form of a request, over which SDK-HMAC-SHA256 signs.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Uri};
use percent_encoding::{AsciiSet, percent_decode_str, percent_encode};
use sha2::{Digest, Sha256};

use crate::path::RESERVED;

pub(super) const X_SDK_CONTENT_SHA256: HeaderName = HeaderName::from_static("x-sdk-content-sha256");

/// The host of an address as a server sees it, with the port if that is not the usual one.
pub(super) fn host(uri: &Uri) -> Option<HeaderValue> {
    let host = uri.host()?;
    let usual = if uri.scheme_str() == Some("http") { 80 } else { 443 };
    match uri.port_u16().filter(|port| *port != usual) {
        Some(port) => HeaderValue::try_from(format!("{host}:{port}")).ok(),
        None => HeaderValue::try_from(host).ok(),
    }
}

/// Whether the body is of a type that is not signed.
pub(super) fn has_unsigned_body(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let is = |start: &[u8]| {
        media_type
            .get(..start.len())
            .is_some_and(|media_type| media_type.eq_ignore_ascii_case(start))
    };
    !(media_type.is_empty() || is(b"application/json") || is(b"application/bson"))
}

/// The names of the headers that are signed, in order. Proxies drop names with `_`.
pub(super) fn signed_headers(headers: &HeaderMap) -> Vec<&str> {
    let is_signed = |name: &&str| !name.contains('_') && *name != "authorization";
    let mut names: Vec<&str> = headers.keys().map(HeaderName::as_str).filter(is_signed).collect();
    names.sort_unstable();
    names
}

/// The canonical request. Headers may have any bytes, so it is no text.
pub(super) fn canonical_request(request: &Request<&[u8]>, signed: &[&str]) -> Vec<u8> {
    let (uri, headers) = (request.uri(), request.headers());
    let mut out = Vec::with_capacity(1024);
    out.extend_from_slice(request.method().as_str().as_bytes());
    out.push(b'\n');
    write_path(uri, &mut out);
    out.push(b'\n');
    write_query(uri, &mut out);
    out.push(b'\n');
    for name in signed {
        let mut values: Vec<&[u8]> =
            headers.get_all(*name).iter().map(|it| it.as_bytes()).collect();
        values.sort_unstable();
        for value in values {
            out.extend_from_slice(name.as_bytes());
            out.push(b':');
            out.extend_from_slice(value.trim_ascii());
            out.push(b'\n');
        }
    }
    out.push(b'\n');
    out.extend_from_slice(signed.join(";").as_bytes());
    out.push(b'\n');
    // As the official SDK: what is empty has a hash, whatever the header says.
    match headers.get(X_SDK_CONTENT_SHA256).filter(|_| !request.body().is_empty()) {
        Some(hash) => out.extend_from_slice(hash.as_bytes().trim_ascii()),
        None => out.extend_from_slice(hash(request.body()).as_bytes()),
    }
    out
}

/// The SHA-256 of some bytes, in hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(bytes))
}

/// Escapes are read before they are written, so that each way of writing a path is signed alike;
/// segment by segment, because an escaped slash separates none.
fn write_path(uri: &Uri, out: &mut Vec<u8>) {
    for (index, segment) in uri.path().split('/').enumerate() {
        if index > 0 {
            out.push(b'/');
        }
        encode(&decoded(segment), RESERVED, out);
    }
    if out.last() != Some(&b'/') {
        out.push(b'/');
    }
}

/// Sorted as it reads, not as it is written. A `+` is a plus.
fn write_query(uri: &Uri, out: &mut Vec<u8>) {
    let pairs = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (decoded(key), decoded(value)))
        .collect();
    pairs.sort_unstable();
    for (index, (key, value)) in pairs.iter().enumerate() {
        if index > 0 {
            out.push(b'&');
        }
        encode(key, RESERVED, out);
        out.push(b'=');
        encode(value, RESERVED, out);
    }
}

fn decoded(text: &str) -> Vec<u8> {
    percent_decode_str(text).collect()
}

fn encode(bytes: &[u8], reserved: &'static AsciiSet, out: &mut Vec<u8>) {
    for piece in percent_encode(bytes, reserved) {
        out.extend_from_slice(piece.as_bytes());
    }
}
