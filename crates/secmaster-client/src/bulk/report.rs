//! Tells the caller what came of each item: one item at a time, whichever thread it is that sent it.

use std::collections::BTreeMap;

use super::gate::Gate;
use super::outcome::Counted;
use super::{Counts, Item, Progress, Report};

/// The caller's functions, and what has been told to them.
pub(super) struct Reporter<'a, B, F> {
    each: F,
    progress: Option<Report<'a>>,
    total: Option<usize>,
    counts: Counts,
    /// What waits for earlier items; none if order is of no matter.
    early: Option<Early<B>>,
}

struct Early<B> {
    next: usize,
    batches: BTreeMap<usize, B>,
}

impl<'a, B, F> Reporter<'a, B, F> {
    /// `total` is how many items are to be expected.
    pub(super) fn new(
        each: F,
        progress: Option<Report<'a>>,
        total: Option<usize>,
        ordered: bool,
    ) -> Self {
        let early = ordered.then(|| Early { next: 0, batches: BTreeMap::new() });
        Self { each, progress, total, counts: Counts::default(), early }
    }

    pub(super) fn counts(&self) -> Counts {
        self.counts
    }

    /// Reports the items of a job, and of those that waited for it, when it is their turn.
    pub(super) fn take<I, O>(&mut self, number: usize, batch: B, gate: &Gate<'_>)
    where
        B: IntoIterator<Item = Item<I, O>>,
        O: Counted,
        F: FnMut(Item<I, O>),
    {
        let Some(early) = &mut self.early else {
            return self.report(batch, gate);
        };
        early.batches.insert(number, batch);
        while let Some(batch) = self.early.as_mut().and_then(Early::due) {
            self.report(batch, gate);
        }
    }

    /// Reports what still waits: only a thread that panicked leaves a gap before it.
    pub(super) fn finish<I, O>(&mut self, gate: &Gate<'_>)
    where
        B: IntoIterator<Item = Item<I, O>>,
        O: Counted,
        F: FnMut(Item<I, O>),
    {
        for batch in self.early.take().into_iter().flat_map(|early| early.batches.into_values()) {
            self.report(batch, gate);
        }
    }

    fn report<I, O>(&mut self, batch: B, gate: &Gate<'_>)
    where
        B: IntoIterator<Item = Item<I, O>>,
        O: Counted,
        F: FnMut(Item<I, O>),
    {
        for item in batch {
            self.counts.add(item.outcome.standing());
            (self.each)(item);
        }
        if let Some(progress) = &mut self.progress {
            progress(&Progress { counts: self.counts, total: self.total });
        }
        gate.reported();
    }
}

impl<B> Early<B> {
    /// What it is the turn of.
    fn due(&mut self) -> Option<B> {
        let due = self.batches.remove(&self.next)?;
        self.next += 1;
        Some(due)
    }
}
