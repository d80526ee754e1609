//! The Rust type of a row: typify's own where it has a word for it, else one of the runtime's.

use secmaster_spec::{Choice, Format, Narrower, Operation, Row, Shape, Table, Wider};

use crate::codegen::CodegenError;
use crate::codegen::names;

/// A row's type in the model.
pub struct RustType {
    /// The type without `Option`, as Rust text.
    pub name: String,
    /// The type that the table itself asks for, where the Rust type is narrower.
    pub documented: Option<&'static str>,
    /// The options that the type needs an enum for: its name and variants.
    pub options: Option<(String, Vec<Choice>)>,
    /// Whether typify generates the type itself.
    pub is_plain: bool,
}

pub fn of_row(operation: &Operation, table: &Table, row: &Row) -> Result<RustType, CodegenError> {
    let refuse =
        |what: &str| Err(CodegenError::new(&operation.name, format!("{}: {what}", row.id)));
    if row.secret {
        return refuse("x-secret is for headers; bodies have no secret rows yet");
    }
    let options =
        options_of(row).map(|choices| (enum_name(operation, table, row), choices.to_vec()));
    let mut documented = None;
    let mut name = match &row.shape {
        Shape::Text(text) if text.pattern.is_some() => {
            return refuse("`pattern` is for headers; the model checks no patterns");
        }
        Shape::Text(text) if text.format == Some(Format::MediaType) => {
            return refuse("`media-type` is for headers");
        }
        Shape::Text(_) if options.is_some() => {
            if row.shape.options().is_empty() {
                documented = Some("String");
            }
            format!("Open<{}>", options.as_ref().map_or("", |(name, _)| name))
        }
        Shape::Integer { minimum, maximum } => {
            match row.writes.as_ref().map(|writes| &writes.narrower) {
                Some(Narrower::Range(least, most)) => {
                    documented = Some("Integer");
                    format!("Integer<{least}, {most}>")
                }
                _ => integer(*minimum, *maximum),
            }
        }
        shape => scalar(operation, shape),
    };
    if row.reading(Wider::Integer).is_some() {
        name = format!("Reads<{name}, Integer>");
    }
    if row.reading(Wider::String).is_some() {
        name = format!("Reads<{name}, String>");
    }
    let is_plain =
        matches!(name.as_str(), "String" | "bool") || matches!(row.shape, Shape::Object { .. });
    Ok(RustType { name, documented, options, is_plain })
}

fn scalar(operation: &Operation, shape: &Shape) -> String {
    match shape {
        Shape::Text(text) if text.format == Some(Format::Timestamp) => "Timestamp".to_owned(),
        Shape::Text(text) => match (text.min_length, text.max_length) {
            (None, None) => "String".to_owned(),
            (least, most) => {
                format!("Text<{}, {}>", bound(least, 0), bound(most, usize::MAX as u64))
            }
        },
        Shape::Integer { minimum, maximum } => integer(*minimum, *maximum),
        Shape::Boolean => "bool".to_owned(),
        Shape::Object { table } => {
            operation.table(*table).map(|table| table.name.clone()).unwrap_or_default()
        }
        Shape::Array { items, min_items, max_items } => {
            let item = scalar(operation, items);
            match (min_items, max_items) {
                (None, None) => format!("Vec<{item}>"),
                (least, most) => {
                    format!(
                        "List<{item}, {}, {}>",
                        bound(*least, 0),
                        bound(*most, usize::MAX as u64)
                    )
                }
            }
        }
    }
}

fn integer(minimum: Option<i64>, maximum: Option<i64>) -> String {
    let number = |bound: Option<i64>, open: &str| {
        bound.map_or_else(|| open.to_owned(), |bound| bound.to_string())
    };
    match (minimum, maximum) {
        (None, None) => "Integer".to_owned(),
        (least, most) => {
            format!("Integer<{}, {}>", number(least, "{ i64::MIN }"), number(most, "{ i64::MAX }"))
        }
    }
}

fn bound(bound: Option<u64>, open: u64) -> String {
    match bound.unwrap_or(open) {
        number if number >= usize::MAX as u64 => "{ usize::MAX }".to_owned(),
        number => number.to_string(),
    }
}

/// The options that a row's table states, or that we write although it states none.
pub fn options_of(row: &Row) -> Option<&[Choice]> {
    match (row.shape.options(), row.writes.as_ref().map(|writes| &writes.narrower)) {
        ([], Some(Narrower::Options(choices))) => Some(choices),
        ([], _) => None,
        (choices, _) => Some(choices),
    }
}

/// Rows of one name with the same options share an enum; others are named after their table too.
fn enum_name(operation: &Operation, table: &Table, row: &Row) -> String {
    let plain = names::type_name(&row.name);
    let first = operation
        .tables
        .iter()
        .flat_map(|table| &table.rows)
        .find(|other| other.name == row.name && options_of(other).is_some());
    let shares = first.is_some_and(|first| options_of(first) == options_of(row));
    let is_taken = operation.tables.iter().any(|table| table.name == plain);
    if shares && !is_taken { plain } else { format!("{}{plain}", table.name) }
}
