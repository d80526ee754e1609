//! What goes over the wire, letter by letter.

use std::sync::Arc;
use std::time::Duration;

use crate::support::{DELETED, Server, TOKEN, builder, client_of, delete, reply};
use secmaster_client::http::{Method, Request, Response};
use secmaster_client::{
    AccessKey, Credentials, IamPassword, InstanceMetadata, Limits, Operation, Path, Timeouts,
    Token, Transport, TransportError, TransportErrorKind, UreqTransport,
};

fn server() -> Server {
    Server::start(|_, stream| reply(stream, "200 OK", "", DELETED))
}

/// An operation whose request has no body.
struct Show;

impl Operation for Show {
    const NAME: &'static str = "show-indicator";
    const METHOD: Method = Method::GET;
    const IDEMPOTENT: bool = true;
    type Request = ();
    type Response = secmaster_client::model::delete_indicator::Response;

    fn path(&self, project_id: &str) -> Path {
        Path::new("/v1/").parameter("project_id", project_id).text("/soc/indicators/i")
    }

    fn body(&self) -> Option<&()> {
        None
    }
}

#[test]
fn a_request_without_a_body_has_its_media_type_all_the_same() {
    let server = server();
    client_of(&server).send(&Show).unwrap();
    let seen = &server.seen()[0];
    assert_eq!((seen.line(), seen.body.as_str()), ("GET /v1/p%201/soc/indicators/i HTTP/1.1", ""));
    assert!(seen.headers().contains(&"content-type: application/json;charset=UTF-8"));
}

#[test]
fn delete_carries_its_body() {
    let server = server();
    let answer = client_of(&server).send(&delete(["a", "b"])).unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.attempts(), 1);
    let seen = &server.seen()[0];
    assert_eq!(seen.line(), "DELETE /v1/p%201/workspaces/w/soc/indicators HTTP/1.1");
    assert_eq!(seen.body, r#"{"batch_ids":["a","b"]}"#);
    let mut headers = seen.headers();
    headers.sort_unstable();
    assert_eq!(
        headers,
        [
            "accept: application/json",
            "content-length: 23",
            "content-type: application/json;charset=UTF-8",
            &format!("host: {}", server.address),
            concat!("user-agent: secmaster-client/", env!("CARGO_PKG_VERSION")),
            &format!("x-auth-token: {TOKEN}"),
        ]
    );
}

#[test]
fn an_endpoint_may_have_a_path() {
    let server = server();
    let client = builder(&format!("{}/base/", server.url())).build().unwrap();
    client.send(&delete(["a"])).unwrap();
    assert!(server.seen()[0].line().starts_with("DELETE /base/v1/p%201/"));
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = server();
    let location = format!("location: {}/caught\r\n", elsewhere.url());
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let location = location.clone();
        let server = Server::start(move |_, stream| reply(stream, status, &location, "moved"));
        let error = client_of(&server).send(&delete(["a"])).unwrap_err();
        assert!(error.is_redirect(), "{error:?}");
        assert_eq!(
            error.to_string(),
            format!("delete-indicator: {} redirect to 127.0.0.1, not followed", &status[..3])
        );
        assert_eq!(error.body(), b"moved");
        assert!(!error.may_have_been_applied());
    }
    assert_eq!(elsewhere.connections(), 0);
}

/// Brings what is for the instance metadata to a server of the test.
struct ToServer(UreqTransport, String);

impl Transport for ToServer {
    fn send(
        &self,
        mut request: Request<&[u8]>,
        limits: &Limits,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let path = request.uri().path_and_query().unwrap();
        *request.uri_mut() = format!("{}{path}", self.1).parse().unwrap();
        self.0.send(request, limits)
    }
}

