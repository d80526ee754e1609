//! Where credentials are looked for, and what is said when there are none.

use std::time::Duration;

use crate::support::{DELETED, delete};
use secmaster_client::http::Response;
use secmaster_client::{
    Canned, Client, ConfigError, CredentialChain, Environment, ManualClock, RetryPolicy,
    TransportError, TransportErrorKind,
};

const HOME: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/home");

/// Every variable that is looked at, in the order of precedence.
const ALL: [(&str, &str); 8] = [
    ("HUAWEICLOUD_SDK_AK", "AKSDK"),
    ("HUAWEICLOUD_SDK_SK", "planted-sdk"),
    ("HUAWEICLOUD_SDK_SECURITY_TOKEN", "planted-sdk-token"),
    ("CLOUD_SDK_AK", "AKEXAMPLES"),
    ("CLOUD_SDK_SK", "planted-examples"),
    ("SECMASTER_AUTH_TOKEN", "planted-token"),
    ("HUAWEICLOUD_SDK_PROJECT_ID", "variable-project"),
    ("HOME", HOME),
];

/// The variables but for those whose names begin so.
fn without(starts: &[&str]) -> Vec<(&'static str, &'static str)> {
    let is_left = |name: &str| !starts.iter().any(|start| name.starts_with(start));
    ALL.into_iter().filter(|(name, _)| is_left(name)).collect()
}

/// What is sent with these variables, and the client's project.
fn sent(variables: Vec<(&'static str, &'static str)>) -> (String, String) {
    let canned = Canned::new().answer(200, DELETED);
    let client = Client::builder()
        .region("cn-north-4")
        .environment(Environment::from_iter(variables))
        .credentials_from_environment()
        .transport(canned.clone())
        .build()
        .unwrap();
    client.send(&delete(["a"])).unwrap();
    let request = canned.requests().remove(0);
    let shown = ["authorization", "x-security-token", "x-auth-token"]
        .into_iter()
        .filter_map(|name| request.headers().get(name)?.to_str().ok())
        .map(|value| value.split(',').next().unwrap())
        .collect::<Vec<_>>()
        .join(" & ");
    (shown, client.project_id().to_owned())
}

#[test]
fn the_first_that_there_is_counts() {
    let signed = |id: &str| format!("SDK-HMAC-SHA256 Access={id}");
    for (left_out, authorization, project) in [
        (&[][..], signed("AKSDK & planted-sdk-token"), "variable-project"),
        (&["HUAWEICLOUD_SDK_SEC"], signed("AKSDK"), "variable-project"),
        (&["HUAWEICLOUD_SDK_SK"], signed("AKEXAMPLES"), "variable-project"),
        (&["HUAWEICLOUD_SDK_AK"], signed("AKEXAMPLES"), "variable-project"),
        (&["HUAWEICLOUD_SDK_AK", "CLOUD"], "planted-token".to_owned(), "variable-project"),
        (
            &["HUAWEICLOUD_SDK_AK", "CLOUD", "SECMASTER"],
            signed("AKPROFILE & planted-profile-token+/=="),
            "profile-project",
        ),
    ] {
        let due = (authorization, project.to_owned());
        assert_eq!(sent(without(left_out)), due, "without {left_out:?}");
    }
}

#[test]
fn an_empty_variable_is_not_set() {
    let mut variables = without(&["HUAWEICLOUD_SDK_AK"]);
    variables.push(("HUAWEICLOUD_SDK_AK", ""));
    assert_eq!(sent(variables).0, "SDK-HMAC-SHA256 Access=AKEXAMPLES");
}

#[test]
fn a_named_profile_file_goes_before_that_of_home() {
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/named-credentials");
    // As an editor of another system writes it.
    std::fs::write(path, "\u{feff}[Basic]\r\nAK=AKNAMED\r\nsk : planted\r\n").unwrap();
    let variables = vec![
        ("HOME", HOME),
        ("HUAWEICLOUD_SDK_CREDENTIALS_FILE", path),
        ("HUAWEICLOUD_SDK_PROJECT_ID", "p"),
    ];
    let due = ("SDK-HMAC-SHA256 Access=AKNAMED".to_owned(), "p".to_owned());
    assert_eq!(sent(variables), due);
}

#[test]
fn what_is_given_goes_before_what_is_found() {
    let canned = Canned::new().answer(200, DELETED);
    let client = Client::builder()
        .region("cn-north-4")
        .environment(Environment::from_iter(ALL))
        .credentials_from_environment()
        .token("given-token")
        .project_id("given")
        .transport(canned.clone())
        .build()
        .unwrap();
    client.send(&delete(["a"])).unwrap();
    assert_eq!(canned.requests()[0].headers()["x-auth-token"], "given-token");
    assert_eq!(client.project_id(), "given");
    // The variable's project goes with credentials that name none.
    let builder = Client::builder().region("cn-north-4").environment(Environment::from_iter(ALL));
    let client = builder.credentials_from_environment().token("given-token").build().unwrap();
    assert_eq!(client.project_id(), "variable-project");
}

