//! Credentials that the mock gives out, in the place of IAM and of an instance's metadata.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::signer::{StoppedClock, signed, signed_at};
use crate::support::{Answer, Call, TOKEN, create, service};
use secmaster_mock::{Config, Iam, Mock};
use serde_json::{Value, json};

const PASSWORD: &str = "password-that-nobody-may-see";

fn start(clock: &StoppedClock) -> Mock {
    let iam = Iam::new("a domain", "a user", PASSWORD);
    Mock::start(clock.of(Config::default().with_service(service().clone()).with_iam(iam))).unwrap()
}

fn login(password: &str, project: &Value) -> Call {
    let user = json!({ "name": "a user", "password": password, "domain": { "name": "a domain" } });
    let identity = json!({ "methods": ["password"], "password": { "user": user } });
    let body = json!({ "auth": { "identity": identity, "scope": { "project": project } } });
    Call::new("POST", "/v3/auth/tokens", b"").without("x-auth-token").body(&body)
}

fn token(mock: &Mock) -> String {
    let answer = login(PASSWORD, &json!({ "name": "ap-southeast-3" })).send(mock);
    answer.header("X-Subject-Token").unwrap().to_owned()
}

fn create_with(token: &str) -> Call {
    create().without("x-auth-token").with("X-Auth-Token", token)
}

fn assert_code(answer: &Answer, code: &str) {
    assert_eq!((answer.status, &answer.json()["error_code"]), (401, &json!(code)), "{answer:?}");
}

#[test]
fn a_token_is_given_for_the_password_and_accepted() {
    let mock = start(&StoppedClock::new());
    let answer = login(PASSWORD, &json!({ "name": "ap-southeast-3" })).send(&mock);
    assert_eq!(answer.status, 201);
    assert!(answer.header("x-request-id").is_some());
    let body = answer.json();
    let token = &body["token"];
    assert_eq!(token["issued_at"], "2025-07-04T08:00:00.000000Z");
    assert_eq!(token["expires_at"], "2025-07-05T08:00:00.000000Z");
    assert_eq!(token["project"]["name"], "ap-southeast-3");
    assert_eq!(token["project"]["id"].as_str().unwrap().len(), 32);
    assert_eq!(token["user"]["domain"]["name"], "a domain");
    assert_eq!(token["catalog"], json!([]));
    let subject_token = answer.header("X-Subject-Token").unwrap();
    assert_eq!(create_with(subject_token).send(&mock).status, 200);

    let by_id = login(PASSWORD, &json!({ "id": "p1" })).path("/v3/auth/tokens?nocatalog=true");
    let body = by_id.send(&mock).json();
    assert_eq!(body["token"]["project"]["id"], "p1");
    assert_eq!(body["token"].get("catalog"), None);
    assert_eq!(mock.tokens_issued(), 2);
    // The first is still good.
    assert_eq!(create_with(subject_token).send(&mock).status, 200);
}

#[test]
fn refusals_have_the_shape_of_iam() {
    let mock = start(&StoppedClock::new());
    let project = json!({ "name": "p" });
    let put = Call { method: "PUT".to_owned(), ..login(PASSWORD, &project) };
    for (call, status, message, title) in [
        (login("wrong", &project), 401, "The username or password is wrong.", "Unauthorized"),
        (
            login(PASSWORD, &json!({})),
            400,
            "/auth/scope/project/name has to be a text",
            "Bad Request",
        ),
        (put, 405, "only POST is allowed here", "Method Not Allowed"),
    ] {
        let answer = call.send(&mock);
        assert_eq!(answer.status, status);
        let error = json!({ "code": status, "message": message, "title": title });
        assert_eq!(answer.json(), json!({ "error": error }));
    }
    assert_eq!(mock.tokens_issued(), 0);
    let elsewhere = crate::support::start();
    assert_eq!(login(PASSWORD, &project).send(&elsewhere).status, 404);
}

#[test]
fn tokens_expire() {
    let clock = StoppedClock::new();
    let mock = start(&clock);
    let token = token(&mock);
    clock.add(24 * 60 * 60 - 1);
    assert_eq!(create_with(&token).send(&mock).status, 200);
    clock.add(1);
    let answer = create_with(&token).send(&mock);
    assert_code(&answer, "APIGW.0307");
    assert_eq!(answer.message(), "The token must be updated.");
    assert_eq!(create_with(&self::token(&mock)).send(&mock).status, 200);
}

#[test]
fn a_test_can_let_them_expire() {
    let mock = start(&StoppedClock::new());
    let old = token(&mock);
    mock.expire_tokens();
    let new = token(&mock);
    assert_code(&create_with(&old).send(&mock), "APIGW.0307");
    assert_eq!(create_with(&new).send(&mock).status, 200);
}

#[test]
fn only_tokens_that_were_given_are_accepted() {
    let mock = start(&StoppedClock::new());
    assert_code(&create().send(&mock), "APIGW.0301");
    assert_code(&create().without("x-auth-token").send(&mock), "APIGW.0301");
    let forged = token(&mock).replace("MIIMock0", "MIIMock1");
    assert_code(&create_with(&forged).send(&mock), "APIGW.0301");
    let config = Config::default().with_token(TOKEN).with_iam(Iam::new("d", "u", PASSWORD));
    assert_eq!(create().send(&Mock::start(config).unwrap()).status, 200);
}

#[test]
fn metadata_gives_temporary_keys() {
    let clock = StoppedClock::new();
    let config = clock.of(Config::default().with_metadata(Duration::from_secs(600)));
    let mock = Mock::start(config).unwrap();
    let ask = || Call::new("GET", "/openstack/latest/securitykey", b"").without("x-auth-token");
    let body = ask().send(&mock).json();
    let [key, secret, token, expires] = ["access", "secret", "securitytoken", "expires_at"]
        .map(|name| body["credential"][name].as_str().unwrap());
    assert_eq!(expires, "2025-07-04T08:10:00.000000Z");
    let call = create().with("X-Security-Token", token);
    assert_eq!(signed(&call, key, secret).send(&mock).status, 200);
    assert_code(&signed(&create(), key, secret).send(&mock), "APIGW.0301");
    assert_ne!(ask().send(&mock).json()["credential"]["access"], key);
    clock.add(600);
    let late = signed_at(&call, key, secret, "20250704T081000Z").send(&mock);
    assert_code(&late, "APIGW.0301");
    assert!(late.message().ends_with(&format!("the security token of ak {key} is expired")));
    assert_eq!(ask().send(&crate::support::start()).status, 404);
}

#[test]
fn no_secret_is_shown() {
    let lines = Arc::new(Mutex::new(String::new()));
    let sink = Arc::clone(&lines);
    let config = Config::default()
        .with_iam(Iam::new("a domain", "a user", PASSWORD))
        .with_log(move |exchange| *sink.lock().unwrap() += &exchange.to_string());
    let mut shown = format!("{config:?}");
    let mock = Mock::start(config).unwrap();
    let token = token(&mock);
    create_with(&token).send(&mock);
    let answer = login(&format!("{PASSWORD}{PASSWORD}"), &json!({ "name": "p" })).send(&mock);
    shown += &format!("{answer:?} {mock:?} {}", lines.lock().unwrap());
    assert!(shown.contains("issued a token") && shown.contains("created"), "{shown}");
    assert!(!shown.contains(PASSWORD) && !shown.contains(&token), "{shown}");
}