#[test]
fn no_kind_of_credentials_goes_where_a_redirect_points() {
    let elsewhere = server();
    let location = format!("location: {}/caught\r\n", elsewhere.url());
    for status in ["301 Moved", "302 Found", "303 Other", "307 Temporary", "308 Permanent"] {
        let location = location.clone();
        let server = Server::start(move |_, stream| reply(stream, status, &location, "moved"));
        let key = || AccessKey::new("AKIDEXAMPLE", "SKEXAMPLE").unwrap();
        let login = IamPassword::new("soc", "a-password", "a-domain");
        let kinds: [Arc<dyn Credentials>; 5] = [
            Arc::new(Token::new(TOKEN).unwrap()),
            Arc::new(key()),
            Arc::new(key().with_security_token("a-security-token").unwrap()),
            Arc::new(login.with_endpoint(&server.url()).unwrap()),
            Arc::new(InstanceMetadata::new()),
        ];
        for (number, kind) in kinds.into_iter().enumerate() {
            let transport = ToServer(UreqTransport::new(1), server.url());
            let client = builder(&server.url()).credentials(kind).transport(transport);
            let error = client.build().unwrap().send(&delete(["a"])).unwrap_err();
            assert!(error.to_string().contains(&status[..3]), "{number}: {error}");
            assert_eq!(server.seen().len(), number + 1, "{number}");
        }
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn any_request_can_be_sent_raw() {
    let server = server();
    let transport = UreqTransport::new(1);
    let limits = Limits::starting_now(Timeouts::default(), 1024);
    let send = |request: Request<&[u8]>| {
        assert_eq!(transport.send(request, &limits).unwrap().status(), 200);
        server.seen().pop().unwrap()
    };
    let host = format!("host: {}", server.address);
    let url = format!("{}/x", server.url());
    let request = |method: &[u8], body: &'static [u8]| {
        let method = Method::from_bytes(method).unwrap();
        let request = Request::builder().method(method).uri(&url);
        request.header("x-auth-token", "").body(body).unwrap()
    };
    let seen = send(request(b"GET", b"not json"));
    assert_eq!((seen.line(), &*seen.body), ("GET /x HTTP/1.1", "not json"));
    assert_eq!(sorted(&seen.headers()), ["content-length: 8", &host, "x-auth-token: "]);
    let seen = send(request(b"POST", b""));
    assert_eq!(sorted(&seen.headers()), ["content-length: 0", &host, "x-auth-token: "]);
    let seen = send(request(b"DELETE", b""));
    assert_eq!(sorted(&seen.headers()), [&*host, "x-auth-token: "]);
    let seen = send(request(b"PROPFIND", b"x"));
    assert_eq!((seen.line(), &*seen.body), ("PROPFIND /x HTTP/1.1", "x"));
    assert_eq!(server.connections(), 1);
    let mut odd = request(b"POST", b"{");
    let headers = odd.headers_mut();
    headers.insert("content-type", "text/plain".parse().unwrap());
    headers.append("x-auth-token", "second".parse().unwrap());
    let seen = send(odd);
    assert!(seen.headers().contains(&"content-type: text/plain"));
    assert!(seen.headers().contains(&"x-auth-token: second"));
    let mut chunked = request(b"GET", b"");
    let headers = chunked.headers_mut();
    headers.insert("transfer-encoding", "chunked".parse().unwrap());
    send(chunked);
    // The server does not know chunks, and takes the last one for another request.
    let seen = server.seen();
    let is_chunked = |header: &str| header == "transfer-encoding: chunked";
    assert!(seen.iter().any(|seen| seen.headers().into_iter().any(is_chunked)));
}

#[test]
fn a_wrong_length_is_refused() {
    let server = server();
    let limits = Limits::starting_now(Timeouts::default(), 1024);
    for (length, body) in [("5", &b""[..]), ("5", b"1234"), ("3", b"1234"), ("x", b"1234")] {
        let request = Request::post(server.url()).header("content-length", length);
        let request = request.body(body).unwrap();
        let error = UreqTransport::new(1).send(request, &limits).unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Unsendable);
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn plain_text_stays_on_this_machine() {
    let transport = UreqTransport::new(1);
    let limits = Limits::starting_now(Timeouts::default(), 1024);
    for url in ["http://192.0.2.1/", "http://secmaster.example/", "/x"] {
        let request = Request::get(url).body(&b""[..]).unwrap();
        let error = transport.send(request, &limits).unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Unsendable);
        assert!(!error.may_have_been_sent());
    }
}

#[test]
fn nothing_is_sent_when_no_time_is_left() {
    let server = server();
    let timeouts = Timeouts::default().with_overall(Duration::ZERO);
    let limits = Limits::starting_now(timeouts, 1024);
    let request = Request::get(server.url()).body(&b""[..]).unwrap();
    let error = UreqTransport::new(1).send(request, &limits).unwrap_err();
    assert_eq!(error.to_string(), "timed out over all");
    assert!(!error.may_have_been_sent());
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_refused_request_reaches_no_server() {
    let server = server();
    let client = client_of(&server);
    let error = client.send(&delete([])).unwrap_err();
    assert!(error.is_invalid_request());
    assert_eq!(error.violations().map(|violations| violations.len()), Some(1));
    let mut operation = delete(["a"]);
    operation.workspace_id = "..".to_owned();
    assert!(client.send(&operation).unwrap_err().is_invalid_request());
    assert_eq!(server.connections(), 0);

    let lenient = builder(&server.url()).validate_requests(false);
    lenient.build().unwrap().send(&delete([])).unwrap();
    assert_eq!(server.seen()[0].body, r#"{"batch_ids":[]}"#);
}

fn sorted<'a>(headers: &[&'a str]) -> Vec<&'a str> {
    let mut headers = headers.to_vec();
    headers.sort_unstable();
    headers
}
