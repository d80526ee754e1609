//! Says when the next job may be taken: so that memory stays bounded, and an end is an end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::End;

pub(super) struct Gate<'a> {
    /// How many jobs may be taken and not yet reported.
    window: usize,
    cancel: Option<&'a AtomicBool>,
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Default)]
struct State {
    reported: usize,
    /// Whether a thread waits: to wake nobody is a system call, too.
    is_awaited: bool,
    closed: Option<End>,
    /// Whether a job was taken and then not sent.
    left: bool,
}

impl<'a> Gate<'a> {
    pub(super) fn new(window: usize, cancel: Option<&'a AtomicBool>) -> Self {
        Self { window, cancel, state: Mutex::default(), moved: Condvar::new() }
    }

    /// Waits until a job of this number may be taken; false if none may be any more.
    pub(super) fn may_take(&self, number: usize) -> bool {
        let is_early = |state: &mut State| {
            let is_early = number >= state.reported.saturating_add(self.window);
            state.is_awaited = state.closed.is_none() && is_early;
            state.is_awaited
        };
        let waited = self.moved.wait_while(self.state(), is_early);
        self.is_open(&mut waited.unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether a job that was taken may still be sent.
    pub(super) fn may_send(&self) -> bool {
        let mut state = self.state();
        let is_open = self.is_open(&mut state);
        state.left |= !is_open;
        is_open
    }

    /// A job was reported.
    pub(super) fn reported(&self) {
        let mut state = self.state();
        state.reported += 1;
        if state.is_awaited {
            self.moved.notify_one();
        }
    }

    /// Nothing more is taken or sent.
    pub(super) fn close(&self, end: End) {
        self.state().closed.get_or_insert(end);
        self.moved.notify_all();
    }

    /// Closes when the thread that holds this panics, so that no other waits for it.
    pub(super) fn close_on_panic(&self) -> impl Drop + '_ {
        CloseOnPanic(self)
    }

    /// How it ended, when all threads have.
    pub(super) fn end(&self, exhausted: bool) -> End {
        let state = self.state();
        match state.closed {
            Some(end) if state.left || !exhausted => end,
            _ => End::Exhausted,
        }
    }

    fn is_open(&self, state: &mut State) -> bool {
        if self.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
            state.closed.get_or_insert(End::Cancelled);
        }
        state.closed.is_none()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct CloseOnPanic<'a>(&'a Gate<'a>);

impl Drop for CloseOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.close(End::Stopped);
        }
    }
}
