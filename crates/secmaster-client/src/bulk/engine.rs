//! Threads that take jobs from an iterator, send them, and report what came of them.

use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::gate::Gate;
use super::outcome::Counted;
use super::report::Reporter;
use super::{End, Item, OnError, Settings, Summary};
use crate::trace;

/// Sends jobs until they or the run end. `work` makes one job's items, and sends it only if told
/// to; `total` is how many items are to be expected. `window` is how many jobs per thread may be
/// between the iterator and the report.
pub(super) fn run<J, B, I, O>(
    settings: Settings<'_>,
    total: Option<usize>,
    window: usize,
    jobs: impl Iterator<Item = J> + Send,
    work: impl Fn(J, bool) -> B + Sync,
    each: impl FnMut(Item<I, O>) + Send,
) -> Summary
where
    B: AsRef<[Item<I, O>]> + IntoIterator<Item = Item<I, O>> + Send,
    O: Counted,
{
    let Settings { concurrency: threads, ordered, on_error, progress, cancel } = settings;
    let gate = Gate::new(threads.saturating_mul(window), cancel);
    let source = Mutex::new(Source { jobs, taken: 0, exhausted: false });
    let reporter = Mutex::new(Reporter::new(each, progress, total, ordered));
    let context = trace::Context::current();
    let serve = || {
        let _entered = context.enter();
        let _closing = gate.close_on_panic();
        while let Some((number, job)) = take(&source, &gate) {
            let batch = work(job, gate.may_send());
            let has_failed = |item: &Item<I, O>| item.outcome.standing().is_failure();
            if on_error == OnError::Stop && batch.as_ref().iter().any(has_failed) {
                gate.close(End::Stopped);
            }
            // Poisoned: one of the caller's functions panicked, and its thread tells.
            let Ok(mut reporter) = reporter.lock() else { return };
            reporter.take(number, batch, &gate);
        }
    };
    thread::scope(|scope| {
        let _closing = gate.close_on_panic();
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(serve)).collect();
        let ends: Vec<_> = workers.into_iter().map(|worker| worker.join()).collect();
        if let Ok(mut reporter) = reporter.lock() {
            reporter.finish(&gate);
        }
        if let Some(panic) = ends.into_iter().find_map(Result::err) {
            resume_unwind(panic);
        }
    });
    let source = source.into_inner().unwrap_or_else(PoisonError::into_inner);
    let reporter = reporter.into_inner().unwrap_or_else(PoisonError::into_inner);
    Summary { counts: reporter.counts(), end: gate.end(source.exhausted) }
}

struct Source<I> {
    jobs: I,
    taken: usize,
    exhausted: bool,
}

/// The next job and its number, when it is time for it; none if there is none any more.
fn take<J>(source: &Mutex<Source<impl Iterator<Item = J>>>, gate: &Gate<'_>) -> Option<(usize, J)> {
    // Poisoned: the iterator panicked, and its thread tells.
    let mut source = source.lock().ok()?;
    if source.exhausted || !gate.may_take(source.taken) {
        return None;
    }
    let Some(job) = source.jobs.next() else {
        source.exhausted = true;
        return None;
    };
    let number = source.taken;
    source.taken += 1;
    Some((number, job))
}
