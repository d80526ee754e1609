//! A documented Integer: keeps any JSON number, and knows its documented range.

use std::error::Error;
use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::Number;

use crate::{Breach, Examination, Examine};

/// An Integer of a table, documented as `MIN..=MAX`; [`i64::MIN`] and [`i64::MAX`] mean that no bound is documented.
///
/// Reading accepts any JSON number and writing gives the same number back: 150 in 80..=100, 1.5, 2^63, and `1.0` as `1.0`.
/// Beyond 64 bits it is the nearest 64-bit float, as `serde_json` reads it.
/// Two values are equal when they are as JSON values, so 1.0 and 1 differ; comparison with an [`i64`] is by value.
///
/// ```
/// use secmaster_model::Integer;
///
/// type Confidence = Integer<80, 100>;
/// assert_eq!(Confidence::new(90)?, 90);
/// assert!(Confidence::new(4).is_err());
///
/// let documented_example: Confidence = serde_json::from_str("4")?;
/// assert_eq!(documented_example.get(), Some(4));
/// assert!(secmaster_model::validate(&documented_example).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Integer<const MIN: i64 = { i64::MIN }, const MAX: i64 = { i64::MAX }>(Number);

impl<const MIN: i64, const MAX: i64> Integer<MIN, MAX> {
    /// The value, if it is in the documented range.
    ///
    /// # Errors
    ///
    /// [`OutOfRange`] if it is not. [`From`] takes any value and leaves the judgement to [`validate`](crate::validate).
    pub fn new(value: i64) -> Result<Self, OutOfRange> {
        if (MIN..=MAX).contains(&value) {
            Ok(value.into())
        } else {
            Err(OutOfRange { value, min: MIN, max: MAX })
        }
    }

    /// The value, if it is a whole number that fits; `1.0` is one, as in JSON Schema.
    pub fn get(&self) -> Option<i64> {
        // 2^63 is the first f64 above i64::MAX, which itself has no f64.
        const END: f64 = 9_223_372_036_854_775_808.0;
        self.0.as_i64().or_else(|| {
            let value = self.0.as_f64()?;
            #[expect(
                clippy::cast_possible_truncation,
                reason = "whole and within the bounds of i64"
            )]
            (value.fract() == 0.0 && (-END..END).contains(&value)).then_some(value as i64)
        })
    }

    fn judge(&self) -> Option<Breach> {
        let within = match self.get() {
            Some(value) => (MIN..=MAX).contains(&value),
            None if self.0.as_f64().is_some_and(|value| value.fract() != 0.0) => {
                return Some(Breach::Type);
            }
            None if self.0.to_string().starts_with('-') => MIN == i64::MIN,
            None => MAX == i64::MAX,
        };
        (!within).then_some(Breach::Range)
    }
}

macro_rules! from {
    ($($number:ty)*) => {$(
        impl<const MIN: i64, const MAX: i64> From<$number> for Integer<MIN, MAX> {
            /// Takes any value, also out of the documented range.
            fn from(value: $number) -> Self {
                Self(value.into())
            }
        }

        impl<const MIN: i64, const MAX: i64, Also> From<$number> for crate::Reads<Integer<MIN, MAX>, Also> {
            fn from(value: $number) -> Self {
                Self::Documented(value.into())
            }
        }
    )*};
}

from!(i8 i16 i32 i64 u8 u16 u32);

impl<const MIN: i64, const MAX: i64> PartialEq<i64> for Integer<MIN, MAX> {
    fn eq(&self, other: &i64) -> bool {
        self.get() == Some(*other)
    }
}

impl<const MIN: i64, const MAX: i64> fmt::Display for Integer<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<const MIN: i64, const MAX: i64> fmt::Debug for Integer<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<const MIN: i64, const MAX: i64> Serialize for Integer<MIN, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, const MIN: i64, const MAX: i64> Deserialize<'de> for Integer<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Number::deserialize(deserializer).map(Self)
    }
}

impl<const MIN: i64, const MAX: i64> Examine for Integer<MIN, MAX> {
    fn examine(&self, examination: &mut Examination<'_>) {
        if let Some(breach) = self.judge() {
            examination.breach::<Self>(breach, self);
        }
    }

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (MIN, MAX) {
            (i64::MIN, i64::MAX) => f.write_str("an integer"),
            (i64::MIN, max) => write!(f, "an integer, at most {max}"),
            (min, i64::MAX) => write!(f, "an integer, at least {min}"),
            (min, max) => write!(f, "an integer from {min} to {max}"),
        }
    }
}

/// An integer is out of its documented range: the error of [`Integer::new`].
///
/// ```
/// let error = secmaster_model::Integer::<80, 100>::new(4).unwrap_err();
/// assert_eq!(error.to_string(), "4 is out of the documented range 80 to 100");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfRange {
    value: i64,
    min: i64,
    max: i64,
}

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is out of the documented range {} to {}", self.value, self.min, self.max)
    }
}

impl Error for OutOfRange {}

#[cfg(test)]
mod tests;
