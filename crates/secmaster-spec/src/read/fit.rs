//! Whether what an operation file says fits itself, its examples and its neighbours.

use crate::lexical;
use crate::node::Node;
use crate::operation::{Effect, Operation};
use crate::problem::Problems;
use crate::read::{A_KEBAB_NAME, Documents};
use crate::service::Service;

pub(crate) fn check_name(root: &Node<'_>, name: &str, problems: &mut Problems) {
    if let Some(node) = root.get("name")
        && let Some(found) = node.formed(problems, lexical::is_kebab_name, A_KEBAB_NAME)
        && found != name
    {
        node.misfit(problems, format!("`{found}` must be the file's own name, `{name}`"));
    }
}

/// The placeholders of the path and the rows of its table must be the same.
pub(crate) fn check_path(root: &Node<'_>, operation: &Operation, problems: &mut Problems) {
    let Some(node) = root.get("path") else { return };
    node.formed(problems, lexical::is_path, "a path like /v1/{project_id}/things");
    let placeholders: Vec<&str> =
        operation.path.split('/').filter_map(lexical::placeholder).collect();
    for (index, name) in placeholders.iter().enumerate() {
        if placeholders.iter().take(index).any(|earlier| earlier == name) {
            node.misfit(problems, format!("`{{{name}}}` stands in the path twice"));
        }
    }
    let table = operation.path_table.and_then(|number| operation.table(number));
    let rows: Vec<&str> = table
        .map(|table| table.rows.iter().map(|row| row.name.as_str()).collect())
        .unwrap_or_default();
    for name in &placeholders {
        if !rows.contains(name) {
            node.misfit(problems, format!("`{{{name}}}` is no row of the path parameters"));
        }
    }
    for name in &rows {
        if !placeholders.contains(name) {
            node.misfit(
                problems,
                format!("the path has no `{{{name}}}`, which is a row of the path parameters"),
            );
        }
    }
}

/// Every pointer of an effect must lead to a row.
pub(crate) fn check_effect(root: &Node<'_>, operation: &Operation, problems: &mut Problems) {
    let Some(node) = root.get("effect") else { return };
    let request = operation.request_table;
    let answer = operation.success().and_then(|response| response.body_table);
    let mut check = |table: Option<u16>, pointer: &str| {
        let leads = table.and_then(|table| operation.row_at(table, pointer)).is_some();
        if !leads && !pointer.is_empty() {
            node.misfit(problems, format!("`{pointer}` leads to no row"));
        }
    };
    match &operation.effect {
        Some(Effect::Create(create)) => {
            check(answer, &create.id);
            for pointer in create.ids.iter().chain(&create.times).chain(create.states.keys()) {
                check(answer, pointer);
            }
            let ordered = create.order.keys().chain(create.order.values());
            for pointer in ordered.chain(create.left_out.keys()) {
                check(answer, pointer);
            }
            if let Some(marker) = &create.marker {
                check(request, marker);
            }
            for (to, from) in &create.echo {
                check(answer, to);
                let is_parameter = from.starts_with('{') && operation.path.contains(from.as_str());
                if !is_parameter {
                    check(request, from);
                }
            }
        }
        Some(Effect::Delete(delete)) => {
            check(request, &delete.ids);
            check(answer, &delete.succeeded);
            check(answer, &delete.failed);
        }
        None => {}
    }
}

pub(crate) fn check_examples(operation: &Operation, problems: &mut Problems) {
    for example in &operation.examples {
        let is_body = operation.table(example.table).is_some_and(|table| table.top_level);
        if !is_body {
            let path = format!("examples/{}.json", example.id);
            let value = serde_json::Value::Null;
            Node::root(&path, &value).misfit(
                problems,
                format!("table {} is not the top level of a body", example.table),
            );
        }
    }
}

/// No request may belong to two operations.
pub(crate) fn check_routes(
    documents: &Documents,
    operations: &[Operation],
    problems: &mut Problems,
) {
    let route = |operation: &Operation| {
        let segments = operation.path.split('/');
        let segments =
            segments.map(|segment| lexical::placeholder(segment).map_or(segment, |_| "{}"));
        (operation.method.as_str(), segments.collect::<Vec<_>>().join("/"))
    };
    for (index, operation) in operations.iter().enumerate() {
        let Some(earlier) =
            operations.iter().take(index).find(|earlier| route(earlier) == route(operation))
        else {
            continue;
        };
        let path = format!("operations/{}.json", operation.name);
        if let Some((path, value)) = documents.get_key_value(path.as_str())
            && let Some(node) = Node::root(path, value).get("path")
        {
            node.misfit(problems, format!("{} has the same method and path", earlier.name));
        }
    }
}

/// What operations say of each other and of the deviations must exist.
pub(crate) fn check_references(documents: &Documents, service: &Service, problems: &mut Problems) {
    for operation in &service.operations {
        let Some((path, value)) =
            documents.get_key_value(format!("operations/{}.json", operation.name).as_str())
        else {
            continue;
        };
        let root = Node::root(path, value);
        for (table, row) in
            operation.tables.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)))
        {
            let place = ["$defs", &table.name, "properties", &row.name]
                .iter()
                .try_fold(root.clone(), |node, name| node.get(name))
                .unwrap_or_else(|| root.clone());
            for number in row.deviations() {
                if !documents.contains_key("deviations.json") {
                    let file = Node::root("deviations.json", &serde_json::Value::Null);
                    file.misfit(problems, "the file is missing, but rows name deviations");
                } else if service.deviation(number).is_none() {
                    place.misfit(problems, format!("deviation {number} is not in deviations.json"));
                }
            }
        }
        if let Some(Effect::Create(create)) = &operation.effect
            && let Some(place) = root.get("effect").and_then(|effect| effect.get("left_out"))
        {
            let unknown = create.left_out.values().filter(|it| service.deviation(**it).is_none());
            for number in unknown {
                place.misfit(problems, format!("deviation {number} is not in deviations.json"));
            }
        }
        if let Some(Effect::Delete(delete)) = &operation.effect
            && service.operation(&delete.of).is_none()
            && let Some(place) = root.get("effect").and_then(|effect| effect.get("of"))
        {
            place.misfit(problems, format!("`{}` is no operation", delete.of));
        }
    }
}
