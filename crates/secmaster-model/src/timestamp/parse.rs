//! Reads the service's notation of time and RFC 3339.

use jiff::civil::DateTime;
use jiff::tz::Offset;

type Reason = &'static str;

const NO_DATE: Reason = "it does not begin with YYYY-MM-DDThh:mm:ss";
const NO_OFFSET: Reason = "it does not end with Z±hhmm, Z or ±hh:mm";
const NO_SUCH: Reason = "there is no such date or time";

/// The local time and its offset.
pub(super) fn parse(text: &str) -> Result<(DateTime, Offset), Reason> {
    let mut rest = text.as_bytes();
    let (mut local, nanosecond) = date_time(&mut rest).ok_or(NO_DATE)?;
    if let Some(second @ 60) = local.last_mut() {
        *second = 59;
    }
    let [year, month, day, hour, minute, second] = local;
    // Of these only the year can exceed 99.
    let small = |number: i32| i8::try_from(number).unwrap_or(i8::MAX);
    let year = i16::try_from(year).map_err(|_| NO_SUCH)?;
    let local = DateTime::new(
        year,
        small(month),
        small(day),
        small(hour),
        small(minute),
        small(second),
        nanosecond,
    );
    let offset = offset(rest).ok_or(NO_OFFSET)?;
    Ok((local.map_err(|_| NO_SUCH)?, Offset::from_seconds(offset).map_err(|_| NO_OFFSET)?))
}

fn date_time(rest: &mut &[u8]) -> Option<([i32; 6], i32)> {
    // Years outside 0..=9999 have a sign and six digits, as in ISO 8601.
    let year = match sign(rest) {
        Some(sign) => sign * digits(rest, 6)?,
        None => digits(rest, 4)?,
    };
    let mut parts = [year, 0, 0, 0, 0, 0];
    for (part, separators) in parts.iter_mut().skip(1).zip([b"--", b"--", b"Tt", b"::", b"::"]) {
        take(rest, separators)?;
        *part = digits(rest, 2)?;
    }
    let mut nanosecond = 0;
    if take(rest, b"..").is_some() {
        let mut unit = 100_000_000;
        nanosecond = digits(rest, 1)? * unit;
        while let Some(digit) = digits(rest, 1) {
            unit /= 10;
            nanosecond += digit * unit;
        }
    }
    Some((parts, nanosecond))
}

/// Seconds east of UTC.
fn offset(mut rest: &[u8]) -> Option<i32> {
    let service = take(&mut rest, b"Zz").is_some();
    if service && rest.is_empty() {
        return Some(0);
    }
    let sign = sign(&mut rest)?;
    let hours = digits(&mut rest, 2)?;
    if !service {
        take(&mut rest, b"::")?;
    }
    let minutes = digits(&mut rest, 2)?;
    (rest.is_empty() && minutes < 60).then_some(sign * (hours * 60 + minutes) * 60)
}

fn sign(rest: &mut &[u8]) -> Option<i32> {
    match take(rest, b"+-")? {
        b'-' => Some(-1),
        _ => Some(1),
    }
}

fn take(rest: &mut &[u8], either: &[u8; 2]) -> Option<u8> {
    let (first, tail) = rest.split_first()?;
    either.contains(first).then(|| *rest = tail)?;
    Some(*first)
}

/// Exactly `count` digits, at most nine; nothing is taken otherwise.
fn digits(rest: &mut &[u8], count: usize) -> Option<i32> {
    let (head, tail) = rest.split_at_checked(count)?;
    let number = head.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + i32::from(byte - b'0'))
    })?;
    *rest = tail;
    Some(number)
}
