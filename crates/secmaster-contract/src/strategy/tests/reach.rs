//! Wild instances reach every corner, plain ones stay in the middle.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::instances;
use crate::strategy::Knobs;

#[test]
fn texts_reach_every_corner() {
    let schema = json!({"type": "string", "minLength": 0, "maxLength": 9});
    let texts = instances(&schema, &Knobs::wild(), 2000);
    let texts: Vec<&str> = texts.iter().map(|text| text.as_str().unwrap()).collect();
    let all: BTreeSet<char> = texts.iter().flat_map(|text| text.chars()).collect();
    let planes: BTreeSet<u32> = all.iter().map(|letter| u32::from(*letter) >> 16).collect();
    assert_eq!(planes.len(), 17);
    let controls = (0..0x20).filter_map(char::from_u32).chain(['\u{7f}', '\u{85}']);
    for letter in controls.chain(['\u{301}', 'ש', '\u{202e}', '"', '\\', '\u{2028}', '\u{ffff}']) {
        assert!(all.contains(&letter), "{letter:?}");
    }
    for length in 0..=9 {
        assert!(texts.iter().any(|text| text.chars().count() == length), "{length}");
    }
    assert!(texts.contains(&"null") && texts.contains(&"1.0"));
    let free = instances(&json!({"type": "string"}), &Knobs::wild(), 2000);
    assert!(free.iter().any(|text| text.as_str().unwrap().chars().count() > 500));
}

#[test]
fn integers_reach_every_corner() {
    let texts = |schema: Value| -> BTreeSet<String> {
        instances(&schema, &Knobs::wild(), 3000).iter().map(Value::to_string).collect()
    };
    let all = texts(json!({"type": "integer"}));
    let due = [
        "0",
        "-1",
        "1.0",
        "0.0",
        "2147483647",
        "2147483648",
        "-2147483649",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "18446744073709551615",
        "1e+30",
        "-1e+30",
    ];
    for number in due {
        assert!(all.contains(number), "{number}");
    }
    let few = texts(json!({"type": "integer", "minimum": 80, "maximum": 82}));
    assert_eq!(few.into_iter().collect::<Vec<_>>(), ["80", "80.0", "81", "81.0", "82", "82.0"]);
    let numbers = texts(json!({"type": "number", "minimum": 0, "maximum": 1}));
    assert!(
        ["0", "1", "0.0", "1.0", "-0.0", "0.5", "5e-324"]
            .iter()
            .all(|edge| numbers.contains(*edge))
    );
}

#[test]
fn objects_come_with_and_without_their_members_and_in_any_order() {
    let schema = json!({
        "type": "object", "required": ["a"],
        "properties": {"a": {"const": 1}, "b": {"const": 2}, "c": {"enum": ["x", "y"]}},
    });
    let names =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let all = instances(&schema, &Knobs::wild(), 1000);
    let orders: BTreeSet<Vec<String>> = all.iter().map(names).collect();
    for order in
        [&["a"][..], &["a", "b"], &["b", "a"], &["a", "c"], &["a", "b", "c"], &["c", "b", "a"]]
    {
        assert!(orders.iter().any(|names| names == order), "{order:?}");
    }
    assert!(all.iter().any(|value| value.get("B").is_some()), "a nearly known name");
    let plain = instances(&schema, &Knobs::plain(), 200);
    assert!(
        plain.iter().all(|value| names(value).iter().all(|name| "abc".contains(name.as_str())))
    );
    assert!(plain.iter().all(|value| names(value).is_sorted()));
}

#[test]
fn plain_instances_are_printable_and_small() {
    let schema = json!({"type": "array", "minItems": 1, "items": {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "number"}]}});
    for value in
        instances(&schema, &Knobs::plain(), 300).iter().flat_map(|all| all.as_array().unwrap())
    {
        match value {
            Value::String(text) => {
                assert!(
                    !text.is_empty()
                        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' '),
                    "{text}"
                );
            }
            number => assert!((0.0..=100.0).contains(&number.as_f64().unwrap()), "{number}"),
        }
    }
}
