//! The words of the generated Rust documentation.

use secmaster_spec::{Mandatory, Narrower, Operation, Place, Row, Service, Shape, Table};
use serde_json::Value;

use crate::codegen::names;

/// What a generated struct is, and where it is documented.
pub fn table(operation: &Operation, table: &Table) -> String {
    let what = match (table.place, table.top_level) {
        (Place::RequestBody, true) => format!("The body of a {} request.", operation.name),
        (Place::ResponseBody, true) => {
            format!("The body of a {} answer with status {}.", operation.name, status(table))
        }
        _ => format!("The documented object `{}`.", plain(&table.title)),
    };
    format!(
        "{what}\n\nSource: {}, Table {}, {}.",
        plain(&operation.source.page),
        table.number,
        plain(&table.title)
    )
}

/// What a field is, its documented type and mark, and what its values are.
pub fn field(row: &Row) -> String {
    let mark = match row.mandatory {
        Mandatory::Yes => ", mandatory",
        Mandatory::No => ", optional",
        Mandatory::Unmarked => "",
    };
    let mut facts = format!("{}{mark}.", row.documented_type);
    for bound in bounds(row) {
        facts.push_str(&format!(" {bound}."));
    }
    let numbers = row.deviations();
    if !numbers.is_empty() {
        let numbers: Vec<String> = numbers.iter().map(u16::to_string).collect();
        let noun = if numbers.len() == 1 { "Deviation" } else { "Deviations" };
        facts.push_str(&format!(" {noun} {}.", numbers.join(", ")));
    }
    format!("{}\n\n{facts}", plain(&row.description))
}

/// What the row's text fixes about values, a phrase each.
pub fn bounds(row: &Row) -> Vec<String> {
    let mut bounds = Vec::new();
    let quoted = |choices: &[secmaster_spec::Choice]| {
        choices.iter().map(|choice| format!("`{}`", choice.value)).collect::<Vec<_>>().join(", ")
    };
    if !row.shape.options().is_empty() {
        bounds.push(format!("Options: {}", quoted(row.shape.options())));
    }
    if let Some((least, most)) = row.shape.range() {
        bounds.push(format!("Range: {}", span(least, most)));
    }
    if let Some((least, most)) = row.shape.length() {
        bounds.push(format!("Characters: {}", span(least, most)));
    }
    if let Some((least, most)) = row.shape.item_count() {
        bounds.push(format!("Items: {}", span(least, most)));
    }
    if let Shape::Text(text) = &row.shape
        && let Some(pattern) = &text.pattern
    {
        bounds.push(format!("Form: `{pattern}`"));
    }
    match row.writes.as_ref().map(|writes| &writes.narrower) {
        Some(Narrower::Options(choices)) => {
            bounds.push(format!("To be written as one of {}", quoted(choices)))
        }
        Some(Narrower::Range(least, most)) => {
            bounds.push(format!("To be written as {least} to {most}"))
        }
        None => {}
    }
    bounds
}

fn span<T: std::fmt::Display>(least: Option<T>, most: Option<T>) -> String {
    match (least, most) {
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("{least} or more"),
        (None, Some(most)) => format!("{most} or less"),
        (None, None) => "any".to_owned(),
    }
}

fn status(table: &Table) -> String {
    table.status.map(|status| status.to_string()).unwrap_or_default()
}

/// The head of an operation's module: what it does, and the deviations that its types know.
pub fn module(service: &Service, operation: &Operation, body: &str) -> String {
    let mut text = format!(
        " {}: {}\n\n {body}\n\n Source: {}, updated {}.\n",
        operation.name,
        plain(&operation.description),
        plain(&operation.source.page),
        operation.source.updated
    );
    let rows = operation.tables.iter().flat_map(|table| &table.rows);
    let mut numbers: Vec<u16> = rows.flat_map(secmaster_spec::Row::deviations).collect();
    numbers.sort_unstable();
    numbers.dedup();
    if !numbers.is_empty() {
        text.push_str("\n # Deviations\n\n");
        for deviation in numbers.iter().filter_map(|number| service.deviation(*number)) {
            text.push_str(&format!(
                " - {}: {}. {}\n",
                deviation.number,
                plain(&deviation.title),
                plain(&deviation.reading)
            ));
        }
    }
    text
}

