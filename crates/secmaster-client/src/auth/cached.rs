//! What is fetched by one thread for all, and anew before it expires.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::{CredentialsError, Requester};

/// How long what is still valid is used after it could not be renewed.
const PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// How long nothing is fetched after that failed: threads with much to send would otherwise try a
/// wrong password until the account is locked.
const BREATH: SignedDuration = SignedDuration::from_secs(1);

/// A value that expires.
pub(super) struct Expiring<T> {
    pub(super) value: T,
    pub(super) expires_at: Timestamp,
}

/// Holds a value until it is to be renewed. Whoever finds that it is, renews it; meanwhile others go
/// on with the old one as long as it is valid, and wait when it is not.
pub(super) struct Cached<T> {
    renew_before: SignedDuration,
    state: Mutex<State<T>>,
    settled: Condvar,
}

struct State<T> {
    held: Option<Expiring<T>>,
    renew_at: Timestamp,
    is_busy: bool,
    /// How many times the value was fetched.
    round: u64,
    /// Why the last round yielded nothing.
    failure: Option<CredentialsError>,
    /// Until then, that counts for everybody.
    fails_until: Timestamp,
}

impl<T: Clone> Cached<T> {
    /// Nothing yet; what comes is renewed so long before it expires, or after half of its time if
    /// that is later.
    pub(super) fn new(renew_before: SignedDuration) -> Self {
        let state = State {
            held: None,
            renew_at: Timestamp::MIN,
            is_busy: false,
            round: 0,
            failure: None,
            fails_until: Timestamp::MIN,
        };
        Self { renew_before, state: Mutex::new(state), settled: Condvar::new() }
    }

    /// The value, which is fetched if there is no valid one or if it is time to renew it.
    pub(super) fn get(
        &self,
        requester: &Requester<'_>,
        fetch: impl FnOnce() -> Result<Expiring<T>, CredentialsError>,
    ) -> Result<T, CredentialsError> {
        let mut state = self.lock();
        loop {
            if let Some(value) = state.usable(requester.now()) {
                return Ok(value);
            }
            if let Some(failure) = state.recent_failure(requester.now()) {
                return Err(failure);
            }
            if !state.is_busy {
                break;
            }
            let round = state.round;
            let patience = requester.remaining();
            let waited =
                self.settled.wait_timeout_while(state, patience, |state| state.round == round);
            let (settled, wait) = waited.unwrap_or_else(PoisonError::into_inner);
            state = settled;
            if wait.timed_out() {
                return Err(CredentialsError::new("another thread's login did not end in time"));
            }
            if let Some(failure) = &state.failure {
                return Err(failure.clone());
            }
            // Taken even if this machine's clock holds it for expired.
            if let Some(held) = &state.held {
                return Ok(held.value.clone());
            }
        }
        state.is_busy = true;
        drop(state);
        self.renew(requester, fetch)
    }

    fn renew(
        &self,
        requester: &Requester<'_>,
        fetch: impl FnOnce() -> Result<Expiring<T>, CredentialsError>,
    ) -> Result<T, CredentialsError> {
        let _turn = Turn(self);
        let fetched = fetch();
        let now = requester.now();
        let mut state = self.lock();
        match fetched {
            Ok(fetched) => {
                let value = fetched.value.clone();
                state.renew_at = self.renew_at(fetched.expires_at, now);
                state.held = Some(fetched);
                state.failure = None;
                Ok(value)
            }
            Err(failure) => match state.held.as_ref().filter(|held| now < held.expires_at) {
                Some(held) => {
                    let value = held.value.clone();
                    state.renew_at = now.checked_add(PAUSE).unwrap_or(now);
                    Ok(value)
                }
                None => {
                    state.failure = Some(failure.clone());
                    state.fails_until = now.checked_add(BREATH).unwrap_or(now);
                    Err(failure)
                }
            },
        }
    }

    fn renew_at(&self, expires_at: Timestamp, now: Timestamp) -> Timestamp {
        let valid = expires_at.duration_since(now);
        let early = expires_at.checked_sub(self.renew_before).unwrap_or(now);
        early.max(now.checked_add(valid / 2).unwrap_or(now))
    }

    /// Drops the value if it was refused.
    pub(super) fn forget(&self, is_refused: impl FnOnce(&T) -> bool) {
        let mut state = self.lock();
        if state.held.as_ref().is_some_and(|held| is_refused(&held.value)) {
            state.held = None;
        }
    }
}

impl<T> State<T> {
    fn recent_failure(&self, now: Timestamp) -> Option<CredentialsError> {
        self.failure.clone().filter(|_| now < self.fails_until)
    }
}

impl<T: Clone> State<T> {
    fn usable(&self, now: Timestamp) -> Option<T> {
        let until = |held: &Expiring<T>| match self.is_busy {
            true => held.expires_at,
            false => self.renew_at,
        };
        let held = self.held.as_ref().filter(|held| now < until(held))?;
        Some(held.value.clone())
    }
}

impl<T> Cached<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The turn of the thread that fetches. It ends even if that panics, or all would wait for ever.
struct Turn<'a, T>(&'a Cached<T>);

impl<T> Drop for Turn<'_, T> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.is_busy = false;
        state.round += 1;
        self.0.settled.notify_all();
    }
}
