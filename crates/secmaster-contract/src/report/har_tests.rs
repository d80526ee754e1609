//! The archive is one that others can read, and holds no secret.

use std::time::Duration;

use serde_json::Value;

use super::super::sample::HOSTILE;
use super::{Entry, write};
use crate::case::{HeaderText, Request};
use crate::dispatch::Answer;
use crate::secret::Secret;
use crate::send::{Received, SendFailure};

fn request(body: Option<&str>) -> Request {
    let text = |text: &str| HeaderText::Text(text.to_owned());
    Request {
        method: "POST".to_owned(),
        path: "/v1/planted/x?limit=1&flag&=&a=b=c".to_owned(),
        headers: vec![
            ("X-Auth-Token".to_owned(), HeaderText::Token),
            ("Content-Type".to_owned(), text("application/json")),
            ("x-empty".to_owned(), text("")),
        ],
        body: body.map(|body| body.as_bytes().into()),
        value: None,
    }
}

fn archive(count: usize) -> Value {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let answers: [Answer; 4] = [
        Ok(Received::new(
            200,
            vec![header("content-type", "text/planted")],
            b"{\"a\":\"planted\"}",
        )),
        Ok(Received::new(
            302,
            vec![header("location", "/planted"), header("x", HOSTILE)],
            HOSTILE.as_bytes(),
        )),
        Ok(Received::new(799, Vec::new(), b"\xff\xfe no UTF-8")),
        Err(SendFailure::NoAnswer("planted: the connection was closed".to_owned())),
    ];
    let requests = [request(Some(r#"{"id":"planted"}"#)), request(None)];
    let entries = answers.iter().cycle().zip(requests.iter().cycle()).take(count);
    let mut out = Vec::new();
    let entries = entries.map(|(answer, request)| Entry {
        case: "coverage/create-thing/T4/verdict/null",
        request,
        answer,
        started: "2026-01-02T03:04:05.678Z".parse().unwrap(),
        elapsed: Duration::from_micros(1500),
    });
    write(&mut out, "http://127.0.0.1:1", &Secret::new("planted"), entries).unwrap();
    assert!(!String::from_utf8(out.clone()).unwrap().contains("planted"));
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn it_keeps_the_format() {
    let schema = serde_json::from_str(include_str!("../../tests/data/har.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for count in [0, 1, 8] {
        let archive = archive(count);
        assert_eq!(archive["log"]["entries"].as_array().unwrap().len(), count);
        let errors: Vec<String> = validator
            .iter_errors(&archive)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut wrong = archive(1);
    wrong["log"]["entries"][0]["response"].as_object_mut().unwrap().remove("content");
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn it_says_what_was_sent_and_what_came() {
    let archive = archive(4);
    let entries = archive["log"]["entries"].as_array().unwrap();
    let texts = |pointer: &str| -> Vec<&str> {
        entries
            .iter()
            .map(|one| one.pointer(pointer).and_then(Value::as_str).unwrap_or("-"))
            .collect()
    };
    assert_eq!(
        texts("/request/url")[0],
        "http://127.0.0.1:1/v1/$SECMASTER_AUTH_TOKEN/x?limit=1&flag&=&a=b=c"
    );
    let sent = r#"{"id":"$SECMASTER_AUTH_TOKEN"}"#;
    assert_eq!(texts("/request/postData/text"), [sent, "-", sent, "-"]);
    assert_eq!(texts("/request/headers/0/value"), ["$SECMASTER_AUTH_TOKEN"; 4]);
    assert_eq!(texts("/request/queryString/3/value"), ["b=c"; 4]);
    assert_eq!(texts("/response/statusText"), ["OK", "Found", "", ""]);
    assert_eq!(texts("/response/content/text")[1], HOSTILE);
    assert_eq!(texts("/response/content/text")[2], "\u{fffd}\u{fffd} no UTF-8");
    assert_eq!(texts("/response/_error")[3], "$SECMASTER_AUTH_TOKEN: the connection was closed");
    assert_eq!(entries[0]["time"], 1.5);
}