/// An example that is compiled: the documented value of that table, read and written again.
pub fn struct_example(operation: &Operation, table: &Table, module: &str) -> String {
    let documented = documented_value(operation, table).cloned();
    let text = documented.unwrap_or_else(|| operation.minimal_value(table.number));
    let name = &table.name;
    format!(
        "\n```\n# fn main() -> Result<(), Box<dyn std::error::Error>> {{\n\
         use secmaster_model::{module}::{name};\n\n\
         let text = r##\"{text:#}\"##;\n\
         let value: {name} = serde_json::from_str(text)?;\n\
         assert_eq!(serde_json::to_value(&value)?, serde_json::from_str::<serde_json::Value>(text)?);\n\
         # Ok(())\n# }}\n```"
    )
}

/// The head of an operation's module in the client.
pub fn client_module(operation: &Operation) -> String {
    format!(" {}: {} {}.", operation.name, operation.method, operation.path)
}

/// What an operation does, and where it is documented.
pub fn client_type(operation: &Operation) -> String {
    let repeat = if operation.idempotent {
        "Sending it twice has the effect of sending it once."
    } else {
        "Sending it twice may do it twice."
    };
    format!(
        " {}\n\n `{} {}`. {repeat}\n\n Source: {}, updated {}.",
        plain(&operation.description),
        operation.method,
        operation.path,
        operation.source.page,
        operation.source.updated
    )
}

/// A call with the documented request, answered with the documented answer.
pub fn client_example(service: &Service, operation: &Operation) -> String {
    let shown = |table: Option<u16>| {
        let example = table.and_then(|number| operation.example(number));
        let value = example.map(|example| example.value.clone());
        value.or_else(|| table.map(|number| operation.minimal_value(number))).unwrap_or_default()
    };
    let success = operation.success();
    let (status, body_table) =
        success.map_or((200, None), |response| (response.status, response.body_table));
    let module = names::module(&operation.name);
    let parameters = operation.path_table.and_then(|number| operation.table(number));
    let parameters = parameters.map(|table| table.rows.as_slice()).unwrap_or_default();
    let mut arguments: Vec<String> = parameters
        .iter()
        .filter(|row| row.name != "project_id")
        .map(|row| format!("\"{}\"", row.name.trim_end_matches("_id")))
        .collect();
    let request = operation.request_table.and_then(|number| operation.table(number));
    let body = match request {
        Some(table) => {
            arguments.push("&body".to_owned());
            format!(
                "let body: {module}::{} = serde_json::from_str(documented_request)?;\n",
                table.name
            )
        }
        None => String::new(),
    };
    let uses = if request.is_some() { format!(", model::{module}") } else { String::new() };
    let request_text = match request {
        Some(_) => {
            format!("# let documented_request = r##\"{}\"##;\n", shown(operation.request_table))
        }
        None => String::new(),
    };
    let region = service.endpoint.regions.first().map(String::as_str).unwrap_or_default();
    let text = format!(
        "```\n\
         # fn main() -> Result<(), Box<dyn std::error::Error>> {{\n\
         {request_text}\
         # let documented_answer = r##\"{}\"##;\n\
         use secmaster_client::{{Canned, Client{uses}}};\n\n\
         let client = Client::builder()\n    .region(\"{region}\")\n    .project_id(\"0123456789abcdef\")\n    \
         .token(\"a-token-from-iam\")\n    .transport(Canned::new().answer({status}, documented_answer))\n    .build()?;\n\
         {body}\
         let answer = client.{module}({})?;\n\
         assert_eq!(answer.status(), {status});\n\
         # Ok(())\n\
         # }}\n```",
        shown(body_table),
        arguments.join(", ")
    );
    text.lines().map(|line| format!(" {line}\n")).collect()
}

/// Text for a documentation comment: no line breaks, no invisible marks, no fence that opens code.
fn plain(text: &str) -> String {
    let is_mark = |letter: &char| matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let visible = text.chars().filter(|letter| !is_mark(letter));
    let one_line: String =
        visible.map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    one_line.replace("```", "`")
}

/// The first place in a documented example that shows the table.
fn documented_value<'a>(operation: &'a Operation, table: &Table) -> Option<&'a Value> {
    for example in &operation.examples {
        if example.table == table.number {
            return Some(&example.value);
        }
        for (pointer, _, row) in operation.places(example.table) {
            let is_it =
                matches!(row.shape, Shape::Object { table: number } if number == table.number);
            if is_it && let Some(value) = example.value.pointer(&pointer) {
                return Some(value);
            }
        }
    }
    None
}
