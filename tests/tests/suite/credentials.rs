//! Each kind of credentials against the mock, and what is said when they are wrong.

use std::time::{Duration, SystemTime};

use secmaster_client::model::delete_indicator;
use secmaster_client::{AccessKey, Client, ClientBuilder, Credentials, IamPassword};
use secmaster_mock::{AccessKey as Key, Config, Iam, Mock};

const PROJECT: &str = "0123456789abcdef0123456789abcdef";
const KEY: &str = "AKIDEXAMPLE000000001";
const SECRET: &str = "SKEXAMPLEsecretkey0123456789abcdefghijkl0";

fn builder(mock: &Mock, credentials: impl Credentials + 'static) -> ClientBuilder {
    Client::builder().endpoint(mock.endpoint()).project_id(PROJECT).credentials(credentials)
}

/// Deletes an id that nobody has; the error's line where there is one.
fn outcome(client: &Client) -> Result<(), secmaster_client::Error> {
    let body = delete_indicator::Request::builder().batch_ids(["a".to_owned()]).build();
    client.delete_indicator("w", &body).map(drop)
}

#[test]
fn signed_requests_are_taken_and_wrong_keys_are_named() {
    let mock = Mock::start(Config::default().with_access_key(Key::new(KEY, SECRET))).unwrap();
    let key = |id: &str, secret: &str| AccessKey::new(id, secret).unwrap();
    outcome(&builder(&mock, key(KEY, SECRET)).build().unwrap()).unwrap();

    let wrong = outcome(&builder(&mock, key(KEY, "SKEXAMPLEother")).build().unwrap()).unwrap_err();
    assert!(wrong.is_gateway() && wrong.code() == Some("APIGW.0301"), "{wrong}");
    assert!(wrong.to_string().contains("verify aksk signature fail"), "{wrong}");
    assert!(wrong.to_string().contains("check the access key and its secret"), "{wrong}");
    let unknown = outcome(&builder(&mock, key("AKIDOTHER", SECRET)).build().unwrap()).unwrap_err();
    assert!(unknown.to_string().contains("not exist"), "{unknown}");
    for error in [wrong, unknown] {
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains(SECRET) && !shown.contains("SKEXAMPLEother"), "{shown}");
    }
}

#[test]
fn a_slash_in_a_parameter_is_signed_as_it_is_sent() {
    let mock = Mock::start(Config::default().with_access_key(Key::new(KEY, SECRET))).unwrap();
    let client = builder(&mock, AccessKey::new(KEY, SECRET).unwrap()).build().unwrap();
    let body = delete_indicator::Request::builder().batch_ids(["a".to_owned()]).build();
    for workspace in ["a/b", "a//b", "/", "a b/%2F"] {
        client.delete_indicator(workspace, &body).unwrap();
    }
}

#[test]
fn a_clock_that_is_wrong_is_named() {
    let late = || SystemTime::now() + Duration::from_secs(16 * 60);
    let config = Config::default().with_access_key(Key::new(KEY, SECRET)).with_clock(late);
    let mock = Mock::start(config).unwrap();
    let client = builder(&mock, AccessKey::new(KEY, SECRET).unwrap()).build().unwrap();
    let error = outcome(&client).unwrap_err();
    let skew = error.clock_skew().unwrap().as_secs();
    assert!((-970..=-950).contains(&skew), "{skew}");
    assert!(error.to_string().contains("behind the service's"), "{error}");
}

#[test]
fn a_password_gives_a_token_that_is_renewed_once_it_is_refused() {
    let iam = Iam::new("a-domain", "soc", "a-password");
    let mock = Mock::start(Config::default().with_iam(iam)).unwrap();
    let login = |password: &str| {
        let login = IamPassword::new("soc", password, "a-domain");
        login.with_endpoint(&mock.endpoint()).unwrap()
    };
    let client = builder(&mock, login("a-password")).build().unwrap();
    for _ in 0..3 {
        outcome(&client).unwrap();
    }
    assert_eq!(mock.tokens_issued(), 1);
    mock.expire_tokens();
    outcome(&client).unwrap();
    assert_eq!(mock.tokens_issued(), 2);

    let error = outcome(&builder(&mock, login("planted")).build().unwrap()).unwrap_err();
    assert!(error.is_credentials() && error.to_string().contains("soc"), "{error}");
    assert!(!format!("{error} {error:?}").contains("planted"), "{error}");
}
