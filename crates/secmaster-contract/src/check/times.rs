//! Times of answers, in the documented notation and others: no page says how an endpoint writes its
//! own.

use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use secmaster_client::model;

/// A time given as a number counts seconds below this, that is until the year 5138, else milliseconds.
const MILLISECONDS: u64 = 100_000_000_000;

/// Whether two texts name one instant, both in the documented notation or that of RFC 3339.
pub(super) fn is_same_time(left: &str, right: &str) -> bool {
    let instant = |text: &str| model::Timestamp::from(text).instant().ok();
    instant(left).is_some_and(|left| instant(right) == Some(left))
}

/// The instant that a text names in any usual notation. Where the zone is not told, it is good for
/// comparisons with its like only.
pub(super) fn instant(text: &str) -> Option<jiff::Timestamp> {
    let documented = || model::Timestamp::from(text).instant().ok();
    let mail = || Some(rfc2822::parse(text).ok()?.timestamp());
    let local = || Some(text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp());
    documented().or_else(|| number(text)).or_else(mail).or_else(local)
}

fn number(text: &str) -> Option<jiff::Timestamp> {
    let number: i64 = text.parse().ok()?;
    if number.unsigned_abs() < MILLISECONDS {
        jiff::Timestamp::from_second(number).ok()
    } else {
        jiff::Timestamp::from_millisecond(number).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::instant;

    #[test]
    fn every_usual_notation_is_understood() {
        let due = instant("2021-01-30T15:00:00Z");
        assert!(due.is_some());
        for text in [
            "2021-01-30T23:00:00Z+0800",
            "2021-01-30T23:00:00+08:00",
            "Sat, 30 Jan 2021 23:00:00 +0800",
            "1612018800",
            "1612018800000",
            "2021-01-30 15:00:00",
        ] {
            assert_eq!(instant(text), due, "{text}");
        }
        for text in ["", "soon", "2021-13-30 15:00:00", "9223372036854775807"] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
