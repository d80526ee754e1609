//! From schema files to the typed description; every mistake is reported, none stops the reading.

mod annotation;
mod deviations;
mod fit;
mod operation;
mod place;
mod scalar;
mod table;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::files::SchemaFile;
use crate::lexical;
use crate::node::Node;
use crate::problem::{Problem, ProblemKind, Problems};
use crate::service::{Endpoint, ErrorBody, Service};
use crate::table::Example;

/// The parsed files, by path.
type Documents = BTreeMap<String, Value>;

pub(crate) fn service(files: &[SchemaFile]) -> Result<Service, Problems> {
    let mut problems = Problems::default();
    let documents = parse(files, &mut problems);
    let service = read_service(&documents, &mut problems);
    match service {
        Some(service) if problems.is_empty() => Ok(service),
        _ => Err(problems),
    }
}

fn parse(files: &[SchemaFile], problems: &mut Problems) -> Documents {
    let mut documents = Documents::new();
    for file in files {
        match crate::json::parse_json(&file.text) {
            Ok(value) => {
                documents.insert(file.path.clone(), value);
            }
            Err(error) => problems.push(Problem {
                file: file.path.clone(),
                pointer: String::new(),
                message: format!("not JSON: {error}"),
                kind: ProblemKind::Shape,
            }),
        }
    }
    documents
}

fn read_service(documents: &Documents, problems: &mut Problems) -> Option<Service> {
    let Some(value) = documents.get("service.json") else {
        problems.push(Problem {
            file: "service.json".to_owned(),
            pointer: String::new(),
            message: "the file is missing".to_owned(),
            kind: ProblemKind::Meaning,
        });
        return None;
    };
    let root = Node::root("service.json", value);
    let mandatory =
        ["$schema", "name", "title", "description", "endpoint", "errors", "operations", "$defs"];
    root.check_object(problems, &mandatory, &[]);
    check_schema_name(&root, "meta/service.schema.json", problems);

    let shared = root.get("$defs").map(|node| scalar::shared(&node, problems)).unwrap_or_default();
    let names = root.get("operations").map(|node| kebab_names(&node, problems)).unwrap_or_default();
    let mut operations = Vec::new();
    for (name, node) in &names {
        let path = format!("operations/{name}.json");
        match documents.get_key_value(path.as_str()) {
            Some((path, value)) => {
                let examples = read_examples(documents, name, problems);
                operations.extend(operation::read(
                    &Node::root(path, value),
                    name,
                    &shared,
                    examples,
                    problems,
                ));
            }
            None if problems.iter().any(|problem| problem.file == path) => {}
            None => node.misfit(problems, format!("there is no file {path}")),
        }
    }
    fit::check_routes(documents, &operations, problems);
    check_all_files_are_used(documents, &names, problems);

    let mut service = Service {
        name: text(&root, "name", problems),
        title: text(&root, "title", problems),
        description: text(&root, "description", problems),
        endpoint: root.get("endpoint").and_then(|node| endpoint(&node, problems))?,
        errors: root.get("errors").map(|node| errors(&node, problems)).unwrap_or_default(),
        operations,
        deviations: Vec::new(),
    };
    // What does not fit a broken operation file need not be wrong itself.
    let is_sound = problems.is_empty();
    service.deviations = deviations::read(documents, is_sound.then_some(&service), problems);
    if is_sound {
        fit::check_references(documents, &service, problems);
    }
    Some(service)
}

fn endpoint(node: &Node<'_>, problems: &mut Problems) -> Option<Endpoint> {
    node.check_object(problems, &["pattern", "regions"], &[]);
    let regions = kebab_names(&node.get("regions")?, problems);
    let due = "an address like https://service.{region}.example.com";
    let pattern =
        node.get("pattern").and_then(|node| node.formed(problems, lexical::is_endpoint, due));
    Some(Endpoint {
        pattern: pattern.unwrap_or_default().to_owned(),
        regions: regions.into_iter().map(|(region, _)| region.to_owned()).collect(),
    })
}

