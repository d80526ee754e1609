//! Members that stand twice in an object of a JSON text.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// The name of a member that some object of the text has twice.
pub(super) fn twice(text: &str) -> Option<String> {
    serde_json::from_str::<Once>(text).ok()?.0
}

/// What was found in a value.
struct Once(Option<String>);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Walk).map(Once)
    }
}

struct Walk;

impl<'de> Visitor<'de> for Walk {
    type Value = Option<String>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut names = HashSet::new();
        let mut found = None;
        while let Some(name) = map.next_key::<String>()? {
            let Once(inside) = map.next_value()?;
            if !names.insert(name.clone()) {
                found.get_or_insert(name);
            }
            found = found.or(inside);
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(Once(inside)) = seq.next_element()? {
            found = found.or(inside);
        }
        Ok(found)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::twice;

    #[test]
    fn a_name_counts_within_its_object() {
        for (text, found) in [
            (r#"{"a":1,"b":{"a":[true,null,"x",-1,1.5]}}"#, None),
            (r#"{"a":1,"a":1}"#, Some("a")),
            (r#"[{"x":[{"b":0,"\u0062":1}]}]"#, Some("b")),
            ("7", None),
            ("no JSON", None),
        ] {
            assert_eq!(twice(text).as_deref(), found, "{text}");
        }
    }
}
