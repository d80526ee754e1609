//! Rules of the body broken beside values that the other rows do not have in the documented request:
//! a server may check one row by the value of another.

use std::sync::Arc;

use secmaster_spec::{Mandatory, RuleKind, Shape, Wider};
use serde_json::{Value, json};

use crate::baseline::{Places, bare, reaching, without};
use crate::case::Case;
use crate::cases::Builder;
use crate::cases::coverage::{Spot, open_if_known};

/// A good body that is unlike the documented one.
pub(super) struct Other<'a> {
    /// What it is called in the ids of cases.
    pub(super) name: &'a str,
    /// What it is, after "where".
    pub(super) title: &'a str,
    pub(super) body: Arc<Value>,
}

/// Every row that the body has, broken there, where nothing else is to blame.
pub(super) fn add(builder: &mut Builder<'_>, places: &Places<'_>, other: &Other<'_>) {
    for (pointer, _, row) in places {
        if other.body.pointer(pointer).is_some() {
            add_row(builder, other, &Spot { pointer, row, body: &other.body });
        }
    }
}

/// Every row broken where no optional row is there that it does not stand in.
pub(super) fn add_least(builder: &mut Builder<'_>, places: &Places<'_>, base: &Value) {
    for (pointer, _, row) in places {
        let reached = reaching(builder.operation, places, base, pointer);
        let body = Arc::new(bare(places, &reached, Some(pointer)));
        let other = Other { name: "least", title: "no other optional row is there", body };
        add_row(builder, &other, &Spot { pointer, row, body: &other.body });
    }
}

/// The row not there, of another type, null, and beyond what its text fixes.
fn add_row(builder: &mut Builder<'_>, other: &Other<'_>, spot: &Spot<'_>) {
    let row = spot.row;
    if row.mandatory == Mandatory::Yes && row.reading(Wider::Absent).is_none() {
        let absent = without(&other.body, spot.pointer);
        add_broken(builder, other, spot, RuleKind::Mandatory, ("absent", "not there"), absent);
    }
    let (variant, wrong) = wrong(&row.shape);
    let deviation = if wrong.is_number() { row.reading(Wider::Integer) } else { None };
    let profile = builder.profile;
    let told = (variant, &*wrong.to_string());
    let case = add_broken(builder, other, spot, RuleKind::Type, told, spot.with(wrong));
    case.deviation = deviation;
    open_if_known(case, profile);
    add_broken(builder, other, spot, RuleKind::Type, ("null", "null"), spot.with(Value::Null));
    if let Some((kind, value)) = outside(&row.shape) {
        let told = ("outside", "beyond what its text says");
        add_broken(builder, other, spot, kind, told, spot.with(value));
    }
}

fn add_broken<'b>(
    builder: &'b mut Builder<'_>,
    other: &Other<'_>,
    spot: &Spot<'_>,
    kind: RuleKind,
    (variant, what): (&str, &str),
    body: Value,
) -> &'b mut Case {
    let rule = spot.rule(kind);
    let id = format!("{rule}/{variant}-beside-{}", other.name);
    let title = format!("`{}` is {what}, where {}", spot.row.name, other.title);
    builder.refused(&id, title, rule, body, Arc::clone(&other.body))
}

/// A value of another type, with its name in case ids.
fn wrong(shape: &Shape) -> (&'static str, Value) {
    match shape {
        Shape::Text(_) => ("integer", json!(5)),
        _ => ("text", json!("text")),
    }
}

/// A value beyond what the row's text fixes.
fn outside(shape: &Shape) -> Option<(RuleKind, Value)> {
    match shape {
        Shape::Text(text) if !text.options.is_empty() => {
            Some((RuleKind::Options, "no-such-option".into()))
        }
        Shape::Integer { maximum: Some(most), .. } => {
            Some((RuleKind::Range, json!(most.checked_add(1)?)))
        }
        Shape::Array { items, .. } if !matches!(**items, Shape::Object { .. }) => {
            Some((RuleKind::Items, json!([null])))
        }
        _ => None,
    }
}
