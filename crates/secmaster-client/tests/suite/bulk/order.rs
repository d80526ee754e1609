//! The order of outcomes, and how much there is at a time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;

use secmaster_client::bulk::{Counts, End, Outcome};
use secmaster_client::{Canned, Client, RetryPolicy};

use super::{answered, created, numbered, value};
use crate::support::{CREATED, DELETED, client, delete};

/// Counts, and lets wait for a count.
#[derive(Default)]
struct Counter(Mutex<usize>, Condvar);

impl Counter {
    const fn new() -> Self {
        Self(Mutex::new(0), Condvar::new())
    }

    fn add(&self) {
        *self.0.lock().unwrap() += 1;
        self.1.notify_all();
    }

    fn wait_for(&self, count: usize) {
        drop(self.1.wait_while(self.0.lock().unwrap(), |now| *now < count).unwrap());
    }
}

#[test]
fn every_item_comes_once_with_its_index() {
    for ordered in [false, true] {
        let (client, _) = answered(|body, _| {
            (0..value(body) % 7).for_each(|_| thread::yield_now());
            created()
        });
        let mut seen = Vec::new();
        let bodies = (0..1000).map(numbered);
        let run = client.create_many("w", bodies).ordered(ordered).concurrency(6);
        let summary = run.for_each(|item| {
            assert_eq!(item.input, numbered(item.index));
            assert!(item.outcome.is_done() && item.outcome.may_have_been_applied());
            seen.push(item.index);
        });
        assert!(summary.all_succeeded());
        if !ordered {
            seen.sort_unstable();
        }
        assert!(seen.into_iter().eq(0..1000));
    }
}

#[test]
fn a_slow_item_holds_up_only_an_ordered_run() {
    for ordered in [false, true] {
        static REST: Counter = Counter::new();
        *REST.0.lock().unwrap() = 0;
        let (client, _) = answered(|body, _| {
            match value(body) {
                0 => REST.wait_for(7),
                _ => REST.add(),
            }
            created()
        });
        let mut seen = Vec::new();
        let bodies = (0..8).map(numbered);
        let run = client.create_many("w", bodies).ordered(ordered).concurrency(2);
        run.for_each(|item| seen.push(item.index));
        assert_eq!(seen.first() == Some(&0), ordered, "{seen:?}");
    }
}

#[test]
fn no_more_than_sixteen_requests_per_thread_are_taken_ahead() {
    static REST: Counter = Counter::new();
    static TAKEN: AtomicUsize = AtomicUsize::new(0);
    let (client, _) = answered(|body, _| {
        match value(body) {
            0 => REST.wait_for(47),
            _ => REST.add(),
        }
        created()
    });
    let bodies = (0..100).map(|index| {
        TAKEN.fetch_add(1, Ordering::SeqCst);
        numbered(index)
    });
    let run = client.create_many("w", bodies).ordered(true).concurrency(3);
    let mut reported = 0;
    run.for_each(|_| {
        let taken = TAKEN.load(Ordering::SeqCst);
        if reported == 0 {
            assert_eq!(taken, 48);
        }
        assert!(taken <= reported + 48, "{taken} at {reported}");
        reported += 1;
    });
    assert_eq!(reported, 100);
}

#[test]
fn a_slow_function_holds_up_the_input() {
    static TAKEN: AtomicUsize = AtomicUsize::new(0);
    let (client, _) = answered(|_, _| created());
    let bodies = (0..20_000).map(|index| {
        TAKEN.fetch_add(1, Ordering::SeqCst);
        numbered(index)
    });
    let mut reported = 0;
    let summary = client.create_many("w", bodies).concurrency(4).for_each(|_| {
        assert!(TAKEN.load(Ordering::SeqCst) <= reported + 64);
        reported += 1;
    });
    assert_eq!(summary.counts, Counts { succeeded: 20_000, ..Counts::default() });
}

#[test]
fn no_more_are_under_way_than_allowed() {
    static NOW: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    let canned = Canned::new();
    let client =
        Client::builder().region("cn-north-4").project_id("p").token("token").transport(canned);
    let narrow = client.max_concurrent_requests(2).build().unwrap();
    assert!(format!("{:?}", narrow.create_many("w", [numbered(0)])).contains("concurrency: 2"));
    assert!(format!("{:?}", narrow.delete_many("w", ["a"]).concurrency(0)).contains("ncy: 1"));

    let (client, _) = answered(|_, _| {
        MOST.fetch_max(NOW.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        thread::yield_now();
        NOW.fetch_sub(1, Ordering::SeqCst);
        created()
    });
    client.create_many("w", (0..500).map(numbered)).concurrency(3).for_each(|_| ());
    assert!((1..=3).contains(&MOST.load(Ordering::SeqCst)));
}

#[test]
fn progress_tells_how_far_it_is() {
    let canned = (0..3).fold(Canned::new(), |canned, _| canned.answer(200, CREATED));
    let mut seen = Vec::new();
    let bodies: Vec<_> = (0..4).map(numbered).collect();
    let client = client(canned);
    let summary = client
        .create_many("w", &bodies)
        .progress(|progress| seen.push((progress.counts.total(), progress.total)))
        .for_each(|_| ());
    assert_eq!(seen, [(1, Some(4)), (2, Some(4)), (3, Some(4)), (4, Some(4))]);
    assert_eq!(summary.counts, Counts { succeeded: 3, failed: 1, ..Counts::default() });
    assert_eq!(summary.end, End::Exhausted);

    let mut totals = Vec::new();
    let unknown = ["a"; 5].into_iter().filter(|_| true);
    let run = client.delete_many("w", unknown).progress(|progress| totals.push(progress.total));
    run.for_each(|_| ());
    assert_eq!(totals, [None]);
}

#[test]
fn any_operation_can_be_sent() {
    let canned = Canned::new().answer(200, DELETED).answer(200, DELETED);
    let mut ids = Vec::new();
    let many = client(canned.clone());
    let run = many.send_many([delete(["a"]), delete(["a"])]).ordered(true).concurrency(1);
    run.for_each(|item| match item.outcome {
        Outcome::Done(answer) => ids.extend(answer.into_value().data.success_ids),
        other => panic!("{other:?}"),
    });
    assert_eq!(ids, ["a", "a"]);
    assert_eq!(canned.requests().len(), 2);
}

#[test]
fn a_creation_in_doubt_is_told_apart() {
    let canned = Canned::new().answer(504, "").answer(429, "").answer(200, CREATED);
    let client =
        Client::builder().region("cn-north-4").project_id("p").token("token").transport(canned);
    let client = client.retries(RetryPolicy::never()).build().unwrap();
    let mut doubts = Vec::new();
    let run = client.create_many("w", (0..3).map(numbered)).concurrency(1);
    let summary = run.for_each(|item| doubts.push(item.outcome.may_have_been_applied()));
    assert_eq!(doubts, [true, false, true]);
    let expected = Counts { succeeded: 1, failed: 1, in_doubt: 1, not_sent: 0 };
    assert_eq!(summary.counts, expected);
}
