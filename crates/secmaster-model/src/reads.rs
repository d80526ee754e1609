//! A value of the documented type, or of a wider type that servers are known to send.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use crate::violation::Json;
use crate::{Breach, Examination, Examine, Open, Options, Text};

/// The table's type `T`, or the type `Also` that servers are known to send in its place.
///
/// Reading tries `T` first, then `Also`, and keeps which it was; writing gives back what was read. `Display` prints the value
/// either way. [`Deviating`](Self::Deviating) is a breach of the documented type, which [`validate`](crate::validate) reports.
///
/// ```
/// use secmaster_model::{Integer, Reads};
///
/// type Marking = Reads<Integer<1, 4>, String>;
/// let documented: Marking = serde_json::from_str("1")?;
/// let example: Marking = serde_json::from_str(r#""1""#)?;
/// assert_eq!(documented.documented().and_then(Integer::get), Some(1));
/// assert_eq!(example, Reads::Deviating("1".to_owned()));
/// assert_eq!(documented.to_string(), example.to_string());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reads<T, Also> {
    /// The type that the table documents.
    Documented(T),
    /// The other type.
    Deviating(Also),
}

/// The `code` of an answer: text in its table, the integer `0` in an example of the documentation.
///
/// ```
/// use secmaster_model::Code;
///
/// let code: Code = serde_json::from_str("0")?;
/// assert_eq!(code.to_string(), "0");
/// assert_eq!(code.documented(), None);
/// assert_eq!(serde_json::to_string(&code)?, "0");
/// assert_eq!(serde_json::to_string(&Code::from("00000000"))?, r#""00000000""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub type Code = Reads<String, crate::Integer>;

impl<T, Also> Reads<T, Also> {
    /// The value, if it is of the documented type.
    pub fn documented(&self) -> Option<&T> {
        match self {
            Self::Documented(value) => Some(value),
            Self::Deviating(_) => None,
        }
    }

    /// The value, if it is of the other type.
    pub fn deviating(&self) -> Option<&Also> {
        match self {
            Self::Documented(_) => None,
            Self::Deviating(value) => Some(value),
        }
    }
}

impl<T, Also> From<T> for Reads<T, Also> {
    fn from(value: T) -> Self {
        Self::Documented(value)
    }
}

impl<Also> From<&str> for Reads<String, Also> {
    fn from(value: &str) -> Self {
        Self::Documented(value.to_owned())
    }
}

impl<Also, const MIN: usize, const MAX: usize> From<&str> for Reads<Text<MIN, MAX>, Also> {
    fn from(value: &str) -> Self {
        Self::Documented(value.into())
    }
}

impl<T: Options, Also> From<T> for Reads<Open<T>, Also> {
    fn from(value: T) -> Self {
        Self::Documented(value.into())
    }
}

impl<T: Options, Also> From<&str> for Reads<Open<T>, Also> {
    fn from(value: &str) -> Self {
        Self::Documented(value.into())
    }
}

impl<T: fmt::Display, Also: fmt::Display> fmt::Display for Reads<T, Also> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Documented(value) => value.fmt(f),
            Self::Deviating(value) => value.fmt(f),
        }
    }
}

impl<T: Serialize, Also: Serialize> Serialize for Reads<T, Also> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Documented(value) => value.serialize(serializer),
            Self::Deviating(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: DeserializeOwned, Also: DeserializeOwned> Deserialize<'de> for Reads<T, Also> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Either(PhantomData))
    }
}

/// Tries both types on each shape of value; only arrays and objects have to be kept for the second try.
struct Either<T, Also>(PhantomData<(T, Also)>);

impl<T: DeserializeOwned, Also: DeserializeOwned> Either<T, Also> {
    fn scalar<'de, V: IntoDeserializer<'de, E> + Copy, E: Error>(
        value: V,
    ) -> Result<Reads<T, Also>, E> {
        match T::deserialize(value.into_deserializer()) {
            Ok(value) => Ok(Reads::Documented(value)),
            Err(first) => match Also::deserialize(value.into_deserializer()) {
                Ok(value) => Ok(Reads::Deviating(value)),
                Err(second) => Err(neither(&first, &second)),
            },
        }
    }

    fn composite<E: Error>(value: Value) -> Result<Reads<T, Also>, E> {
        match T::deserialize(&value) {
            Ok(value) => Ok(Reads::Documented(value)),
            Err(first) => match Also::deserialize(value) {
                Ok(value) => Ok(Reads::Deviating(value)),
                Err(second) => Err(neither(&first, &second)),
            },
        }
    }
}

fn neither<E: Error>(first: &dyn fmt::Display, second: &dyn fmt::Display) -> E {
    E::custom(format_args!("neither as documented ({first}) nor as known of servers ({second})"))
}

impl<'de, T: DeserializeOwned, Also: DeserializeOwned> Visitor<'de> for Either<T, Also> {
    type Value = Reads<T, Also>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of the documented type, or of another that servers are known to send")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Self::scalar(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Self::scalar(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Self::scalar(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Self::scalar(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Self::scalar(value)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Self::scalar(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        Self::composite(Value::deserialize(SeqAccessDeserializer::new(items))?)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        // serde_json's feature `arbitrary_precision` sends numbers here; `Value` knows that.
        Self::composite(Value::deserialize(MapAccessDeserializer::new(members))?)
    }
}

impl<T: Examine, Also: Serialize> Examine for Reads<T, Also> {
    fn examine(&self, examination: &mut Examination<'_>) {
        match self {
            Self::Documented(value) => value.examine(examination),
            Self::Deviating(value) => examination.breach::<T>(Breach::Type, &Json(value)),
        }
    }

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::describe(f)
    }
}

#[cfg(test)]
mod tests;
