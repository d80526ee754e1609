//! What a row's text fixes about values: options, ranges, lengths, forms; at and beyond each edge.

use std::sync::Arc;

use secmaster_spec::{Choice, RuleKind, Shape, Text};
use serde_json::{Value, json};

use super::Spot;
use super::near_miss::near_misses;
use crate::cases::Builder;

/// A longer text is not sent to find out whether a length is enforced.
const LONG: u64 = 1_000_000;

/// A range of so many integers is tried as a whole.
const SHORT: i64 = 32;

pub(crate) fn add(builder: &mut Builder<'_>, spot: &Spot<'_>) {
    match &spot.row.shape {
        Shape::Text(text) if !text.options.is_empty() => add_options(builder, spot, text),
        Shape::Text(text) => {
            add_lengths(builder, spot, text);
            add_forms(builder, spot, text);
        }
        Shape::Integer { minimum, maximum } => add_range(builder, spot, *minimum, *maximum),
        _ => {}
    }
}

fn add_options(builder: &mut Builder<'_>, spot: &Spot<'_>, text: &Text) {
    let rule = spot.rule(RuleKind::Options);
    let name = &spot.row.name;
    for choice in &text.options {
        let id = format!("{rule}/{}", choice.value);
        let title = format!("`{name}` is the option {:?}", choice.value);
        builder.accepted(&id, title, rule.clone(), spot.with(choice.value.clone().into()));
    }
    for (variant, value) in near_misses(&text.options) {
        let id = format!("{rule}/outside-{variant}");
        let title = format!("`{name}` is {value:?}, which is no option");
        builder.refused(&id, title, rule.clone(), spot.with(value.into()), Arc::clone(spot.body));
    }
    add_other_cases(builder, spot, &rule, &text.options);
}

/// Options in other letter case, which the tables neither name nor rule out.
pub(super) fn add_other_cases(
    builder: &mut Builder<'_>,
    spot: &Spot<'_>,
    rule: &str,
    options: &[Choice],
) {
    let is_option = |value: &str| options.iter().any(|choice| choice.value == value);
    for choice in options {
        for (variant, other) in other_cases(&choice.value) {
            if !is_option(&other) {
                let id = other_case_id(rule, variant, choice);
                let name = &spot.row.name;
                let title = format!("`{name}` is {other:?}, an option in other letter case");
                builder.either(&id, title, rule.to_owned(), spot.with(other.into()));
            }
        }
    }
}

pub(super) fn other_case_id(rule: &str, variant: &str, choice: &Choice) -> String {
    format!("{rule}/{variant}-{}", choice.value)
}

pub(crate) fn other_cases(text: &str) -> Vec<(&'static str, String)> {
    let mut cases = vec![("upper", text.to_uppercase()), ("lower", text.to_lowercase())];
    cases.retain(|(_, other)| other != text);
    cases
}

/// What to try of a range: all of a short one, for any value may be the odd one; else its edges and
/// its middle.
pub(crate) fn spread(least: i64, most: i64) -> Vec<i64> {
    if most.saturating_sub(least) < SHORT {
        (least..=most).collect()
    } else {
        vec![least, least.midpoint(most), most]
    }
}

fn add_range(builder: &mut Builder<'_>, spot: &Spot<'_>, least: Option<i64>, most: Option<i64>) {
    let rule = spot.rule(RuleKind::Range);
    let name = &spot.row.name;
    let inside = match (least, most) {
        (Some(least), Some(most)) => spread(least, most),
        _ => [least, most].into_iter().flatten().collect(),
    };
    for value in inside {
        let id = format!("{rule}/{value}");
        builder.accepted(
            &id,
            format!("`{name}` is {value}"),
            rule.clone(),
            spot.with(json!(value)),
        );
    }
    let below = least.and_then(|least| least.checked_sub(1));
    let above = most.and_then(|most| most.checked_add(1));
    for outside in [below, above].into_iter().flatten() {
        let id = format!("{rule}/{outside}");
        let title = format!("`{name}` is {outside}, out of range");
        let undone = spot.with(json!(least.or(most)));
        builder.refused(&id, title, rule.clone(), spot.with(json!(outside)), undone);
    }
}

fn add_lengths(builder: &mut Builder<'_>, spot: &Spot<'_>, text: &Text) {
    let rule = spot.rule(RuleKind::Length);
    let name = &spot.row.name;
    let of = |length: u64| Value::from("a".repeat(usize::try_from(length).unwrap_or(0)));
    // A pattern may refuse the letters of which the texts are made.
    if text.pattern.is_some() {
        return;
    }
    for edge in
        [text.min_length, text.max_length].into_iter().flatten().filter(|edge| *edge <= LONG)
    {
        let id = format!("{rule}/{edge}");
        builder.accepted(
            &id,
            format!("`{name}` has {edge} characters"),
            rule.clone(),
            spot.with(of(edge)),
        );
    }
    let below = text.min_length.and_then(|least| least.checked_sub(1));
    let above = text.max_length.and_then(|most| most.checked_add(1));
    for outside in [below, above].into_iter().flatten().filter(|length| *length <= LONG) {
        let id = format!("{rule}/{outside}");
        let title = format!("`{name}` has {outside} characters");
        let undone = spot.with(of(text.min_length.or(text.max_length).unwrap_or(1)));
        builder.refused(&id, title, rule.clone(), spot.with(of(outside)), undone);
    }
}

fn add_forms(builder: &mut Builder<'_>, spot: &Spot<'_>, text: &Text) {
    let Some(pattern) = &text.pattern else { return };
    let Ok(form) = jsonschema::validator_for(&json!({ "pattern": pattern })) else { return };
    let rule = spot.rule(RuleKind::Format);
    let wrong = ["", "no such form", "\u{1}"].map(Value::from);
    if let Some(value) = wrong.into_iter().find(|value| !form.is_valid(value)) {
        let title = format!("`{}` is {value}, not in the documented form", spot.row.name);
        builder.refused(
            &format!("{rule}/other"),
            title,
            rule,
            spot.with(value),
            Arc::clone(spot.body),
        );
    }
}
