//! Recording exchanges and replaying them: what is kept, what is hidden, what is refused.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use crate::support::{DELETED, TOKEN, builder, client, delete};
use secmaster_client::http::{HeaderValue, Request, Response};
use secmaster_client::{
    Canned, Limits, Phase, Recorder, Replay, Timeouts, Transport, TransportError,
    TransportErrorKind,
};

/// A file in memory.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Page {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    fn replay(&self) -> Replay {
        Replay::read(self.text().as_bytes()).unwrap()
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn send(transport: &impl Transport, request: &Request<Vec<u8>>) -> Answered {
    let limits = Limits::starting_now(Timeouts::default(), 1024);
    transport.send(request.clone().map(|_| request.body().as_slice()), &limits)
}

type Answered = Result<Response<Vec<u8>>, TransportError>;

fn post(path: &str, body: &[u8]) -> Request<Vec<u8>> {
    Request::post(format!("https://secmaster.example{path}")).body(body.to_vec()).unwrap()
}

/// Records the requests, which are answered by `canned`.
fn record(canned: Canned, requests: &[Request<Vec<u8>>]) -> Page {
    let page = Page::default();
    let recorder = Recorder::new(page.clone(), canned).unwrap();
    for request in requests {
        let _ = send(&recorder, request);
    }
    recorder.finish().unwrap();
    page
}

#[test]
fn a_client_cannot_tell_a_replay() {
    let service_error = r#"{"code":"SecMaster.20030001","message":"no"}"#;
    let canned = Canned::new().answer(200, DELETED).answer(400, service_error).answer(200, DELETED);
    let page = Page::default();
    let recorder = Recorder::new(page.clone(), canned).unwrap();
    let outcomes = |client: secmaster_client::Client| {
        [["a"], ["b"], ["a"]].map(|ids| match client.send(&delete(ids)) {
            Ok(answer) => String::from_utf8_lossy(answer.body()).into_owned(),
            Err(error) => error.to_string(),
        })
    };
    let recorded = outcomes(client(recorder.clone()));
    recorder.finish().unwrap();
    let replay = page.replay();
    assert_eq!(outcomes(client(replay.clone())), recorded);
    replay.finish().unwrap();
    assert_eq!(page.text().lines().count(), 4);
}

