//! Reading one operation file.

use std::collections::BTreeMap;

use crate::lexical;
use crate::node::Node;
use crate::operation::{Create, Delete, Effect, Method, Operation, Response, Source};
use crate::problem::Problems;
use crate::read::scalar::Scalar;
use crate::read::table::{self, Context};
use crate::read::{A_KEBAB_NAME, A_POINTER, check_schema_name, fit, number, place, pointer, text};
use crate::table::Example;

pub(crate) fn read(
    root: &Node<'_>,
    name: &str,
    shared: &BTreeMap<String, Scalar>,
    examples: Vec<Example>,
    problems: &mut Problems,
) -> Option<Operation> {
    let mandatory = [
        "$schema",
        "name",
        "title",
        "description",
        "source",
        "method",
        "path",
        "idempotent",
        "parameters",
        "responses",
        "$defs",
    ];
    root.check_object(problems, &mandatory, &["request", "effect"]);
    check_schema_name(root, "../meta/operation.schema.json", problems);
    let definitions = root.get("$defs")?;
    let numbers = table::numbers(&definitions, problems);
    let context = Context { operation: name, shared, numbers };

    let mut tables = Vec::new();
    for (table_name, node) in definitions.members(problems) {
        tables.extend(table::read(table_name, &node, &context, problems));
    }
    tables.sort_by_key(|table| table.number);

    let parameters = root.get("parameters");
    if let Some(node) = &parameters {
        node.check_object(problems, &["header"], &["path"]);
    }
    let parameter_table = |place: &str, problems: &mut Problems| {
        parameters.as_ref().and_then(|node| reference(node, place, &context, problems))
    };
    let mut operation = Operation {
        name: name.to_owned(),
        title: text(root, "title", problems),
        description: text(root, "description", problems),
        source: source(root, problems),
        method: root
            .get("method")
            .and_then(|node| node.one_of(problems, &Method::ALL))
            .unwrap_or(Method::Get),
        path: text(root, "path", problems),
        idempotent: root.get("idempotent").and_then(|node| node.boolean(problems)).unwrap_or(false),
        path_table: parameter_table("path", problems),
        header_table: parameter_table("header", problems),
        request_table: reference(root, "request", &context, problems),
        responses: responses(root, &context, problems),
        effect: None,
        examples,
        tables,
    };
    place::assign(&mut operation, &definitions, problems);
    operation.effect = root.get("effect").and_then(|node| effect(&node, problems));
    fit::check_name(root, name, problems);
    fit::check_path(root, &operation, problems);
    if !problems.has_dangling_reference(root.file) {
        fit::check_effect(root, &operation, problems);
    }
    fit::check_examples(&operation, problems);
    Some(operation)
}

fn reference(
    node: &Node<'_>,
    member: &str,
    context: &Context<'_>,
    problems: &mut Problems,
) -> Option<u16> {
    let place = node.get(member)?;
    place.check_object(problems, &["$ref"], &[]);
    table::table_of(&place, context, problems)
}

fn source(root: &Node<'_>, problems: &mut Problems) -> Source {
    let Some(node) = root.get("source") else {
        return Source { page: String::new(), updated: String::new() };
    };
    node.check_object(problems, &["page", "updated"], &[]);
    let due = "a date of the form YYYY-MM-DD";
    let updated = node.get("updated").and_then(|node| node.formed(problems, lexical::is_date, due));
    Source { page: text(&node, "page", problems), updated: updated.unwrap_or_default().to_owned() }
}

fn responses(root: &Node<'_>, context: &Context<'_>, problems: &mut Problems) -> Vec<Response> {
    let Some(node) = root.get("responses") else { return Vec::new() };
    let members = node.members(problems);
    if members.is_empty() {
        node.misshapen(problems, "at least one answer is due");
    }
    let mut responses = Vec::new();
    for (status, node) in members {
        node.check_object(problems, &["description"], &["headers", "body"]);
        let code = status
            .parse::<u16>()
            .ok()
            .filter(|code| (100..600).contains(code) && status.len() == 3);
        let Some(code) = code else {
            node.misshapen(problems, format!("`{status}` is no HTTP status"));
            continue;
        };
        responses.push(Response {
            status: code,
            description: text(&node, "description", problems),
            header_table: reference(&node, "headers", context, problems),
            body_table: reference(&node, "body", context, problems),
        });
    }
    responses.sort_by_key(|response| response.status);
    responses
}

fn effect(node: &Node<'_>, problems: &mut Problems) -> Option<Effect> {
    let Some(kind) = node.get("kind") else {
        node.misshapen(problems, "an object with the `kind` create or delete is due");
        return None;
    };
    if kind.one_of(problems, &[("create", true), ("delete", false)])? {
        Some(Effect::Create(create(node, problems)))
    } else {
        node.check_object(problems, &["kind", "of", "ids", "succeeded", "failed"], &[]);
        let of = node
            .get("of")
            .and_then(|node| node.formed(problems, lexical::is_kebab_name, A_KEBAB_NAME));
        Some(Effect::Delete(Delete {
            of: of.unwrap_or_default().to_owned(),
            ids: pointer(node, "ids", problems),
            succeeded: pointer(node, "succeeded", problems),
            failed: pointer(node, "failed", problems),
        }))
    }
}

fn create(node: &Node<'_>, problems: &mut Problems) -> Create {
    node.check_object(
        problems,
        &["kind", "id"],
        &["echo", "ids", "times", "states", "order", "left_out", "marker"],
    );
    let members = |name: &str, problems: &mut Problems| {
        let members = node.get(name).map(|node| node.members(problems)).unwrap_or_default();
        for (place, member) in &members {
            if !lexical::is_pointer(place) {
                member.misshapen(problems, format!("`{place}` is not {A_POINTER}"));
            }
        }
        members
    };
    let pointers = |name: &str, problems: &mut Problems| -> Vec<String> {
        let mut texts = node.get(name).map(|node| node.texts(problems)).unwrap_or_default();
        texts.retain(|(_, node)| node.formed(problems, lexical::is_pointer, A_POINTER).is_some());
        texts.into_iter().map(|(text, _)| text.to_owned()).collect()
    };
    let is_origin = |text: &str| lexical::is_pointer(text) || lexical::placeholder(text).is_some();
    let mut echo = BTreeMap::new();
    for (answer, from) in members("echo", problems) {
        if let Some(from) = from.formed(problems, is_origin, "a JSON pointer or a {path parameter}")
        {
            echo.insert(answer.to_owned(), from.to_owned());
        }
    }
    let states = members("states", problems);
    let mut order = BTreeMap::new();
    for (earlier, later) in members("order", problems) {
        if let Some(later) = later.formed(problems, lexical::is_pointer, A_POINTER) {
            order.insert(earlier.to_owned(), later.to_owned());
        }
    }
    let mut left_out = BTreeMap::new();
    for (place, deviation) in members("left_out", problems) {
        if let Some(deviation) = number(&deviation, problems) {
            left_out.insert(place.to_owned(), deviation);
        }
    }
    let marker = node.get("marker");
    let marker = marker.and_then(|it| it.formed(problems, lexical::is_pointer, A_POINTER));
    Create {
        id: pointer(node, "id", problems),
        echo,
        ids: pointers("ids", problems),
        times: pointers("times", problems),
        states: states
            .into_iter()
            .map(|(place, node)| (place.to_owned(), node.value.clone()))
            .collect(),
        order,
        left_out,
        marker: marker.map(str::to_owned),
    }
}
