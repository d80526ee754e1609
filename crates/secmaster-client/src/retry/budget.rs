//! How many retries a client may still spend.

use std::sync::atomic::{AtomicU64, Ordering};

/// A retry costs this much, and a success gives one back.
const COST: u64 = 10;

/// The retries that all calls of a client share.
#[derive(Debug)]
pub(crate) struct Budget {
    left: AtomicU64,
    most: u64,
}

impl Budget {
    pub(crate) fn new(retries: u32) -> Self {
        let most = u64::from(retries) * COST;
        Self { left: AtomicU64::new(most), most }
    }

    /// Takes one retry, if there is one.
    pub(crate) fn take(&self) -> bool {
        let less = |left: u64| left.checked_sub(COST);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }

    /// A request succeeded.
    pub(crate) fn earn(&self) {
        let more = |left: u64| (left < self.most).then_some(left + 1);
        // Full is as good.
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;

    #[test]
    fn ten_successes_earn_a_retry() {
        let budget = Budget::new(2);
        budget.earn();
        assert!(budget.take() && budget.take() && !budget.take());
        (0..9).for_each(|_| budget.earn());
        assert!(!budget.take());
        budget.earn();
        assert!(budget.take() && !budget.take());
    }
}
