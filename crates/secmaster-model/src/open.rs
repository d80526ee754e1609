//! Text with documented options, open to texts that the documentation does not name.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::{Breach, Examination, Examine};

/// The documented options of a row: a closed enum without payload.
///
/// ```
/// use secmaster_model::Options;
///
/// #[derive(Clone, Copy, Debug, PartialEq, Eq)]
/// enum Verdict { Black, White }
///
/// impl Options for Verdict {
///     const ALL: &'static [Self] = &[Self::Black, Self::White];
///     fn as_str(self) -> &'static str {
///         match self { Self::Black => "Black", Self::White => "White" }
///     }
/// }
/// # assert_eq!(Verdict::ALL.len(), 2);
/// ```
pub trait Options: Copy + Eq + fmt::Debug + 'static {
    /// Every option, in documented order.
    const ALL: &'static [Self];

    /// The option exactly as documented.
    fn as_str(self) -> &'static str;
}

/// A text whose documented options are `T`: keeps exactly the text received and knows which option it is.
///
/// Reading accepts any string. Two values are equal when their texts are; comparison with an option (`== Verdict::Black`)
/// ignores ASCII letter case, as [`known`](Self::known) does. A text that is an option exactly needs no allocation.
///
/// ```
/// # use secmaster_model::Options;
/// # #[derive(Clone, Copy, Debug, PartialEq, Eq)]
/// # enum Verdict { Black, White }
/// # impl Options for Verdict {
/// #     const ALL: &'static [Self] = &[Self::Black, Self::White];
/// #     fn as_str(self) -> &'static str {
/// #         match self { Self::Black => "Black", Self::White => "White" }
/// #     }
/// # }
/// use secmaster_model::Open;
///
/// let shouted: Open<Verdict> = serde_json::from_str(r#""BLACK""#)?;
/// assert_eq!(shouted.known(), Some(Verdict::Black));
/// assert_eq!(shouted, Verdict::Black);
/// assert_eq!(shouted.as_str(), "BLACK");
/// assert!(!shouted.is_exact());
///
/// let new: Open<Verdict> = "Chartreuse".into();
/// assert_eq!(new.known(), None);
/// assert_eq!(serde_json::to_string(&new)?, r#""Chartreuse""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Open<T>(Repr<T>);

#[derive(Clone)]
enum Repr<T> {
    Exact(T),
    Other(String),
}

impl<T: Options> Open<T> {
    /// The option that the text names: exactly, or else in other ASCII letter case.
    pub fn known(&self) -> Option<T> {
        match &self.0 {
            Repr::Exact(option) => Some(*option),
            Repr::Other(text) => {
                T::ALL.iter().copied().find(|option| option.as_str().eq_ignore_ascii_case(text))
            }
        }
    }

    /// Whether the text is an option to the letter.
    pub fn is_exact(&self) -> bool {
        matches!(self.0, Repr::Exact(_))
    }

    /// The text as received or set.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Exact(option) => option.as_str(),
            Repr::Other(text) => text,
        }
    }

    fn from_text(text: Cow<'_, str>) -> Self {
        match T::ALL.iter().copied().find(|option| option.as_str() == text) {
            Some(option) => Self(Repr::Exact(option)),
            None => Self(Repr::Other(text.into_owned())),
        }
    }
}

impl<T: Options> From<T> for Open<T> {
    fn from(option: T) -> Self {
        Self(Repr::Exact(option))
    }
}

impl<T: Options> From<&str> for Open<T> {
    fn from(text: &str) -> Self {
        Self::from_text(Cow::Borrowed(text))
    }
}

impl<T: Options> From<String> for Open<T> {
    fn from(text: String) -> Self {
        Self::from_text(Cow::Owned(text))
    }
}

impl<T: Options> AsRef<str> for Open<T> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<T: Options> fmt::Display for Open<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<T: Options> fmt::Debug for Open<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl<T: Options> PartialEq for Open<T> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl<T: Options> Eq for Open<T> {}

impl<T: Options> Hash for Open<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl<T: Options> PartialEq<T> for Open<T> {
    fn eq(&self, other: &T) -> bool {
        self.known() == Some(*other)
    }
}

impl<T: Options> PartialEq<str> for Open<T> {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl<T: Options> PartialEq<&str> for Open<T> {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl<T: Options> Serialize for Open<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, T: Options> Deserialize<'de> for Open<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text(std::marker::PhantomData))
    }
}

struct Text<T>(std::marker::PhantomData<T>);

impl<T: Options> Visitor<'_> for Text<T> {
    type Value = Open<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Open<T>, E> {
        Ok(text.into())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Open<T>, E> {
        Ok(text.into())
    }
}

impl<T: Options> Examine for Open<T> {
    fn examine(&self, examination: &mut Examination<'_>) {
        if let Repr::Other(text) = &self.0 {
            let breach = if self.known().is_some() { Breach::Case } else { Breach::Option };
            examination.breach::<Self>(breach, &crate::violation::Json(text));
        }
    }

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, option) in T::ALL.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{:?}", option.as_str())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
