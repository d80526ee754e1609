//! Ids, as many at a time as one deletion takes.

use std::iter::Fuse;

/// Ids that follow each other in the input.
pub(super) struct Chunk {
    /// The place of the first.
    pub(super) start: usize,
    pub(super) ids: Vec<String>,
}

pub(super) struct Chunks<I> {
    ids: Fuse<I>,
    size: usize,
    taken: usize,
}

impl<I: Iterator> Chunks<I> {
    pub(super) fn new(ids: I, size: usize) -> Self {
        Self { ids: ids.fuse(), size, taken: 0 }
    }
}

impl<I: Iterator<Item: Into<String>>> Iterator for Chunks<I> {
    type Item = Chunk;

    fn next(&mut self) -> Option<Chunk> {
        let ids: Vec<String> = self.ids.by_ref().take(self.size).map(Into::into).collect();
        let start = self.taken;
        self.taken += ids.len();
        (!ids.is_empty()).then_some(Chunk { start, ids })
    }
}
