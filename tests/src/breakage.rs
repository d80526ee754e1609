//! Bodies that break exactly one rule, and how the model must refuse them.

use secmaster_model::Breach;
use secmaster_spec::{Mandatory, Operation, Row, RuleKind, Shape, Wider, pointer_token};
use serde_json::{Value, json};

use crate::edit::{put, take_away};

/// One way to break one rule of one body.
#[derive(Clone, Debug)]
pub struct Breakage {
    /// The rule's id.
    pub rule: String,
    /// The id of its row.
    pub row: String,
    /// The place that is broken.
    pub pointer: String,
    /// What is put there; nothing takes it away.
    pub wrong: Option<Value>,
    /// How the model must refuse it.
    pub refusal: Refusal,
}

/// How the model refuses what breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The Rust type cannot be without it: reading fails at the object around it, and names the row.
    Lack,
    /// The Rust type cannot hold it: reading fails at the broken place.
    Reading,
    /// The Rust type holds it: it is found by validation, as this breach.
    Validation(Breach),
}

impl Breakage {
    /// The broken body.
    pub fn apply(&self, body: &Value) -> Value {
        let mut body = body.clone();
        match &self.wrong {
            Some(wrong) => put(&mut body, &self.pointer, wrong.clone()),
            None => _ = take_away(&mut body, &self.pointer),
        }
        body
    }

    /// The object or array around the broken place.
    pub fn parent(&self) -> &str {
        self.pointer.rsplit_once('/').map_or("", |(parent, _)| parent)
    }
}

/// Every way to break one rule of a body whose top level is that table and that keeps them all.
///
/// # Panics
/// The description has a rule that this function does not know how to break.
pub fn breakages(operation: &Operation, table: u16, body: &Value) -> Vec<Breakage> {
    let rules = operation.rules();
    let mut found = Vec::new();
    let mut todo = vec![(table, String::new())];
    while let Some((table, above)) = todo.pop() {
        for row in &operation.table(table).expect("the table is there").rows {
            let pointer = format!("{above}/{}", pointer_token(&row.name));
            let Some(value) = body.pointer(&pointer) else { continue };
            match &row.shape {
                Shape::Object { table } => todo.push((*table, pointer.clone())),
                Shape::Array { items, .. } if items.table().is_some() => {
                    panic!("{} is an array of objects: teach it to tests/src/breakage.rs", row.id)
                }
                _ => {}
            }
            for rule in rules.iter().filter(|rule| rule.row.as_ref() == Some(&row.id)) {
                let ways = ways(row, rule.kind, value).into_iter();
                found.extend(ways.map(|(below, wrong, refusal)| Breakage {
                    rule: rule.id.clone(),
                    row: row.id.clone(),
                    pointer: format!("{pointer}{below}"),
                    wrong,
                    refusal,
                }));
            }
        }
    }
    found
}

/// Whether a rule is about a row's own value, so that a body alone can break it.
pub fn is_of_the_value(kind: RuleKind) -> bool {
    use RuleKind::{
        Asked, Echo, Exclusive, Fresh, Gone, Identity, Listed, Optional, Order, Present, State,
        Untouched,
    };
    !matches!(
        kind,
        Asked
            | Echo
            | Exclusive
            | Fresh
            | Gone
            | Identity
            | Listed
            | Optional
            | Order
            | Present
            | State
            | Untouched
    )
}

type Way = (String, Option<Value>, Refusal);

fn ways(row: &Row, kind: RuleKind, value: &Value) -> Vec<Way> {
    let here = |wrong: Value, breach| (String::new(), Some(wrong), Refusal::Validation(breach));
    match kind {
        RuleKind::Mandatory => vec![(String::new(), None, Refusal::Lack)],
        kind if !is_of_the_value(kind) => Vec::new(),
        RuleKind::Type => values_of_other_types(&row.shape)
            .map(|wrong| (String::new(), Some(wrong.clone()), type_refusal(row, &wrong)))
            .collect(),
        RuleKind::Options => {
            other_texts(row).map(|(wrong, breach)| here(wrong.into(), breach)).collect()
        }
        RuleKind::Range => {
            let (least, most) = row.shape.range().expect("a range");
            let below = least.into_iter().flat_map(|least| [least - 1, i64::MIN]);
            let above = most.into_iter().flat_map(|most| [most + 1, i64::MAX]);
            let mut ways: Vec<_> =
                below.chain(above).map(|wrong| here(wrong.into(), Breach::Range)).collect();
            if most.is_some() {
                ways.push(here(json!(1e30), Breach::Range));
            }
            ways
        }
        RuleKind::Items => {
            let Shape::Array { items, .. } = &row.shape else { panic!("{} has no items", row.id) };
            let count = value.as_array().map_or(0, Vec::len);
            // Every type at the first item, and one at the last.
            let all = values_of_other_types(items).map(|wrong| (0, wrong));
            let last =
                values_of_other_types(items).take(1).map(|wrong| (count.saturating_sub(1), wrong));
            all.chain(last)
                .filter(|_| count > 0)
                .map(|(index, wrong)| (format!("/{index}"), Some(wrong), Refusal::Reading))
                .collect()
        }
        other => {
            panic!("no way is known to break {}/{other}: teach it to tests/src/breakage.rs", row.id)
        }
    }
}

/// A value of each JSON type but the documented one, `null` among them.
fn values_of_other_types(shape: &Shape) -> impl Iterator<Item = Value> {
    let documented = shape.json_type();
    let values = [
        ("null", Value::Null),
        ("boolean", json!(true)),
        ("integer", json!(7)),
        ("number", json!(1.5)),
        ("string", json!("7")),
        ("array", json!([])),
        ("object", json!({})),
    ];
    values.into_iter().filter(move |(name, _)| *name != documented).map(|(_, value)| value)
}

fn type_refusal(row: &Row, wrong: &Value) -> Refusal {
    let is_held = match wrong {
        Value::Null => {
            return match row.mandatory {
                Mandatory::Yes => Refusal::Lack,
                _ => Refusal::Validation(Breach::Null),
            };
        }
        Value::Number(_) => {
            matches!(row.shape, Shape::Integer { .. }) || row.reading(Wider::Integer).is_some()
        }
        Value::String(_) => row.reading(Wider::String).is_some(),
        _ => false,
    };
    if is_held { Refusal::Validation(Breach::Type) } else { Refusal::Reading }
}

/// Texts that are no option: one in other letter case where there is one, and others.
fn other_texts(row: &Row) -> impl Iterator<Item = (String, Breach)> {
    let options: Vec<&str> =
        row.shape.options().iter().map(|choice| choice.value.as_str()).collect();
    let first = options.first().copied().expect("an option");
    let mut texts = vec![
        (String::new(), Breach::Option),
        (format!("{first} "), Breach::Option),
        ("other".to_owned(), Breach::Option),
    ];
    let capital = first.to_uppercase();
    if capital != first {
        texts.push((capital, Breach::Case));
    }
    texts.into_iter()
}
