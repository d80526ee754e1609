//! How runs end early: by a failure, a flag, or a panic.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use secmaster_client::bulk::{Counts, End, OnError, Outcome};
use secmaster_client::model::create_indicator::Request;

use super::{answered, created, numbered, reply, value};

/// What a panic says.
fn panic_of<T: std::fmt::Debug>(run: impl FnOnce() -> T) -> String {
    let panic = catch_unwind(AssertUnwindSafe(run)).unwrap_err();
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(other) => (*other.downcast::<&str>().unwrap()).to_owned(),
    }
}

fn endless() -> impl Iterator<Item = Request> + Send {
    (0..).map(numbered)
}

#[test]
fn nothing_is_sent_after_a_failure() {
    let fails_at_3 = |body: &str, _: usize| match value(body) {
        3 => reply(400, r#"{"code":"S.1","message":"no"}"#),
        _ => created(),
    };
    let (client, sent) = answered(fails_at_3);
    let run = client.create_many("w", endless()).on_error(OnError::Stop).concurrency(1);
    let mut seen = Vec::new();
    let summary = run.for_each(|item| seen.push((item.index, item.outcome.is_done())));
    assert_eq!(seen, [(0, true), (1, true), (2, true), (3, false)]);
    assert_eq!((summary.end, sent.load(Ordering::SeqCst)), (End::Stopped, 4));
    assert!(!summary.all_succeeded());

    for ordered in [false, true] {
        let (client, sent) = answered(fails_at_3);
        let taken = AtomicUsize::new(0);
        let bodies = endless().inspect(|_| {
            taken.fetch_add(1, Ordering::SeqCst);
        });
        let run = client.create_many("w", bodies).on_error(OnError::Stop).ordered(ordered);
        let mut seen = Vec::new();
        let counts = run.for_each(|item| seen.push(item.index)).counts;
        assert_eq!(counts.total(), taken.into_inner());
        assert_eq!(counts.succeeded + counts.failed, sent.load(Ordering::SeqCst));
        assert_eq!(counts.failed, 1);
        assert!(!ordered || seen.is_sorted());
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..counts.total()));
    }
}

