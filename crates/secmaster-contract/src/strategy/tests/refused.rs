//! No keyword is ignored.

use serde_json::{Value, json};

use super::instances;
use crate::strategy::{Knobs, strategy_for};

#[test]
fn what_would_be_ignored_is_refused_by_pointer_and_keyword() {
    let cases = [
        (json!({"uniqueItems": true}), "", "uniqueItems"),
        (
            json!({"properties": {"a/b": {"patternProperties": {}}}}),
            "/properties/a~1b",
            "patternProperties",
        ),
        (json!({"anyOf": [true, {"items": {"multipleOf": 2}}]}), "/anyOf/1/items", "multipleOf"),
        (json!({"type": "string", "format": "date"}), "", "format"),
        (json!({"$ref": "#/$defs/A", "$defs": {"A": {"not": {}}}}), "/$defs/A", "not"),
        (json!({"$ref": "#"}), "", "$ref"),
        (json!({"pattern": "a(?=b)"}), "", "pattern"),
        (json!({"type": "string", "pattern": "^a{5}$", "maxLength": 4}), "", "pattern"),
        (
            json!({"oneOf": [{"minimum": 1}, {"minimum": 1}], "type": "integer", "maximum": 5, "enum": [3]}),
            "",
            "oneOf",
        ),
        (json!({"then": {"type": "null"}}), "", "then"),
        (json!({"$schema": "http://json-schema.org/draft-07/schema#"}), "", "$schema"),
        (json!({"anyOf": [{"oneOf": [{"type": "null"}]}], "oneOf": [true]}), "", "oneOf"),
        (
            json!({"additionalProperties": false, "allOf": [{"properties": {"a": {}}}]}),
            "",
            "additionalProperties",
        ),
        (
            json!({"$ref": "#/$defs/A", "$defs": {"A": {"required": ["a"], "type": "object", "properties": {"a": {"$ref": "#/$defs/A"}}}}}),
            "/$defs/A",
            "",
        ),
        (
            json!({"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/A", "minimum": 1}}}),
            "/$defs/A",
            "$ref",
        ),
        (json!({"type": "integer", "minimum": 2, "maximum": 1}), "", ""),
        (json!(false), "", ""),
        (json!({"type": "text"}), "/type", ""),
    ];
    for (schema, pointer, keyword) in cases {
        let error = strategy_for(&schema).map(|_| ()).expect_err(&schema.to_string());
        assert_eq!((error.pointer(), error.keyword()), (pointer, keyword), "{schema}: {error}");
        assert!(error.to_string().contains(keyword) && error.to_string().contains(pointer));
    }
}

#[test]
fn an_unused_definition_may_be_anything() {
    let schema = json!({"type": "null", "$defs": {"A": {"not": {}}}});
    assert_eq!(instances(&schema, &Knobs::wild(), 1), [Value::Null]);
}
