//! The JSON Schemas of bodies and headers: strict as the tables say, tolerant as we read.

use serde_json::{Map, Value, json};

use crate::operation::Operation;
use crate::row::{Mandatory, Row, Wider};
use crate::shape::Shape;

/// Which of the two schemas of a body is wanted.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// let create = service.operation("create-indicator").ok_or("it is gone")?;
/// let root = create.request_table.ok_or("there is no body")?;
/// let strict = create.body_schema(root, secmaster_spec::Strictness::Documented);
/// let tolerant = create.body_schema(root, secmaster_spec::Strictness::Tolerant);
/// assert_ne!(strict, tolerant);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Strictness {
    /// What the documented tables say, to the letter.
    Documented,
    /// What the tables say, widened by every reading that names a deviation.
    Tolerant,
}

impl Operation {
    /// The JSON Schema (2020-12) of a body whose top level is table `root`, complete in itself.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use secmaster_spec::{Service, Strictness};
    /// let service = Service::embedded()?;
    /// let create = service.operation("create-indicator").ok_or("not there")?;
    /// let strict = create.body_schema(10, Strictness::Documented);
    /// assert_eq!(strict["$defs"]["Response"]["properties"]["code"]["type"], "string");
    /// let tolerant = create.body_schema(10, Strictness::Tolerant);
    /// let code = &tolerant["$defs"]["Response"]["properties"]["code"];
    /// assert_eq!(code["anyOf"], serde_json::json!([{ "type": "string" }, { "type": "integer" }]));
    /// # Ok(())
    /// # }
    /// ```
    pub fn body_schema(&self, root: u16, strictness: Strictness) -> Value {
        let mut definitions = Map::new();
        self.define(root, strictness, &mut definitions);
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$ref": format!("#/$defs/{}", self.table_name(root)),
            "$defs": definitions,
        })
    }

    fn define(&self, number: u16, strictness: Strictness, definitions: &mut Map<String, Value>) {
        let Some(table) = self.table(number) else { return };
        if definitions.contains_key(&table.name) {
            return;
        }
        let mut properties = Map::new();
        let mut required = Vec::new();
        for row in &table.rows {
            properties.insert(row.name.clone(), self.row_schema(row, strictness));
            let may_lack =
                strictness == Strictness::Tolerant && row.reading(Wider::Absent).is_some();
            if row.mandatory == Mandatory::Yes && !may_lack {
                required.push(row.name.clone());
            }
        }
        let mut schema = Map::new();
        schema.insert("type".to_owned(), "object".into());
        schema.insert("properties".to_owned(), properties.into());
        if !required.is_empty() {
            schema.insert("required".to_owned(), required.into());
        }
        definitions.insert(table.name.clone(), schema.into());
        for inner in table.rows.iter().filter_map(|row| row.shape.table()) {
            self.define(inner, strictness, definitions);
        }
    }

    /// The JSON Schema of one row's value. Objects are references into the `$defs` of
    /// [`body_schema`](Self::body_schema).
    pub fn row_schema(&self, row: &Row, strictness: Strictness) -> Value {
        let documented = row.shape.json_schema(&|table| self.table_name(table));
        match strictness {
            Strictness::Documented => documented,
            Strictness::Tolerant => widened(row, documented),
        }
    }

    fn table_name(&self, number: u16) -> String {
        self.table(number).map(|table| table.name.clone()).unwrap_or_default()
    }
}

fn widened(row: &Row, documented: Value) -> Value {
    let Value::Object(mut schema) = documented else { return documented };
    for reading in &row.reads {
        match reading.wider {
            Wider::Sent => {
                ["enum", "pattern", "minimum", "maximum"].into_iter().for_each(|keyword| {
                    schema.remove(keyword);
                })
            }
            Wider::AnyCase => {
                if let (Some(_), Shape::Text(text)) = (schema.remove("enum"), &row.shape) {
                    let options: Vec<String> =
                        text.options.iter().map(|choice| any_case(&choice.value)).collect();
                    schema
                        .insert("pattern".to_owned(), format!("^({})$", options.join("|")).into());
                }
            }
            // Options bind text only: beside another type they stand in a branch of their own.
            Wider::Integer => {
                let text = std::mem::take(&mut schema);
                schema.insert("anyOf".to_owned(), json!([text, { "type": "integer" }]));
            }
            // Ranges bind numbers only, wherever they stand.
            Wider::String => {
                schema.insert("type".to_owned(), json!(["integer", "string"]));
            }
            Wider::Absent | Wider::WithoutCharset | Wider::LocalTime => {}
        }
    }
    schema.into()
}

fn any_case(text: &str) -> String {
    let one = |letter: char| match (letter.to_ascii_uppercase(), letter.to_ascii_lowercase()) {
        (upper, lower) if upper != lower => format!("[{upper}{lower}]"),
        (letter, _) if letter.is_ascii_alphanumeric() || letter == '_' => letter.to_string(),
        (letter, _) => format!("[{letter}]"),
    };
    text.chars().map(one).collect()
}
