//! Results on their way to the caller's thread.
//!
//! A channel would wake that thread for each of them, which costs as much as sending does. This one
//! wakes it for the first, lets it nap while more come in, and wakes it when there are enough.

use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Much shorter than any request to another machine.
const NAP: Duration = Duration::from_micros(500);

pub(super) struct Results<T> {
    enough: usize,
    state: Mutex<State<T>>,
    arrived: Condvar,
}

struct State<T> {
    waiting: Vec<T>,
    senders: usize,
}

/// Whoever holds this may still send.
pub(super) struct Sender<'a, T>(&'a Results<T>);

impl<T> Results<T> {
    /// For so many senders, each of which has to be had once.
    pub(super) fn new(senders: usize, enough: usize) -> Self {
        let state = Mutex::new(State { waiting: Vec::new(), senders });
        Self { enough, state, arrived: Condvar::new() }
    }

    pub(super) fn sender(&self) -> Sender<'_, T> {
        Sender(self)
    }

    /// Waits for results; none when all senders are gone.
    pub(super) fn take(&self) -> Option<Vec<T>> {
        let none = |state: &mut State<T>| state.waiting.is_empty() && state.senders > 0;
        let few = |state: &mut State<T>| state.waiting.len() < self.enough && state.senders > 0;
        let woken = self.arrived.wait_while(self.state(), none);
        let woken = woken.unwrap_or_else(PoisonError::into_inner);
        let rested = self.arrived.wait_timeout_while(woken, NAP, few);
        let (mut state, _) = rested.unwrap_or_else(PoisonError::into_inner);
        let results = mem::take(&mut state.waiting);
        (!results.is_empty()).then_some(results)
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Sender<'_, T> {
    pub(super) fn send(&self, result: T) {
        let mut state = self.0.state();
        state.waiting.push(result);
        let count = state.waiting.len();
        drop(state);
        if count == 1 || count == self.0.enough {
            self.0.arrived.notify_one();
        }
    }
}

impl<T> Drop for Sender<'_, T> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.senders -= 1;
        if state.senders == 0 {
            self.0.arrived.notify_one();
        }
    }
}
