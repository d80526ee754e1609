//! The JSON Schemas of the runtime's types: what the strict table says.

use std::any::type_name;
use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use crate::{Integer, List, Open, Options, Reads, Text, Timestamp};

/// The schema of an object with these rows: name, whether mandatory, schema.
pub(crate) fn object<const N: usize>(rows: [(&'static str, bool, Schema); N]) -> Schema {
    let required: Vec<Value> = rows
        .iter()
        .filter(|(_, required, _)| *required)
        .map(|(name, ..)| Value::from(*name))
        .collect();
    let properties: Map<String, Value> =
        rows.into_iter().map(|(name, _, schema)| (name.to_owned(), schema.into())).collect();
    let mut schema = json_schema!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    schema
}

fn bounded<M: Into<Value>>(mut schema: Schema, bounds: [(&str, Option<M>); 2]) -> Schema {
    for (keyword, bound) in bounds {
        if let Some(bound) = bound {
            schema.insert(keyword.to_owned(), bound.into());
        }
    }
    schema
}

fn counts(min: usize, max: usize) -> [Option<usize>; 2] {
    [(min != 0).then_some(min), (max != usize::MAX).then_some(max)]
}

macro_rules! inline {
    ($name:literal) => {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            $name.into()
        }

        fn schema_id() -> Cow<'static, str> {
            type_name::<Self>().into()
        }
    };
}

impl<T: Options> JsonSchema for Open<T> {
    inline!("Open");

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let options: Vec<&str> = T::ALL.iter().map(|option| option.as_str()).collect();
        json_schema!({ "type": "string", "enum": options })
    }
}

impl<const MIN: i64, const MAX: i64> JsonSchema for Integer<MIN, MAX> {
    inline!("Integer");

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let bounds = [
            ("minimum", (MIN != i64::MIN).then_some(MIN)),
            ("maximum", (MAX != i64::MAX).then_some(MAX)),
        ];
        bounded(json_schema!({ "type": "integer" }), bounds)
    }
}

impl<const MIN: usize, const MAX: usize> JsonSchema for Text<MIN, MAX> {
    inline!("Text");

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let [min, max] = counts(MIN, MAX);
        bounded(json_schema!({ "type": "string" }), [("minLength", min), ("maxLength", max)])
    }
}

impl<T: JsonSchema, const MIN: usize, const MAX: usize> JsonSchema for List<T, MIN, MAX> {
    inline!("List");

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let [min, max] = counts(MIN, MAX);
        let items = generator.subschema_for::<T>();
        bounded(
            json_schema!({ "type": "array", "items": items }),
            [("minItems", min), ("maxItems", max)],
        )
    }
}

impl JsonSchema for Timestamp {
    inline!("Timestamp");

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl<T: JsonSchema, Also> JsonSchema for Reads<T, Also> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Code;
    use crate::record::tests::{Indicator, Source};
    use crate::testing::Verdict;

    fn schema<T: JsonSchema>() -> Value {
        SchemaGenerator::default().subschema_for::<T>().into()
    }

    #[test]
    fn values_say_what_the_strict_table_says() {
        assert_eq!(
            schema::<Open<Verdict>>(),
            json!({"type": "string", "enum": ["Black", "White", "Gray"]})
        );
        assert_eq!(schema::<Integer>(), json!({"type": "integer"}));
        assert_eq!(
            schema::<Integer<80, 100>>(),
            json!({"type": "integer", "minimum": 80, "maximum": 100})
        );
        assert_eq!(schema::<Integer<1, { i64::MAX }>>(), json!({"type": "integer", "minimum": 1}));
        assert_eq!(schema::<Text<0, 64>>(), json!({"type": "string", "maxLength": 64}));
        assert_eq!(schema::<Text<1, { usize::MAX }>>(), json!({"type": "string", "minLength": 1}));
        let ids =
            json!({"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 9});
        assert_eq!(schema::<List<String, 1, 9>>(), ids);
        assert_eq!(schema::<Code>(), json!({"type": "string"}));
        assert_eq!(schema::<Timestamp>(), json!({"type": "string"}));
    }

    #[test]
    fn records_are_open_objects_without_null() {
        let mut generator = SchemaGenerator::default();
        assert_eq!(
            generator.subschema_for::<Indicator>(),
            json_schema!({"$ref": "#/$defs/Indicator"})
        );
        let definitions = generator.take_definitions(true);
        let source = json!({
            "type": "object",
            "properties": {"source_type": {"type": "integer", "minimum": 1, "maximum": 3}, "region/~id": {"type": "string"}},
            "required": ["source_type"],
        });
        assert_eq!(definitions.get("Source"), Some(&source));
        let indicator = definitions.get("Indicator").unwrap();
        assert_eq!(indicator["required"], json!(["value", "data_source", "granular_marking"]));
        assert_eq!(indicator["properties"]["verdict"], json!({"type": "string"}));
        assert_eq!(indicator["properties"]["sources"]["items"], json!({"$ref": "#/$defs/Source"}));
        assert!(Source::schema_id().ends_with("::Source"));
    }
}
