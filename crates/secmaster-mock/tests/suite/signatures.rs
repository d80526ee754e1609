//! Requests that are signed with an access key.

use std::sync::{Arc, Mutex};

use crate::support::signer::{DATE, KEY, SECRET, StoppedClock, date_now, signed, signed_at};
use crate::support::{Answer, Call, TOKEN, create, delete, service};
use secmaster_mock::{AccessKey, Config, Mock};
use serde_json::{Value, json};

const SECURITY_TOKEN: &str = "gQpjbi1ub3J0aC00EXAMPLE-token+/==";

fn key() -> AccessKey {
    AccessKey::new(KEY, SECRET)
}

fn with_keys(keys: impl IntoIterator<Item = AccessKey>) -> Mock {
    let config = StoppedClock::new().of(Config::default().with_service(service().clone()));
    Mock::start(keys.into_iter().fold(config, Config::with_access_key)).unwrap()
}

/// A refusal in the gateway's shape; its message after the usual beginning.
fn refusal(answer: &Answer) -> String {
    assert_eq!(answer.status, 401, "{answer:?}");
    let body = answer.json();
    assert_eq!(body["error_code"], "APIGW.0301");
    assert_eq!(body["request_id"].as_str(), answer.header("x-request-id"));
    let message = body["error_msg"].as_str().unwrap();
    message.strip_prefix("Incorrect IAM authentication information: ").unwrap().to_owned()
}

#[test]
fn signed_requests_are_carried_out() {
    let mock = with_keys([key()]);
    let answer = signed(&create(), KEY, SECRET).send(&mock);
    assert_eq!(answer.status, 200, "{answer:?}");
    let id = answer.json()["data"]["id"].clone();
    let answer = signed(&delete(&json!([id])), KEY, SECRET).send(&mock);
    assert_eq!(answer.json()["data"]["success_ids"], json!([id]));
}

#[test]
fn official_signatures_are_accepted() {
    let vectors = include_str!("../signing-vectors.json");
    let vectors: Vec<Value> = serde_json::from_str(vectors).unwrap();
    let mock = with_keys([key()]);
    let mut statuses = Vec::new();
    for vector in vectors.iter().filter(|it| it["access_key"] == KEY) {
        let text = |name: &str| vector[name].as_str().unwrap();
        let mut call = Call::new(text("method"), text("uri"), text("body").as_bytes());
        call.headers.clear();
        let mut host = String::new();
        for header in vector["headers"].as_array().unwrap() {
            let [name, value] = [0, 1].map(|at| header[at].as_str().unwrap());
            if name == "host" {
                host = value.to_owned();
            } else {
                call = call.with(name, value);
            }
        }
        let call = call.with("authorization", text("authorization"));
        let head = call.head().replace("host: mock", &format!("host: {host}"));
        let rest = format!("content-length: {}\r\nconnection: close\r\n\r\n", call.body.len());
        let bytes = [head.as_bytes(), rest.as_bytes(), &call.body].concat();
        statuses.push(crate::support::raw(&mock, &bytes).status);
    }
    // They break the tables, or are for no operation of this mock.
    assert_eq!(statuses, [400, 400, 404, 400, 404]);
}

#[test]
fn each_refusal_says_why() {
    let mock = with_keys([key()]);
    let answer = signed(&create(), "AKIDUNKNOWN", SECRET).send(&mock);
    assert_eq!(refusal(&answer), "ak AKIDUNKNOWN not exist");

    let answer = signed_at(&create(), KEY, SECRET, "20250704T074459Z").send(&mock);
    let due = "signature expired, signature time:20250704T074459Z,server time:20250704T080000Z";
    assert_eq!(refusal(&answer), due);
    let answer = signed_at(&create(), KEY, SECRET, "20250704T081500Z").send(&mock);
    assert_eq!(answer.status, 200);

    let call = Call { body: vec![], ..delete(&json!([])) };
    let answer = signed(&call, KEY, "another secret key").send(&mock);
    let due = format!(
        "verify aksk signature fail, canonicalRequest:DELETE|{}/||content-type:{}|host:mock|x-sdk-date:{DATE}||content-type;host;x-sdk-date|e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        call.path,
        crate::support::CONTENT_TYPE
    );
    assert_eq!(refusal(&answer), due);

    let unsigned_date = signed(&create(), KEY, SECRET);
    let value = unsigned_date.headers.last().unwrap().1.replace(";x-sdk-date", "");
    let unsigned_date = unsigned_date.without("authorization").with("authorization", &value);
    assert!(refusal(&unsigned_date.send(&mock)).starts_with("X-Sdk-Date has to be signed"));

    let malformed = create().with("authorization", "SDK-HMAC-SHA256 Access=a");
    assert!(refusal(&malformed.send(&mock)).starts_with("the Authorization header does not read"));
    assert!(mock.kept().len() == 1);
}

