//! Reading a request body: UTF-8, one JSON document, no member named twice.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Value};

use crate::violation::clipped;

/// Reads a body; the error says what is wrong and where.
pub(crate) fn parse(body: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(body)
        .map_err(|error| format!("the body is not UTF-8 at byte {}", error.valid_up_to()))?;
    if text.is_empty() {
        return Err("there is no body, where a JSON object is due".to_owned());
    }
    serde_json::from_str::<Unique>(text)
        .map(|unique| unique.0)
        .map_err(|error| format!("the body is not JSON: {error}"))
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
                Entry::Vacant(place) => {
                    let Unique(value) = access.next_value()?;
                    place.insert(value);
                }
                Entry::Occupied(place) => {
                    let name = clipped(place.key());
                    return Err(de::Error::custom(format!("member `{name}` is named twice")));
                }
            }
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn mistakes_say_where() {
        let says = |body: &[u8], expected: &str| {
            let error = parse(body).unwrap_err();
            assert!(error.contains(expected), "{error}");
        };
        says(b"", "there is no body");
        says(b"{\"a\":\xff}", "at byte 5");
        says(b"{\"a\":1", "line 1 column 6");
        says(b"{} x", "line 1 column 4");
        says(b"{\"a\":1,\n\"a\":2}", "`a` is named twice at line 2 column 3");
        says(b"{\"b\":{\"c\":1,\"c\":1}}", "`c` is named twice");
        says(b"{\"a\":\"\\ud800\"}", "line 1");
        says(b"\xef\xbb\xbf{}", "line 1 column 1");
        says(&[b'['; 100_000], "recursion limit");
    }

    #[test]
    fn values_and_order_survive() {
        let text = r#"{"z":[null,true,-1,18446744073709551615,1.5,"x"],"a":{}}"#;
        assert_eq!(parse(text.as_bytes()).unwrap().to_string(), text);
    }
}
