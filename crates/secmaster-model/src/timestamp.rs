//! A point in time in the service's own notation, kept as its text.

mod parse;

use std::error::Error;
use std::fmt;

use jiff::tz::Offset;
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::{Breach, Examination, Examine};

/// A point in time as the service writes it, `2021-01-30T23:00:00Z+0800`: local time, a literal `Z`, the offset of that local time.
///
/// That text means 23:00 at +08:00, which is 15:00 UTC. Any text is kept exactly; [`instant`](Self::instant) reads this notation,
/// with or without a fraction, and RFC 3339 (`+08:00` or `Z` alone). Two values are equal when their texts are; to compare times,
/// compare instants.
///
/// ```
/// use secmaster_model::Timestamp;
///
/// let received = Timestamp::from("2021-01-30T23:00:00Z+0800");
/// assert_eq!(received.instant()?, "2021-01-30T15:00:00Z".parse()?);
/// assert_eq!(received.as_str(), "2021-01-30T23:00:00Z+0800");
///
/// let sent = Timestamp::at(received.instant()?, jiff::tz::offset(8));
/// assert_eq!(sent, received);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Timestamp(String);

impl Timestamp {
    /// Writes an instant as local time at an offset, in the service's notation.
    ///
    /// Milliseconds are written when they are not zero; a finer part is cut off. The notation has no seconds of offset: such an
    /// offset is cut to whole minutes towards zero, and the local time follows it, so that the instant stays the same.
    ///
    /// ```
    /// use secmaster_model::Timestamp;
    ///
    /// let instant = "2023-10-24T09:23:55.0389Z".parse()?;
    /// assert_eq!(Timestamp::at(instant, jiff::tz::offset(8)), "2023-10-24T17:23:55.038Z+0800");
    /// assert_eq!(Timestamp::from(instant), "2023-10-24T09:23:55.038Z+0000");
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn at(instant: jiff::Timestamp, offset: Offset) -> Self {
        let minutes = offset.seconds() / 60;
        let local = Offset::from_seconds(minutes * 60).unwrap_or(Offset::UTC).to_datetime(instant);
        let year = match local.year() {
            year @ 0..=9999 => format!("{year:04}"),
            year => format!("{year:+07}"),
        };
        let millisecond = match local.millisecond() {
            0 => String::new(),
            millisecond => format!(".{millisecond:03}"),
        };
        let sign = if minutes < 0 { '-' } else { '+' };
        Self(format!(
            "{year}-{:02}-{:02}T{:02}:{:02}:{:02}{millisecond}Z{sign}{:02}{:02}",
            local.month(),
            local.day(),
            local.hour(),
            local.minute(),
            local.second(),
            minutes.abs() / 60,
            minutes.abs() % 60,
        ))
    }

    /// The instant that the text denotes.
    ///
    /// A fraction finer than a nanosecond is cut off; a leap second (`:60`) is read as `:59`.
    ///
    /// # Errors
    ///
    /// [`TimestampError`] if the text is in neither notation or names no instant.
    ///
    /// ```
    /// use secmaster_model::Timestamp;
    ///
    /// let forms = ["2021-01-30T23:00:00Z+0800", "2021-01-30T23:00:00.000+08:00", "2021-01-30T15:00:00Z"];
    /// for text in forms {
    ///     assert_eq!(Timestamp::from(text).instant()?.to_string(), "2021-01-30T15:00:00Z");
    /// }
    /// assert!(Timestamp::from("yesterday").instant().is_err());
    /// # Ok::<(), secmaster_model::TimestampError>(())
    /// ```
    pub fn instant(&self) -> Result<jiff::Timestamp, TimestampError> {
        let error = |reason| TimestampError {
            text: crate::violation::cut(&format_args!("{:?}", self.0)),
            reason,
        };
        let (local, offset) = parse::parse(&self.0).map_err(error)?;
        offset.to_timestamp(local).map_err(|_| error("it is out of the range of instants"))
    }

    /// The text as received or set.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the text ends as the service's notation does: `Z±hhmm`.
    fn has_service_form(&self) -> bool {
        let tail = self.0.as_bytes().last_chunk::<6>();
        tail.is_some_and(|[z, sign, digits @ ..]| {
            *z == b'Z' && matches!(sign, b'+' | b'-') && digits.iter().all(u8::is_ascii_digit)
        })
    }
}

impl From<jiff::Timestamp> for Timestamp {
    /// Writes UTC: `…Z+0000`.
    fn from(instant: jiff::Timestamp) -> Self {
        Self::at(instant, Offset::UTC)
    }
}

impl From<&jiff::Zoned> for Timestamp {
    /// Writes the local time and its offset, by the rules of [`Timestamp::at`].
    fn from(zoned: &jiff::Zoned) -> Self {
        Self::at(zoned.timestamp(), zoned.offset())
    }
}

impl From<&str> for Timestamp {
    /// Keeps any text.
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Timestamp {
    /// Keeps any text.
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl AsRef<str> for Timestamp {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Timestamp {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Timestamp {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl Examine for Timestamp {
    fn examine(&self, examination: &mut Examination<'_>) {
        if self.has_service_form() {
            examination.note(Breach::Form);
        }
    }

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }
}

/// A text denotes no instant: the error of [`Timestamp::instant`].
///
/// ```
/// let error = secmaster_model::Timestamp::from("2021-02-30T00:00:00Z").instant().unwrap_err();
/// assert_eq!(error.to_string(), r#""2021-02-30T00:00:00Z" is no point in time: there is no such date or time"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimestampError {
    text: String,
    reason: &'static str,
}

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is no point in time: {}", self.text, self.reason)
    }
}

impl Error for TimestampError {}

#[cfg(test)]
mod tests;
