//! Plain bodies: values of which the reference leaves no doubt that they are to be accepted.

use std::collections::BTreeMap;

use proptest::test_runner::{Reason, TestRunner};
use secmaster_spec::{Narrower, Operation, Shape, Strictness, Writing, pointer_token};
use serde_json::{Map, Value, json};

use super::Bodies;
use super::case::{Change, Kind};
use super::tree::RandomTree;
use crate::baseline::is_time;

/// Times in the documented form, the earliest first.
const TIMES: [&str; 8] = [
    "2020-02-29T00:00:00Z+0000",
    "2021-01-30T23:00:00Z+0800",
    "2021-12-31T23:59:59Z+0800",
    "2022-06-15T12:30:00Z+0200",
    "2023-03-01T08:05:09Z-0300",
    "2024-02-29T16:45:30Z+0530",
    "2025-07-04T00:00:01Z+0800",
    "2025-10-26T02:30:00Z+0100",
];

pub(crate) fn tree(bodies: &Bodies, runner: &mut TestRunner) -> Result<RandomTree, Reason> {
    let body = bodies.plain.generate(runner)?;
    Ok(RandomTree::new(bodies, Kind::Plain, body, "a body of plain values", Change::None, ""))
}

/// The documented schema of a body, narrowed to what we would write. What the path names as well,
/// such as the workspace, is the same there: an endpoint may refuse a request with two of it.
pub(crate) fn schema(
    operation: &Operation,
    root: u16,
    parameters: &BTreeMap<String, String>,
) -> Value {
    let mut schema = operation.body_schema(root, Strictness::Documented);
    for table in &operation.tables {
        let at = format!("/$defs/{}", pointer_token(&table.name));
        let Some(Value::Object(object)) = schema.pointer_mut(&at) else { continue };
        object.insert("additionalProperties".to_owned(), false.into());
        let Some(Value::Object(rows)) = object.get_mut("properties") else { continue };
        // A table names times in the order in which things happen.
        let count = table.rows.iter().filter(|row| is_time(&row.shape)).count();
        let mut times = TIMES.chunks((TIMES.len() / count.max(1)).max(1)).cycle();
        for row in &table.rows {
            if let Some(Value::Object(keywords)) = rows.get_mut(&row.name) {
                narrow(&row.shape, row.writes.as_ref(), keywords);
                if is_time(&row.shape) {
                    keywords.insert("enum".to_owned(), json!(times.next()));
                }
                if let (Some(id), Shape::Text(text)) = (parameters.get(&row.name), &row.shape)
                    && text.options.is_empty()
                    && text.pattern.is_none()
                {
                    keywords.insert("enum".to_owned(), json!([id]));
                }
            }
        }
    }
    schema
}

fn narrow(shape: &Shape, writes: Option<&Writing>, keywords: &mut Map<String, Value>) {
    let mut set = |keyword: &str, value: Value| _ = keywords.insert(keyword.to_owned(), value);
    match (shape, writes.map(|writes| &writes.narrower)) {
        (Shape::Text(_), Some(Narrower::Options(options))) => {
            set("enum", options.iter().map(|choice| choice.value.as_str()).collect());
        }
        (shape, _) if is_time(shape) => set("enum", json!(TIMES)),
        // No row says that a text may be empty.
        (Shape::Text(text), _) if text.min_length.is_none() && text.max_length != Some(0) => {
            set("minLength", 1.into());
        }
        (Shape::Integer { .. }, Some(Narrower::Range(least, most))) => {
            set("minimum", (*least).into());
            set("maximum", (*most).into());
        }
        (Shape::Array { items, min_items, .. }, _) => {
            set("minItems", min_items.unwrap_or(1).max(1).into());
            if let Some(Value::Object(keywords)) = keywords.get_mut("items") {
                narrow(items, None, keywords);
            }
        }
        _ => {}
    }
}
