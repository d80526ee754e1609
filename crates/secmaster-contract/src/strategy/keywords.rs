//! The keywords that are understood, and those that say nothing about validity.

use secmaster_spec::pointer_token;
use serde_json::{Map, Value};

use super::unsupported::UnsupportedSchema;

const ASSERTIONS: [&str; 23] = [
    "$ref",
    "allOf",
    "anyOf",
    "oneOf",
    "if",
    "then",
    "else",
    "type",
    "enum",
    "const",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
];

const ANNOTATIONS: [&str; 11] = [
    "$schema",
    "$id",
    "$comment",
    "$defs",
    "title",
    "description",
    "default",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
];

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Whether a keyword says nothing about which instances are valid.
pub(crate) fn is_annotation(keyword: &str) -> bool {
    ANNOTATIONS.contains(&keyword) || keyword.starts_with("x-")
}

/// Checks that every keyword of a schema and of the schemas in it is understood. References are
/// not followed: only what is used is checked.
pub(crate) fn check(schema: &Value, at: &str) -> Result<(), UnsupportedSchema> {
    let Value::Object(keywords) = schema else { return Ok(()) };
    for (keyword, value) in keywords {
        check_keyword(keywords, keyword, value, at)?;
        let below = || format!("{at}/{}", pointer_token(keyword));
        match (keyword.as_str(), value) {
            ("properties", Value::Object(schemas)) => {
                for (name, schema) in schemas {
                    check(schema, &format!("{}/{}", below(), pointer_token(name)))?;
                }
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(schemas)) => {
                for (index, schema) in schemas.iter().enumerate() {
                    check(schema, &format!("{}/{index}", below()))?;
                }
            }
            ("items" | "additionalProperties" | "if" | "then" | "else", schema) => {
                check(schema, &below())?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn check_keyword(
    keywords: &Map<String, Value>,
    keyword: &str,
    value: &Value,
    at: &str,
) -> Result<(), UnsupportedSchema> {
    let reason = match keyword {
        "$schema" if value.as_str().map(|draft| draft.trim_end_matches('#')) != Some(DRAFT) => {
            "only JSON Schema 2020-12 is understood; translate the schema"
        }
        "$id" if !at.is_empty() => "only the whole schema may have an id; take it away",
        "then" | "else" if !keywords.contains_key("if") => {
            "there is no `if` beside it; take it away"
        }
        _ if ASSERTIONS.contains(&keyword) || is_annotation(keyword) => return Ok(()),
        _ => {
            "this keyword is not understood; take it out of a copy of the schema, and filter what is generated"
        }
    };
    Err(UnsupportedSchema::new(at, keyword, reason))
}
