//! One schema that says what two schemas say together, where that is easy.

use std::cmp::Ordering;

use serde_json::{Map, Number, Value, json};

use super::number::whole_number;
use super::unsupported::UnsupportedSchema;

type Keywords = Map<String, Value>;

/// The keywords of both.
pub(crate) fn conjoin(
    mut one: Keywords,
    other: Keywords,
    at: &str,
) -> Result<Keywords, UnsupportedSchema> {
    if leaves_out_names(&one, &other) || leaves_out_names(&other, &one) {
        let reason = "it stands beside a schema with other `properties`; write one schema for both";
        return Err(UnsupportedSchema::new(at, "additionalProperties", reason));
    }
    for (keyword, new) in other {
        let both = match one.get(&keyword) {
            None => new,
            Some(old) if *old == new => new,
            Some(old) => both(&keyword, old, &new).ok_or_else(|| {
                let reason = "two schemas that apply together both have it; write one for both";
                UnsupportedSchema::new(at, keyword.as_str(), reason)
            })?,
        };
        one.insert(keyword, both);
    }
    Ok(one)
}

/// Whether `one` limits additional members and does not know the names that `other` knows: which
/// members are additional depends on the schema in which the keyword stands.
fn leaves_out_names(one: &Keywords, other: &Keywords) -> bool {
    let names = |keywords: &Keywords| -> Vec<String> {
        let properties = keywords.get("properties").and_then(Value::as_object);
        properties.map(|properties| properties.keys().cloned().collect()).unwrap_or_default()
    };
    let known = names(one);
    one.contains_key("additionalProperties")
        && names(other).iter().any(|name| !known.contains(name))
}

/// The value of a keyword that says what both values say; none if no one value does.
fn both(keyword: &str, old: &Value, new: &Value) -> Option<Value> {
    match (keyword, old, new) {
        ("minimum" | "exclusiveMinimum" | "minLength" | "minItems", _, _) => {
            greater(old, new, Ordering::Greater)
        }
        ("maximum" | "exclusiveMaximum" | "maxLength" | "maxItems", _, _) => {
            greater(old, new, Ordering::Less)
        }
        ("required", Value::Array(old), Value::Array(new)) => {
            let mut names = old.clone();
            names.extend(new.iter().filter(|name| !old.contains(name)).cloned());
            Some(names.into())
        }
        ("enum", Value::Array(old), Value::Array(new)) => {
            Some(old.iter().filter(|value| new.contains(value)).cloned().collect())
        }
        ("allOf", Value::Array(old), Value::Array(new)) => {
            Some([old.as_slice(), new].concat().into())
        }
        ("type", _, _) => {
            let (old, new) = (types(old), types(new));
            let shared =
                |name: &str| new.contains(&name) || (name == "integer" && new.contains(&"number"));
            let mut names: Vec<&str> = old.iter().copied().filter(|name| shared(name)).collect();
            if old.contains(&"number") && new.contains(&"integer") && !names.contains(&"integer") {
                names.push("integer");
            }
            Some(json!(names))
        }
        ("properties", Value::Object(old), Value::Object(new)) => {
            let mut properties = old.clone();
            for (name, new) in new {
                let schema = match old.get(name) {
                    Some(old) if old != new => json!({ "allOf": [old, new] }),
                    _ => new.clone(),
                };
                properties.insert(name.clone(), schema);
            }
            Some(properties.into())
        }
        ("items" | "additionalProperties", _, _) => Some(json!({ "allOf": [old, new] })),
        _ => None,
    }
}

/// The types that a `type` keyword names.
pub(crate) fn types(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        name => name.as_str().into_iter().collect(),
    }
}

fn greater(old: &Value, new: &Value, wanted: Ordering) -> Option<Value> {
    let (Value::Number(one), Value::Number(other)) = (old, new) else { return None };
    Some(if compare(one, other) == wanted { old.clone() } else { new.clone() })
}

pub(crate) fn compare(one: &Number, other: &Number) -> Ordering {
    match (whole_number(one), whole_number(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(Ordering::Equal),
    }
}
