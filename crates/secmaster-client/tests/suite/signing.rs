//! Signatures equal those of the official SDK, string by string.

use crate::support::{DELETED, Server, delete, reply};
use secmaster_client::http::{HeaderName, HeaderValue, Request};
use secmaster_client::{AccessKey, Canned, Client, ManualClock, Signature};
use serde::Deserialize;

/// A request, and what the signer of huaweicloudsdkcore 3.1.219 makes of it.
#[derive(Deserialize)]
struct Vector {
    name: String,
    method: String,
    uri: String,
    headers: Vec<(String, String)>,
    body: String,
    date: String,
    access_key: String,
    secret: String,
    security_token: Option<String>,
    canonical_request: String,
    string_to_sign: String,
    authorization: String,
}

fn request<'b>(
    method: &str,
    uri: &str,
    headers: &[(&str, &str)],
    body: &'b str,
) -> Request<&'b [u8]> {
    let mut request = Request::builder().method(method).uri(uri).body(body.as_bytes()).unwrap();
    for (name, value) in headers {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        request.headers_mut().append(HeaderName::try_from(*name).unwrap(), value);
    }
    request
}

fn key() -> AccessKey {
    AccessKey::new("AccessKey", "SecretKey").unwrap()
}

fn sign(method: &str, uri: &str, headers: &[(&str, &str)], body: &str) -> Signature {
    key().sign(&request(method, uri, headers, body), "2025-07-04T08:00:00Z".parse().unwrap())
}

#[test]
fn signatures_equal_those_of_the_official_sdk() {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("../data/signing.json")).unwrap();
    assert!(vectors.len() > 25);
    for vector in vectors {
        let mut key = AccessKey::new(vector.access_key, vector.secret).unwrap();
        if let Some(token) = vector.security_token {
            key = key.with_security_token(token).unwrap();
        }
        let headers: Vec<(&str, &str)> =
            vector.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let request = request(&vector.method, &vector.uri, &headers, &vector.body);
        let date =
            secmaster_client::jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", &vector.date);
        let time = date.unwrap().to_zoned(secmaster_client::jiff::tz::TimeZone::UTC).unwrap();
        let signature = key.sign(&request, time.timestamp());
        assert_eq!(signature.canonical_request, vector.canonical_request, "{}", vector.name);
        assert_eq!(signature.string_to_sign, vector.string_to_sign, "{}", vector.name);
        assert_eq!(signature.authorization, vector.authorization, "{}", vector.name);
    }
}

/// The Go SDK's own test: no host, and a date that the request has already.
#[test]
fn an_address_without_a_host_is_signed_without_one() {
    let headers = [("x-sdk-date", "20060102T150405Z")];
    let signature = sign("POST", "/path?key=value", &headers, "{\"Name\":\"test\",\"Id\":1}\n");
    assert_eq!(
        signature.authorization,
        "SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=x-sdk-date, \
         Signature=cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59"
    );
}

#[test]
fn a_repeated_header_is_a_line_for_each_value_in_order() {
    let headers = [("x-b", "2"), ("x-a", " z "), ("x-b", "10"), ("x-b", "1 ")];
    let signature = sign("GET", "https://h.example/", &headers, "");
    assert_eq!(
        signature.canonical_request.lines().skip(3).take(7).collect::<Vec<_>>(),
        ["host:h.example", "x-a:z", "x-b:1", "x-b:10", "x-b:2", "x-sdk-date:20250704T080000Z", ""]
    );
    assert!(signature.authorization.contains("SignedHeaders=host;x-a;x-b;x-sdk-date,"));
}

#[test]
fn only_a_port_that_is_not_usual_is_part_of_the_host() {
    for (uri, host) in [
        ("https://h.example:443/", "h.example"),
        ("https://h.example:80/", "h.example:80"),
        ("http://127.0.0.1:80/", "127.0.0.1"),
        ("http://[::1]:8080/", "[::1]:8080"),
    ] {
        let signature = sign("GET", uri, &[], "");
        assert!(signature.canonical_request.contains(&format!("\nhost:{host}\n")), "{uri}");
    }
    let signature = sign("GET", "https://h.example/", &[("host", "other.example")], "");
    assert!(signature.canonical_request.contains("\nhost:other.example\n"));
}

