//! So many requests per second, and no more.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// How many requests were let through in the second that it is.
#[derive(Debug)]
pub(crate) struct Throttle {
    pub(crate) per_second: u32,
    passed: Mutex<(i64, u32)>,
}

impl Throttle {
    pub(crate) fn new(per_second: u32) -> Self {
        Self { per_second, passed: Mutex::new((0, 0)) }
    }

    /// Whether another request may pass.
    pub(crate) fn admits(&self, now: Timestamp) -> bool {
        let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        let (second, count) = &mut *passed;
        if *second != now.as_second() {
            (*second, *count) = (now.as_second(), 0);
        }
        let is_admitted = *count < self.per_second;
        *count += u32::from(is_admitted);
        is_admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_second_has_its_own_count() {
        let throttle = Throttle::new(2);
        let at = |millisecond| throttle.admits(Timestamp::from_millisecond(millisecond).unwrap());
        let admitted = [5000, 5500, 5999, 6000, 6001, 6002, 9000].map(at);
        assert_eq!(admitted, [true, true, false, true, true, false, true]);
        assert!(!Throttle::new(0).admits(Timestamp::UNIX_EPOCH));
    }
}
