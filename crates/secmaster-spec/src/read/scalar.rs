//! Reading the vocabulary of rows: types, options, ranges, and the annotations beside them.

use std::collections::BTreeMap;

use crate::lexical::is_type_name;
use crate::node::Node;
use crate::problem::Problems;
use crate::read::annotation;
use crate::row::{Reading, Writing};
use crate::shape::{Choice, Format, Shape, Text};

/// A row without its name and mark: what its keywords say.
#[derive(Clone, Debug)]
pub(crate) struct Scalar {
    pub(crate) shape: Shape,
    pub(crate) reads: Vec<Reading>,
    pub(crate) writes: Option<Writing>,
    pub(crate) deprecated: bool,
    pub(crate) secret: bool,
}

impl Scalar {
    /// In place of what could not be read, which has been reported: the rest of its row is still checked.
    pub(crate) fn unknown() -> Self {
        let shape = Shape::Text(Text::default());
        Self { shape, reads: Vec::new(), writes: None, deprecated: false, secret: false }
    }
}

/// The scalars that service.json names for all operations.
pub(crate) fn shared(node: &Node<'_>, problems: &mut Problems) -> BTreeMap<String, Scalar> {
    let mut shared = BTreeMap::new();
    for (name, node) in node.members(problems) {
        check_definition_name(name, &node, problems);
        let optional = [&ANNOTATIONS[..], &["description"]].concat();
        if node.get("type").is_some_and(|kind| kind.value == "array") {
            node.misshapen(
                problems,
                "an array cannot be shared; allowed: string, integer, boolean",
            );
            continue;
        }
        if let Some(scalar) = read(&node, &optional, &[], &|_, _| None, problems) {
            shared.insert(name.to_owned(), scalar);
        }
    }
    shared
}

pub(crate) fn check_definition_name(name: &str, node: &Node<'_>, problems: &mut Problems) {
    if !is_type_name(name) {
        node.misshapen(
            problems,
            format!("`{name}` is no type name; it must read like `DataSource`"),
        );
    }
}

/// The keywords beside the type that any row may have.
pub(crate) const ANNOTATIONS: [&str; 4] = ["deprecated", "x-secret", "x-reads", "x-writes"];

