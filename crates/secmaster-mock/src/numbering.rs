//! Ids and times: unique and of now, or, with a seed, the same in each run.

use std::fmt::Write as _;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use jiff::tz::{self, Offset};

use crate::clock::Clock;

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
    clock: Clock,
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
    pub(crate) fn new(seed: Option<u64>, clock: Clock) -> Self {
        let random = || RandomState::new().build_hasher().finish();
        Self {
            seed: mixed(seed.unwrap_or_else(random)),
            is_fixed: seed.is_some(),
            clock,
            next: AtomicU64::new(0),
        }
    }

    /// What everything here is made from.
    pub(crate) const fn seed(&self) -> u64 {
        self.seed
    }

    pub(crate) fn next(&self) -> Stamp {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let millisecond = if self.is_fixed {
            FIXED_START.saturating_add_unsigned(number)
        } else {
            self.clock.now().as_millisecond()
        };
        Stamp { seed: self.seed, number, millisecond }
    }
}

impl Stamp {
    /// The id of the request: a UUID, the time in milliseconds and a host name.
    pub(crate) fn request_id(self) -> String {
        let (high, low) = (self.draw(0), self.draw(1));
        let mut text = String::with_capacity(72);
        push_hex(&mut text, high >> 32, 8);
        for (number, digits) in [(high >> 16, 4), (high, 4), (low >> 48, 4), (low, 12)] {
            text.push('-');
            push_hex(&mut text, number, digits);
        }
        // Writing to a text cannot fail.
        let _ = write!(text, "-{}-{HOST}", self.millisecond);
        text
    }

    /// An id for what the request creates.
    pub(crate) fn object_id(self) -> String {
        let mut text = String::with_capacity(32);
        push_hex(&mut text, self.draw(2), 16);
        push_hex(&mut text, self.draw(3), 16);
        text
    }

    /// The time in the service's own notation: local time, `Z`, and the offset of the zone.
    pub(crate) fn time(self) -> String {
        let timestamp = Timestamp::from_millisecond(self.millisecond).unwrap_or_default();
        let local = ZONE.to_datetime(timestamp);
        let mut text = String::with_capacity(32);
        for (number, digits, after) in [
            (local.year(), 4, "-"),
            (local.month().into(), 2, "-"),
            (local.day().into(), 2, "T"),
            (local.hour().into(), 2, ":"),
            (local.minute().into(), 2, ":"),
            (local.second().into(), 2, "."),
            (local.millisecond(), 3, "Z+0800"),
        ] {
            push_decimal(&mut text, u64::from(number.unsigned_abs()), digits);
            text.push_str(after);
        }
        text
    }

    /// A number that only this request and this purpose have.
    fn draw(self, purpose: u64) -> u64 {
        mixed(self.seed.wrapping_add(self.number.wrapping_mul(4)).wrapping_add(purpose))
    }
}

/// The lowest digits of a number in hexadecimal notation. Formatting would cost several times more,
/// and each request has dozens of them.
fn push_hex(text: &mut String, number: u64, digits: u32) {
    for place in (0..digits).rev() {
        push_digit(text, (number >> (4 * place)) & 0xf);
    }
}

/// The lowest digits of a number.
fn push_decimal(text: &mut String, number: u64, digits: u32) {
    for place in (0..digits).rev() {
        push_digit(text, number / 10_u64.pow(place) % 10);
    }
}

fn push_digit(text: &mut String, digit: u64) {
    text.extend(u32::try_from(digit).ok().and_then(|digit| char::from_digit(digit, 16)));
}

/// Spreads a number over all 64 bits, no two to the same (the finalizer of SplitMix64).
pub(crate) const fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Clock, Numbering};

    fn seeded(seed: Option<u64>) -> Numbering {
        Numbering::new(seed, Clock::default())
    }

    #[test]
    fn a_seed_fixes_everything() {
        let one = seeded(Some(7));
        let other = seeded(Some(7));
        for _ in 0..3 {
            let (one, other) = (one.next(), other.next());
            assert_eq!(one.request_id(), other.request_id());
            assert_eq!(one.object_id(), other.object_id());
        }
        let id = seeded(Some(7)).next().request_id();
        assert_eq!(id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12, 13, 9, 4]);
        assert_eq!(one.next().time(), "2025-01-01T08:00:00.003Z+0800");
        assert_ne!(seeded(Some(8)).next().object_id(), other.next().object_id());
    }

    #[test]
    fn ids_are_unique() {
        let numbering = seeded(None);
        let mut seen = HashSet::new();
        for _ in 0..10_000 {
            let stamp = numbering.next();
            assert!(seen.insert(stamp.object_id()) && seen.insert(stamp.request_id()));
        }
        assert!(seen.iter().all(|id| id.len() == 32 || id.len() > 50));
    }
}
