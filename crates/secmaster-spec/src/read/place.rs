//! Finding where each table stands: whatever is reached from the path, a header, a body.

use crate::node::Node;
use crate::operation::Operation;
use crate::problem::Problems;
use crate::row::Mandatory;
use crate::table::Place;

/// Gives every table its place, its status and its rows' documented types.
pub(crate) fn assign(operation: &mut Operation, definitions: &Node<'_>, problems: &mut Problems) {
    let mut placed: Vec<u16> = Vec::new();
    let mut roots = vec![
        (operation.path_table, Place::Path, None),
        (operation.header_table, Place::RequestHeader, None),
        (operation.request_table, Place::RequestBody, None),
    ];
    for response in &operation.responses {
        roots.push((response.header_table, Place::ResponseHeader, Some(response.status)));
        roots.push((response.body_table, Place::ResponseBody, Some(response.status)));
    }
    for (root, place, status) in roots {
        if let Some(root) = root {
            let mut walk =
                Walk { operation, definitions, problems, placed: &mut placed, trail: Vec::new() };
            walk.place(root, place, status, true);
        }
    }
    if !problems.has_dangling_reference(definitions.file) {
        report_unplaced(operation, &placed, definitions, problems);
    }
    name_types(operation);
}

struct Walk<'a, 'n> {
    operation: &'a mut Operation,
    definitions: &'a Node<'n>,
    problems: &'a mut Problems,
    placed: &'a mut Vec<u16>,
    trail: Vec<u16>,
}

impl Walk<'_, '_> {
    fn place(&mut self, number: u16, place: Place, status: Option<u16>, top_level: bool) {
        let Some(table) = self.operation.tables.iter_mut().find(|table| table.number == number)
        else {
            return;
        };
        let node = self.definitions.get(&table.name);
        if self.trail.contains(&number) {
            if let Some(node) = node {
                node.misfit(self.problems, "the table contains itself");
            }
            return;
        }
        if self.placed.contains(&number) {
            let is_same =
                table.place == place && table.status == status && table.top_level == top_level;
            if !is_same && let Some(node) = node {
                node.misfit(
                    self.problems,
                    "the table stands in two places; write one entry for each",
                );
            }
            return;
        }
        self.placed.push(number);
        table.place = place;
        table.status = status;
        table.top_level = top_level;
        let has_marks =
            place.is_request() || table.rows.iter().any(|row| row.mandatory == Mandatory::Yes);
        for row in &mut table.rows {
            if !has_marks {
                row.mandatory = Mandatory::Unmarked;
            }
        }
        let inner: Vec<u16> = table.rows.iter().filter_map(|row| row.shape.table()).collect();
        let is_body = matches!(place, Place::RequestBody | Place::ResponseBody);
        if let (false, false, Some(node)) = (is_body, inner.is_empty(), node) {
            node.misfit(self.problems, "paths and headers have no objects");
            return;
        }
        self.trail.push(number);
        for table in inner {
            self.place(table, place, status, false);
        }
        self.trail.pop();
    }
}

fn report_unplaced(
    operation: &Operation,
    placed: &[u16],
    definitions: &Node<'_>,
    problems: &mut Problems,
) {
    for table in &operation.tables {
        if !placed.contains(&table.number)
            && let Some(node) = definitions.get(&table.name)
        {
            node.misfit(problems, "nothing refers to this table");
        }
    }
}

fn name_types(operation: &mut Operation) {
    let titles: Vec<(u16, String)> =
        operation.tables.iter().map(|table| (table.number, table.title.clone())).collect();
    let title = |number: u16| {
        titles
            .iter()
            .find(|(table, _)| *table == number)
            .map(|(_, title)| title.clone())
            .unwrap_or_default()
    };
    for row in operation.tables.iter_mut().flat_map(|table| &mut table.rows) {
        row.documented_type = row.shape.documented_type(&title);
    }
}
