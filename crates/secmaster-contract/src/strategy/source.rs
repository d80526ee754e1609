//! Where chance comes from: the runner's generator, asked in ways that are the same on any machine.

use proptest::prelude::Rng;
use proptest::test_runner::TestRunner;

use super::knobs::Knobs;

/// How many values one instance may have before only what is required is added.
const ROOM: u32 = 4096;

/// The runner's random numbers, and how much of the instance is still to be filled.
pub(crate) struct Source<'a> {
    pub(crate) runner: &'a mut TestRunner,
    pub(crate) knobs: &'a Knobs,
    room: u32,
}

impl<'a> Source<'a> {
    pub(crate) fn new(runner: &'a mut TestRunner, knobs: &'a Knobs) -> Self {
        Self { runner, knobs, room: ROOM }
    }

    /// Counts one more value.
    pub(crate) fn take_room(&mut self) {
        self.room = self.room.saturating_sub(1);
    }

    /// Whether something may be added at that depth that nothing requires.
    pub(crate) fn has_room(&self, depth: u32) -> bool {
        self.room > 0 && depth < self.knobs.depth
    }

    /// A number from 0 on, below `end`; 0 if `end` is 0.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        let product = u64::from(self.runner.rng().next_u32()) * u64::from(end);
        (product >> 32) as u32
    }

    /// A number from 0 on, `most` included.
    pub(crate) fn up_to(&mut self, most: u32) -> u32 {
        let product = u64::from(self.runner.rng().next_u32()) * (u64::from(most) + 1);
        (product >> 32) as u32
    }

    /// A number in a range, both ends included.
    pub(crate) fn between(&mut self, least: i128, most: i128) -> i128 {
        let Ok(span) = u128::try_from(most.saturating_sub(least).saturating_add(1)) else {
            return least;
        };
        let draw = (u128::from(self.bits()) << 64) | u128::from(self.bits());
        least + i128::try_from(draw % span.max(1)).unwrap_or(0)
    }

    /// Any 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.runner.rng().next_u64()
    }

    /// True once in so many times.
    pub(crate) fn one_in(&mut self, times: u32) -> bool {
        self.below(times) == 0
    }

    /// One of some; none if there are none.
    pub(crate) fn pick<'b, T>(&mut self, some: &'b [T]) -> Option<&'b T> {
        let end = u32::try_from(some.len()).unwrap_or(u32::MAX);
        some.get(self.below(end) as usize)
    }

    /// Puts some in any order.
    pub(crate) fn shuffle<T>(&mut self, some: &mut [T]) {
        for last in (1..some.len()).rev() {
            let other = self.below(u32::try_from(last + 1).unwrap_or(u32::MAX)) as usize;
            some.swap(last, other);
        }
    }
}
