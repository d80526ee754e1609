//! What is said of each id that is to be deleted.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use secmaster_client::bulk::{Counts, Deletion, End, OnError};
use secmaster_client::{Canned, Client, ManualClock, TransportError, TransportErrorKind};
use serde_json::{Value, json};

use super::{Answered, answered, reply};
use crate::support::client;

fn ids(body: &str) -> Vec<String> {
    let body: Value = serde_json::from_str(body).unwrap();
    serde_json::from_value(body["batch_ids"].clone()).unwrap()
}

fn lists(success: &[&str], error: &[&str]) -> String {
    json!({"code": "0", "data": {"success_ids": success, "error_ids": error}}).to_string()
}

/// Deletes what has an even number.
fn deletes_even(body: &str) -> Answered {
    let is_even = |id: &&String| id.parse::<usize>().unwrap() % 2 == 0;
    let (even, odd): (Vec<_>, Vec<_>) = ids(body).into_iter().partition(|id| is_even(&id));
    let body = json!({"code": "0", "data": {"success_ids": even, "error_ids": odd}});
    reply(200, &body.to_string())
}

#[test]
fn ids_are_sent_999_at_a_time_and_reported_one_by_one() {
    for (size, expected) in [(None, vec![502, 999, 999]), (Some(5000), vec![502, 999, 999])] {
        let sizes = Arc::new(Mutex::new(Vec::new()));
        let counted = Arc::clone(&sizes);
        let (client, _) = answered(move |body, _| {
            counted.lock().unwrap().push(ids(body).len());
            deletes_even(body)
        });
        let mut run = client.delete_many("w", (0..2500).map(|id| id.to_string())).ordered(true);
        if let Some(size) = size {
            run = run.chunk_size(size);
        }
        let mut next = 0;
        let summary = run.for_each(|item| {
            assert_eq!((item.index, item.input), (next, next.to_string()));
            assert_eq!(item.outcome.is_deleted(), next % 2 == 0);
            next += 1;
        });
        assert_eq!(summary.counts, Counts { succeeded: 1250, failed: 1250, ..Counts::default() });
        let mut sizes = sizes.lock().unwrap().clone();
        sizes.sort_unstable();
        assert_eq!(sizes, expected);
    }
    let (client, sent) = answered(|body, _| deletes_even(body));
    let summary = client.delete_many("w", ["2", "4", "6"]).chunk_size(0).for_each(|_| ());
    assert!(summary.all_succeeded());
    assert_eq!(sent.load(Ordering::SeqCst), 3);
}

#[test]
fn nothing_to_delete_sends_nothing() {
    let canned = Canned::new();
    let summary = client(canned.clone()).delete_many("w", [""; 0]).for_each(|_| ());
    assert!(summary.all_succeeded() && canned.requests().is_empty());
}

#[test]
fn an_answer_is_believed_only_where_it_is_clear() {
    let body = lists(&["a", "both", "stranger"], &["b", "both"]);
    let canned = Canned::new().answer(200, body);
    let mut seen = Vec::new();
    let summary = client(canned).delete_many("w", ["a", "b", "both", "none"]).for_each(|item| {
        let kind = match &item.outcome {
            Deletion::Deleted(_) => "deleted",
            Deletion::Refused(_) => "refused",
            Deletion::Unclear(_) => "unclear",
            _ => "other",
        };
        seen.push((item.input, kind, item.outcome.may_have_been_deleted()));
    });
    let expected = [
        ("a", "deleted", true),
        ("b", "refused", false),
        ("both", "unclear", true),
        ("none", "unclear", true),
    ];
    assert_eq!(seen, expected.map(|(id, kind, may)| (id.to_owned(), kind, may)));
    let expected = Counts { succeeded: 1, failed: 1, in_doubt: 2, not_sent: 0 };
    assert_eq!(summary.counts, expected);

    let without_data = Canned::new().answer(200, r#"{"code":"0"}"#);
    let summary = client(without_data).delete_many("w", ["a"]).for_each(|_| ());
    assert_eq!(summary.counts, Counts { in_doubt: 1, ..Counts::default() });
}

#[test]
fn a_deletion_that_was_cut_off_may_have_deleted_what_is_then_unknown() {
    let cut = TransportError::new(TransportErrorKind::Interrupted);
    let canned = Canned::new().fail(cut).answer(200, lists(&["a"], &["b"]));
    let client =
        Client::builder().region("cn-north-4").project_id("p").token("token").transport(canned);
    let clock = ManualClock::at("2025-07-04T08:00:00Z".parse().unwrap());
    let client = client.clock(clock).build().unwrap();
    let summary = client.delete_many("w", ["a", "b"]).for_each(|item| match item.outcome {
        Deletion::Deleted(answer) => assert_eq!((&*item.input, answer.attempts()), ("a", 2)),
        Deletion::Refused(ref answer) => {
            assert!(answer.may_have_been_applied_before() && item.outcome.may_have_been_deleted());
        }
        other => panic!("{other:?}"),
    });
    assert_eq!(summary.counts, Counts { succeeded: 1, in_doubt: 1, ..Counts::default() });
}

#[test]
fn ids_of_a_failed_request_share_its_error() {
    let canned = Canned::new()
        .answer(400, r#"{"code":"SecMaster.20030012","message":"no"}"#)
        .answer(504, "")
        .answer(200, lists(&["e", "f"], &[]));
    let mut errors = Vec::new();
    let client = client(canned);
    let run = client.delete_many("w", ["a", "b", "c", "d", "e", "f"]).chunk_size(2);
    let summary = run.concurrency(1).for_each(|item| match item.outcome {
        Deletion::Failed(ref error) => {
            let in_doubt = item.outcome.may_have_been_deleted();
            errors.push((item.index, Arc::clone(error), in_doubt));
        }
        other => assert!(other.is_deleted()),
    });
    let [a, b, c, d] = errors.as_slice() else { panic!("{errors:?}") };
    assert!(Arc::ptr_eq(&a.1, &b.1) && Arc::ptr_eq(&c.1, &d.1) && !Arc::ptr_eq(&a.1, &c.1));
    assert_eq!([a.2, b.2, c.2, d.2], [false, false, true, true]);
    assert_eq!(a.1.code(), Some("SecMaster.20030012"));
    let expected = Counts { succeeded: 2, failed: 2, in_doubt: 2, not_sent: 0 };
    assert_eq!(summary.counts, expected);
}

#[test]
fn an_id_that_is_there_twice_is_sent_once_and_reported_twice() {
    let canned = Canned::new().answer(200, lists(&["a"], &["b"]));
    let mut seen = Vec::new();
    let client = client(canned.clone());
    let summary = client
        .delete_many("w", ["a", "b", "a", "b", "a"])
        .for_each(|item| seen.push((item.index, item.outcome.is_deleted())));
    assert_eq!(seen, [(0, true), (1, false), (2, true), (3, false), (4, true)]);
    assert_eq!(summary.counts.total(), 5);
    assert_eq!(canned.requests()[0].body(), br#"{"batch_ids":["a","b"]}"#);
}

#[test]
fn a_refused_id_stops_a_run_that_is_to_stop() {
    let canned = Canned::new().answer(200, lists(&["a"], &["b"])).answer(200, "{}");
    let run_client = client(canned.clone());
    let run = run_client.delete_many("w", (0..).map(|id| ["a", "b"][id % 2])).chunk_size(2);
    let summary = run.on_error(OnError::Stop).concurrency(1).for_each(|_| ());
    assert_eq!((summary.end, summary.counts.total()), (End::Stopped, 2));
    assert_eq!(canned.left(), 1);
}
