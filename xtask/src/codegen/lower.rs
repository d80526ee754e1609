//! Step one: the body tables of an operation as a schema of which typify understands every word.
//!
//! Typify silently ignores ranges, drops unknown members, merges absent with empty, and panics on
//! some input. So it is given objects, plain strings, booleans, references and closed enums only;
//! every other row becomes a string whose format names the runtime's type, and a conversion.

use schemars::schema::Schema;
use secmaster_spec::{Mandatory, Operation, Place, Shape, Table};
use serde_json::{Map, Value, json};

use crate::codegen::rust_type::{self, RustType};
use crate::codegen::{CodegenError, doc_text};

/// What typify is given.
pub struct Lowered {
    /// The definitions, by name.
    pub definitions: Vec<(String, Schema)>,
    /// The conversions: a schema, and the Rust type that stands for it.
    pub conversions: Vec<(Value, String)>,
}

/// The tables that become structs: those of bodies.
pub fn body_tables(operation: &Operation) -> impl Iterator<Item = &Table> {
    let is_body = |table: &&Table| matches!(table.place, Place::RequestBody | Place::ResponseBody);
    operation.tables.iter().filter(is_body)
}

/// Names that a generated type cannot have.
const TAKEN: [&str; 15] = [
    "Box", "Builder", "Default", "Extra", "Integer", "List", "None", "Open", "Option", "Options",
    "Reads", "Self", "Some", "String", "Text",
];

pub fn lower(operation: &Operation) -> Result<Lowered, CodegenError> {
    let mut definitions: Vec<(String, Value)> = Vec::new();
    let mut conversions: Vec<(Value, String)> = Vec::new();
    for table in body_tables(operation) {
        if TAKEN.contains(&table.name.as_str()) {
            let message = format!("$defs/{}: Rust or the model has this name already", table.name);
            return Err(CodegenError::new(&operation.name, message));
        }
        let mut properties = Map::new();
        let mut required = Vec::new();
        for row in &table.rows {
            let rust = rust_type::of_row(operation, table, row)?;
            let (mut schema, conversion) = lowered_row(operation, &row.shape, &rust);
            if let Some(conversion) = conversion
                && !conversions.contains(&conversion)
            {
                conversions.push(conversion);
            }
            if let Some((name, choices)) = rust.options
                && !definitions.iter().any(|(other, _)| *other == name)
            {
                let variants: Vec<&str> =
                    choices.iter().map(|choice| choice.name.as_str()).collect();
                let schema = json!({
                    "type": "string",
                    "enum": variants,
                    "description": format!("The documented options of `{}`.", row.name),
                });
                definitions.push((name, schema));
            }
            if let Some(members) = schema.as_object_mut() {
                members.insert("description".to_owned(), doc_text::field(row).into());
            }
            properties.insert(row.name.clone(), schema);
            if row.mandatory == Mandatory::Yes {
                required.push(row.name.clone());
            }
        }
        let schema = json!({
            "type": "object",
            "description": doc_text::table(operation, table),
            "properties": properties,
            "required": required,
        });
        definitions.push((table.name.clone(), schema));
    }
    Ok(Lowered { definitions: parsed(operation, definitions)?, conversions })
}

fn lowered_row(
    operation: &Operation,
    shape: &Shape,
    rust: &RustType,
) -> (Value, Option<(Value, String)>) {
    match shape {
        Shape::Object { table } => {
            let name = operation.table(*table).map(|table| table.name.as_str()).unwrap_or_default();
            // A reference with a description beside it is no plain reference to typify.
            (json!({ "allOf": [{ "$ref": format!("#/definitions/{name}") }] }), None)
        }
        Shape::Boolean => (json!({ "type": "boolean" }), None),
        _ if rust.is_plain => (json!({ "type": "string" }), None),
        _ => {
            let schema = json!({ "type": "string", "format": rust.name });
            (schema.clone(), Some((schema, rust.name.clone())))
        }
    }
}

fn parsed(
    operation: &Operation,
    definitions: Vec<(String, Value)>,
) -> Result<Vec<(String, Schema)>, CodegenError> {
    let mut parsed = Vec::new();
    for (name, schema) in definitions {
        let schema = serde_json::from_value(schema).map_err(|error| {
            CodegenError::new(&operation.name, format!("$defs/{name}: {error}"))
        })?;
        parsed.push((name, schema));
    }
    Ok(parsed)
}
