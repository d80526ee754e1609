//! Every row of the body with every JSON type that is not its own.

use secmaster_spec::{RuleKind, Shape, Wider};
use serde_json::{Value, json};

use super::Spot;
use crate::case::Case;
use crate::cases::Builder;
use crate::expectation::Expectation;
use crate::options::Profile;

/// One value of each kind that JSON has, with its name in case ids.
pub(crate) fn kinds() -> Vec<(&'static str, Value)> {
    vec![
        ("null", Value::Null),
        ("boolean", json!(true)),
        ("integer", json!(1)),
        ("fraction", json!(1.5)),
        ("text", json!("text")),
        ("array", json!([])),
        ("object", json!({})),
    ]
}

/// The kinds that are wrong for a shape.
pub(crate) fn wrong_kinds(shape: &Shape) -> Vec<(&'static str, Value)> {
    let right = match shape {
        Shape::Text(_) => "text",
        Shape::Integer { .. } => "integer",
        Shape::Boolean => "boolean",
        Shape::Array { .. } => "array",
        Shape::Object { .. } => "object",
    };
    let mut kinds = kinds();
    kinds.retain(|(name, _)| *name != right);
    // The texts that a careless reader would take for the value.
    match shape {
        // Some readers take these where they refuse a small number and an empty array.
        Shape::Text(_) => kinds
            .extend([("large-integer", json!(1_638_288_000)), ("array-of-text", json!(["text"]))]),
        Shape::Integer { .. } => replace(&mut kinds, "text", json!("1")),
        Shape::Boolean => replace(&mut kinds, "text", json!("true")),
        _ => {}
    }
    kinds
}

fn replace(kinds: &mut [(&'static str, Value)], name: &str, value: Value) {
    if let Some((_, old)) = kinds.iter_mut().find(|(kind, _)| *kind == name) {
        *old = value;
    }
}

pub(crate) fn add(builder: &mut Builder<'_>, spot: &Spot<'_>) {
    add_booleans(builder, spot);
    add_texts_for_others(builder, spot);
    let profile = builder.profile;
    for (name, value) in wrong_kinds(&spot.row.shape) {
        let rule = spot.rule(RuleKind::Type);
        let id = format!("{rule}/{name}");
        let title = format!("`{}` is {value}", spot.row.name);
        let deviation = match &value {
            Value::Number(number) if number.is_i64() || number.is_u64() => {
                spot.row.reading(Wider::Integer)
            }
            Value::String(_) => spot.row.reading(Wider::String),
            _ => None,
        };
        let case = builder.refused(&id, title, rule, spot.with(value), spot.body);
        case.deviation = deviation;
        open_if_known(case, profile);
    }
}

/// Both values of a Boolean.
fn add_booleans(builder: &mut Builder<'_>, spot: &Spot<'_>) {
    if spot.row.shape != Shape::Boolean {
        return;
    }
    for value in [false, true] {
        let rule = spot.rule(RuleKind::Type);
        let title = format!("`{}` is {value}", spot.row.name);
        builder.accepted(&format!("{rule}/{value}"), title, rule, spot.with(value.into()));
    }
}

/// Texts that a reader may take for the value of another type.
fn add_texts_for_others(builder: &mut Builder<'_>, spot: &Spot<'_>) {
    let value = spot.body.pointer(spot.pointer).map(Value::to_string).unwrap_or_default();
    let (variant, text) = match &spot.row.shape {
        Shape::Text(_) => return,
        Shape::Integer { .. } | Shape::Boolean => ("empty-text", String::new()),
        Shape::Array { .. } | Shape::Object { .. } => ("json-text", value),
    };
    if spot.row.reading(Wider::String).is_some() {
        return;
    }
    let rule = spot.rule(RuleKind::Type);
    let title = format!("`{}` is the text {text:?}", spot.row.name);
    builder.refused(&format!("{rule}/{variant}"), title, rule, spot.with(text.into()), spot.body);
}

/// Where deviations count, what one of them knows to be accepted may be answered either way.
pub(crate) fn open_if_known(case: &mut Case, profile: Profile) {
    if case.deviation.is_some() && profile == Profile::Lenient {
        case.expectation = Expectation::Either;
    }
}
