//! Valid values for rows of which nothing else is known.

use secmaster_spec::{Format, Mandatory, Operation, Row, Shape, Strictness, Text};
use serde_json::{Map, Value};

use crate::request_schema::validator;

/// Texts that rows with a pattern often take.
const CANDIDATES: [&str; 10] = [
    "mock",
    "Mock",
    "MOCK",
    "a",
    "1",
    "1.0",
    TIMESTAMP,
    "00000000-0000-4000-8000-000000000000",
    "00000000000040008000000000000000",
    "192.0.2.1",
];

const TIMESTAMP: &str = "2025-01-01T08:00:00.000Z+0800";

/// Any value of that shape, as small as it may be. A pattern is not looked at.
pub(crate) fn of_shape(operation: &Operation, shape: &Shape) -> Value {
    match shape {
        Shape::Text(text) => of_text(text, "mock").into(),
        Shape::Integer { minimum, maximum } => minimum.or(*maximum).unwrap_or_default().into(),
        Shape::Boolean => false.into(),
        Shape::Array { items, min_items, .. } => {
            let count = min_items.unwrap_or_default();
            (0..count).map(|_| of_shape(operation, items)).collect::<Vec<_>>().into()
        }
        Shape::Object { table } => operation.minimal_value(*table),
    }
}

/// What a mandatory row is where nothing is given for it.
pub(crate) fn least(operation: &Operation, row: &Row) -> Value {
    let fitting = match &row.shape {
        Shape::Text(Text { pattern: Some(_), .. }) => of_row(operation, row),
        _ => None,
    };
    fitting.unwrap_or_else(|| of_shape(operation, &row.shape))
}

/// An object with every row of that table for which there is a valid value.
pub(crate) fn of_table(operation: &Operation, table: u16) -> Value {
    let rows = operation.table(table).map(|table| table.rows.as_slice()).unwrap_or_default();
    let value = |row: &Row| {
        let is_mandatory = row.mandatory == Mandatory::Yes;
        of_row(operation, row).or_else(|| is_mandatory.then(|| least(operation, row)))
    };
    let members = rows.iter().filter_map(|row| Some((row.name.clone(), value(row)?)));
    members.collect::<Map<_, _>>().into()
}

/// A small valid value with all that the row may have in it: arrays have an item, objects have every
/// row. None for a secret, and where no value is found that fits a pattern.
pub(crate) fn of_row(operation: &Operation, row: &Row) -> Option<Value> {
    if row.secret {
        return None;
    }
    all_of_row(operation, row).into_iter().next()
}

/// The valid values that are known of the row: one, or the candidates that fit its pattern.
pub(crate) fn all_of_row(operation: &Operation, row: &Row) -> Vec<Value> {
    let Some(Text { pattern: Some(_), .. }) = text_of(&row.shape) else {
        return vec![full(operation, &row.shape, None)];
    };
    let schema = operation.row_schema(row, Strictness::Documented);
    let Ok(validator) = validator(&row.id, &schema) else { return Vec::new() };
    let values = CANDIDATES.iter().map(|text| full(operation, &row.shape, Some(text)));
    values.filter(|value| validator.is_valid(value)).collect()
}

/// The text that the row is, or has in its arrays.
fn text_of(shape: &Shape) -> Option<&Text> {
    match shape {
        Shape::Text(text) => Some(text),
        Shape::Array { items, .. } => text_of(items),
        _ => None,
    }
}

fn full(operation: &Operation, shape: &Shape, candidate: Option<&str>) -> Value {
    match shape {
        Shape::Text(text) => {
            let usual = match text.format {
                Some(Format::Timestamp) => TIMESTAMP,
                _ => "mock",
            };
            candidate.map_or_else(|| of_text(text, usual).into(), Value::from)
        }
        Shape::Array { items, min_items, max_items } => {
            let count = min_items.unwrap_or(1).max(1).min(max_items.unwrap_or(u64::MAX));
            (0..count).map(|_| full(operation, items, candidate)).collect::<Vec<_>>().into()
        }
        // No table contains itself, so this ends.
        Shape::Object { table } => of_table(operation, *table),
        Shape::Integer { .. } | Shape::Boolean => of_shape(operation, shape),
    }
}

/// The first option, or else the usual text, repeated or cut until it is long enough.
fn of_text(text: &Text, usual: &str) -> String {
    if let Some(option) = text.options.first() {
        return option.value.clone();
    }
    let least = text.min_length.unwrap_or_default();
    let most = text.max_length.unwrap_or(u64::MAX);
    let due = u64::try_from(usual.chars().count()).unwrap_or_default();
    let length = usize::try_from(least.max(due).min(most)).unwrap_or(usize::MAX);
    usual.chars().cycle().take(length).collect()
}
