//! How long a service asks to be left alone.

use std::time::Duration;

use http::HeaderMap;
use http::header::{DATE, HeaderName, RETRY_AFTER};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// The wait that the text of a `Retry-After` asks for: in seconds, or until a date. A date that is
/// over asks for none; what cannot be read is not there.
///
/// A date is meant by the service's own clock: by the `Date` of the same answer, if that is given
/// and can be read, else by `now`.
///
/// ```
/// use secmaster_client::retry_after;
/// use std::time::Duration;
///
/// let now = "2025-07-04T08:00:00Z".parse()?;
/// assert_eq!(retry_after("7", None, now), Some(Duration::from_secs(7)));
/// let until = "Fri, 04 Jul 2025 09:00:30 GMT";
/// let wait = retry_after(until, Some("Fri, 04 Jul 2025 09:00:00 GMT"), now);
/// assert_eq!(wait, Some(Duration::from_secs(30)));
/// # Ok::<(), secmaster_client::jiff::Error>(())
/// ```
#[must_use]
pub fn retry_after(text: &str, date: Option<&str>, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let read = |text| DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok();
    let now = date.and_then(read).unwrap_or(now);
    Some(Duration::try_from(read(text)?.duration_since(now)).unwrap_or_default())
}

/// The wait that the headers of an answer ask for.
pub(crate) fn asked(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok();
    retry_after(text(RETRY_AFTER)?, text(DATE), now)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderMap, HeaderValue};

    use super::asked;

    #[test]
    fn seconds_and_dates_are_read() {
        let now = "2025-07-04T08:00:00Z".parse().unwrap();
        let after = |text: &'static str| {
            let value = HeaderValue::from_static(text);
            asked(&HeaderMap::from_iter([(http::header::RETRY_AFTER, value)]), now)
        };
        assert_eq!(after(" 7 "), Some(Duration::from_secs(7)));
        assert_eq!(after("Fri, 04 Jul 2025 08:01:30 GMT"), Some(Duration::from_secs(90)));
        assert_eq!(after("Fri, 04 Jul 2025 07:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(after("99999999999999999999"), Some(Duration::from_secs(u64::MAX)));
        for text in ["", "soon", "-1", "1.5"] {
            assert_eq!(after(text), None, "{text}");
        }
        assert_eq!(asked(&HeaderMap::new(), now), None);
    }
}
