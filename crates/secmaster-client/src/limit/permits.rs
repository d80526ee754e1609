//! How many requests may be under way at once.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// So many places, of which each request takes one.
#[derive(Debug)]
pub(crate) struct Permits {
    places: Mutex<Places>,
    freed: Condvar,
}

#[derive(Debug)]
struct Places {
    free: usize,
    /// How many threads wait for one: to wake nobody is a system call, too.
    waiting: usize,
}

/// A place that is taken as long as this lives.
#[derive(Debug)]
pub(crate) struct Permit<'a>(&'a Permits);

impl Permits {
    pub(crate) fn new(places: usize) -> Self {
        let places = Mutex::new(Places { free: places, waiting: 0 });
        Self { places, freed: Condvar::new() }
    }

    /// Takes a place as soon as one is free; none if none is before `patience` is over.
    pub(crate) fn take(&self, patience: Duration) -> Option<Permit<'_>> {
        let mut places = self.places();
        if places.free == 0 {
            places.waiting += 1;
            let none = |places: &mut Places| places.free == 0;
            let waited = self.freed.wait_timeout_while(places, patience, none);
            (places, _) = waited.unwrap_or_else(PoisonError::into_inner);
            places.waiting -= 1;
        }
        places.free = places.free.checked_sub(1)?;
        Some(Permit(self))
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut places = self.0.places();
        places.free += 1;
        if places.waiting > 0 {
            self.0.freed.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::Permits;

    #[test]
    fn no_more_than_there_are_places_at_once() {
        let permits = Permits::new(2);
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let _permit = permits.take(Duration::from_secs(60)).unwrap();
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::yield_now();
                        now.fetch_sub(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert!((1..=2).contains(&most.into_inner()));
    }

    #[test]
    fn patience_ends() {
        let permits = Permits::new(1);
        let held = permits.take(Duration::ZERO).unwrap();
        assert!(permits.take(Duration::from_millis(5)).is_none());
        drop(held);
        assert!(permits.take(Duration::ZERO).is_some());
    }
}
