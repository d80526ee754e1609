//! Many requests at once, over connections that stay open.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::case::Case;
use crate::options::Options;
use crate::send::{Received, SendFailure, Sender};
use crate::target::Target;

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

/// So many requests are under way at once on this machine, and so many where answers take long.
const USUAL: usize = 4;
const MOST: usize = 16;

/// Where answers take longer, more requests wait for them.
const LONG: Duration = Duration::from_millis(20);

/// How many requests are under way at once at the most: on a live system one.
pub(crate) fn most_threads(target: &Target, options: &Options<'_>) -> usize {
    options.threads.unwrap_or(if target.is_loopback() && !options.live { MOST } else { 1 })
}

/// How many requests are under way at once where an answer takes so long.
pub(crate) fn threads(target: &Target, options: &Options<'_>, latency: Duration) -> usize {
    let most = most_threads(target, options);
    if options.threads.is_some() || most < USUAL {
        return most;
    }
    if latency < LONG {
        return USUAL;
    }
    // Who serves one after the other is not late for the last of them.
    let served = options.timeout.div_duration_f64(latency * 3) as usize;
    served.clamp(USUAL, MOST)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_an_answer_takes_the_more_requests_wait_but_none_for_too_long() {
        let at_once = |endpoint: &str, options: Options<'_>, milliseconds| {
            let latency = Duration::from_millis(milliseconds);
            threads(&Target::new(endpoint).unwrap(), &options, latency)
        };
        let (here, there) = ("http://127.0.0.1:1", "https://example.com");
        let usual = Options::default;
        let all = [0, 5, 50, 300, 500, 5000].map(|latency| at_once(here, usual(), latency));
        assert_eq!(all, [4, 4, 16, 11, 6, 4]);
        assert_eq!(at_once(there, usual(), 50), 1);
        assert_eq!(at_once(here, usual().live(true), 50), 1);
        assert_eq!(at_once(here, usual().threads(8), 50), 8);
    }
}
