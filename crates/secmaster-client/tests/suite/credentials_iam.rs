//! Logging in with the password of an IAM user.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex};
use std::thread::{scope, yield_now};
use std::time::Duration;

use crate::support::{DELETED, delete};
use secmaster_client::http::{Request, Response};
use secmaster_client::{
    Canned, Client, Clock, Error, IamPassword, Limits, ManualClock, RetryPolicy, Transport,
    TransportError, TransportErrorKind, jiff::Timestamp,
};

const HOUR: Duration = Duration::from_secs(60 * 60);
const EXPIRED: &str = r#"{"error_code":"APIGW.0307","error_msg":"The token must be updated."}"#;
const WRONG: &str =
    r#"{"error":{"code":401,"message":"wrong: planted\"password","title":"Unauthorized"}}"#;

/// IAM and the service in one: tokens are numbered and last 24 hours.
#[derive(Clone)]
struct Cloud(Arc<State>);

struct State {
    clock: ManualClock,
    logins: AtomicUsize,
    /// The tokens up to this one are over.
    ended: AtomicUsize,
    is_down: Mutex<bool>,
    /// How many times the clock was looked at, and how many times it is to be before a login ends.
    looks: AtomicUsize,
    due_looks: AtomicUsize,
}

impl Cloud {
    fn new() -> Self {
        let clock = ManualClock::at("2025-07-04T08:00:00Z".parse().unwrap());
        Self(Arc::new(State {
            clock,
            logins: AtomicUsize::new(0),
            ended: AtomicUsize::new(0),
            is_down: Mutex::new(false),
            looks: AtomicUsize::new(0),
            due_looks: AtomicUsize::new(0),
        }))
    }

    fn client(&self) -> Client {
        Client::builder()
            .region("cn-north-4")
            .project_id("p")
            .credentials(user())
            .clock(self.clone())
            .max_requests_per_second(None)
            .max_concurrent_requests(64)
            .transport(self.clone())
            .build()
            .unwrap()
    }

    fn logins(&self) -> usize {
        self.0.logins.load(SeqCst)
    }

    fn log_in(&self) -> Response<Vec<u8>> {
        let number = self.0.logins.fetch_add(1, SeqCst) + 1;
        // Whoever looks at the clock is about to use a token, to wait for this one, or to log in too.
        let have_all = || self.0.looks.load(SeqCst) >= self.0.due_looks.load(SeqCst);
        for _ in 0..10_000_000 {
            if have_all() {
                break;
            }
            yield_now();
        }
        if *self.0.is_down.lock().unwrap() {
            return Response::builder().status(403).body(WRONG.into()).unwrap();
        }
        let expires_at =
            self.0.clock.now() + secmaster_client::jiff::SignedDuration::from_hours(24);
        let body = format!(r#"{{"token":{{"expires_at":"{expires_at:.6}"}}}}"#);
        let answer = Response::builder().status(201);
        answer.header("X-Subject-Token", format!("token-{number}")).body(body.into()).unwrap()
    }
}

impl Clock for Cloud {
    fn now(&self) -> Timestamp {
        self.0.looks.fetch_add(1, SeqCst);
        self.0.clock.now()
    }

    fn elapsed(&self) -> Duration {
        self.0.clock.elapsed()
    }

