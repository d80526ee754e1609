//! Reading deviations.json.

use serde_json::Value;

use crate::deviation::{Deviation, Saying};
use crate::evidence::{Evidence, Fact, Spot};
use crate::lexical;
use crate::node::Node;
use crate::operation::Method;
use crate::problem::Problems;
use crate::read::{A_KEBAB_NAME, Documents, check_schema_name, number, pointer, text};
use crate::service::Service;

/// Reads the deviations, and holds what they name against the service if that is sound.
pub(crate) fn read(
    documents: &Documents,
    service: Option<&Service>,
    problems: &mut Problems,
) -> Vec<Deviation> {
    let Some((path, value)) = documents.get_key_value("deviations.json") else { return Vec::new() };
    let root = Node::root(path, value);
    root.check_object(problems, &["$schema", "deviations"], &[]);
    check_schema_name(&root, "meta/deviations.schema.json", problems);
    let mut deviations: Vec<Deviation> = Vec::new();
    for item in root.get("deviations").map(|node| node.items(problems)).unwrap_or_default() {
        let Some(deviation) = deviation(&item, service, problems) else { continue };
        if deviations.last().is_some_and(|last| last.number >= deviation.number) {
            item.misfit(
                problems,
                format!("deviation {} is not in ascending order", deviation.number),
            );
        }
        deviations.push(deviation);
    }
    deviations
}

fn deviation(
    node: &Node<'_>,
    service: Option<&Service>,
    problems: &mut Problems,
) -> Option<Deviation> {
    node.check_object(
        problems,
        &["number", "title", "rows", "says", "reading", "evidence"],
        &["writing", "live"],
    );
    let rows = node.get("rows").map(|node| node.texts(problems)).unwrap_or_default();
    for (id, place) in &rows {
        if !(lexical::is_row_id(id) || lexical::is_table_id(id) || lexical::is_kebab_name(id)) {
            place.misshapen(
                problems,
                format!("`{id}` is not the id of a row, a table or an operation"),
            );
        } else if service.is_some_and(|service| !is_known(service, id)) {
            place.misfit(problems, format!("`{id}` is no row, table or operation"));
        }
    }
    let mut says = Vec::new();
    for item in node.get("says").map(|node| node.items(problems)).unwrap_or_default() {
        item.check_object(problems, &["source", "value"], &[]);
        let value = item.get("value").map_or(Value::Null, |node| said(&node, problems));
        says.push(Saying { source: text(&item, "source", problems), value });
    }
    if says.len() == 1
        && let Some(place) = node.get("says")
    {
        place.misshapen(problems, "a disagreement has at least two sides");
    }
    let mut evidence = Vec::new();
    for item in node.get("evidence").map(|node| node.items(problems)).unwrap_or_default() {
        evidence.extend(self::evidence(&item, problems));
    }
    let optional_text = |name: &str, problems: &mut Problems| {
        node.get(name).and_then(|node| node.text(problems)).map(str::to_owned)
    };
    Some(Deviation {
        number: node.get("number").and_then(|node| number(&node, problems))?,
        title: text(node, "title", problems),
        rows: rows.into_iter().map(|(id, _)| id.to_owned()).collect(),
        says,
        reading: text(node, "reading", problems),
        writing: optional_text("writing", problems),
        live: optional_text("live", problems),
        evidence,
    })
}

fn said(node: &Node<'_>, problems: &mut Problems) -> Value {
    match node.value {
        Value::Number(_) => {}
        Value::String(text) if !text.is_empty() => {}
        _ => node.misshapen(problems, "a text or a number is due"),
    }
    node.value.clone()
}

fn is_known(service: &Service, id: &str) -> bool {
    let is_table = || {
        let (operation, number) = id.split_once("/T")?;
        service.operation(operation)?.table(number.parse().ok()?)
    };
    service.row(id).is_some() || is_table().is_some() || service.operation(id).is_some()
}

#[derive(Clone, Copy)]
enum Kind {
    Value,
    Absent,
    Breaks,
    Same,
    Differ,
    Title,
    Row,
    NoRow,
    NoExample,
    Statuses,
    Method,
}

const KINDS: [(&str, Kind); 11] = [
    ("value", Kind::Value),
    ("absent", Kind::Absent),
    ("breaks", Kind::Breaks),
    ("same", Kind::Same),
    ("differ", Kind::Differ),
    ("title", Kind::Title),
    ("row", Kind::Row),
    ("no-row", Kind::NoRow),
    ("no-example", Kind::NoExample),
    ("statuses", Kind::Statuses),
    ("method", Kind::Method),
];

