//! Sending no faster, and no more, than the endpoint and the caller allow.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use secmaster_client::{Clock, retry_after};

use crate::case::{Case, Phase};
use crate::options::Options;
use crate::send::{Received, SendFailure, Sender};

/// The status of an endpoint that asks to be asked less often.
const TOO_MANY_REQUESTS: u16 = 429;

/// So often a request is sent again that was answered with it.
const WAITS: u32 = 5;

/// The longest wait that an endpoint can ask for.
const LONGEST: Duration = Duration::from_secs(30);

/// A wait is cut into pieces of this length, so that it ends soon after the run was told to.
const PIECE: Duration = Duration::from_millis(100);

/// Keeps the rate and the number of requests, and waits where the endpoint asks to.
pub(crate) struct Paced<'a, C> {
    inner: &'a dyn Sender,
    clock: C,
    /// The time from one request to the next.
    interval: Duration,
    most: Option<usize>,
    stop: Option<&'a AtomicBool>,
    sent: AtomicUsize,
    /// When the next request may be sent.
    next: Mutex<Duration>,
    /// Whether waiting did not help the last time.
    is_in_vain: AtomicBool,
    ended: OnceLock<String>,
}

impl<'a, C: Clock> Paced<'a, C> {
    pub(crate) fn new(inner: &'a dyn Sender, clock: C, options: &Options<'a>) -> Self {
        let interval = super::rate(options).map(|rate| Duration::try_from_secs_f64(rate.recip()));
        Self {
            inner,
            clock,
            interval: interval.and_then(Result::ok).unwrap_or_default(),
            most: super::max_requests(options),
            stop: options.stop,
            sent: AtomicUsize::new(0),
            next: Mutex::default(),
            is_in_vain: AtomicBool::new(false),
            ended: OnceLock::new(),
        }
    }

    /// Waits until it is the case's turn; none if it must not be sent any more. What was created is
    /// deleted whatever happens.
    fn admit(&self, case: &Case) -> Option<()> {
        let turn = self.turn();
        loop {
            if case.phase != Phase::CleanUp && self.is_stopped() {
                return self.end("it was told to stop".to_owned());
            }
            let left = turn.saturating_sub(self.clock.elapsed());
            if left.is_zero() {
                break;
            }
            self.clock.sleep(left.min(PIECE));
        }
        match self.most {
            Some(most) if case.phase != Phase::CleanUp => {
                let more = |sent| (sent < most).then_some(sent + 1);
                match self.sent.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more) {
                    Ok(_) => Some(()),
                    Err(_) => self.end(format!("{most} requests were sent, which is the limit")),
                }
            }
            _ => Some(()),
        }
    }

    fn turn(&self) -> Duration {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = (*next).max(self.clock.elapsed());
        *next = turn.saturating_add(self.interval);
        turn
    }

    /// Lets nobody send anything for this long.
    fn pause(&self, time: Duration) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = (*next).max(self.clock.elapsed().saturating_add(time));
    }

    /// The wait that an answer asks for.
    fn asked(&self, received: &Received) -> Option<Duration> {
        let text = received.header("retry-after")?;
        retry_after(text, received.header("date"), self.clock.now())
    }

    fn is_stopped(&self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed))
    }

    fn end(&self, reason: String) -> Option<()> {
        self.ended.get_or_init(|| reason);
        None
    }
}

impl<C: Clock> Sender for Paced<'_, C> {
    fn send(&self, case: &Case) -> Result<Received, SendFailure> {
        let mut told = Err(SendFailure::Held);
        for attempt in 0..=WAITS {
            if self.admit(case).is_none() {
                break;
            }
            let received = self.inner.send(case)?;
            if received.status != TOO_MANY_REQUESTS {
                self.is_in_vain.store(false, Ordering::Relaxed);
                return Ok(received);
            }
            let wait = self.asked(&received).unwrap_or_else(|| Duration::from_secs(1 << attempt));
            told = Ok(received);
            if attempt == WAITS {
                self.is_in_vain.store(true, Ordering::Relaxed);
            }
            if self.is_in_vain.load(Ordering::Relaxed) {
                break;
            }
            self.pause(wait.min(LONGEST));
        }
        told
    }

    fn ended(&self) -> Option<String> {
        self.ended.get().cloned().or_else(|| self.inner.ended())
    }
}

#[cfg(test)]
mod tests;
