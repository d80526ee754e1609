//! Every row of the body with every JSON type that is not its own.

use std::sync::Arc;

use secmaster_spec::{Narrower, RuleKind, Shape, Wider};
use serde_json::{Value, json};

use super::Spot;
use crate::baseline::is_time;
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
        Shape::Text(_) => kinds.extend([
            ("large-integer", json!(1_638_288_000)),
            ("array-of-text", json!(["text"])),
            ("array-of-texts", json!(["one", "two"])),
            ("array-of-objects", json!([{ "text": "text" }])),
            ("false", json!(false)),
            ("zero", json!(0)),
        ]),
        Shape::Integer { .. } => {
            replace(&mut kinds, "text", json!("1"));
            kinds.extend([
                ("false", json!(false)),
                ("negative-fraction", json!(-0.5)),
                ("negative-text", json!("-1")),
                ("fraction-text", json!("1.5")),
            ]);
        }
        Shape::Boolean => {
            replace(&mut kinds, "text", json!("true"));
            kinds.push(("zero", json!(0)));
        }
        Shape::Array { .. } => {
            kinds.push(("object-of-items", json!({ "0": "text" })));
            kinds.extend(nothing());
        }
        Shape::Object { .. } => kinds.extend(nothing()),
    }
    kinds
}

/// Values that many languages take for nothing at all.
fn nothing() -> [(&'static str, Value); 3] {
    [("false", json!(false)), ("zero", json!(0)), ("empty-text", json!(""))]
}

/// Values that only some readers take for a text: each place gets one of them, and times get those
/// that stand for a time.
fn rare_for_text(spot: &Spot<'_>) -> Vec<(String, Value)> {
    let named = |name: &str, value| (name.to_owned(), value);
    let Shape::Text(text) = &spot.row.shape else { return Vec::new() };
    if is_time(&spot.row.shape) {
        return vec![
            named("milliseconds", json!(1_638_288_000_000_u64)),
            named("seconds-and-more", json!(1_638_288_000.5)),
        ];
    }
    let numbers = text.options.iter().filter_map(|choice| choice.value.parse::<i64>().ok());
    let numbers = numbers.flat_map(|number| {
        let [whole, point] = ["option", "point"].map(|name| format!("{name}-{number}"));
        [(whole, json!(number)), (point, json!(number as f64))]
    });
    let numbers: Vec<_> = numbers.collect();
    if !numbers.is_empty() {
        return numbers;
    }
    let rare = [
        ("negative", json!(-1)),
        ("huge", json!(1_u64 << 60)),
        ("object-of-text", json!({ "text": "text" })),
    ];
    let turn = spot.pointer.bytes().map(usize::from).sum::<usize>() % rare.len();
    rare.into_iter().skip(turn).take(1).map(|(name, value)| named(name, value)).collect()
}

/// A number that is good but for its quotes: other texts may be refused for their value.
fn own_number_as_text(spot: &Spot<'_>) -> Option<(String, Value)> {
    let Shape::Integer { .. } = &spot.row.shape else { return None };
    let number = match spot.row.writes.as_ref().map(|writes| &writes.narrower) {
        Some(Narrower::Range(least, _)) => *least,
        _ => spot.body.pointer(spot.pointer)?.as_i64()?,
    };
    (number != 1).then(|| ("own-text".to_owned(), number.to_string().into()))
}

fn replace(kinds: &mut [(&'static str, Value)], name: &str, value: Value) {
    if let Some((_, old)) = kinds.iter_mut().find(|(kind, _)| *kind == name) {
        *old = value;
    }
}

pub(crate) fn add(builder: &mut Builder<'_>, spot: &Spot<'_>) {
    add_booleans(builder, spot);
    add_disguises(builder, spot);
    let profile = builder.profile;
    let rare = rare_for_text(spot).into_iter().chain(own_number_as_text(spot));
    let kinds = wrong_kinds(&spot.row.shape).into_iter();
    for (name, value) in kinds.map(|(name, value)| (name.to_owned(), value)).chain(rare) {
        let rule = spot.rule(RuleKind::Type);
        let id = format!("{rule}/{name}");
        let title = format!("`{}` is {value}", spot.row.name);
        let deviation = match &value {
            // JSON Schema calls 4.0 an integer, too.
            Value::Number(number) if number.as_f64().is_some_and(|it| it.fract() == 0.0) => {
                spot.row.reading(Wider::Integer)
            }
            Value::String(text) if spot.row.shape.json_type() != "integer" || is_whole(text) => {
                spot.row.reading(Wider::String)
            }
            _ => None,
        };
        let case = builder.refused(&id, title, rule, spot.with(value), Arc::clone(spot.body));
        case.deviation = deviation;
        open_if_known(case, profile);
    }
}

fn is_whole(text: &str) -> bool {
    text.parse::<i64>().is_ok()
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

/// Values that a reader may take for the right one, although their type is another.
fn add_disguises(builder: &mut Builder<'_>, spot: &Spot<'_>) {
    for (variant, value) in disguises(spot) {
        let rule = spot.rule(RuleKind::Type);
        let title = format!("`{}` is {value}", spot.row.name);
        let id = format!("{rule}/{variant}");
        builder.refused(&id, title, rule, spot.with(value), Arc::clone(spot.body));
    }
}

fn disguises(spot: &Spot<'_>) -> Vec<(&'static str, Value)> {
    let value = spot.body.pointer(spot.pointer).cloned().unwrap_or_default();
    let is_text_known = spot.row.reading(Wider::String).is_some();
    let json_text = ("json-text", value.to_string().into());
    match &spot.row.shape {
        Shape::Integer { .. } if is_text_known => Vec::new(),
        Shape::Integer { .. } => vec![
            ("empty-text", "".into()),
            ("text-and-space", format!("{value} ").into()),
            ("array-of-it", json!([value])),
        ],
        Shape::Boolean => vec![
            ("empty-text", "".into()),
            ("title-text", "True".into()),
            ("zero-text", "0".into()),
            ("one-text", "1".into()),
            ("no-text", "no".into()),
            ("yes-text", "yes".into()),
            ("on-text", "on".into()),
        ],
        Shape::Array { .. } => vec![json_text],
        Shape::Object { .. } => vec![json_text, ("array-of-it", json!([value]))],
        Shape::Text(_) => Vec::new(),
    }
}

/// Where deviations count, what one of them knows to be accepted may be answered either way.
pub(crate) fn open_if_known(case: &mut Case, profile: Profile) {
    if case.deviation.is_some() && profile == Profile::Lenient {
        case.expectation = Expectation::Either;
    }
}
