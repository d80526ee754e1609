//! Threads that take jobs from an iterator and send them, and one that is told what came of them.

use std::collections::BTreeMap;
use std::iter;
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::gate::Gate;
use super::outcome::Counted;
use super::results::Results;
use super::{Counts, End, Item, OnError, Progress, Settings, Summary};
use crate::trace;

/// Sends jobs until they or the run end. `work` makes one job's items, and sends it only if told
/// to; `total` is how many items are to be expected. `window` is how many jobs per thread may be
/// between the iterator and the report.
pub(super) fn run<J, B, I, O>(
    mut settings: Settings<'_>,
    total: Option<usize>,
    window: usize,
    jobs: impl Iterator<Item = J> + Send,
    work: impl Fn(J, bool) -> B + Sync,
    mut each: impl FnMut(Item<I, O>),
) -> Summary
where
    B: AsRef<[Item<I, O>]> + IntoIterator<Item = Item<I, O>> + Send,
    O: Counted,
{
    let threads = settings.concurrency;
    let window = threads.saturating_mul(window);
    let gate = Gate::new(window, settings.cancel);
    let stops = settings.on_error == OnError::Stop;
    let source = Mutex::new(Source { jobs, taken: 0, exhausted: false });
    let mut counts = Counts::default();
    let mut progress = settings.progress.take();
    // Half of it is enough to wake the caller's thread, before the other half keeps any waiting.
    let results = Results::new(threads, window / 2);
    let context = trace::Context::current();
    let serve = || {
        let _entered = context.enter();
        let results = results.sender();
        let _closing = gate.close_on_panic();
        while let Some((number, job)) = take(&source, &gate) {
            let batch = work(job, gate.may_send());
            if stops && batch.as_ref().iter().any(|item| item.outcome.standing().is_failure()) {
                gate.close(End::Stopped);
            }
            // Boxed: items are large, and are moved from queue to queue.
            results.send((number, Box::new(batch)));
        }
    };
    let report = |batch: Box<B>| {
        for item in *batch {
            counts.add(item.outcome.standing());
            each(item);
        }
        if let Some(progress) = &mut progress {
            progress(&Progress { counts, total });
        }
        gate.reported();
    };
    thread::scope(|scope| {
        let _closing = gate.close_on_panic();
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(serve)).collect();
        deliver(&results, settings.ordered, report);
        for worker in workers {
            if let Err(panic) = worker.join() {
                resume_unwind(panic);
            }
        }
    });
    let source = source.into_inner().unwrap_or_else(PoisonError::into_inner);
    Summary { counts, end: gate.end(source.exhausted) }
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

/// Reports what comes until all threads have ended; in order, if that is wanted.
fn deliver<B>(results: &Results<(usize, B)>, ordered: bool, mut report: impl FnMut(B)) {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (number, batch) in iter::from_fn(|| results.take()).flatten() {
        if !ordered {
            report(batch);
            continue;
        }
        early.insert(number, batch);
        while let Some(batch) = early.remove(&next) {
            next += 1;
            report(batch);
        }
    }
    // Only a thread that panicked leaves a gap.
    early.into_values().for_each(report);
}
