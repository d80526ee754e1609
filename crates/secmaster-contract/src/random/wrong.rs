//! Values that break one rule of a row, near misses above all.

use secmaster_spec::{Row, RuleKind, Shape, Text, Wider};
use serde_json::{Value, json};

use crate::strategy::Source;

/// No longer text and no greater array is made to exceed a limit.
const LARGE: u64 = 10_000;

/// Values of another JSON type that careless readers take for `good`, and others. What a known
/// deviation accepts is not among them.
pub(crate) fn types(row: &Row, shape: &Shape, good: &Value, source: &mut Source<'_>) -> Vec<Value> {
    let number = i64::from(source.below(100));
    let mut wrong = vec![Value::Null, json!(1.5), json!(number), json!(source.one_in(2))];
    if !matches!(shape, Shape::Array { .. }) {
        wrong.extend([json!([good]), json!([])]);
    }
    if !matches!(shape, Shape::Object { .. }) {
        wrong.extend([json!({ "value": good }), json!({})]);
    }
    let as_text = match good {
        Value::String(_) => json!(""),
        Value::Array(items) => {
            wrong.extend(items.first().cloned());
            json!(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","))
        }
        other => json!(other.to_string()),
    };
    wrong.extend([as_text, json!("text"), json!("")]);
    match shape {
        Shape::Integer { minimum, maximum } => {
            wrong.extend(good.as_i64().map(|good| json!(good as f64 + 0.5)));
            // A fraction beyond the range would break two rules.
            let is_in_range = |value: &Value| {
                let is_below = |most: i64| value.as_f64().is_none_or(|value| value <= most as f64);
                let is_above =
                    |least: i64| value.as_f64().is_none_or(|value| value >= least as f64);
                maximum.is_none_or(is_below) && minimum.is_none_or(is_above)
            };
            wrong.retain(is_in_range);
        }
        Shape::Boolean => wrong.extend([json!(0), json!(1), json!("True"), json!("no")]),
        _ => {}
    }
    wrong.retain(|value| !has_type(shape, value) && !is_read(row, value));
    wrong
}

fn has_type(shape: &Shape, value: &Value) -> bool {
    match shape {
        Shape::Text(_) => value.is_string(),
        Shape::Integer { .. } => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        Shape::Boolean => value.is_boolean(),
        Shape::Array { .. } => value.is_array(),
        Shape::Object { .. } => value.is_object(),
    }
}

/// Whether a known deviation accepts values of this type.
fn is_read(row: &Row, value: &Value) -> bool {
    let wider = match value {
        Value::Number(_) => Wider::Integer,
        Value::String(_) => Wider::String,
        _ => return false,
    };
    row.reading(wider).is_some()
}

/// Values of the right type that break what the row's text fixes, each with the rule it breaks.
pub(crate) fn values(row: &Row, good: &Value, source: &mut Source<'_>) -> Vec<(RuleKind, Value)> {
    let is_any_accepted = row.reading(Wider::Sent).is_some();
    match &row.shape {
        _ if is_any_accepted => Vec::new(),
        Shape::Text(text) if !text.options.is_empty() => options(row, text, source),
        Shape::Text(text) => [lengths(text), forms(text)].concat(),
        Shape::Integer { minimum, maximum } => ranges(*minimum, *maximum, source),
        Shape::Array { min_items, max_items, .. } => {
            let items = good.as_array().map(Vec::as_slice).unwrap_or_default();
            let array = |count: u64| -> Value {
                items.iter().cycle().take(usize::try_from(count).unwrap_or(0)).cloned().collect()
            };
            let counts = outside(*min_items, *max_items).into_iter();
            counts.map(|count| (RuleKind::ItemCount, array(count))).collect()
        }
        _ => Vec::new(),
    }
}

fn options(row: &Row, text: &Text, source: &mut Source<'_>) -> Vec<(RuleKind, Value)> {
    let values: Vec<&str> = text.options.iter().map(|choice| choice.value.as_str()).collect();
    let one = source.pick(&values).copied().unwrap_or_default();
    let mut wrong = vec![
        String::new(),
        format!("{one} "),
        format!(" {one}"),
        format!("{one}{one}"),
        format!("{one}\u{0}"),
        one.chars().skip(1).collect(),
        values.join(","),
        "no-such-option".to_owned(),
        source.below(1000).to_string(),
    ];
    if row.reading(Wider::AnyCase).is_none() {
        wrong.extend([one.to_uppercase(), one.to_lowercase()]);
    }
    wrong.retain(|wrong| !values.contains(&wrong.as_str()));
    wrong.into_iter().map(|wrong| (RuleKind::Options, wrong.into())).collect()
}

fn ranges(
    least: Option<i64>,
    most: Option<i64>,
    source: &mut Source<'_>,
) -> Vec<(RuleKind, Value)> {
    let far = i64::from(source.below(1_000_000));
    let below = least.into_iter().flat_map(|least| {
        [
            least.checked_sub(1),
            least.checked_sub(far + 2),
            Some(i64::MIN).filter(|min| *min < least),
        ]
    });
    let above = most.into_iter().flat_map(|most| {
        [most.checked_add(1), most.checked_add(far + 2), Some(i64::MAX).filter(|max| *max > most)]
    });
    let outside = below.chain(above).flatten();
    outside.map(|outside| (RuleKind::Range, outside.into())).collect()
}

fn lengths(text: &Text) -> Vec<(RuleKind, Value)> {
    // A pattern may refuse the letters of which the texts are made.
    if text.pattern.is_some() {
        return Vec::new();
    }
    let of = |length: u64| Value::from("a".repeat(usize::try_from(length).unwrap_or(0)));
    let lengths = outside(text.min_length, text.max_length).into_iter();
    lengths.map(|length| (RuleKind::Length, of(length))).collect()
}

fn forms(text: &Text) -> Vec<(RuleKind, Value)> {
    if text.pattern.is_none() {
        return Vec::new();
    }
    let is_long_enough = |wrong: &&str| {
        let length = wrong.chars().count() as u64;
        text.min_length.is_none_or(|least| length >= least)
            && text.max_length.is_none_or(|most| length <= most)
    };
    let wrong = ["", " ", "-", "no such form", "\u{1}", "\u{1f980}"].into_iter();
    wrong.filter(is_long_enough).map(|wrong| (RuleKind::Format, wrong.into())).collect()
}

/// Numbers of characters or items that are not allowed: missed by one, and by far.
fn outside(least: Option<u64>, most: Option<u64>) -> Vec<u64> {
    let below = least.filter(|least| *least > 0).into_iter().flat_map(|least| [least - 1, 0]);
    let above = most
        .into_iter()
        .flat_map(|most| [most.saturating_add(1), most.saturating_mul(2).saturating_add(7)]);
    below.chain(above).filter(|outside| *outside <= LARGE).collect()
}
