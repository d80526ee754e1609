//! Reading JSON text: member order is kept, and a member named twice is an error.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Value};

/// Parses one JSON document: member order is kept, and a member named twice is an error.
///
/// # Errors
/// The text is no such document; the error says line and column.
///
/// ```
/// let error = secmaster_spec::parse_json(r#"{"a": 1, "a": 2}"#).unwrap_err();
/// assert_eq!(error.to_string(), "member \"a\" is named twice at line 1 column 12");
/// ```
pub fn parse_json(text: &str) -> Result<Value, serde_json::Error> {
    serde_json::from_str::<Unique>(text).map(|unique| unique.0)
}

/// Escapes one member name for use in a JSON pointer (RFC 6901).
///
/// ```
/// assert_eq!(secmaster_spec::pointer_token("a/b~c"), "a~1b~0c");
/// ```
pub fn pointer_token(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A JSON value whose objects name no member twice; `serde_json` alone keeps the last one silently.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Unique)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Unique(item)) = access.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            match members.entry(name) {
                Entry::Vacant(member) => {
                    let Unique(value) = access.next_value()?;
                    member.insert(value);
                }
                Entry::Occupied(member) => {
                    let shown: String = member.key().chars().take(40).collect();
                    return Err(de::Error::custom(format!("member {shown:?} is named twice")));
                }
            }
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::parse_json;

    #[test]
    fn a_member_named_twice_is_refused() {
        let error = parse_json(r#"{"a": 1, "b": {"c": 1, "c": 2}}"#).unwrap_err();
        assert!(error.to_string().contains("\"c\" is named twice"), "{error}");
    }

    #[test]
    fn order_and_values_survive() {
        let text = r#"{"z":[null,true,-1,18446744073709551615,1.5,"x"],"a":{}}"#;
        assert_eq!(parse_json(text).unwrap().to_string(), text);
    }
}