fn kebab_names<'a>(node: &Node<'a>, problems: &mut Problems) -> Vec<(&'a str, Node<'a>)> {
    let mut names = node.texts(problems);
    names.retain(|(_, node)| node.formed(problems, lexical::is_kebab_name, A_KEBAB_NAME).is_some());
    names
}

fn errors(node: &Node<'_>, problems: &mut Problems) -> Vec<ErrorBody> {
    let mut errors = Vec::new();
    for item in node.items(problems) {
        let optional = ["request_id", "deviation"];
        item.check_object(problems, &["name", "description", "code", "message"], &optional);
        errors.push(ErrorBody {
            name: text(&item, "name", problems),
            description: text(&item, "description", problems),
            code: pointer(&item, "code", problems),
            message: pointer(&item, "message", problems),
            request_id: item.get("request_id").map(|_| pointer(&item, "request_id", problems)),
            deviation: item.get("deviation").and_then(|node| number(&node, problems)),
        });
    }
    errors
}

fn read_examples(documents: &Documents, operation: &str, problems: &mut Problems) -> Vec<Example> {
    let folder = format!("examples/{operation}/");
    let mut examples = Vec::new();
    for (path, value) in documents.iter().filter(|(path, _)| path.starts_with(&folder)) {
        let root = Node::root(path, value);
        root.check_object(problems, &["$schema", "table", "title", "value"], &[]);
        check_schema_name(&root, "../../meta/example.schema.json", problems);
        let name = path.trim_start_matches(&folder).trim_end_matches(".json");
        let table = root.get("table").and_then(|node| number(&node, problems));
        if let (Some(table), Some(value)) = (table, root.get("value")) {
            examples.push(Example {
                id: format!("{operation}/{name}"),
                table,
                title: text(&root, "title", problems),
                value: value.value.clone(),
            });
        }
    }
    examples
}

fn check_all_files_are_used(
    documents: &Documents,
    names: &[(&str, Node<'_>)],
    problems: &mut Problems,
) {
    for (path, value) in documents {
        let operation = match path.split('/').collect::<Vec<_>>().as_slice() {
            ["operations", file] => file.trim_end_matches(".json"),
            ["examples", operation, _] => operation,
            ["service.json" | "deviations.json"] | ["meta", _] => continue,
            _ => {
                Node::root(path, value)
                    .misfit(problems, "no file is expected here; see docs/architecture.md");
                continue;
            }
        };
        if !names.iter().any(|(name, _)| *name == operation) {
            Node::root(path, value).misfit(
                problems,
                format!("`{operation}` is not among the operations of service.json"),
            );
        }
    }
}

fn check_schema_name(root: &Node<'_>, expected: &str, problems: &mut Problems) {
    if let Some(node) = root.get("$schema")
        && node.value.as_str() != Some(expected)
    {
        node.misshapen(problems, format!("must be \"{expected}\""));
    }
}

/// The text of a member whose absence has been reported already.
fn text(node: &Node<'_>, name: &str, problems: &mut Problems) -> String {
    node.get(name).and_then(|node| node.text(problems)).unwrap_or_default().to_owned()
}

/// A JSON pointer that is not the whole document.
fn pointer(node: &Node<'_>, name: &str, problems: &mut Problems) -> String {
    let node = node.get(name);
    let text = node.and_then(|node| node.formed(problems, lexical::is_pointer, A_POINTER));
    text.unwrap_or_default().to_owned()
}

const A_POINTER: &str = "a JSON pointer to a member, like /data/id";
const A_KEBAB_NAME: &str = "a name in lower case, its words joined by hyphens";

/// A number that counts tables or deviations.
fn number(node: &Node<'_>, problems: &mut Problems) -> Option<u16> {
    let number = node.integer(problems, 1)?;
    let small = u16::try_from(number).ok();
    if small.is_none() {
        node.misshapen(problems, format!("{number} is too large; at most {} is allowed", u16::MAX));
    }
    small
}
