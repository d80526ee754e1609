//! When a request is sent again, and what is said of it.

use std::time::Duration;

use crate::support::{CREATED, DELETED, TOKEN, creation, delete};
use secmaster_client::http::Response;
use secmaster_client::{
    Canned, Client, ClientBuilder, ManualClock, Phase, RetryPolicy, Timeouts, TransportError,
    TransportErrorKind,
};

fn clock() -> ManualClock {
    ManualClock::at("2025-07-04T08:00:00Z".parse().unwrap())
}

/// Waits are as long as they can be.
fn builder(canned: &Canned, clock: &ManualClock) -> ClientBuilder {
    Client::builder()
        .region("cn-north-4")
        .project_id("p")
        .token(TOKEN)
        .transport(canned.clone())
        .clock(clock.clone())
        .random(|| u64::MAX)
}

fn millis(clock: &ManualClock) -> Vec<u128> {
    clock.sleeps().iter().map(Duration::as_millis).collect()
}

fn failed(kind: TransportErrorKind) -> TransportError {
    TransportError::new(kind)
}

fn asking(status: u16, retry_after: &str) -> Response<Vec<u8>> {
    Response::builder().status(status).header("retry-after", retry_after).body(Vec::new()).unwrap()
}

#[test]
fn what_is_idempotent_is_sent_until_it_succeeds() {
    let (canned, clock) = (Canned::new(), clock());
    let answers = canned.clone().answer(503, "").answer(502, "<h1>x</h1>");
    let answers = answers.fail(failed(TransportErrorKind::Interrupted)).answer(200, DELETED);
    let answer = builder(&answers, &clock).build().unwrap().send(&delete(["a"])).unwrap();
    assert_eq!(answer.attempts(), 4);
    assert!(answer.may_have_been_applied_before());
    assert_eq!(millis(&clock), [200, 400, 800]);
    assert_eq!(canned.left(), 0);
}

#[test]
fn a_creation_is_sent_again_only_if_nothing_of_it_can_have_arrived() {
    let throttled = Canned::new()
        .answer(429, "")
        .fail(failed(TransportErrorKind::Connect))
        .answer(200, CREATED);
    let client = builder(&throttled, &clock()).build().unwrap();
    let answer = client.create_indicator("w", &creation("203.0.113.7")).unwrap();
    assert!(answer.attempts() == 3 && !answer.may_have_been_applied_before());

    let late = failed(TransportErrorKind::Timeout(Phase::ReceiveResponse));
    let cut = failed(TransportErrorKind::Interrupted);
    let answers =
        Canned::new().answer(503, "").answer(502, "").answer(504, "").fail(late).fail(cut);
    let clock = clock();
    let client = builder(&answers, &clock).build().unwrap();
    for left in (0..5).rev() {
        let error = client.create_indicator("w", &creation("203.0.113.7")).unwrap_err();
        assert!(error.may_have_been_applied() && error.attempts() == 1, "{error}");
        assert!(error.to_string().contains("the indicator may exist"), "{error}");
        assert_eq!(answers.left(), left);
    }
    assert!(clock.sleeps().is_empty());
}

#[test]
fn what_no_retry_can_mend_is_sent_once() {
    let kinds = [
        TransportErrorKind::Tls,
        TransportErrorKind::TooLarge,
        TransportErrorKind::Unsendable,
        TransportErrorKind::Timeout(Phase::Overall),
    ];
    for kind in kinds {
        let canned = Canned::new().fail(failed(kind)).answer(200, DELETED);
        let client = builder(&canned, &clock()).build().unwrap();
        assert_eq!(client.send(&delete(["a"])).unwrap_err().attempts(), 1, "{kind:?}");
    }
    for status in [400, 401, 403, 404, 409, 500, 501] {
        let canned = Canned::new().answer(status, "").answer(200, DELETED);
        let client = builder(&canned, &clock()).build().unwrap();
        assert_eq!(client.send(&delete(["a"])).unwrap_err().attempts(), 1, "{status}");
    }
}

#[test]
fn the_service_is_left_alone_as_long_as_it_asks() {
    let canned = Canned::new()
        .response(asking(429, "7"))
        .response(asking(503, "Fri, 04 Jul 2025 08:00:17 GMT"))
        .answer(200, DELETED);
    let clock = clock();
    builder(&canned, &clock).build().unwrap().send(&delete(["a"])).unwrap();
    assert_eq!(millis(&clock), [7000, 10_000]);
}

#[test]
fn no_wait_goes_beyond_the_overall_limit() {
    let canned = Canned::new().response(asking(429, "61")).answer(200, DELETED);
    let clock = clock();
    let client = builder(&canned, &clock).build().unwrap();
    let error = client.send(&delete(["a"])).unwrap_err();
    assert_eq!((error.attempts(), error.status().unwrap().as_u16()), (1, 429));
    assert!(clock.sleeps().is_empty());

    let canned = (0..9).fold(Canned::new(), |canned, _| canned.answer(503, ""));
    let policy = RetryPolicy::default()
        .with_max_attempts(9)
        .with_first_wait(Duration::from_secs(2))
        .with_longest_wait(Duration::from_secs(3));
    let timeouts = Timeouts::default().with_overall(Duration::from_secs(10));
    let client = builder(&canned, &clock).retries(policy).timeouts(timeouts).build().unwrap();
    assert_eq!(client.send(&delete(["a"])).unwrap_err().attempts(), 4);
    assert_eq!(millis(&clock), [2000, 3000, 3000]);
}

#[test]
fn the_budget_ends_retries_of_a_service_that_is_down() {
    let canned = (0..9).fold(Canned::new(), |canned, _| canned.answer(503, ""));
    let policy = RetryPolicy::default().with_budget(4);
    let client = builder(&canned, &clock()).retries(policy).build().unwrap();
    let attempts = [(); 4].map(|()| client.send(&delete(["a"])).unwrap_err().attempts());
    assert_eq!(attempts, [4, 2, 1, 1]);
}

#[test]
fn a_doubt_is_not_forgotten_by_a_later_refusal() {
    let cut = failed(TransportErrorKind::Interrupted);
    let canned = Canned::new().fail(cut).answer(400, r#"{"code":"1","message":"no"}"#);
    let client = builder(&canned, &clock()).build().unwrap();
    let error = client.send(&delete(["a"])).unwrap_err();
    assert!(error.is_service() && error.may_have_been_applied());
}

#[test]
fn requests_keep_to_the_rate() {
    let canned = (0..60).fold(Canned::new(), |canned, _| canned.answer(200, DELETED));
    let clock = clock();
    let client = builder(&canned, &clock).max_requests_per_second(10.0).build().unwrap();
    for _ in 0..60 {
        client.send(&delete(["a"])).unwrap();
    }
    let waited: Duration = clock.sleeps().iter().sum();
    assert!((5.8..=6.0).contains(&waited.as_secs_f64()), "{waited:?}");
}
