//! Waiting for answers, but not for ever: an endpoint that is late again and again is asked no more.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::case::{Case, Phase};
use crate::send::{Received, SendFailure, Sender};

/// So many times an answer is waited for in vain; requests that wait at the same time count once.
const WAITS: usize = 5;

/// Counts how often answers are late, and holds back what would make the run too long. What was
/// created is deleted whatever happens.
pub(crate) struct Patient<'a> {
    inner: &'a dyn Sender,
    waits: Mutex<Waits>,
}

#[derive(Default)]
struct Waits {
    count: usize,
    /// When the last one that counts was over.
    until: Option<Instant>,
}

impl<'a> Patient<'a> {
    pub(crate) fn new(inner: &'a dyn Sender) -> Self {
        Self { inner, waits: Mutex::default() }
    }

    fn count(&self, started: Instant) {
        let mut waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
        if waits.until.is_none_or(|until| started >= until) {
            waits.count += 1;
            waits.until = Some(Instant::now());
        }
    }
}

impl Sender for Patient<'_> {
    fn send(&self, case: &Case) -> Result<Received, SendFailure> {
        if case.phase != Phase::CleanUp && self.ended().is_some() {
            return Err(SendFailure::Held);
        }
        let started = Instant::now();
        let answer = self.inner.send(case);
        if matches!(answer, Err(SendFailure::TimedOut(_))) {
            self.count(started);
        }
        answer
    }

    fn ended(&self) -> Option<String> {
        let waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = waits.count >= WAITS;
        let reason =
            || format!("answers were late {WAITS} times, and the rest would take too long");
        is_over.then(reason).or_else(|| self.inner.ended())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;
    use std::time::Duration;

    use super::*;
    use crate::cases::cases;
    use crate::options::Profile;

    /// Is late, and counts how often it was asked.
    #[derive(Default)]
    struct Late(AtomicUsize);

    impl Sender for Late {
        fn send(&self, _: &Case) -> Result<Received, SendFailure> {
            self.0.fetch_add(1, Ordering::Relaxed);
            thread::sleep(Duration::from_millis(50));
            Err(SendFailure::TimedOut("late".to_owned()))
        }
    }

    #[test]
    fn who_is_late_again_and_again_is_asked_no_more() {
        let service = secmaster_spec::Service::embedded().unwrap();
        let all = cases(&service, &[Phase::Examples], &BTreeMap::new(), Profile::Documented);
        let case = all.first().unwrap();
        let late = Late::default();
        let patient = Patient::new(&late);
        for wave in 1..=WAITS {
            assert_eq!(patient.ended(), None);
            thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| patient.send(case));
                }
            });
            assert_eq!(late.0.load(Ordering::Relaxed), 4 * wave);
        }
        assert_eq!(patient.send(case).unwrap_err(), SendFailure::Held);
        assert!(patient.ended().unwrap().contains("late 5 times"));
        let clean_up = Case { phase: Phase::CleanUp, ..case.clone() };
        assert!(matches!(patient.send(&clean_up), Err(SendFailure::TimedOut(_))));
    }
}
