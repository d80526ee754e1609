//! A String with a documented length.

use std::fmt;
use std::ops::Deref;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::{Breach, Examination, Examine};

/// A text documented as `MIN..=MAX` Unicode characters long; 0 and [`usize::MAX`] mean that no bound is documented.
///
/// Reading and conversion accept any length; [`validate`](crate::validate) reports a breach.
///
/// ```
/// use secmaster_model::{Text, validate};
///
/// let name: Text<1, 4> = "指标名称".into();
/// assert_eq!(name.len(), 12);
/// assert!(validate(&name).is_ok());
/// assert!(validate(&Text::<1, 4>::from("")).is_err());
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, without a copy.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MIN: usize, const MAX: usize> Deref for Text<MIN, MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> AsRef<str> for Text<MIN, MAX> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> From<&str> for Text<MIN, MAX> {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl<const MIN: usize, const MAX: usize> From<String> for Text<MIN, MAX> {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl<const MIN: usize, const MAX: usize> From<Text<MIN, MAX>> for String {
    fn from(text: Text<MIN, MAX>) -> Self {
        text.0
    }
}

impl<const MIN: usize, const MAX: usize> PartialEq<str> for Text<MIN, MAX> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl<const MIN: usize, const MAX: usize> PartialEq<&str> for Text<MIN, MAX> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Display for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Debug for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<const MIN: usize, const MAX: usize> Serialize for Text<MIN, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, const MIN: usize, const MAX: usize> Deserialize<'de> for Text<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

impl<const MIN: usize, const MAX: usize> Examine for Text<MIN, MAX> {
    fn examine(&self, examination: &mut Examination<'_>) {
        // A character takes 1 to 4 bytes, so the byte length alone often decides.
        if self.0.len() <= MAX && self.0.len() / 4 >= MIN {
            return;
        }
        let length = self.0.chars().count();
        if !(MIN..=MAX).contains(&length) {
            let measured = format_args!("{length} characters, {}", crate::violation::Json(&self.0));
            examination.breach::<Self>(Breach::Length, &measured);
        }
    }

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (MIN, MAX) {
            (0, usize::MAX) => f.write_str("a string"),
            (0, max) => write!(f, "at most {max} characters"),
            (min, usize::MAX) => write!(f, "at least {min} characters"),
            (min, max) => write!(f, "{min} to {max} characters"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::breaches;

    #[test]
    fn length_is_counted_in_characters() {
        for (text, fits) in [
            ("", false),
            ("a", false),
            ("ab", true),
            ("é", false),
            ("éé", true),
            ("😀😀😀", true),
            ("abcd", false),
        ] {
            let read: Text<2, 3> = serde_json::from_value(text.into()).unwrap();
            assert_eq!(read, text);
            assert_eq!(breaches(&read).is_empty(), fits, "{text:?}");
            assert_eq!(serde_json::to_value(&read).unwrap(), text);
        }
        assert_eq!(breaches(&Text::<0, 0>::from("")), []);
        assert_eq!(breaches(&Text::<0, 0>::from("x")), [Breach::Length]);
        assert_eq!(breaches(&Text::<0, { usize::MAX }>::from("x")), []);
    }

    #[test]
    fn is_a_str_in_use() {
        let text = Text::<0, 9>::from("abc".to_owned());
        assert!(text.starts_with('a') && text == "abc" && text == *"abc");
        assert_eq!(format!("{text:>4}{text:?}"), " abc\"abc\"");
        assert_eq!(String::from(text.clone()), text.into_string());
    }
}