#[test]
fn an_invalid_body_is_the_failure_of_its_item() {
    let body = |index| {
        let mut body = numbered(index);
        if index == 1 {
            body.data_object.granular_marking = serde_json::from_str(r#""9""#).unwrap();
        }
        body
    };
    let (client, sent) = answered(|_, _| created());
    let mut refused = Vec::new();
    let run = client.create_many("w", (0..4).map(body)).ordered(true);
    let summary = run.for_each(|item| {
        if let Outcome::Failed(error) = item.outcome {
            assert!(error.is_invalid_request());
            refused.push((item.index, item.input));
        }
    });
    assert_eq!(refused, [(1, body(1))]);
    assert_eq!(summary.counts, Counts { succeeded: 3, failed: 1, ..Counts::default() });
    assert_eq!((summary.end, sent.load(Ordering::SeqCst)), (End::Exhausted, 3));

    let (client, sent) = answered(|_, _| created());
    let run = client.create_many("w", (0..4).map(body)).on_error(OnError::Stop).concurrency(1);
    assert_eq!(run.for_each(|_| ()).end, End::Stopped);
    assert_eq!(sent.load(Ordering::SeqCst), 1);
}

#[test]
fn the_last_item_may_fail_and_everything_was_sent() {
    let (client, _) = answered(|_, _| reply(400, ""));
    let run = client.create_many("w", [numbered(0)]).on_error(OnError::Stop);
    assert!(matches!(run.for_each(|_| ()).counts, Counts { failed: 1, not_sent: 0, .. }));
}

#[test]
fn a_flag_cancels() {
    let (client, sent) = answered(|_, _| created());
    let set = AtomicBool::new(true);
    let untouched = std::iter::from_fn(|| -> Option<Request> { panic!("it is taken from") });
    let summary = client.create_many("w", untouched).cancel(&set).for_each(|_| ());
    assert_eq!((summary.end, summary.counts), (End::Cancelled, Counts::default()));

    let flag = AtomicBool::new(false);
    let mut seen = 0;
    let run = client.create_many("w", endless()).cancel(&flag).ordered(true);
    let summary = run.for_each(|item| {
        seen += 1;
        if item.index == 100 {
            flag.store(true, Ordering::SeqCst);
        }
    });
    assert_eq!(summary.end, End::Cancelled);
    assert!(seen > 100 && seen <= 101 + 128, "{seen}");
    assert_eq!(summary.counts.total(), seen);
    assert_eq!(summary.counts.succeeded, sent.load(Ordering::SeqCst));
}

#[test]
fn what_was_taken_and_not_sent_is_given_back() {
    let (client, sent) = answered(|_, _| created());
    let flag = AtomicBool::new(false);
    let bodies = endless().inspect(|body| {
        if body.data_object.value == "5" {
            flag.store(true, Ordering::SeqCst);
        }
    });
    let mut left = Vec::new();
    let run = client.create_many("w", bodies).cancel(&flag).concurrency(1);
    let summary = run.for_each(|item| {
        if let Outcome::NotSent = item.outcome {
            assert!(!item.outcome.may_have_been_applied());
            left.push((item.index, item.input));
        }
    });
    assert_eq!(left, [(5, numbered(5))]);
    assert_eq!(summary.counts, Counts { succeeded: 5, not_sent: 1, ..Counts::default() });
    assert_eq!((summary.end, sent.load(Ordering::SeqCst)), (End::Cancelled, 5));
}

#[test]
fn a_panic_of_the_function_ends_what_is_under_way_first() {
    static ANSWERED: AtomicUsize = AtomicUsize::new(0);
    let (client, sent) = answered(|_, _| {
        std::thread::yield_now();
        ANSWERED.fetch_add(1, Ordering::SeqCst);
        created()
    });
    let text = panic_of(|| {
        client.create_many("w", endless()).for_each(|item| {
            assert!(item.index < 50, "too many");
        })
    });
    assert_eq!(text, "too many");
    let sent = sent.load(Ordering::SeqCst);
    assert_eq!(sent, ANSWERED.load(Ordering::SeqCst));
    assert!((51..51 + 129).contains(&sent), "{sent}");

    let (client, _) = answered(|_, _| created());
    let run = client.create_many("w", endless()).progress(|_| panic!("no progress"));
    assert_eq!(panic_of(|| run.for_each(|_| ())), "no progress");
}

#[test]
fn a_panic_of_the_iterator_loses_nothing_that_was_taken() {
    for ordered in [false, true] {
        let (client, sent) = answered(|_, _| created());
        let mut seen = Vec::new();
        let bodies = endless().inspect(|body| {
            assert!(body.data_object.value != "20", "the feed is broken");
        });
        let run = client.create_many("w", bodies).ordered(ordered);
        let text = panic_of(|| run.for_each(|item| seen.push(item.index)));
        assert_eq!(text, "the feed is broken");
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..20));
        assert_eq!(sent.load(Ordering::SeqCst), 20);
    }
}

#[test]
fn a_panic_of_a_transport_does_not_hang_an_ordered_run() {
    for ordered in [false, true] {
        let (client, _) = answered(|body, _| {
            assert!(value(body) != 7, "the transport is broken");
            created()
        });
        let mut seen = Vec::new();
        let run = client.create_many("w", endless()).ordered(ordered).concurrency(3);
        let text = panic_of(|| run.for_each(|item| seen.push(item.index)));
        assert_eq!(text, "the transport is broken");
        assert!(!seen.contains(&7) && (0..7).all(|index| seen.contains(&index)), "{seen:?}");
        assert!(!ordered || seen.is_sorted());
    }
}

#[test]
fn an_iterator_is_not_asked_again_after_its_end() {
    let (client, _) = answered(|_, _| created());
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let bodies = std::iter::from_fn(move || {
        let before = counted.fetch_add(1, Ordering::SeqCst);
        (before != 3).then(|| numbered(before))
    });
    assert_eq!(client.create_many("w", bodies).for_each(|_| ()).counts.succeeded, 3);
    assert_eq!(asked.load(Ordering::SeqCst), 4);
}