fn evidence(node: &Node<'_>, problems: &mut Problems) -> Option<Evidence> {
    let Some(kind) = node.get("kind") else {
        node.misshapen(problems, "`kind` is missing");
        return None;
    };
    let kind = kind.one_of(problems, &KINDS)?;
    let keywords: &[&str] = match kind {
        Kind::Value => &["kind", "example", "pointer", "is"],
        Kind::Absent => &["kind", "example", "pointer"],
        Kind::Breaks => &["kind", "example", "pointer", "row"],
        Kind::Same | Kind::Differ => &["kind", "values"],
        Kind::Title => &["kind", "example", "contains"],
        Kind::Row => &["kind", "row"],
        Kind::NoRow => &["kind", "table", "names"],
        Kind::NoExample => &["kind", "operation", "status"],
        Kind::Statuses => &["kind", "operation", "are"],
        Kind::Method => &["kind", "operation", "is", "body"],
    };
    let facts: &[&str] = match kind {
        Kind::Row => &["type", "mandatory", "options", "range", "items", "length"],
        _ => &[],
    };
    node.check_object(problems, keywords, facts);
    let row = |problems: &mut Problems| {
        formed(node, "row", lexical::is_row_id, "the id of a row", problems)
    };
    let example = |problems: &mut Problems| {
        formed(node, "example", lexical::is_example_id, AN_EXAMPLE_ID, problems)
    };
    let operation = |problems: &mut Problems| {
        formed(node, "operation", lexical::is_kebab_name, A_KEBAB_NAME, problems)
    };
    Some(match kind {
        Kind::Value => Evidence::Value(spot(node, problems), node.get("is")?.value.clone()),
        Kind::Absent => Evidence::Absent(spot(node, problems)),
        Kind::Breaks => Evidence::Breaks(spot(node, problems), row(problems)),
        Kind::Same | Kind::Differ => {
            let values = node.get("values")?;
            let mut spots = Vec::new();
            for item in values.items(problems) {
                item.check_object(problems, &["example", "pointer"], &[]);
                spots.push(spot(&item, problems));
            }
            let Ok(spots) = <[Spot; 2]>::try_from(spots) else {
                values.misshapen(problems, "exactly two places are due");
                return None;
            };
            Evidence::Compare { spots, same: matches!(kind, Kind::Same) }
        }
        Kind::Title => Evidence::Title(example(problems), text(node, "contains", problems)),
        Kind::Row => Evidence::Row(row(problems), row_facts(node, problems)),
        Kind::NoRow => {
            let names = node.get("names")?.texts(problems);
            let names = names.into_iter().map(|(name, _)| name.to_owned()).collect();
            let table = formed(node, "table", lexical::is_table_id, "the id of a table", problems);
            Evidence::NoRow(table, names)
        }
        Kind::NoExample => {
            Evidence::NoExample(operation(problems), status(&node.get("status")?, problems)?)
        }
        Kind::Statuses => {
            let mut statuses = Vec::new();
            for item in node.get("are")?.items(problems) {
                statuses.extend(status(&item, problems));
            }
            Evidence::Statuses(operation(problems), statuses)
        }
        Kind::Method => Evidence::Method {
            operation: operation(problems),
            is: node.get("is")?.one_of(problems, &Method::ALL)?.as_str().to_owned(),
            body: node.get("body")?.boolean(problems)?,
        },
    })
}

const AN_EXAMPLE_ID: &str = "the id of an example, operation/name";

fn spot(node: &Node<'_>, problems: &mut Problems) -> Spot {
    Spot {
        example: formed(node, "example", lexical::is_example_id, AN_EXAMPLE_ID, problems),
        pointer: pointer(node, "pointer", problems),
    }
}

fn formed(
    node: &Node<'_>,
    name: &str,
    is_form: fn(&str) -> bool,
    due: &str,
    problems: &mut Problems,
) -> String {
    let text = node.get(name).and_then(|node| node.formed(problems, is_form, due));
    text.unwrap_or_default().to_owned()
}

fn status(node: &Node<'_>, problems: &mut Problems) -> Option<u16> {
    let status = number(node, problems)?;
    if !(100..600).contains(&status) {
        node.misshapen(problems, format!("{status} is no HTTP status"));
    }
    Some(status)
}

fn row_facts(node: &Node<'_>, problems: &mut Problems) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(place) = node.get("type") {
        facts.extend(place.text(problems).map(|name| Fact::Type(name.to_owned())));
    }
    if let Some(place) = node.get("mandatory") {
        let marks = [("Yes", "Yes"), ("No", "No"), ("-", "-")];
        facts.extend(place.one_of(problems, &marks).map(|mark| Fact::Mandatory(mark.to_owned())));
    }
    if let Some(place) = node.get("options") {
        facts.push(Fact::Options(if place.value == &Value::Bool(false) {
            None
        } else {
            Some(place.texts(problems).into_iter().map(|(text, _)| text.to_owned()).collect())
        }));
    }
    if let Some(place) = node.get("range") {
        facts.extend(range(&place, problems).map(Fact::Range));
    }
    for (name, fact) in [("items", Fact::NoItems), ("length", Fact::NoLength)] {
        if let Some(place) = node.get(name) {
            if place.value == &Value::Bool(false) {
                facts.push(fact);
            } else {
                place.misshapen(problems, "only false is allowed");
            }
        }
    }
    if facts.is_empty() {
        node.misshapen(
            problems,
            "no fact is given; allowed: type, mandatory, options, range, items, length",
        );
    }
    facts
}

fn range(node: &Node<'_>, problems: &mut Problems) -> Option<Option<(i64, i64)>> {
    if node.value == &Value::Bool(false) {
        return Some(None);
    }
    let items = node.items(problems);
    let [least, most] = items.as_slice() else {
        node.misshapen(problems, "false or two integers are due");
        return None;
    };
    Some(Some((least.integer(problems, i64::MIN)?, most.integer(problems, i64::MIN)?)))
}
