//! How wrong this machine's clock is, as the refusal of a signature shows.

use std::fmt;

use http::HeaderMap;
use http::header::DATE;
use jiff::civil::DateTime;
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::auth::{DATE_FORMAT, X_SDK_DATE};

/// What the gateway lets pass.
const ALLOWED: SignedDuration = SignedDuration::from_mins(15);

/// How long a date in that format is.
const DATE_LENGTH: usize = "20250704T080000Z".len();

/// When a request says that it was signed.
pub(crate) fn signed_at(headers: &HeaderMap) -> Option<Timestamp> {
    read(headers.get(X_SDK_DATE)?.to_str().ok()?)
}

/// How far this machine's clock is ahead, by what a refusal says, or else by its date if that is too
/// far from the signature's.
pub(super) fn clock_skew(
    message: Option<&str>,
    answered: &HeaderMap,
    signed_at: Option<Timestamp>,
) -> Option<SignedDuration> {
    let said = message.and_then(|message| {
        let signed = after(message, "signature time:")?;
        Some(signed.duration_since(after(message, "server time:")?))
    });
    said.or_else(|| {
        let skew = signed_at?.duration_since(date(answered)?);
        (skew.abs() >= ALLOWED).then_some(skew)
    })
    .filter(|skew| !skew.is_zero())
}

fn after(message: &str, label: &str) -> Option<Timestamp> {
    let (_, rest) = message.split_once(label)?;
    read(rest.trim_start().get(..DATE_LENGTH)?)
}

fn read(date: &str) -> Option<Timestamp> {
    let date = DateTime::strptime(DATE_FORMAT, date).ok()?;
    Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

fn date(headers: &HeaderMap) -> Option<Timestamp> {
    let text = headers.get(DATE)?.to_str().ok()?;
    DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok()
}

/// Says how wrong the clock is.
pub(super) struct Skew(pub(super) SignedDuration);

impl fmt::Display for Skew {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.unsigned_abs().as_secs();
        out.write_str("this machine's clock is")?;
        let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
        for (count, unit) in parts.into_iter().filter(|(count, _)| *count > 0) {
            write!(out, " {count} {unit}")?;
        }
        let direction = if self.0.is_negative() { "behind" } else { "ahead of" };
        write!(out, " {direction} the service's")
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::{Skew, clock_skew, read};

    fn said(message: &str) -> String {
        let skew = clock_skew(Some(message), &HeaderMap::new(), None);
        skew.map(|skew| Skew(skew).to_string()).unwrap_or_default()
    }

    #[test]
    fn what_the_gateway_says_counts() {
        let times = |signed, server| {
            said(&format!("expired, signature time:{signed},server time:{server}, sorry"))
        };
        let clock = |how| format!("this machine's clock is {how} the service's");
        assert_eq!(times("20211217T064303Z", "20211217T065804Z"), clock("15 min 1 s behind"));
        assert_eq!(times("20211218T065804Z", "20211217T065804Z"), clock("24 h ahead of"));
        assert_eq!(times(" 20211217T080000Z", " 20211217T065955Z"), clock("1 h 5 s ahead of"));
        for (signed, server) in [
            ("20211217T065804Z", "20211217T065804Z"),
            ("", "20211217T065804Z"),
            ("20211217T065804", ""),
            ("20211317T065804Z", "20211217T065804Z"),
            ("汉字汉字汉字", "20211217T065804Z"),
        ] {
            assert_eq!(times(signed, server), "", "{signed}");
        }
    }

    #[test]
    fn a_date_counts_if_it_is_far_away() {
        let by_date = |signed: &str| {
            let date = HeaderValue::from_static("Fri, 04 Jul 2025 08:00:00 GMT");
            let headers = HeaderMap::from_iter([(http::header::DATE, date)]);
            let skew = clock_skew(Some("no"), &headers, read(signed));
            skew.map(|skew| skew.as_secs())
        };
        assert_eq!(by_date("20250704T074500Z"), Some(-15 * 60));
        assert_eq!(by_date("20250704T084000Z"), Some(40 * 60));
        assert_eq!(by_date("20250704T081459Z"), None);
        assert_eq!(by_date("none"), None);
    }
}
