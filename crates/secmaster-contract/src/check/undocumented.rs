//! Members of answers that no table lists.

use secmaster_spec::{Operation, Shape, pointer_token};
use serde_json::Value;

use crate::send::Received;

/// The members of an answer's body that no table lists: the table of the object around each, and
/// its place.
pub(crate) fn undocumented(operation: &Operation, received: &Received) -> Vec<(u16, String)> {
    let response = operation.response(received.status);
    let root = response.and_then(|response| response.body_table);
    let mut found = Vec::new();
    if let (Some(root), Some(body)) = (root, &received.value) {
        collect(operation, root, "", body, &mut found);
    }
    found
}

fn collect(
    operation: &Operation,
    number: u16,
    pointer: &str,
    object: &Value,
    found: &mut Vec<(u16, String)>,
) {
    let (Some(table), Some(members)) = (operation.table(number), object.as_object()) else {
        return;
    };
    for (name, value) in members {
        let place = format!("{pointer}/{}", pointer_token(name));
        let Some(row) = table.row(name) else {
            found.push((number, place));
            continue;
        };
        match (&row.shape, value) {
            (Shape::Object { table }, value) => collect(operation, *table, &place, value, found),
            (Shape::Array { items, .. }, Value::Array(values)) => {
                let Some(table) = items.table() else { continue };
                for value in values {
                    collect(operation, table, &format!("{place}/*"), value, found);
                }
            }
            _ => {}
        }
    }
}
