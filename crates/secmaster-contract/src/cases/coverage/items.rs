//! Arrays: items of every wrong type, and numbers of items.

use std::sync::Arc;

use secmaster_spec::{RuleKind, Shape};
use serde_json::{Value, json};

use super::Spot;
use super::types::wrong_kinds;
use crate::baseline::fitted;
use crate::cases::{Builder, put_body};
use crate::expectation::{Expectation, Refusal};

/// More items than any array is asked to hold in a test.
const MANY: u64 = 100_000;

/// So many items are more than a request needs.
const SEVERAL: usize = 1500;

/// The kinds of items that come wrong after many good ones.
const AFTER_MANY: [&str; 3] = ["null", "integer", "object"];

/// So many items are sent in every number up to it.
const FEW: usize = 12;

pub(crate) fn add(builder: &mut Builder<'_>, spot: &Spot<'_>) {
    let Shape::Array { items, min_items, max_items } = &spot.row.shape else { return };
    let good = match spot.body.pointer(spot.pointer) {
        Some(Value::Array(good)) if !good.is_empty() => good.clone(),
        _ => vec![crate::baseline::sample_of(builder.operation, items)],
    };
    add_wrong_items(builder, spot, items, &good);
    add_texts(builder, spot, items);
    let count = Counts { good: &good, least: *min_items, most: *max_items };
    add_counts(builder, spot, &count);
}

fn add_wrong_items(builder: &mut Builder<'_>, spot: &Spot<'_>, items: &Shape, good: &[Value]) {
    let mut kinds = wrong_kinds(items);
    if matches!(items, Shape::Text(_)) {
        kinds.push(("object-of-text", json!({ "id": "text" })));
    }
    // Some servers look at the first items only.
    let many: Vec<Value> = good.iter().cycle().take(20).cloned().collect();
    let undone = Arc::new(spot.with(json!(many)));
    for (name, value) in kinds.iter().filter(|(name, _)| AFTER_MANY.contains(name)) {
        let rule = spot.rule(RuleKind::Items);
        let id = format!("{rule}/{name}-after-many");
        let title = format!("after many items of `{}` comes {value}", spot.row.name);
        let wrong = [many.as_slice(), std::slice::from_ref(value)].concat();
        builder.refused(&id, title, rule, spot.with(json!(wrong)), Arc::clone(&undone));
    }
    for (name, value) in kinds {
        for (position, place) in [("first", 0), ("last", good.len())] {
            let rule = spot.rule(RuleKind::Items);
            let id = format!("{rule}/{name}-{position}");
            let title = format!("the {position} item of `{}` is {value}", spot.row.name);
            let mut wrong = good.to_vec();
            wrong.insert(place, value.clone());
            let undone = spot.with(json!(good));
            builder.refused(&id, title, rule, spot.with(json!(wrong)), undone);
        }
    }
}

/// Items of which the tables say only that they are text.
fn add_texts(builder: &mut Builder<'_>, spot: &Spot<'_>, items: &Shape) {
    let Shape::Text(text) = items else { return };
    if !text.options.is_empty() || text.pattern.is_some() {
        return;
    }
    let rule = spot.rule(RuleKind::Items);
    for (variant, item) in [
        ("empty", String::new()),
        ("short", "x".to_owned()),
        ("digits", "12345".to_owned()),
        ("scripts", "威胁 Ünï".to_owned()),
        ("quotes", "a\"b'c\\d/e\n".to_owned()),
        ("long", "a".repeat(5000)),
    ] {
        let id = format!("{}/item/{variant}", spot.row.id);
        let title = format!("an item of `{}` is {variant} text", spot.row.name);
        builder.either(&id, title, rule.clone(), spot.with(json!([item])));
    }
}

struct Counts<'a> {
    good: &'a [Value],
    least: Option<u64>,
    most: Option<u64>,
}

impl Counts<'_> {
    fn array(&self, count: u64) -> Value {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        Value::Array(self.good.iter().cycle().take(count).cloned().collect())
    }
}

/// Any number of items is fine where no table bounds it.
fn add_small_counts(builder: &mut Builder<'_>, spot: &Spot<'_>, items: &Shape, rule: &str) {
    let Shape::Text(text) = items else { return };
    if !text.options.is_empty() || text.pattern.is_some() {
        return;
    }
    for count in (2..=FEW).chain([SEVERAL]) {
        let id = format!("{}/item-count/{count}", spot.row.id);
        let title = format!("`{}` has {count} items", spot.row.name);
        let item = |number: usize| fitted(&format!("contract-{number}"), text);
        let many: Vec<String> = (0..count).map(item).collect();
        let body = spot.with(json!(many));
        if count == SEVERAL {
            let (rule, expectation) = (rule.to_owned(), Expectation::Either);
            let mut case = builder.case(&id, title, rule, expectation);
            put_body(&mut case.request, body);
            case.refusal = Refusal::Any;
            builder.add(case);
        } else {
            builder.accepted(&id, title, rule.to_owned(), body);
        }
    }
}

fn add_counts(builder: &mut Builder<'_>, spot: &Spot<'_>, counts: &Counts<'_>) {
    let name = &spot.row.name;
    if counts.least.is_none() && counts.most.is_none() {
        let rule = spot.rule(RuleKind::Type);
        let id = |what: &str| format!("{}/item-count/{what}", spot.row.id);
        builder.either(&id("0"), format!("`{name}` is empty"), rule.clone(), spot.with(json!([])));
        let two = spot.with(counts.array(2));
        let title = format!("an item of `{name}` stands there twice");
        builder.either(&id("twice"), title, rule.clone(), two);
        if let Shape::Array { items, .. } = &spot.row.shape {
            add_small_counts(builder, spot, items, &rule);
        }
        return;
    }
    let rule = spot.rule(RuleKind::ItemCount);
    for edge in [counts.least, counts.most].into_iter().flatten().filter(|edge| *edge <= MANY) {
        let id = format!("{rule}/{edge}");
        let title = format!("`{name}` has {edge} items");
        builder.accepted(&id, title, rule.clone(), spot.with(counts.array(edge)));
    }
    let below = counts.least.and_then(|least| least.checked_sub(1));
    let above = counts.most.map(|most| most.saturating_add(1));
    for outside in [below, above].into_iter().flatten().filter(|count| *count <= MANY) {
        let id = format!("{rule}/{outside}");
        let title = format!("`{name}` has {outside} items");
        let undone = spot.with(counts.array(counts.least.or(counts.most).unwrap_or(1).max(1)));
        builder.refused(&id, title, rule.clone(), spot.with(counts.array(outside)), undone);
    }
}