#[test]
fn no_secret_is_written_wherever_it_stands() {
    let echo = |status: u16, body: String| {
        Response::builder()
            .status(status)
            .header("x-subject-token", "planted-subject")
            .header("set-cookie", "session=planted-cookie")
            .header("x-request-id", TOKEN)
            .header("x-echo", format!("a {TOKEN} b"))
            .body(body.into_bytes())
            .unwrap()
    };
    let escaped = TOKEN.replace('/', "\\/");
    let canned = Canned::new()
        .response(echo(200, format!(r#"{{"a":"{TOKEN}","b":"{escaped}"}}"#)))
        .response(echo(
            201,
            r#"{"credential":{"access":"AK","secret":"planted-sk","securitytoken":"planted-st"}}"#
                .to_owned(),
        ))
        .fail(
            TransportError::new(TransportErrorKind::Protocol).with_source(format!("it is {TOKEN}")),
        )
        .response(echo(
            401,
            "planted-subject planted-pass planted-sk planted-signature planted-basic".to_owned(),
        ));
    let page = Page::default();
    let recorder = Recorder::new(page.clone(), canned).unwrap();
    let client = builder("https://secmaster.example").transport(recorder.clone()).build().unwrap();
    let _ = client.send(&delete(["a"]));
    let login =
        br#"{"auth":{"identity":{"password":{"user":{"name":"u","password":"planted-pass"}}}}}"#;
    let _ = send(&recorder, &post("/v3/auth/tokens", login));
    let _ = client.send(&delete(["a"]));
    let mut signed = post("/x?token=planted-custom", b"planted-custom \xff planted-custom");
    let headers = signed.headers_mut();
    let signature = "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature=planted-signature";
    headers.insert("authorization", HeaderValue::from_static(signature));
    headers.insert("proxy-authorization", HeaderValue::from_static("Basic planted-basic"));
    let mut custom = HeaderValue::from_static("planted-custom");
    custom.set_sensitive(true);
    headers.insert("x-custom", custom);
    let _ = send(&recorder, &signed);
    recorder.finish().unwrap();

    let text = page.text();
    assert_eq!(text.lines().count(), 5);
    assert!(!text.contains("planted"), "{text}");
    // The body that is no text is there without it, too.
    assert!(text.contains(r#"{"base64":"W3JlZGFjdGVkXSD/IFtyZWRhY3RlZF0="}"#), "{text}");
    assert!(text.contains(r#"\"access\":\"AK\""#) && text.contains(r#"\"name\":\"u\""#), "{text}");
    assert!(text.contains("/x?token=[redacted]"), "{text}");

    // Replayed with other secrets, or with the same.
    let replay = page.replay();
    let client = builder("https://secmaster.example").transport(replay.clone()).build().unwrap();
    let _ = client.send(&delete(["a"]));
    let login = br#"{"auth":{"identity":{"password":{"user":{"name":"u","password":"another"}}}}}"#;
    assert_eq!(send(&replay, &post("/v3/auth/tokens", login)).unwrap().status(), 201);
    let _ = client.send(&delete(["a"]));
    assert_eq!(send(&replay, &signed).unwrap().status(), 401);
    replay.finish().unwrap();
}

#[test]
fn bytes_and_headers_survive() {
    let body = b"\xff\x00\xfe text".to_vec();
    let response = Response::builder()
        .header("x-twice", "1")
        .header("x-twice", "2")
        .header("x-bytes", HeaderValue::from_bytes(b"\xe9").unwrap())
        .body(body.clone())
        .unwrap();
    let request = post("/import?x=%2F", b"\x1f\x8b\xff");
    let page = record(Canned::new().response(response.clone()), std::slice::from_ref(&request));
    let replayed = send(&page.replay(), &request).unwrap();
    assert_eq!(replayed.body(), &body);
    assert_eq!(replayed.headers(), response.headers());
}

#[test]
fn failures_are_replayed_as_they_were() {
    let failures = || {
        [
            TransportError::new(TransportErrorKind::Connect).with_source("port closed"),
            TransportError::new(TransportErrorKind::Timeout(Phase::ReceiveBody))
                .with_status(secmaster_client::http::StatusCode::OK),
            TransportError::new(TransportErrorKind::Timeout(Phase::Overall)).not_sent(),
            TransportError::new(TransportErrorKind::Interrupted),
        ]
    };
    let canned = failures().into_iter().fold(Canned::new(), Canned::fail);
    let requests = [(); 4].map(|()| post("/x", b""));
    let replay = record(canned, &requests).replay();
    for (request, expected) in requests.iter().zip(failures()) {
        let error = send(&replay, request).unwrap_err();
        assert_eq!(error.to_string(), expected.to_string());
        assert_eq!(error.kind(), expected.kind());
        assert_eq!(error.status(), expected.status());
        assert_eq!(error.may_have_been_sent(), expected.may_have_been_sent());
    }
}

#[test]
fn another_request_is_refused_and_changes_nothing() {
    let canned = Canned::new().answer(200, "1").answer(200, "2");
    let replay = record(canned, &[post("/a", br#"{"x":1,"y":2}"#), post("/b", b"text")]).replay();
    let line = |request: &Request<Vec<u8>>| {
        let error = send(&replay, request).unwrap_err();
        assert!(error.kind() == TransportErrorKind::Unsendable && !error.may_have_been_sent());
        error.to_string().replace("the request cannot be sent: ", "")
    };
    let mut other = post("/a", br#"{"x":1,"y":2}"#);
    *other.method_mut() = "PUT".parse().unwrap();
    assert_eq!(line(&other), "the recording has POST /a next, not PUT /a");
    assert_eq!(line(&post("/a?q", b"")), "the recording has POST /a next, not POST /a?q");
    assert_eq!(
        line(&post("/a", br#"{"x":1,"y":3}"#)),
        "the body of POST /a is not as recorded, from byte 11 on"
    );
    assert_eq!(send(&replay, &post("/a", br#"{ "y": 2, "x": 1 }"#)).unwrap().body(), b"1");
    let unconsumed = replay.finish().unwrap_err();
    assert_eq!(unconsumed.to_string(), "1 answer was not asked for: POST /b");
    assert_eq!(send(&replay, &post("/b", b"text")).unwrap().body(), b"2");
    replay.finish().unwrap();
    assert_eq!(line(&post("/b", b"text")), "the recording has no answer to POST /b left");
}

#[test]
fn what_is_no_recording_is_refused() {
    for (text, why) in [
        ("", "line 1 of the recording: it is none; a `Recorder` writes them"),
        ("{}", "line 1 of the recording: it is none; a `Recorder` writes them"),
        ("<html>", "line 1 of the recording: expected value at line 1 column 1"),
        (
            "{\"secmaster-recording\":1}\n{\"request\":{\"method\":\"GET\",\"path\":\"/\",\"body\":7}}",
            "line 2 of the recording: request/body is missing or wrong",
        ),
        (
            "{\"secmaster-recording\":1}\n{\"request\":{\"method\":\"GET\",\"path\":\"/\",\"body\":\"\"}}",
            "line 2 of the recording: response or failure is missing or wrong",
        ),
    ] {
        assert_eq!(Replay::read(text.as_bytes()).unwrap_err().to_string(), why);
    }
    let error = Replay::open("/nowhere/x.jsonl").unwrap_err();
    assert!(error.to_string().starts_with("/nowhere/x.jsonl cannot be read: "), "{error}");
    assert_eq!(error.io_error().unwrap().kind(), io::ErrorKind::NotFound);
    assert!(Recorder::create("/nowhere/x.jsonl", Canned::new()).is_err());
}

/// A disk that fills up.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(1).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_stops_no_request_but_is_told() {
    let canned = Canned::new().answer(200, "1").answer(200, "2");
    let recorder = Recorder::new(Full(2), canned).unwrap();
    assert!(send(&recorder, &post("/a", b"")).is_ok());
    recorder.finish().unwrap();
    assert!(send(&recorder, &post("/a", b"")).is_ok());
    let error = recorder.finish().unwrap_err();
    assert_eq!(error.io_error().unwrap().kind(), io::ErrorKind::StorageFull);
    assert!(Recorder::new(Full(0), Canned::new()).is_err());
}

#[test]
fn canned_answers_can_be_left_over_too() {
    let canned = Canned::new().answer(200, "").fail(TransportError::new(TransportErrorKind::Tls));
    let left = canned.finish().unwrap_err();
    assert_eq!(left.left(), ["200 OK", "TLS failed"]);
    let many = (0..9).fold(Canned::new(), |canned, _| canned.answer(404, ""));
    assert!(many.finish().unwrap_err().to_string().ends_with("404 Not Found and 4 more"));
}
