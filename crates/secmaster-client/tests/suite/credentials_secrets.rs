//! Secrets planted in every type of credentials appear nowhere.

use std::error::Error as _;
use std::fmt::Debug;

use crate::support::delete;
use secmaster_client::http::{Request, Response};
use secmaster_client::{
    AccessKey, Canned, Client, CredentialChain, Credentials, Environment, IamPassword,
    InstanceMetadata, RetryPolicy, Token,
};

const LOGIN: &str = r#"{"token":{"expires_at":"2099-01-01T00:00:00Z"}}"#;
const KEYS: &str = r#"{"credential":{"access":"AKMETA","secret":"planted-secret",
    "expires_at":"2099-01-01T00:00:00Z","securitytoken":"planted-token"}}"#;

fn assert_clean(what: &dyn Debug, shown: &str) {
    let printed = format!("{what:?} {what:#?} {shown}");
    assert!(!printed.contains("planted"), "{printed}");
}

fn key() -> AccessKey {
    let key = AccessKey::new("AKIDEXAMPLE000000001", "planted-secret").unwrap();
    key.with_security_token("planted-token").unwrap()
}

#[test]
fn no_type_shows_what_it_holds() {
    assert_clean(&key(), "");
    let request = Request::get("https://h.example/").body(&b""[..]).unwrap();
    assert_clean(&key().sign(&request, "2025-07-04T08:00:00Z".parse().unwrap()), "");
    assert_clean(&IamPassword::new("u", "planted", "d"), "");
    assert_clean(&InstanceMetadata::new(), "");
    assert_clean(&Token::new("planted").unwrap(), "");
    let environment = Environment::from_iter([
        ("HUAWEICLOUD_SDK_AK", "AK"),
        ("HUAWEICLOUD_SDK_SK", "planted"),
        ("HUAWEICLOUD_SDK_SECURITY_TOKEN", "planted"),
    ]);
    assert_clean(&environment, "");
    assert_clean(&CredentialChain::new().with_instance_metadata(), "");
    assert_clean(&CredentialChain::new().find(&environment).unwrap(), "");
    let builder = Client::builder().environment(environment).credentials_from_environment();
    assert_clean(&builder, "");
    assert_clean(&builder.region("cn-north-4").project_id("p").build().unwrap(), "");
}

/// Sends a deletion to a gateway that repeats what it was sent.
fn echoed(credentials: impl Credentials + 'static, before: Option<Response<Vec<u8>>>) {
    let repeated = r#"{"error_code":"APIGW.0301","error_msg":"token:planted-token|signed"}"#;
    let canned = before.into_iter().fold(Canned::new(), Canned::response).answer(401, repeated);
    let client = Client::builder()
        .region("cn-north-4")
        .project_id("p")
        .credentials(credentials)
        .retries(RetryPolicy::never())
        .transport(canned.clone())
        .build()
        .unwrap();
    let error = client.send(&delete(["a"])).unwrap_err();
    let printed = format!("{error:?} {error} {:?} {}", error.source(), error.message().unwrap());
    assert!(printed.contains("[redacted]") && !printed.contains("planted"), "{printed}");
    assert!(error.is_gateway());
    for request in canned.requests() {
        assert!(!format!("{:?}", request.headers()).contains("planted"));
    }
}

#[test]
fn no_error_repeats_what_the_server_sends_back() {
    echoed(key(), None);
    let login = Response::builder().status(201).header("X-Subject-Token", "planted-token");
    let login = login.body(LOGIN.into()).unwrap();
    echoed(IamPassword::new("u", "planted-secret", "d"), Some(login));
    echoed(InstanceMetadata::new(), Some(Response::new(KEYS.into())));
    echoed(Token::new("planted-token").unwrap(), None);
}
