//! Broken bodies: plain ones in which exactly one rule is broken.

use proptest::test_runner::{Reason, TestRunner};
use secmaster_spec::{Mandatory, Operation, Row, RuleKind, Shape, Wider, pointer_token};
use serde_json::Value;

use super::case::{Change, Kind};
use super::tree::RandomTree;
use super::{Bodies, wrong};
use crate::strategy::{Knobs, Source};

/// So many bodies are made to find one of which a rule can be broken: some are empty.
const BODIES: usize = 64;

/// No more of a value is shown in a title.
const SHOWN: usize = 60;

/// A value in a body and the row that describes it.
struct Spot<'a> {
    pointer: String,
    row: &'a Row,
    /// The row's, or that of its items if the value is one.
    shape: &'a Shape,
    is_item: bool,
}

/// A way to break a rule.
struct Way {
    rule: RuleKind,
    change: Change,
}

pub(crate) fn tree(
    operation: &Operation,
    bodies: &Bodies,
    runner: &mut TestRunner,
) -> Result<RandomTree, Reason> {
    for _ in 0..BODIES {
        let body = bodies.plain.generate(runner)?;
        if let Some(tree) = broken(operation, bodies, &body, runner) {
            return Ok(tree);
        }
    }
    Err("no rule of the body can be broken".into())
}

/// The body with one rule broken, if it has something that can be.
fn broken(
    operation: &Operation,
    bodies: &Bodies,
    body: &Value,
    runner: &mut TestRunner,
) -> Option<RandomTree> {
    let knobs = Knobs::plain();
    let source = &mut Source::new(runner, &knobs);
    let mut spots = Vec::new();
    collect(operation, bodies.root, body, "", &mut spots);
    source.shuffle(&mut spots);
    for spot in &spots {
        let Some(good) = body.pointer(&spot.pointer) else { continue };
        let mut ways = ways(spot, good, source);
        source.shuffle(&mut ways);
        for Way { rule, change } in ways {
            let title = title(spot, &change);
            let mut tree =
                RandomTree::new(bodies, Kind::Broken, body.clone(), title, change, &spot.pointer);
            tree.rule = Some(format!("{}/{rule}", spot.row.id));
            if tree.is_proven() {
                return Some(tree);
            }
        }
    }
    None
}

/// Every value in an object of that table that a row describes.
fn collect<'a>(
    operation: &'a Operation,
    table: u16,
    object: &Value,
    prefix: &str,
    spots: &mut Vec<Spot<'a>>,
) {
    let Some(table) = operation.table(table) else { return };
    for row in &table.rows {
        let Some(value) = object.get(&row.name) else { continue };
        let pointer = format!("{prefix}/{}", pointer_token(&row.name));
        if let Shape::Object { table } = row.shape {
            collect(operation, table, value, &pointer, spots);
        }
        if let (Shape::Array { items, .. }, Value::Array(values)) = (&row.shape, value) {
            for (index, item) in values.iter().enumerate() {
                let pointer = format!("{pointer}/{index}");
                if let Shape::Object { table } = **items {
                    collect(operation, table, item, &pointer, spots);
                }
                spots.push(Spot { pointer, row, shape: items, is_item: true });
            }
        }
        spots.push(Spot { pointer, row, shape: &row.shape, is_item: false });
    }
}

fn ways(spot: &Spot<'_>, good: &Value, source: &mut Source<'_>) -> Vec<Way> {
    let Spot { row, shape, .. } = *spot;
    let rule = if spot.is_item { RuleKind::Items } else { RuleKind::Type };
    let replaced = |(rule, value)| Way { rule, change: Change::Replace(value) };
    let types = wrong::types(row, shape, good, source).into_iter();
    let mut ways: Vec<Way> = types.map(|value| replaced((rule, value))).collect();
    if spot.is_item {
        return ways;
    }
    ways.extend(wrong::values(row, good, source).into_iter().map(replaced));
    if row.mandatory == Mandatory::Yes && row.reading(Wider::Absent).is_none() {
        // One way among so many wrong values would hardly be chosen.
        for _ in 0..=ways.len() / 3 {
            ways.push(Way { rule: RuleKind::Mandatory, change: Change::Remove });
        }
    }
    ways
}

fn title(spot: &Spot<'_>, change: &Change) -> String {
    let name = &spot.row.name;
    match change {
        Change::Replace(value) => {
            let text = value.to_string();
            let mut shown: String = text.chars().take(SHOWN).collect();
            if shown.len() < text.len() {
                shown.push('…');
            }
            let subject =
                if spot.is_item { format!("an item of `{name}`") } else { format!("`{name}`") };
            format!("{subject} is {shown}")
        }
        _ => format!("without `{name}`"),
    }
}
