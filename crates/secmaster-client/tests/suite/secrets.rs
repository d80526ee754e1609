//! A planted token appears nowhere, whatever the server does with it.

use std::error::Error as _;
use std::fmt::Debug;

use crate::support::{Server, TOKEN, builder, client_of, delete, reply};
use secmaster_client::http::{HeaderValue, Response};
use secmaster_client::{Canned, Client, Token};

fn assert_clean(what: &dyn Debug, shown: &str) {
    let printed = format!("{what:?} {what:#?} {shown}");
    for secret in [TOKEN, &TOKEN.replace('/', "\\/"), "planted"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

fn echoing(status: u16, body: &str) -> (Canned, Client) {
    let response = Response::builder()
        .status(status)
        .header("content-type", format!("text/{TOKEN}"))
        .header("x-request-id", TOKEN)
        .header("x-auth-token", TOKEN)
        .header("location", format!("https://{TOKEN}.example/?t={TOKEN}"))
        .body(body.replace("TOKEN", TOKEN).into_bytes())
        .unwrap();
    let canned = Canned::new().response(response);
    let client = builder("https://secmaster.example").transport(canned.clone());
    (canned, client.build().unwrap())
}

#[test]
fn what_holds_the_token_shows_nothing_of_it() {
    assert_clean(&builder("https://x"), "");
    assert_clean(&builder("https://x").build().unwrap(), "");
    let token = Token::new(TOKEN).unwrap();
    assert_clean(&token, &token.to_string());
    assert_clean(&delete(["a"]), "");
    let refused = builder("https://x").token(format!("{TOKEN}\n")).build();
    let refused = refused.unwrap_err();
    assert_clean(&refused, &refused.to_string());
}

#[test]
fn an_error_does_not_repeat_the_token() {
    for (status, body) in [
        (400, r#"{"code":"TOKEN","message":"bad token TOKEN","request_id":"TOKEN"}"#),
        (401, r#"{"error_code":"APIGW.0301","error_msg":"TOKEN TOKEN"}"#),
        (401, r#"{"code":"S.1","message":"MIIplanted\/token+secret=="}"#),
        (401, r#"{"code":"S.1","message":"MII\u0070lanted\u002ftoken\u002Bsecret\u003d="}"#),
        (502, "<p>TOKEN</p>"),
        (502, "<a href='?MIIplanted%2Ftoken%2Bsecret%3D%3D&MIIplanted%2ftoken%2bsecret=='>"),
        (302, "TOKEN"),
        (200, "TOKEN"),
        (200, r#"{"code":"0","data":{"success_ids":"TOKEN"}}"#),
        (200, r#"{"code":"0","data":{"success_ids":["TOKEN",{"TOKEN":1}]}}"#),
    ] {
        let (canned, client) = echoing(status, body);
        let error = client.send(&delete(["a"])).unwrap_err();
        assert_clean(&error, &error.to_string());
        let source = error.source().map(ToString::to_string);
        assert_clean(&error.source(), &source.unwrap_or_default());
        let held = [error.code(), error.message(), error.request_id(), error.content_type()];
        assert_clean(&held, &String::from_utf8_lossy(error.body()));
        assert_clean(&canned, "");
        assert_eq!(canned.requests()[0].headers()["x-auth-token"], TOKEN);
    }
}

#[test]
fn a_cut_body_does_not_end_in_half_a_token() {
    let body = format!("{}{TOKEN}", " ".repeat(64 * 1024 - 10));
    let (_, client) = echoing(500, &body);
    let error = client.send(&delete(["a"])).unwrap_err();
    assert_clean(&error, &String::from_utf8_lossy(error.body()));
}

#[test]
fn an_answer_that_repeats_the_token_hides_its_value() {
    let (_, client) = echoing(200, r#"{"code":"0","data":{"success_ids":["TOKEN"]}}"#);
    let answer = client.send(&delete(["a"])).unwrap();
    assert_eq!(answer.data.success_ids, [TOKEN]);
    assert_clean(&answer, "");
    assert_eq!(answer.request_id(), Some("[redacted]"));
    let (_, client) = echoing(200, r#"{"code":"7","data":{"success_ids":[]}}"#);
    let answer = client.send(&delete(["a"])).unwrap();
    assert!(format!("{answer:?}").contains("code: \"7\""));
}

#[test]
fn a_broken_connection_does_not_repeat_the_token() {
    let server = Server::start(|seen, stream| {
        let echo = format!("{}\r\n", seen.headers().join("\r\n"));
        reply(stream, "200 OK", &echo, "");
        false
    });
    let error = client_of(&server).send(&delete(["a"])).unwrap_err();
    assert_clean(&error, &error.to_string());
}

#[test]
fn a_sensitive_header_is_hidden_like_a_token() {
    let mut secret = HeaderValue::from_static("planted-header");
    secret.set_sensitive(true);
    let echo = r#"{"code":"planted-header","message":"planted-cookie"}"#;
    let canned = Canned::new().answer(400, echo);
    let builder = builder("https://secmaster.example").header("x-key", secret);
    let builder = builder.header("cookie", "planted-cookie").transport(canned.clone());
    assert_clean(&builder, "");
    let client = builder.build().unwrap();
    assert_clean(&client, "");
    let error = client.send(&delete(["a"])).unwrap_err();
    assert_clean(&error, &error.to_string());
    assert_clean(&canned, "");
    let request = &canned.requests()[0];
    assert_eq!(request.headers()["x-key"], "planted-header");
    assert_eq!(request.headers()["cookie"], "planted-cookie");
}