/// Reads the keywords of a row or of a shared scalar. `item_table` resolves a reference in `items`.
pub(crate) fn read(
    node: &Node<'_>,
    optional: &[&str],
    mandatory: &[&str],
    item_table: &dyn Fn(&Node<'_>, &mut Problems) -> Option<u16>,
    problems: &mut Problems,
) -> Option<Scalar> {
    let Some(kind_node) = node.get("type") else {
        node.misshapen(problems, "`type` or `$ref` is missing");
        return None;
    };
    let kinds = [("string", 's'), ("integer", 'i'), ("boolean", 'b'), ("array", 'a')];
    let kind = kind_node.one_of(problems, &kinds)?;
    let keywords: &[&str] = match kind {
        's' => &["enum", "minLength", "maxLength", "format", "pattern", "x-names"],
        'i' => &["minimum", "maximum"],
        'a' => &["minItems", "maxItems"],
        _ => &[],
    };
    // Only texts and numbers can be written more narrowly than their table says.
    let optional: Vec<&str> = optional
        .iter()
        .copied()
        .filter(|name| *name != "x-writes" || matches!(kind, 's' | 'i'))
        .collect();
    if let Some(description) = node.get("description") {
        description.text(problems);
    }
    let due: &[&str] = if kind == 'a' { &["type", "items"] } else { &["type"] };
    node.check_object(problems, &[due, mandatory].concat(), &[keywords, &optional].concat());
    let shape = match kind {
        's' => Shape::Text(text(node, problems)),
        'i' => {
            let (minimum, maximum) = range(node, problems);
            Shape::Integer { minimum, maximum }
        }
        'a' => array(node, item_table, problems)?,
        _ => Shape::Boolean,
    };
    let secret = match node.get("x-secret") {
        Some(mark) if mark.value != &serde_json::Value::Bool(true) => {
            mark.misshapen(problems, "only true is allowed; leave it out otherwise");
            false
        }
        mark => mark.is_some(),
    };
    let scalar = Scalar {
        reads: annotation::reads(node, problems),
        writes: node.get("x-writes").and_then(|node| annotation::writes(&node, &shape, problems)),
        deprecated: node.get("deprecated").and_then(|node| node.boolean(problems)).unwrap_or(false),
        secret,
        shape,
    };
    annotation::check_reads(node, &scalar, problems);
    annotation::check_writes(node, &scalar, problems);
    Some(scalar)
}

fn text(node: &Node<'_>, problems: &mut Problems) -> Text {
    let options = node.get("enum").map(|values| choices(&values, node.get("x-names"), problems));
    if options.is_none()
        && let Some(names) = node.get("x-names")
    {
        names.misshapen(problems, "names are given, but there is no `enum`");
    }
    let (min_length, max_length) = bounds(node, "minLength", "maxLength", problems);
    Text {
        options: options.unwrap_or_default(),
        min_length,
        max_length,
        pattern: node.get("pattern").and_then(|node| node.text(problems)).map(str::to_owned),
        format: node.get("format").and_then(|node| node.one_of(problems, &Format::ALL)),
    }
}

pub(crate) fn choices(
    values: &Node<'_>,
    names: Option<Node<'_>>,
    problems: &mut Problems,
) -> Vec<Choice> {
    let given = names.as_ref().map(|node| (node, node.texts(problems)));
    let values_read = values.texts(problems);
    if let Some((node, given)) = &given {
        for (name, node) in given {
            check_definition_name(name, node, problems);
        }
        let count = node.value.as_array().map_or(0, Vec::len);
        if count != values_read.len() {
            node.misfit(problems, format!("{count} names for {} options", values_read.len()));
        }
    }
    let mut choices: Vec<Choice> = Vec::new();
    for (index, (value, node)) in values_read.into_iter().enumerate() {
        let name = match &given {
            Some((_, given)) => {
                given.get(index).map(|(name, _)| (*name).to_owned()).unwrap_or_default()
            }
            None => type_name(value),
        };
        if given.is_none() && choices.iter().any(|choice| choice.name == name) {
            node.misfit(
                problems,
                format!("`{value}` would be named `{name}` like an earlier option; add `x-names`"),
            );
        }
        choices.push(Choice { value: value.to_owned(), name });
    }
    choices
}

/// `open-ended` becomes `OpenEnded`.
pub(crate) fn type_name(text: &str) -> String {
    let words =
        text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words
        .flat_map(|word| {
            let (first, rest) = word.split_at(1);
            [first.to_ascii_uppercase(), rest.to_owned()]
        })
        .collect();
    if is_type_name(&name) && name != "Self" { name } else { format!("Value{name}") }
}

fn array(
    node: &Node<'_>,
    item_table: &dyn Fn(&Node<'_>, &mut Problems) -> Option<u16>,
    problems: &mut Problems,
) -> Option<Shape> {
    let (min_items, max_items) = bounds(node, "minItems", "maxItems", problems);
    let items = node.get("items")?;
    let shape = if items.get("$ref").is_some() {
        items.check_object(problems, &["$ref"], &[]);
        Shape::Object { table: item_table(&items, problems)? }
    } else {
        let scalar = read(&items, &[], &[], &|_, _| None, problems)?;
        if matches!(scalar.shape, Shape::Array { .. }) {
            items.misshapen(
                problems,
                "an array of arrays; allowed: string, integer, boolean, `$ref`",
            );
        }
        scalar.shape
    };
    Some(Shape::Array { items: Box::new(shape), min_items, max_items })
}

pub(crate) fn range(node: &Node<'_>, problems: &mut Problems) -> (Option<i64>, Option<i64>) {
    let minimum = node.get("minimum").and_then(|node| node.integer(problems, i64::MIN));
    let maximum = node.get("maximum").and_then(|node| node.integer(problems, i64::MIN));
    check_order(node, minimum, maximum, problems);
    (minimum, maximum)
}

fn bounds(
    node: &Node<'_>,
    least: &str,
    most: &str,
    problems: &mut Problems,
) -> (Option<u64>, Option<u64>) {
    let least = node.get(least).and_then(|node| node.integer(problems, 0));
    let most = node.get(most).and_then(|node| node.integer(problems, 0));
    check_order(node, least, most, problems);
    (
        least.and_then(|number| number.try_into().ok()),
        most.and_then(|number| number.try_into().ok()),
    )
}

fn check_order(node: &Node<'_>, least: Option<i64>, most: Option<i64>, problems: &mut Problems) {
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        node.misfit(problems, format!("nothing can be at least {least} and at most {most}"));
    }
}