    fn sleep(&self, time: Duration) {
        self.0.clock.sleep(time);
    }
}

impl Transport for Cloud {
    fn send(
        &self,
        request: Request<&[u8]>,
        _: &Limits,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        if request.uri().host() == Some("iam.cn-north-4.myhuaweicloud.com") {
            return Ok(self.log_in());
        }
        let token = request.headers()["x-auth-token"].to_str().unwrap();
        let number: usize = token.strip_prefix("token-").unwrap().parse().unwrap();
        let is_over = number <= self.0.ended.load(SeqCst);
        let answer = Response::builder().status(if is_over { 401 } else { 200 });
        Ok(answer.body(if is_over { EXPIRED.into() } else { DELETED.into() }).unwrap())
    }
}

fn user() -> IamPassword {
    let user = IamPassword::new("analyst", "planted\"password", "soc");
    user.with_region("cn-north-4").unwrap()
}

/// Has 64 threads send at once, and no login end before all of them want a token. Gives how many
/// logins that took, and the errors.
fn crowd(cloud: &Cloud, client: &Client) -> (usize, Vec<Error>) {
    let before = cloud.logins();
    cloud.0.looks.store(0, SeqCst);
    cloud.0.due_looks.store(64, SeqCst);
    let start = Barrier::new(64);
    let send = || {
        start.wait();
        client.send(&delete(["a"])).err()
    };
    let errors = scope(|scope| {
        let threads: Vec<_> = (0..64).map(|_| scope.spawn(send)).collect();
        threads.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
    });
    cloud.0.due_looks.store(0, SeqCst);
    (cloud.logins() - before, errors)
}

/// How many logins it took 64 threads to succeed.
fn logins(cloud: &Cloud, client: &Client) -> usize {
    let (logins, errors) = crowd(cloud, client);
    assert!(errors.is_empty(), "{errors:?}");
    logins
}

fn of(canned: &Canned) -> Client {
    Client::builder()
        .region("cn-north-4")
        .project_id("p")
        .credentials(user())
        .clock(ManualClock::at("2025-07-04T08:00:00Z".parse().unwrap()))
        .transport(canned.clone())
        .build()
        .unwrap()
}

fn assert_clean(error: &Error) {
    assert!(!format!("{error:?} {error}").contains("planted"), "{error:?}");
}

#[test]
fn many_threads_log_in_once_a_day() {
    let cloud = Cloud::new();
    let client = cloud.client();
    assert_eq!(logins(&cloud, &client), 1);
    assert_eq!(logins(&cloud, &client), 0);
    cloud.0.clock.advance(24 * HOUR - Duration::from_secs(301));
    assert_eq!(logins(&cloud, &client), 0);
    // Renewed while the old one is still valid, and then long after the new one expired.
    cloud.0.clock.advance(Duration::from_secs(1));
    assert_eq!(logins(&cloud, &client), 1);
    cloud.0.clock.advance(48 * HOUR);
    assert_eq!(logins(&cloud, &client), 1);
}

#[test]
fn a_token_that_the_service_ends_is_renewed_once() {
    let cloud = Cloud::new();
    let client = cloud.client();
    assert_eq!(logins(&cloud, &client), 1);
    cloud.0.ended.store(1, SeqCst);
    assert_eq!(logins(&cloud, &client), 1);
    // A service that refuses each token is asked once more by each call, and then believed.
    cloud.0.ended.store(100, SeqCst);
    let error = client.send(&delete(["a"])).unwrap_err();
    assert_eq!((cloud.logins(), error.code()), (3, Some("APIGW.0307")));
}

#[test]
fn a_valid_token_outlives_a_login_that_fails() {
    let cloud = Cloud::new();
    let client = cloud.client();
    client.send(&delete(["a"])).unwrap();
    *cloud.0.is_down.lock().unwrap() = true;
    cloud.0.clock.advance(24 * HOUR - Duration::from_secs(200));
    client.send(&delete(["a"])).unwrap();
    cloud.0.clock.advance(Duration::from_secs(200));
    let error = client.send(&delete(["a"])).unwrap_err();
    assert!(error.is_credentials());
    // The failure is not kept longer than it takes to stop a flood of logins.
    let tried = cloud.logins();
    client.send(&delete(["a"])).unwrap_err();
    assert_eq!(cloud.logins(), tried);
    *cloud.0.is_down.lock().unwrap() = false;
    cloud.0.clock.advance(Duration::from_secs(1));
    client.send(&delete(["a"])).unwrap();
}

#[test]
fn a_failed_login_fails_all_who_wait_for_it() {
    let cloud = Cloud::new();
    *cloud.0.is_down.lock().unwrap() = true;
    let client = cloud.client();
    let (logins, errors) = crowd(&cloud, &client);
    assert_eq!((logins, errors.len()), (1, 64));
    for error in errors {
        assert!(error.to_string().contains("was answered with 403"), "{error}");
        assert_clean(&error);
    }
}

#[test]
fn a_login_is_what_the_reference_says() {
    for (user, project) in [
        (user(), r#"{"id":"p"}"#),
        (user().with_project_id("q"), r#"{"id":"q"}"#),
        (user().with_project_name("cn-north-4"), r#"{"name":"cn-north-4"}"#),
    ] {
        let canned = Canned::new().answer(400, "");
        let builder = Client::builder().region("cn-north-4").project_id("p").credentials(user);
        let client = builder.transport(canned.clone()).build().unwrap();
        assert!(client.send(&delete(["a"])).unwrap_err().is_credentials());
        let sent = canned.requests().remove(0);
        let due = format!(
            r#"{{"auth":{{"identity":{{"methods":["password"],"password":{{"user":{{"name":"analyst",
                "password":"planted\"password","domain":{{"name":"soc"}}}}}}}},
                "scope":{{"project":{project}}}}}}}"#
        );
        let body: serde_json::Value = serde_json::from_slice(sent.body()).unwrap();
        assert_eq!(body, serde_json::from_str::<serde_json::Value>(&due).unwrap());
        assert_eq!(sent.method(), "POST");
        assert_eq!(sent.uri().path_and_query().unwrap(), "/v3/auth/tokens?nocatalog=true");
        assert_eq!(sent.headers()["content-type"], "application/json;charset=utf8");
    }
}

