//! The schemas that the tests use.

use secmaster_spec::{Service, Strictness};
use serde_json::{Value, json};

/// Schemas that no body of the service has the like of.
pub(super) fn handwritten() -> Vec<Value> {
    let tree = json!({
        "$ref": "#/$defs/Tree",
        "$defs": {"Tree": {
            "type": "object", "required": ["name"],
            "properties": {
                "name": {"type": "string", "minLength": 1},
                "children": {"type": "array", "items": {"$ref": "#/$defs/Tree"}},
                "next": {"$ref": "#/$defs/Tree"},
            },
        }},
    });
    let list = json!({
        "$ref": "#/$defs/List",
        "$defs": {
            "List": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/Cell"}]},
            "Cell": {
                "type": "object", "required": ["head", "tail"], "additionalProperties": false,
                "properties": {"head": {"$ref": "#/$defs/Head"}, "tail": {"$ref": "#/$defs/List"}},
            },
            "Head": {"type": "integer", "minimum": 0, "x-note": "an annotation"},
        },
    });
    let conditional = json!({
        "type": "object", "required": ["kind"],
        "properties": {"kind": {"enum": ["ip", "port"]}, "value": {}},
        "if": {"properties": {"kind": {"const": "ip"}}},
        "then": {"properties": {"value": {"type": "string"}}, "required": ["value"]},
        "else": {"properties": {"value": {"type": "integer", "minimum": 1, "maximum": 65535}}},
    });
    vec![
        json!(true),
        json!({}),
        json!({"title": "Anything", "x-writes": {"minimum": 1}}),
        json!({"type": ["integer", "string", "null"], "minimum": 80, "maxLength": 3}),
        json!({"minimum": 2.5, "minLength": 2, "minItems": 1, "required": ["a"]}),
        json!({"enum": [1, "a", null, {"b": []}, 200], "maximum": 100}),
        json!({"const": {"a": [1.5]}}),
        json!({"type": "integer", "minimum": -9_223_372_036_854_775_808_i64}),
        json!({"type": "integer", "minimum": 1.5, "maximum": 4.5}),
        json!({"type": "integer", "maximum": 18_446_744_073_709_551_615_u64, "exclusiveMinimum": 18_446_744_073_709_551_612_u64}),
        json!({"type": "integer", "minimum": -1e40, "maximum": -5}),
        json!({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}),
        json!({"type": "number", "minimum": 9_007_199_254_740_993_i64, "maximum": 9_007_199_254_740_995_i64}),
        json!({"type": "number", "minimum": 0.5, "exclusiveMinimum": 0.5, "maximum": 0.75}),
        json!({"type": "number"}),
        json!({"type": "string", "minLength": 2000, "maxLength": 2001}),
        json!({"type": "string", "pattern": "^([Bb][Ll][Aa][Cc][Kk]|[0-9]{3,5})$"}),
        json!({"type": "string", "pattern": "[a-f]+\\$", "maxLength": 6}),
        json!({"type": "string", "pattern": "^a|b$"}),
        json!({"type": "array", "items": {"type": "boolean"}, "minItems": 9, "maxItems": 10}),
        json!({"type": "array", "items": false}),
        json!({"type": "object", "properties": {"a": false, "b": true}, "required": ["c"]}),
        json!({"type": "object", "required": ["x"], "additionalProperties": {"type": "integer"}}),
        json!({"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        json!({"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 2}]}),
        json!({"allOf": [{"type": "number"}, {"type": ["integer", "null"], "minimum": 3}, {"maximum": 9}]}),
        json!({
            "type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}},
            "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
        }),
        json!({
            "$defs": {"A": {"properties": {"n": {"minimum": 1}}}, "B": {"properties": {"n": {"type": "integer"}}}},
            "allOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/B"}], "required": ["n"],
        }),
        conditional,
        tree,
        list,
    ]
}

/// The schemas of all tables, strict and tolerant.
pub(super) fn bodies() -> Vec<Value> {
    let service = Service::embedded().unwrap();
    let tables = |strictness: Strictness| {
        service.operations.iter().flat_map(move |operation| {
            operation
                .tables
                .iter()
                .map(move |table| operation.body_schema(table.number, strictness))
        })
    };
    tables(Strictness::Documented).chain(tables(Strictness::Tolerant)).collect()
}
