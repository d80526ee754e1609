//! Places of a JSON value that are named by a JSON pointer.

use serde_json::{Map, Value};

/// Puts `new` at that place. What is missing on the way is made: an array where the pointer names
/// item 0 of nothing, an object anywhere else.
pub(crate) fn set(value: &mut Value, pointer: &str, new: Value) {
    let tokens = tokens(pointer);
    set_at(value, &tokens, new);
}

/// Takes away the member or item at that place, if it is there.
pub(crate) fn remove(value: &mut Value, pointer: &str) {
    let Some((parent, token)) = pointer.rsplit_once('/') else { return };
    match value.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.shift_remove(&token.replace("~1", "/").replace("~0", "~"));
        }
        Some(Value::Array(items)) => {
            if let Some(number) = token.parse().ok().filter(|number| *number < items.len()) {
                items.remove(number);
            }
        }
        _ => {}
    }
}

/// The names and numbers that a pointer is made of.
pub(crate) fn tokens(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~")).collect()
}

/// What stands at the place that these tokens name.
pub(crate) fn get<'a>(value: &'a Value, tokens: &[String]) -> Option<&'a Value> {
    tokens.iter().try_fold(value, |value, token| match value {
        Value::Object(members) => members.get(token),
        Value::Array(items) => items.get(token.parse::<usize>().ok()?),
        _ => None,
    })
}

fn set_at(value: &mut Value, tokens: &[String], new: Value) {
    let Some((first, rest)) = tokens.split_first() else {
        *value = new;
        return;
    };
    if value.is_null() && first == "0" {
        *value = Value::Array(Vec::new());
    }
    if let Value::Array(items) = value {
        let number = first.parse().unwrap_or(items.len());
        if let Some(item) = items.get_mut(number) {
            return set_at(item, rest, new);
        }
        let mut item = Value::Null;
        set_at(&mut item, rest, new);
        return items.push(item);
    }
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    if let Value::Object(members) = value {
        set_at(members.entry(first.as_str()).or_insert(Value::Null), rest, new);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{get, remove, set, tokens};

    #[test]
    fn makes_what_is_missing() {
        let mut value = json!({ "a": [1] });
        set(&mut value, "/a/0", json!(2));
        set(&mut value, "/a/7", json!(3));
        set(&mut value, "/b/c~1d", json!(4));
        set(&mut value, "/e/0/f", json!(5));
        assert_eq!(value, json!({ "a": [2, 3], "b": { "c/d": 4 }, "e": [{ "f": 5 }] }));
        assert_eq!(get(&value, &tokens("/b/c~1d")), Some(&json!(4)));
        assert_eq!(get(&value, &tokens("/a/1")), Some(&json!(3)));
        assert_eq!(get(&value, &tokens("")), Some(&value));
        assert_eq!((get(&value, &tokens("/a/x")), get(&value, &tokens("/a/0/x"))), (None, None));
        set(&mut value, "", json!(null));
        assert_eq!(value, json!(null));
    }

    #[test]
    fn removes_what_is_there() {
        let mut value = json!({ "a": [1, 2], "b": { "c/d": 4, "e": 5 } });
        for place in ["/a/0", "/a/7", "/b/c~1d", "/b/x", "/x/y", "", "x"] {
            remove(&mut value, place);
        }
        assert_eq!(value, json!({ "a": [2], "b": { "e": 5 } }));
    }
}