#[test]
fn a_wrong_password_is_told_without_it() {
    let error = of(&Canned::new().answer(401, WRONG)).send(&delete(["a"])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "delete-indicator: not sent: the login of user \"analyst\" of domain \"soc\" at \
         https://iam.cn-north-4.myhuaweicloud.com was answered with 401 wrong: [redacted]; \
         check user, domain and password"
    );
    assert!(error.is_credentials() && !error.may_have_been_applied());
    assert_clean(&error);
}

#[test]
fn a_login_is_sent_again_as_the_policy_says() {
    let login = Response::builder().status(201).header("X-Subject-Token", "planted");
    let login = login.body(br#"{"token":{"expires_at":"2025-07-05T08:00:00.701000Z"}}"#.to_vec());
    let canned = Canned::new()
        .answer(503, "")
        .fail(TransportError::new(TransportErrorKind::Interrupted))
        .response(login.unwrap())
        .answer(200, DELETED);
    let answer = of(&canned).send(&delete(["a"])).unwrap();
    assert_eq!((answer.attempts(), canned.left()), (1, 0));

    let canned = Canned::new().fail(TransportError::new(TransportErrorKind::Connect));
    let client = Client::builder().region("cn-north-4").project_id("p").credentials(user());
    let client = client.transport(canned).retries(RetryPolicy::never()).build().unwrap();
    let error = client.send(&delete(["a"])).unwrap_err();
    assert!(error.to_string().contains("failed: iam.cn-north-4.myhuaweicloud.com gave no answer"));
}

#[test]
fn answers_without_a_token_are_told() {
    let with = |token: &str, body: &str| {
        let answer = Response::builder().status(201).header("X-Subject-Token", token);
        answer.body(body.as_bytes().to_vec()).unwrap()
    };
    let valid = r#"{"token":{"expires_at":"2025-07-05T08:00:00Z"}}"#;
    for (answer, says) in [
        (with("planted token", valid), "with a token of no use: the token has a character"),
        (with("planted", "{}"), "without the time at which its token expires"),
        (with("planted", r#"{"token":{"expires_at":"soon"}}"#), "without the time"),
        (Response::builder().status(201).body(valid.into()).unwrap(), "without an X-Subject-Token"),
        (Response::builder().status(200).body(valid.into()).unwrap(), "answered with 200"),
    ] {
        let error = of(&Canned::new().response(answer)).send(&delete(["a"])).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
        assert_clean(&error);
    }
}

#[test]
fn a_password_goes_to_no_other_machine_in_plain_text() {
    assert!(user().with_endpoint("http://127.0.0.1:8080").is_ok());
    assert!(user().with_endpoint("http://iam.example").is_err());
    assert!(user().with_endpoint("http://169.254.169.254").is_err());
    assert!(user().with_region("evil.example/").is_err());
}