#[test]
fn what_a_client_sends_is_what_is_signed() {
    let canned = Canned::new().answer(200, DELETED);
    let time = "2025-07-04T08:00:00Z".parse().unwrap();
    let key = key().with_security_token("planted").unwrap();
    let client = Client::builder()
        .endpoint("https://gateway.example:8443")
        .project_id("p")
        .credentials(key.clone())
        .clock(ManualClock::at(time))
        .transport(canned.clone())
        .build()
        .unwrap();
    client.send(&delete(["a"])).unwrap();
    let mut sent = canned.requests().remove(0);
    for (name, value) in [
        ("host", "gateway.example:8443"),
        ("x-project-id", "p"),
        ("x-sdk-date", "20250704T080000Z"),
        ("x-security-token", "planted"),
    ] {
        assert_eq!(sent.headers()[name], value);
    }
    let authorization = sent.headers_mut().remove("authorization").unwrap();
    assert!(authorization.is_sensitive() && sent.headers()["x-security-token"].is_sensitive());
    let sent = sent.map(|body| body.leak() as &[u8]);
    assert_eq!(authorization, key.sign(&sent, time).authorization);
}

#[test]
fn what_is_signed_arrives_as_it_was_signed() {
    let server = Server::start(|_, stream| reply(stream, "200 OK", "", DELETED));
    let client = Client::builder().endpoint(server.url()).project_id("p 1").credentials(key());
    client.build().unwrap().send(&delete(["a"])).unwrap();
    let seen = server.seen().remove(0);
    let headers: Vec<(&str, &str)> =
        seen.headers().into_iter().map(|line| line.split_once(": ").unwrap()).collect();
    let value = |name: &str| headers.iter().find(|(it, _)| *it == name).unwrap().1;
    assert_eq!(value("host"), server.address.to_string());
    let authorization = value("authorization");
    let signed = authorization.split_once("SignedHeaders=").unwrap().1.split_once(',').unwrap().0;
    let signed: Vec<&str> = signed.split(';').collect();
    assert!(signed.contains(&"host") && signed.contains(&"content-type"));
    let headers: Vec<(&str, &str)> =
        headers.iter().filter(|(name, _)| signed.contains(name)).copied().collect();
    let path = seen.line().split(' ').nth(1).unwrap();
    assert_eq!(sign("DELETE", path, &headers, &seen.body).authorization, authorization);
}

#[test]
fn a_request_that_has_an_authorization_is_left_alone() {
    struct Before(AccessKey);

    impl secmaster_client::Credentials for Before {
        fn authorize(
            &self,
            request: &mut Request<&[u8]>,
            requester: &secmaster_client::Requester<'_>,
        ) -> Result<(), secmaster_client::CredentialsError> {
            request.headers_mut().insert("authorization", HeaderValue::from_static("Basic eA=="));
            self.0.authorize(request, requester)
        }
    }

    let canned = Canned::new().answer(200, DELETED);
    let builder = Client::builder().region("cn-north-4").project_id("p").transport(canned.clone());
    builder.credentials(Before(key())).build().unwrap().send(&delete(["a"])).unwrap();
    let sent = canned.requests().remove(0);
    assert_eq!(sent.headers()["authorization"], "Basic eA==");
    assert!(!sent.headers().contains_key("x-sdk-date"));
}

#[test]
fn keys_that_cannot_be_used_are_refused_and_not_shown() {
    for (id, secret) in
        [("", "planted"), ("a\n", "planted"), ("a,b", "planted"), ("a", ""), ("a", "planted\n")]
    {
        let refused = AccessKey::new(id, secret).unwrap_err();
        assert!(!format!("{refused:?} {refused}").contains("planted"));
    }
    for token in ["", "planted ", "planté"] {
        let refused = key().with_security_token(token).unwrap_err();
        assert!(!format!("{refused:?} {refused}").contains("plant"));
    }
    assert!(key().with_project_id("p\n").is_err());
}