#[test]
fn an_error_says_of_each_place_why_it_gave_nothing() {
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/wrong-credentials");
    let environment = Environment::from_iter([
        ("HUAWEICLOUD_SDK_AK", "AK\n"),
        ("HUAWEICLOUD_SDK_SK", "planted"),
        ("CLOUD_SDK_AK", "AK"),
        ("SECMASTER_AUTH_TOKEN", "planted\n"),
        ("HUAWEICLOUD_SDK_CREDENTIALS_FILE", path),
    ]);
    for (text, says) in [
        ("[global]\nak = a\n", "has no section [basic]"),
        ("[basic]\nak = planted\n", "has no sk in [basic]"),
        ("[basic]\nsk = planted\n", "has no ak in [basic]"),
        ("[basic]\nak\nsk = planted\n", "has no ak in [basic]"),
        (
            "[basic]\nak = a b\nsk = planted\n",
            "wrong-credentials cannot be used: the access key's id",
        ),
        ("[basic\nsk = planted\n", "is no INI file: line 1"),
    ] {
        std::fs::write(path, text).unwrap();
        let error = CredentialChain::new().find(&environment).unwrap_err();
        let text = error.to_string();
        let places = [
            "no credentials given or found: HUAWEICLOUD_SDK_AK with HUAWEICLOUD_SDK_SK cannot be used: ",
            "; CLOUD_SDK_AK is set, but CLOUD_SDK_SK is not; ",
            "; SECMASTER_AUTH_TOKEN cannot be used: ",
            says,
            "; instance metadata is not asked for",
        ];
        let at = places.map(|place| text.find(place).unwrap_or_else(|| panic!("{place}: {text}")));
        assert!(at.is_sorted(), "{text}");
        assert!(!format!("{error:?} {error}").contains("planted"), "{error}");
        let built = Client::builder().region("cn-north-4").environment(environment.clone());
        let refused = built.credentials_from_environment().build().unwrap_err();
        assert_eq!(refused, ConfigError::CredentialsNotFound(error));
    }
    let missing = Environment::from_iter([("HOME", "/nowhere")]);
    let error = CredentialChain::new().find(&missing).unwrap_err().to_string();
    assert!(
        error.contains("profile file /nowhere/.huaweicloud/credentials cannot be read: "),
        "{error}"
    );
}

const KEYS: &str = r#"{"credential":{"access":"AKMETA","secret":"planted","expires_at":"EXPIRES",
    "securitytoken":"planted-meta-token"}}"#;

fn on_server(canned: &Canned, clock: &ManualClock) -> Client {
    Client::builder()
        .region("cn-north-4")
        .project_id("p")
        .environment(Environment::new(|_| None))
        .credential_chain(CredentialChain::new().with_instance_metadata())
        .clock(clock.clone())
        .retries(RetryPolicy::never())
        .transport(canned.clone())
        .build()
        .unwrap()
}

fn paths(canned: &Canned) -> Vec<String> {
    let path = |request: &secmaster_client::http::Request<Vec<u8>>| {
        request.method().to_string() + " " + request.uri().path()
    };
    canned.requests().iter().map(path).collect()
}

#[test]
fn keys_of_the_instance_metadata_are_renewed_40_minutes_before_their_end() {
    let clock = ManualClock::at("2025-07-04T08:00:00Z".parse().unwrap());
    let first = KEYS.replace("EXPIRES", "2025-07-05T08:00:00.000000Z");
    let second = KEYS.replace("EXPIRES", "2025-07-06T08:00:00.000000Z");
    let canned = Canned::new()
        .answer(200, first)
        .answer(200, DELETED)
        .answer(200, DELETED)
        .answer(200, second)
        .answer(200, DELETED);
    let client = on_server(&canned, &clock);
    client.send(&delete(["a"])).unwrap();
    clock.advance(Duration::from_secs((23 * 60 + 20) * 60 - 1));
    client.send(&delete(["a"])).unwrap();
    assert_eq!(canned.left(), 2);
    clock.advance(Duration::from_secs(1));
    client.send(&delete(["a"])).unwrap();
    assert_eq!(canned.left(), 0);
    let sent = canned.requests();
    assert_eq!(sent[0].uri(), "http://169.254.169.254/openstack/latest/securitykey");
    assert_eq!(sent[1].headers()["x-security-token"], "planted-meta-token");
}

#[test]
fn a_server_that_wants_a_token_first_gets_one() {
    let clock = ManualClock::at("2025-07-04T08:00:00Z".parse().unwrap());
    let canned = Canned::new()
        .answer(401, "")
        .answer(200, "planted-first\n")
        .answer(200, KEYS.replace("EXPIRES", "2025-07-05T08:00:00Z"))
        .answer(200, DELETED);
    on_server(&canned, &clock).send(&delete(["a"])).unwrap();
    assert_eq!(
        paths(&canned)[..3],
        [
            "GET /openstack/latest/securitykey",
            "PUT /meta-data/latest/api/token",
            "GET /openstack/latest/securitykey",
        ]
    );
    let token = canned.requests()[2].headers()["x-metadata-token"].clone();
    assert!(token == "planted-first" && token.is_sensitive());
}

#[test]
fn an_instance_metadata_without_keys_is_the_last_of_the_reasons() {
    let clock = ManualClock::at("2025-07-04T08:00:00Z".parse().unwrap());
    let refused = Response::builder().status(404).body(b"planted".to_vec()).unwrap();
    for (canned, says) in [
        (
            Canned::new().fail(TransportError::new(TransportErrorKind::Connect)),
            "; instance metadata: 169.254.169.254 gave no answer: ",
        ),
        (Canned::new().response(refused), "answered 404; give this server an agency"),
        (Canned::new().answer(200, r#"{"credential":{"access":"a"}}"#), "without a complete"),
        (Canned::new().answer(200, KEYS), "without a complete access key"),
        (Canned::new().answer(401, "").answer(404, "planted"), "gave no token"),
    ] {
        let error = on_server(&canned, &clock).send(&delete(["a"])).unwrap_err();
        let text = error.to_string();
        assert!(error.is_credentials() && text.contains(says), "{text}");
        assert!(
            text.contains("no credentials given or found: HUAWEICLOUD_SDK_AK is not set; "),
            "{text}"
        );
        assert!(!format!("{error:?} {text}").contains("planted"), "{error:?}");
    }
}
