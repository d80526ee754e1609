//! What spans and events say, and what they never say.

#![cfg(feature = "tracing")]

use std::cell::RefCell;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use crate::support::{CREATED, DELETED, TOKEN, builder, creation, delete};
use secmaster_client::http::Response;
use secmaster_client::{Canned, IamPassword, ManualClock, TransportError, TransportErrorKind};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_core::span::Current;

/// Writes down everything that it is told.
#[derive(Clone, Default)]
struct Collector {
    lines: Arc<Mutex<Vec<String>>>,
    spans: Arc<Mutex<Vec<&'static Metadata<'static>>>>,
}

thread_local! {
    static ENTERED: RefCell<Vec<Id>> = const { RefCell::new(Vec::new()) };
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Collector {
    fn add(&self, start: String, record: impl FnOnce(&mut Line)) {
        let mut line = Line(start);
        record(&mut line);
        // A member that there is none of is recorded as nothing.
        if line.0.contains(' ') {
            self.push(line.0);
        }
    }

    fn push(&self, line: String) {
        self.lines.lock().unwrap().push(line);
    }

    fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }
}

impl Subscriber for Collector {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "secmaster_client"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = {
            let mut spans = self.spans.lock().unwrap();
            spans.push(span.metadata());
            spans.len() as u64
        };
        let start = format!("{id} {}", span.metadata().name());
        self.add(start, |line| span.record(line));
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        self.add(format!("{}", span.into_u64()), |line| values.record(line));
    }

    fn event(&self, event: &Event<'_>) {
        self.add("event".to_owned(), |line| event.record(line));
    }

    fn enter(&self, span: &Id) {
        self.push(format!("{} entered", span.into_u64()));
        ENTERED.with_borrow_mut(|entered| entered.push(span.clone()));
    }

    fn exit(&self, span: &Id) {
        self.push(format!("{} left", span.into_u64()));
        ENTERED.with_borrow_mut(Vec::pop);
    }

    fn current_span(&self) -> Current {
        ENTERED.with_borrow(|entered| match entered.last() {
            Some(id) => {
                let index = usize::try_from(id.into_u64()).unwrap() - 1;
                Current::new(id.clone(), self.spans.lock().unwrap()[index])
            }
            None => Current::none(),
        })
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
}

#[test]
fn calls_attempts_and_waits_are_told_and_no_secret() {
    let echo = Response::builder()
        .status(200)
        .header("x-request-id", format!("4f {TOKEN}"))
        .header("x-auth-token", TOKEN)
        .body(DELETED.replace(r#""0""#, &format!("\"{TOKEN}\"")).into_bytes())
        .unwrap();
    let cut = TransportError::new(TransportErrorKind::Interrupted).with_source(TOKEN);
    let throttled = Response::builder().status(429).header("retry-after", "7").body(Vec::new());
    let canned = Canned::new().fail(cut).response(throttled.unwrap()).response(echo);
    let clock = ManualClock::at("2025-07-04T08:00:00Z".parse().unwrap());
    let client = builder("https://secmaster.example")
        .transport(canned)
        .retries(secmaster_client::RetryPolicy::default())
        .random(|| 0)
        .clock(clock)
        .build()
        .unwrap();
    let collector = Collector::default();
    tracing::subscriber::with_default(collector.clone(), || {
        client.send(&delete(["planted-body"])).unwrap();
    });
    assert_eq!(
        collector.lines(),
        [
            r#"1 call operation="delete-indicator" method=DELETE"#,
            "1 entered",
            "2 attempt attempt=1",
            "2 entered",
            "2 failure=Interrupted",
            "2 left",
            "event message=waiting before another attempt attempt=1 wait=0ns",
            "3 attempt attempt=2",
            "3 entered",
            "3 status=429",
            "3 left",
            "event message=waiting before another attempt attempt=2 wait=7s",
            "4 attempt attempt=3",
            "4 entered",
            "4 status=200",
            r#"4 request_id="4f [redacted]""#,
            "4 left",
            "1 status=200",
            r#"1 request_id="4f [redacted]""#,
            "1 attempts=3",
            "1 left",
        ]
    );
    assert!(!collector.lines().concat().contains("planted"));
}

#[test]
fn a_login_is_told_with_its_host_and_without_its_password() {
    let login = Response::builder()
        .status(201)
        .header("X-Subject-Token", TOKEN)
        .header("x-request-id", "planted-password")
        .body(br#"{"token":{"expires_at":"2099-01-04T09:05:22.701000Z"}}"#.to_vec())
        .unwrap();
    let canned = Canned::new().answer(503, "planted-password").response(login).answer(200, DELETED);
    let client = builder("https://secmaster.example")
        .credentials(IamPassword::new("soc", "planted-password", "a-domain"))
        .transport(canned)
        .retries(secmaster_client::RetryPolicy::default())
        .random(|| 0)
        .build()
        .unwrap();
    let collector = Collector::default();
    tracing::subscriber::with_default(collector.clone(), || {
        client.send(&delete(["a"])).unwrap();
    });
    let lines = collector.lines();
    let logins: Vec<_> = lines.iter().filter(|line| line.contains("credentials")).collect();
    assert_eq!(
        logins,
        [
            r#"3 credentials host="iam.myhuaweicloud.com" attempt=1"#,
            r#"4 credentials host="iam.myhuaweicloud.com" attempt=2"#,
        ]
    );
    assert!(lines.contains(&"3 status=503".to_owned()), "{lines:#?}");
    assert!(lines.contains(&"4 status=201".to_owned()), "{lines:#?}");
    assert!(!lines.concat().contains("planted") && !lines.concat().contains(TOKEN), "{lines:#?}");
}

#[test]
fn bulk_goes_on_in_the_span_of_its_caller() {
    let canned = Canned::new().answer(200, CREATED);
    let client = builder("https://secmaster.example").transport(canned).build().unwrap();
    let collector = Collector::default();
    // Threads know only the subscriber of the whole program; the other test has one of its own.
    tracing::subscriber::set_global_default(collector.clone()).unwrap();
    tracing::info_span!(target: "secmaster_client", "import").in_scope(|| {
        client.create_many("w", [creation("203.0.113.7")]).concurrency(1).for_each(|_| ());
    });
    let lines = collector.lines();
    let start = [
        "1 import",
        "1 entered",
        "1 entered",
        r#"2 call operation="create-indicator" method=POST"#,
    ];
    assert_eq!(lines[..4], start);
}
