//! Reading the tables of an operation file: one `$defs` entry each.

use std::collections::BTreeMap;

use crate::lexical::{is_parameter_name, is_type_name};
use crate::node::Node;
use crate::problem::Problems;
use crate::read::scalar::{ANNOTATIONS, Scalar, check_definition_name};
use crate::read::{annotation, number, scalar, text};
use crate::row::{Mandatory, Row, Wider};
use crate::shape::Shape;
use crate::table::{Place, Table};

/// What the tables of one operation file are read against.
pub(crate) struct Context<'a> {
    pub(crate) operation: &'a str,
    pub(crate) shared: &'a BTreeMap<String, Scalar>,
    /// The number of each table, by its name.
    pub(crate) numbers: BTreeMap<String, u16>,
}

/// The number of each table in `$defs`; a number used twice is reported.
pub(crate) fn numbers(definitions: &Node<'_>, problems: &mut Problems) -> BTreeMap<String, u16> {
    let mut numbers: BTreeMap<String, u16> = BTreeMap::new();
    for (name, node) in definitions.members(problems) {
        check_definition_name(name, &node, problems);
        let Some(place) = node.get("x-table") else { continue };
        let Some(table) = number(&place, problems) else { continue };
        if let Some((other, _)) = numbers.iter().find(|(_, taken)| **taken == table) {
            place.misfit(problems, format!("table {table} is already `{other}`"));
        }
        numbers.insert(name.to_owned(), table);
    }
    let is_complete =
        numbers.len() == definitions.value.as_object().map_or(0, serde_json::Map::len);
    for (expected, found) in (1..).zip(sorted(&numbers)) {
        if is_complete && expected != found {
            definitions
                .misfit(problems, format!("there is no table {expected}, but a table {found}"));
            break;
        }
    }
    numbers
}

fn sorted(numbers: &BTreeMap<String, u16>) -> Vec<u16> {
    let mut sorted: Vec<u16> = numbers.values().copied().collect();
    sorted.sort_unstable();
    sorted.dedup();
    sorted
}

/// Reads one table; its place in the message is found later.
pub(crate) fn read(
    name: &str,
    node: &Node<'_>,
    context: &Context<'_>,
    problems: &mut Problems,
) -> Option<Table> {
    node.check_object(
        problems,
        &["x-table", "title", "type", "properties"],
        &["required", "description"],
    );
    if let Some(kind) = node.get("type") {
        kind.one_of(problems, &[("object", ())]);
    }
    if let Some(description) = node.get("description") {
        description.text(problems);
    }
    let required = node.get("required").map(|node| node.texts(problems)).unwrap_or_default();
    let mut rows = Vec::new();
    if let Some(properties) = node.get("properties") {
        let members = properties.members(problems);
        if members.is_empty() {
            properties.misshapen(problems, "the table has no rows");
        }
        for (parameter, node) in &members {
            if !is_parameter_name(parameter) {
                node.misshapen(
                    problems,
                    "no parameter name; allowed: letters, digits, _ and -, a letter first",
                );
            }
            let is_required = required.iter().any(|(name, _)| name == parameter);
            rows.extend(row(parameter, is_required, node, context, problems));
        }
        for (name, node) in &required {
            if !members.iter().any(|(parameter, _)| parameter == name) {
                let known: Vec<&str> = members.iter().map(|(parameter, _)| *parameter).collect();
                node.misfit(
                    problems,
                    format!(
                        "`{name}` is mandatory but has no property; properties: {}",
                        known.join(", ")
                    ),
                );
            }
        }
    }
    let number = *context.numbers.get(name)?;
    for row in &mut rows {
        row.id = format!("{}/T{number}/{}", context.operation, row.name);
    }
    Some(Table {
        operation: context.operation.to_owned(),
        number,
        name: name.to_owned(),
        title: text(node, "title", problems),
        place: Place::RequestBody,
        status: None,
        top_level: false,
        rows,
    })
}

fn row(
    name: &str,
    is_required: bool,
    node: &Node<'_>,
    context: &Context<'_>,
    problems: &mut Problems,
) -> Option<Row> {
    let scalar = if node.get("$ref").is_some() {
        node.check_object(problems, &["$ref", "description"], &["deprecated", "x-reads"]);
        let mut scalar = referenced(node, context, problems).unwrap_or_else(Scalar::unknown);
        scalar.reads.extend(annotation::reads(node, problems));
        scalar
    } else {
        let item_table =
            |items: &Node<'_>, problems: &mut Problems| table_of(items, context, problems);
        scalar::read(node, &ANNOTATIONS, &["description"], &item_table, problems)
            .unwrap_or_else(Scalar::unknown)
    };
    if !is_required
        && scalar.reads.iter().any(|reading| reading.wider == Wider::Absent)
        && let Some(place) = node.get("x-reads")
    {
        place.misfit(problems, "only a mandatory row can be read as `absent`");
    }
    let deprecated =
        node.get("deprecated").and_then(|node| node.boolean(problems)).unwrap_or(false);
    Some(Row {
        id: String::new(),
        name: name.to_owned(),
        description: text(node, "description", problems),
        mandatory: if is_required { Mandatory::Yes } else { Mandatory::No },
        documented_type: String::new(),
        shape: scalar.shape,
        reads: scalar.reads,
        writes: scalar.writes,
        deprecated: deprecated || scalar.deprecated,
        secret: scalar.secret,
    })
}

/// What the `$ref` of a row names: a table of this file or a scalar of service.json.
fn referenced(node: &Node<'_>, context: &Context<'_>, problems: &mut Problems) -> Option<Scalar> {
    let place = node.get("$ref")?;
    let reference = place.text(problems)?;
    let shared =
        reference.strip_prefix("../service.json#/$defs/").filter(|name| is_type_name(name));
    if let Some(name) = shared {
        let found = context.shared.get(name).cloned();
        if found.is_none() {
            place.misfit(
                problems,
                format!("`{reference}` leads nowhere; service.json has: {}", keys(context.shared)),
            );
        }
        return found;
    }
    let table = table_of(node, context, problems)?;
    let shape = Shape::Object { table };
    Some(Scalar { shape, reads: Vec::new(), writes: None, deprecated: false, secret: false })
}

/// The number of the table of this file that the `$ref` in `node` names.
pub(crate) fn table_of(
    node: &Node<'_>,
    context: &Context<'_>,
    problems: &mut Problems,
) -> Option<u16> {
    let place = node.get("$ref")?;
    let reference = place.text(problems)?;
    let name = reference.strip_prefix("#/$defs/").filter(|name| is_type_name(name));
    let Some(name) = name else {
        place.misshapen(
            problems,
            format!("`{reference}` is no reference; allowed: #/$defs/NAME, and for scalars ../service.json#/$defs/NAME"),
        );
        return None;
    };
    let found = context.numbers.get(name).copied();
    if found.is_none() {
        place.misfit(
            problems,
            format!("`{reference}` leads nowhere; this file has: {}", keys(&context.numbers)),
        );
    }
    found
}

fn keys<T>(map: &BTreeMap<String, T>) -> String {
    map.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
}
