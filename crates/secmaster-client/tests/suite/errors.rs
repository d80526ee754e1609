//! Errors as they are shown and what they hold, for every kind of answer.

use crate::support::{Server, client, client_of, creation, delete, reply};
use secmaster_client::http::Response;
use secmaster_client::{Canned, Error, TransportError, TransportErrorKind};

fn error_of(status: u16, headers: &[(&str, &str)], body: &str) -> Error {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    let response = response.body(body.as_bytes().to_vec()).unwrap();
    let canned = Canned::new().response(response);
    client(canned).send(&delete(["a"])).unwrap_err()
}

#[test]
fn a_failure_is_one_with_any_status() {
    let body = r#"{"code":"SecMaster.20030004","message":"Failed to create the data object"}"#;
    let client = client(Canned::new().answer(200, body));
    let error = client.create_indicator("w", &creation("203.0.113.7")).unwrap_err();
    assert!(error.is_service() && error.may_have_been_applied());
    assert_eq!(
        error.to_string(),
        "create-indicator: 200 SecMaster.20030004 Failed to create the data object; \
         the indicator may exist"
    );
}

#[test]
fn one_line_says_what_happened() {
    let id = ("x-request-id", "4f1c");
    for (error, line) in [
        (
            error_of(
                400,
                &[id],
                r#"{"code":"SecMaster.20030001","message":"Invalid parameters."}"#,
            ),
            "delete-indicator: 400 SecMaster.20030001 Invalid parameters. (request id 4f1c)",
        ),
        (
            error_of(
                401,
                &[],
                r#"{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information.","request_id":"9a"}"#,
            ),
            "delete-indicator: 401 APIGW.0301 Incorrect IAM authentication information. (request id 9a)",
        ),
        (
            error_of(401, &[], r#"{"error":{"code":401,"message":"m","title":"Unauthorized"}}"#),
            "delete-indicator: 401 401 m",
        ),
        (
            error_of(
                502,
                &[("content-type", "text/html"), id],
                "<html>\r\n<h1>502 Bad Gateway</h1>\r\n",
            ),
            "delete-indicator: 502 unexpected answer, no JSON, text/html: \
             <html>\\r\\n<h1>502 Bad Gateway</h1> (request id 4f1c)",
        ),
        (error_of(503, &[], ""), "delete-indicator: 503 unexpected answer, empty body"),
        (
            error_of(404, &[("content-type", "application/json")], r#"{"error":"Not Found"}"#),
            "delete-indicator: 404 unexpected answer, JSON of unknown shape, application/json: \
             {\"error\":\"Not Found\"}",
        ),
        (
            error_of(200, &[id], r#"{"code":"0","data":{}}"#),
            "delete-indicator: 200 unreadable answer, at /data: missing field `success_ids` \
             at line 1 column 21 (request id 4f1c)",
        ),
        (
            error_of(200, &[("content-type", "text/html")], "<p>log in</p>"),
            "delete-indicator: 200 unexpected answer, no JSON \
             (expected value at line 1 column 1), text/html: <p>log in</p>",
        ),
        (error_of(204, &[], ""), "delete-indicator: 204 unexpected answer, empty body"),
        (error_of(304, &[], ""), "delete-indicator: 304 redirect, not followed"),
    ] {
        assert_eq!(error.to_string(), line);
    }
}

#[test]
fn a_refused_request_names_the_rule() {
    let error = client(Canned::new()).send(&delete([])).unwrap_err();
    let line = error.to_string();
    let violations = error.violations().unwrap();
    assert_eq!(line, format!("delete-indicator: not sent: {violations}"));
    assert_eq!(error.attempts(), 0);
    assert!(std::error::Error::source(&error).is_none());
}

#[test]
fn a_chain_of_errors_says_nothing_twice() {
    let io = || std::io::Error::new(std::io::ErrorKind::ConnectionRefused, "port closed");
    let failed = TransportError::new(TransportErrorKind::Connect).with_source(io());
    for error in [
        client(Canned::new()).send(&delete([])).unwrap_err(),
        client(Canned::new().fail(failed)).send(&delete(["a"])).unwrap_err(),
        error_of(200, &[], "[7]"),
    ] {
        let call = secmaster_client::CallError::from(error);
        let (line, source) = (call.to_string(), std::error::Error::source(&call));
        assert!(source.is_none(), "{line}: {source:?}");
    }
    let failed = TransportError::new(TransportErrorKind::Connect).with_source(io());
    let error = client(Canned::new().fail(failed)).send(&delete(["a"])).unwrap_err();
    assert_eq!(error.to_string(), "delete-indicator: no connection: port closed");
    let cause = error.transport_error().and_then(TransportError::cause);
    assert!(cause.is_some_and(|cause| cause.is::<std::io::Error>()));
}

#[test]
fn predicates_exclude_one_another() {
    let refused = client(Canned::new()).send(&delete([])).unwrap_err();
    let broken = Canned::new().fail(TransportError::new(TransportErrorKind::Interrupted));
    for error in [
        refused,
        client(broken).send(&delete(["a"])).unwrap_err(),
        error_of(400, &[], r#"{"code":"S.1"}"#),
        error_of(401, &[], r#"{"error_code":"APIGW.0301","error_msg":"m"}"#),
        error_of(302, &[], ""),
        error_of(500, &[], "x"),
        error_of(200, &[], "[]"),
    ] {
        let kinds = [
            error.is_invalid_request(),
            error.is_credentials(),
            error.is_service(),
            error.is_gateway(),
            error.is_redirect(),
            error.is_unexpected_body(),
            error.is_decode(),
            error.is_transport(),
        ];
        assert_eq!(kinds.iter().filter(|kind| **kind).count(), 1, "{error:?}");
    }
}

#[test]
fn foreign_text_stays_on_one_short_line() {
    let body = serde_json::json!({
        "code": "S\u{1b}[31m\n1",
        "message": format!("a\r\nb\u{202e}{}", "x".repeat(100_000)),
    });
    let error = error_of(400, &[("x-request-id", "é")], &body.to_string());
    let line = error.to_string();
    assert!(line.len() < 1000);
    assert!(!line.chars().any(|c| c.is_control() || c == '\u{202e}'), "{line:?}");
    assert!(line.starts_with("delete-indicator: 400 S\\u{1b}[31m\\n1 a\\r\\nb\\u{202e}xxx"));
    assert_eq!(error.code(), Some("S\u{1b}[31m\n1"));
    assert_eq!(error.message().unwrap().len(), 64 * 1024);
    assert_eq!(error.body().len(), 64 * 1024);
}

#[test]
fn a_number_as_code_is_text() {
    assert_eq!(error_of(403, &[], r#"{"code":403}"#).code(), Some("403"));
}

#[test]
fn bytes_that_are_no_text_are_kept() {
    let server = Server::accepting(|mut stream| {
        use std::io::{Read, Write};
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 500 Oops\r\ncontent-length: 3\r\n\r\n\xff\x00\xfe");
    });
    let error = client_of(&server).send(&delete(["a"])).unwrap_err();
    assert_eq!(error.body(), b"\xff\x00\xfe");
    assert!(error.to_string().ends_with("no JSON: \u{fffd}\\u{0}\u{fffd}"), "{error}");
}

#[test]
fn the_request_id_is_found_in_any_letter_case() {
    for name in ["X-request-id", "X-Request-Id", "x-request-id", "X-REQUEST-ID"] {
        let header = format!("{name}: 4f\r\n");
        let server = Server::start(move |_, stream| {
            reply(stream, "400 Bad Request", &header, r#"{"code":"S.1"}"#)
        });
        let error = client_of(&server).send(&delete(["a"])).unwrap_err();
        assert_eq!(error.request_id(), Some("4f"), "{name}");
    }
}

#[test]
fn every_status_of_success_is_an_answer() {
    for status in [200, 201, 202, 299] {
        let canned = Canned::new().answer(status, crate::support::DELETED);
        let answer = client(canned).send(&delete(["a"])).unwrap();
        assert_eq!(answer.status(), status);
    }
}
