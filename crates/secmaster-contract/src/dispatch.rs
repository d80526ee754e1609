//! Many requests at once, over connections that stay open.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::case::Case;
use crate::options::Options;
use crate::send::{Received, SendFailure, Sender};

/// So many requests in a row without an answer mean that there is nobody to ask any more.
const SILENT: usize = 8;

/// An answer, or why there is none.
pub(crate) type Answer = Result<Received, SendFailure>;

/// An answer, with when the request was sent and how long it took.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) answer: Answer,
    pub(crate) started: Timestamp,
    pub(crate) elapsed: Duration,
}

/// What came of a row of cases.
#[derive(Debug)]
pub(crate) struct Dispatched<T> {
    /// One for each case, in their order; none for cases that were not sent.
    pub(crate) answers: Vec<Option<T>>,
    /// Why the rest was not sent.
    pub(crate) stopped: Option<SendFailure>,
}

/// Sends every case on up to `threads` threads, each of which does `then` with what it got.
pub(crate) fn dispatch<T: Send>(
    sender: &dyn Sender,
    cases: &[&Arc<Case>],
    threads: usize,
    options: &Options<'_>,
    then: &(dyn Fn(&Arc<Case>, Sent) -> T + Sync),
) -> Dispatched<T> {
    let progress = options.progress;
    let next = AtomicUsize::new(0);
    let silent = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let (results, received) = mpsc::channel();
    let answers = cases.iter().map(|_| None).collect();
    let mut dispatched = Dispatched { answers, stopped: None };
    thread::scope(|scope| {
        for _ in 0..threads.min(cases.len()).max(1) {
            let results = results.clone();
            let (next, silent, stop) = (&next, &silent, &stop);
            scope.spawn(move || {
                let is_told = || options.stop.is_some_and(|stop| stop.load(Ordering::Relaxed));
                while !stop.load(Ordering::Relaxed) && !is_told() {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(index) else { break };
                    let sent = send_safely(sender, case);
                    if is_over(silent, &sent.answer) {
                        stop.store(true, Ordering::Relaxed);
                    }
                    let failure = sent.answer.as_ref().err().cloned();
                    let is_held = matches!(failure, Some(SendFailure::Held));
                    let done = (!is_held).then(|| then(case, sent));
                    if results.send((index, failure, done)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(results);
        for (index, failure, done) in received {
            if let (Some(observer), Some(case)) = (progress, cases.get(index)) {
                observer.answered(&case.id);
            }
            if failure.is_some() && stop.load(Ordering::Relaxed) {
                dispatched.stopped = failure;
            }
            if let Some(slot) = dispatched.answers.get_mut(index) {
                *slot = done;
            }
        }
    });
    dispatched
}

/// Sends once, and once more where the first attempt cannot have arrived.
pub(crate) fn send_safely(sender: &dyn Sender, case: &Case) -> Sent {
    let (started, clock) = (Timestamp::now(), Instant::now());
    let answer = match sender.send(case) {
        Err(SendFailure::Unreachable(_)) => {
            thread::sleep(Duration::from_millis(100));
            sender.send(case)
        }
        other => other,
    };
    Sent { answer, started, elapsed: clock.elapsed() }
}

/// Sends every case at the same time.
pub(crate) fn send_at_once(sender: &dyn Sender, cases: Vec<Case>) -> Vec<(Case, Sent)> {
    let start = Barrier::new(cases.len());
    thread::scope(|scope| {
        let send = |case: Case| {
            let start = &start;
            scope.spawn(move || {
                start.wait();
                let sent = send_safely(sender, &case);
                (case, sent)
            })
        };
        let all: Vec<_> = cases.into_iter().map(send).collect();
        all.into_iter().filter_map(|one| one.join().ok()).collect()
    })
}

/// Whether there is nobody to ask any more; `silent` counts the requests in a row without an answer.
fn is_over(silent: &AtomicUsize, answer: &Answer) -> bool {
    match answer {
        Ok(_) => {
            silent.store(0, Ordering::Relaxed);
            false
        }
        Err(SendFailure::NoAnswer(_)) => silent.fetch_add(1, Ordering::Relaxed) + 1 >= SILENT,
        Err(SendFailure::TimedOut(_)) => false,
        Err(_) => true,
    }
}
