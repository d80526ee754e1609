//! Ids and times: unique and of now, or, with a seed, the same in each run.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use jiff::tz::{self, Offset};

/// 2025-01-01T00:00:00Z, where the clock of a seeded mock starts.
const FIXED_START: i64 = 1_735_689_600_000;

/// The service writes times of this zone.
const ZONE: Offset = tz::offset(8);

/// The last part of a request id.
const HOST: &str = "secmaster-mock";

/// Gives each request a [`Stamp`].
#[derive(Debug)]
pub(crate) struct Numbering {
    seed: u64,
    is_fixed: bool,
    next: AtomicU64,
}

/// The number and time of one request, and the ids made from them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stamp {
    seed: u64,
    number: u64,
    millisecond: i64,
}

impl Numbering {
    pub(crate) fn new(seed: Option<u64>) -> Self {
        let random = || RandomState::new().build_hasher().finish();
        Self {
            seed: mixed(seed.unwrap_or_else(random)),
            is_fixed: seed.is_some(),
            next: AtomicU64::new(0),
        }
    }

    pub(crate) fn next(&self) -> Stamp {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let millisecond = if self.is_fixed {
            FIXED_START.saturating_add_unsigned(number)
        } else {
            Timestamp::now().as_millisecond()
        };
        Stamp { seed: self.seed, number, millisecond }
    }
}

impl Stamp {
    /// The id of the request: a UUID, the time in milliseconds and a host name.
    pub(crate) fn request_id(self) -> String {
        let high = self.draw(0);
        let low = self.draw(1);
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}-{}-{HOST}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff,
            self.millisecond
        )
    }

    /// An id for what the request creates.
    pub(crate) fn object_id(self) -> String {
        format!("{:016x}{:016x}", self.draw(2), self.draw(3))
    }

    /// The time in the service's own notation: local time, `Z`, and the offset of the zone.
    pub(crate) fn time(self) -> String {
        let timestamp = Timestamp::from_millisecond(self.millisecond).unwrap_or_default();
        let local = ZONE.to_datetime(timestamp);
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z+0800",
            local.year(),
            local.month(),
            local.day(),
            local.hour(),
            local.minute(),
            local.second(),
            local.millisecond()
        )
    }

    /// A number that only this request and this purpose have.
    fn draw(self, purpose: u64) -> u64 {
        mixed(self.seed.wrapping_add(self.number.wrapping_mul(4)).wrapping_add(purpose))
    }
}

/// Spreads a number over all 64 bits, no two to the same (the finalizer of SplitMix64).
const fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Numbering;

    #[test]
    fn a_seed_fixes_everything() {
        let one = Numbering::new(Some(7));
        let other = Numbering::new(Some(7));
        for _ in 0..3 {
            let (one, other) = (one.next(), other.next());
            assert_eq!(one.request_id(), other.request_id());
            assert_eq!(one.object_id(), other.object_id());
        }
        assert_eq!(one.next().time(), "2025-01-01T08:00:00.003Z+0800");
        assert_ne!(Numbering::new(Some(8)).next().object_id(), other.next().object_id());
    }

    #[test]
    fn ids_are_unique() {
        let numbering = Numbering::new(None);
        let mut seen = HashSet::new();
        for _ in 0..10_000 {
            let stamp = numbering.next();
            assert!(seen.insert(stamp.object_id()) && seen.insert(stamp.request_id()));
        }
        assert!(seen.iter().all(|id| id.len() == 32 || id.len() > 50));
    }
}
