//! Step two: typify makes the types.

use schemars::schema::{RootSchema, Schema, SchemaObject};
use typify::{TypeSpace, TypeSpaceSettings};

use crate::codegen::CodegenError;
use crate::codegen::lower::Lowered;

/// The structs and enums that typify makes; its impls are left behind, for the runtime has its own.
pub fn generate(operation: &str, lowered: Lowered) -> Result<Vec<syn::Item>, CodegenError> {
    let mut settings = TypeSpaceSettings::default();
    for (schema, rust_type) in lowered.conversions {
        let schema: SchemaObject = serde_json::from_value(schema)
            .map_err(|error| CodegenError::new(operation, error.to_string()))?;
        settings.with_conversion(schema, rust_type, [].into_iter());
    }
    let mut space = TypeSpace::new(&settings);
    let definitions = lowered.definitions.into_iter().collect::<schemars::Map<String, Schema>>();
    let root = RootSchema { definitions, ..RootSchema::default() };
    space
        .add_root_schema(root)
        .map_err(|error| CodegenError::new(operation, format!("typify: {error}")))?;
    let file = syn::parse2::<syn::File>(space.to_stream()).map_err(|error| {
        CodegenError::new(operation, format!("typify's output does not parse: {error}"))
    })?;
    let is_type = |item: &syn::Item| matches!(item, syn::Item::Struct(_) | syn::Item::Enum(_));
    Ok(file.items.into_iter().filter(is_type).collect())
}
