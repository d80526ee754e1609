//! The JSON Schemas that requests must satisfy: the description's, changed by faults.

use jsonschema::Validator;
use secmaster_spec::{Operation, Place, Row, RuleKind, Shape, Strictness};
use serde_json::{Value, json};

use crate::request_faults::RequestFaults;
use crate::start_error::StartError;

/// The schema of a request body.
pub(crate) fn of_body(
    operation: &Operation,
    root: u16,
    strictness: Strictness,
    faults: &RequestFaults,
) -> Value {
    let mut schema = operation.body_schema(root, strictness);
    for (table, row) in operation.rows(Place::RequestBody) {
        let Some(definition) = schema.pointer_mut(&format!("/$defs/{}", table.name)) else {
            continue;
        };
        let name = Value::from(row.name.as_str());
        let Some(members) = definition.as_object_mut() else { continue };
        let required = members.entry("required").or_insert_with(|| json!([]));
        if let Some(required) = required.as_array_mut() {
            if faults.ignores(&row.id, RuleKind::Mandatory) {
                required.retain(|member| *member != name);
            }
            if faults.requires(&row.id) {
                required.push(name);
            }
        }
        if let Some(member) = definition.pointer_mut(&format!("/properties/{}", row.name)) {
            *member = loosened(member.take(), row, faults);
        }
    }
    schema
}

/// The schema of one row without the rules that are not enforced.
pub(crate) fn loosened(mut schema: Value, row: &Row, faults: &RequestFaults) -> Value {
    let ignores = |kind: RuleKind| faults.ignores(&row.id, kind);
    let mut remove = |keywords: &[&str]| remove(&mut schema, keywords);
    if ignores(RuleKind::Options) {
        remove(&["enum"]);
        if !row.shape.options().is_empty() {
            // A pattern that stands for options in any letter case.
            remove(&["pattern"]);
        }
    }
    if ignores(RuleKind::Range) {
        remove(&["minimum", "maximum"]);
    }
    if ignores(RuleKind::Length) {
        remove(&["minLength", "maxLength"]);
    }
    if ignores(RuleKind::ItemCount) {
        remove(&["minItems", "maxItems"]);
    }
    if ignores(RuleKind::Format) {
        remove(&["pattern"]);
    }
    if ignores(RuleKind::Items) {
        match &row.shape {
            // Rows inside the items keep their own rules.
            Shape::Array { items, .. } if items.table().is_some() => {
                if let Some(items) = schema.get_mut("items") {
                    *items = json!({ "if": { "type": "object" }, "then": items.take() });
                }
            }
            _ => remove(&["items"]),
        }
    }
    if ignores(RuleKind::Type) {
        let kind = row.shape.json_type();
        schema = json!({ "if": { "type": kind }, "then": schema });
    }
    schema
}

/// Removes keywords from a row's schema, and from the shapes among which a value may choose.
fn remove(schema: &mut Value, keywords: &[&str]) {
    if let Some(members) = schema.as_object_mut() {
        keywords.iter().for_each(|keyword| {
            members.remove(*keyword);
        });
    }
    let choices = schema.get_mut("anyOf").and_then(Value::as_array_mut);
    choices.into_iter().flatten().for_each(|choice| remove(choice, keywords));
}

/// The validator of a schema; `of` says whose it is.
pub(crate) fn validator(of: &str, schema: &Value) -> Result<Validator, StartError> {
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .build(schema)
        .map_err(|error| StartError::Schema { of: of.to_owned(), problem: error.to_string() })
}