#[test]
fn a_changed_body_is_noticed() {
    let mock = with_keys([key()]);
    let mut call = signed(&create(), KEY, SECRET);
    call.body.push(b' ');
    assert!(refusal(&call.send(&mock)).starts_with("verify aksk signature fail"));
    let call = create().with("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD");
    let signed = signed(&Call { body: b"UNSIGNED".to_vec(), ..call }, KEY, SECRET);
    assert!(refusal(&signed.send(&mock)).ends_with("|UNSIGNED-PAYLOAD"));
}

#[test]
fn a_temporary_key_needs_its_token() {
    let mock = with_keys([key().with_security_token(SECURITY_TOKEN)]);
    let with = |token: &str| signed(&create().with("X-Security-Token", token), KEY, SECRET);
    assert_eq!(with(SECURITY_TOKEN).send(&mock).status, 200);
    for call in [with("another"), signed(&create(), KEY, SECRET)] {
        assert!(refusal(&call.send(&mock)).starts_with("X-Security-Token has to be signed"));
    }
    let unsigned = signed(&create(), KEY, SECRET).with("X-Security-Token", SECURITY_TOKEN);
    assert!(refusal(&unsigned.send(&mock)).starts_with("X-Security-Token has to be signed"));
}

#[test]
fn a_key_of_a_project_needs_its_id() {
    let mock = with_keys([key().with_project("p1")]);
    let with = |project: &str| signed(&create().with("X-Project-Id", project), KEY, SECRET);
    assert_eq!(with("p1").send(&mock).status, 200);
    for call in [with("p2"), signed(&create(), KEY, SECRET)] {
        assert!(refusal(&call.send(&mock)).starts_with("X-Project-Id has to be signed"));
    }
}

#[test]
fn who_proves_nothing_is_refused() {
    let mock = with_keys([key(), AccessKey::new("another", "key")]);
    let message = refusal(&create().without("x-auth-token").send(&mock));
    assert!(message.starts_with("header X-Auth-Token is missing"), "{message}");
    assert!(refusal(&create().send(&mock)).contains("is not the token that this mock accepts"));
    let config = Config::default().with_token(TOKEN).with_access_key(key());
    let both = Mock::start(config).unwrap();
    assert_eq!(create().send(&both).status, 200);
    assert_eq!(signed_at(&create(), KEY, SECRET, &date_now()).send(&both).status, 200);
    // Where no access key is set, a token is all that counts.
    let signed = signed(&create(), KEY, SECRET);
    assert_eq!(signed.send(&crate::support::start()).status, 401);
}

#[test]
fn no_secret_is_shown() {
    let lines = Arc::new(Mutex::new(String::new()));
    let sink = Arc::clone(&lines);
    let key = key().with_security_token(SECURITY_TOKEN);
    let config = Config::default()
        .with_access_key(key.clone())
        .with_log(move |exchange| *sink.lock().unwrap() += &exchange.to_string());
    let mut shown = format!("{key:?} {config:?}");
    let mock = Mock::start(StoppedClock::new().of(config)).unwrap();
    let call = create().with("X-Security-Token", SECURITY_TOKEN);
    for call in [
        signed(&call, KEY, "another secret key"),
        signed(&call, SECRET, SECRET),
        signed(&call.clone().path(&format!("/v1/{SECRET}/workspaces/w/soc/indicators")), KEY, "x"),
    ] {
        let answer = call.send(&mock);
        assert_eq!(answer.status, 401);
        shown += &format!("{answer:?}");
    }
    shown += &format!("{} {mock:?}", lines.lock().unwrap());
    assert!(!shown.contains(SECRET) && !shown.contains(SECURITY_TOKEN), "{shown}");
}
