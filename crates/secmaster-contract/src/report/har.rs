//! Everything that was sent and received, as an HTTP Archive (HAR 1.2) that browsers and proxies open.

use std::io::{self, Write};
use std::time::Duration;

use jiff::Timestamp;
use secmaster_client::http::StatusCode;
use serde_json::{Value, json};

use super::message::headers;
use crate::case::Request;
use crate::dispatch::Answer;
use crate::secret::Secret;
use crate::send::Received;

/// A request and what came of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    /// The id of the case.
    pub(crate) case: &'a str,
    pub(crate) request: &'a Request,
    pub(crate) answer: &'a Answer,
    /// When it was sent.
    pub(crate) started: Timestamp,
    /// How long it took.
    pub(crate) elapsed: Duration,
}

/// Writes the archive, one entry after the other, so that it may be of any size.
///
/// The entries must come in the order in which they were sent, as readers expect it. A body is what
/// the harness made of it: where it is no UTF-8, with signs in place of what cannot be read.
pub(crate) fn write<'a>(
    out: &mut dyn Write,
    endpoint: &str,
    secret: &Secret,
    entries: impl IntoIterator<Item = Entry<'a>>,
) -> io::Result<()> {
    let creator = json!({"name": "secmaster-contract", "version": env!("CARGO_PKG_VERSION")});
    write!(out, r#"{{"log":{{"version":"1.2","creator":{creator},"entries":["#)?;
    for (number, entry) in entries.into_iter().enumerate() {
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &json_of(&entry, endpoint, secret))?;
    }
    out.write_all(b"\n]}}\n")
}

fn json_of(entry: &Entry<'_>, endpoint: &str, secret: &Secret) -> Value {
    let milliseconds = entry.elapsed.as_secs_f64() * 1000.0;
    json!({
        "startedDateTime": entry.started.to_string(),
        "time": milliseconds,
        "request": request(entry.request, endpoint, secret),
        "response": match entry.answer {
            Ok(received) => response(received, secret),
            Err(failure) => no_response(&secret.redact(&failure.to_string())),
        },
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "comment": entry.case,
    })
}

fn request(request: &Request, endpoint: &str, secret: &Secret) -> Value {
    let headers = headers(request);
    let body = request.body.as_deref();
    let mut value = json!({
        "method": request.method.as_str(),
        "url": secret.redact(&format!("{endpoint}{}", request.path)),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(&headers, secret),
        "queryString": query(&request.path, secret),
        "headersSize": -1,
        "bodySize": body.map_or(0, <[u8]>::len),
    });
    if let (Some(body), Some(members)) = (body, value.as_object_mut()) {
        let post_data = json!({"mimeType": type_of(&headers), "text": secret.redact(&String::from_utf8_lossy(body))});
        members.insert("postData".to_owned(), post_data);
    }
    value
}

fn response(received: &Received, secret: &Secret) -> Value {
    let reason = StatusCode::from_u16(received.status).ok();
    let location = received.header("location").unwrap_or_default();
    json!({
        "status": received.status,
        "statusText": reason.and_then(|status| status.canonical_reason()).unwrap_or_default(),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(&received.headers, secret),
        "content": {
            "size": received.text.len(),
            "mimeType": secret.redact(type_of(&received.headers)),
            "text": secret.redact(&received.text),
        },
        "redirectURL": secret.redact(location),
        "headersSize": -1,
        "bodySize": received.text.len(),
    })
}

/// What stands for an answer that never came, in the words of browsers.
fn no_response(cause: &str) -> Value {
    json!({
        "status": 0,
        "statusText": "",
        "httpVersion": "",
        "cookies": [],
        "headers": [],
        "content": {"size": 0, "mimeType": "x-unknown"},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
        "_error": cause,
    })
}

fn pairs(pairs: &[(String, String)], secret: &Secret) -> Value {
    let pair = |(name, value): &(String, String)| json!({"name": secret.redact(name), "value": secret.redact(value)});
    pairs.iter().map(pair).collect()
}

/// The parameters of a path's query, still percent-encoded.
fn query(path: &str, secret: &Secret) -> Value {
    let query = path.split_once('?').map_or("", |(_, query)| query);
    let parameters: Vec<(String, String)> = query
        .split('&')
        .filter(|parameter| !parameter.is_empty())
        .map(|parameter| parameter.split_once('=').unwrap_or((parameter, "")))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    pairs(&parameters, secret)
}

fn type_of(headers: &[(String, String)]) -> &str {
    let header = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    header.map_or("x-unknown", |(_, value)| value)
}

#[cfg(test)]
#[path = "har_tests.rs"]
mod tests;
