//! One value against one rule of its row, and the deviations that explain a breach.

use jsonschema::Validator;
use secmaster_spec::{Reading, Row, RuleKind, Shape, Wider};
use serde_json::Value;

/// What the rule asks for, if the value breaks it.
pub(super) fn breach(
    row: &Row,
    kind: RuleKind,
    value: &Value,
    form: Option<&Validator>,
) -> Option<String> {
    let shape = &row.shape;
    match kind {
        RuleKind::Type if !has_type(shape, value) => {
            Some(format!("`{}` of type {}", row.name, row.documented_type))
        }
        RuleKind::Options => {
            let text = value.as_str()?;
            let options: Vec<&str> =
                shape.options().iter().map(|choice| choice.value.as_str()).collect();
            (!options.is_empty() && !options.contains(&text))
                .then(|| format!("`{}` to be one of {}", row.name, options.join(", ")))
        }
        RuleKind::Range => {
            let (least, most) = shape.range()?;
            let number = number(value)?;
            let inside = least.is_none_or(|least| number >= i128::from(least))
                && most.is_none_or(|most| number <= i128::from(most));
            (!inside).then(|| format!("`{}` from {} to {}", row.name, shown(least), shown(most)))
        }
        RuleKind::Length => {
            let (least, most) = shape.length()?;
            let length = value.as_str()?.chars().count() as u64;
            (!within(length, least, most)).then(|| {
                format!("`{}` of {} to {} characters", row.name, shown(least), shown(most))
            })
        }
        RuleKind::ItemCount => {
            let (least, most) = shape.item_count()?;
            let count = value.as_array()?.len() as u64;
            (!within(count, least, most))
                .then(|| format!("`{}` with {} to {} items", row.name, shown(least), shown(most)))
        }
        RuleKind::Items => {
            let Shape::Array { items, .. } = shape else { return None };
            let all = value.as_array()?.iter().all(|item| has_type(items, item));
            (!all)
                .then(|| format!("each item of `{}` to be a JSON {}", row.name, items.json_type()))
        }
        RuleKind::Format => {
            let form = form?;
            (!form.is_valid(value)).then(|| format!("`{}` in the documented form", row.name))
        }
        _ => None,
    }
}

/// The reading that describes a server that breaks this rule with this value.
pub(super) fn known(
    row: &Row,
    kind: RuleKind,
    value: &Value,
    sent: impl Fn() -> Option<Value>,
) -> Option<Reading> {
    let reading = |wider| row.reads.iter().find(|reading| reading.wider == wider).copied();
    match kind {
        RuleKind::Type => match (&row.shape, value) {
            (Shape::Text(_), value) if is_integer(value) => reading(Wider::Integer),
            // Text that is no number is not the number in other clothes.
            (Shape::Integer { .. }, Value::String(_)) if number(value).is_some() => {
                reading(Wider::String)
            }
            _ => None,
        },
        RuleKind::Options | RuleKind::Range | RuleKind::Format | RuleKind::Length => {
            // The pages write options as the table has them, or in capitals.
            let in_other_case = value.as_str().is_some_and(|text| {
                row.shape.options().iter().any(|choice| choice.value.to_uppercase() == text)
            });
            let as_any_case = reading(Wider::AnyCase).filter(|_| in_other_case);
            as_any_case.or_else(|| {
                let reading = reading(Wider::Sent)?;
                sent().filter(|sent| loosely_equal(sent, value)).map(|_| reading)
            })
        }
        _ => None,
    }
}

fn has_type(shape: &Shape, value: &Value) -> bool {
    match shape {
        Shape::Text(_) => value.is_string(),
        Shape::Integer { .. } => is_integer(value),
        Shape::Boolean => value.is_boolean(),
        Shape::Array { .. } => value.is_array(),
        Shape::Object { .. } => value.is_object(),
    }
}

/// Whether JSON Schema calls it an integer: 1.0 is one.
fn is_integer(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
}

/// A whole number, also where it is written as text.
fn number(value: &Value) -> Option<i128> {
    match value {
        Value::String(text) => text.parse().ok(),
        _ => value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from)).or_else(
            || value.as_f64().filter(|number| number.fract() == 0.0).map(|number| number as i128),
        ),
    }
}

/// Equal, or the same number once as text and once as number.
pub(super) fn loosely_equal(left: &Value, right: &Value) -> bool {
    if left.is_string() && right.is_string() {
        return left == right;
    }
    left == right
        || is_same_large(left, right)
        || number(left).is_some_and(|left| number(right) == Some(left))
}

/// Whether two numbers beyond 2^53 are the same to those who read them as floating point, which is
/// as good as JSON promises.
fn is_same_large(left: &Value, right: &Value) -> bool {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let (Value::Number(left), Value::Number(right)) = (left, right) else { return false };
    left.as_f64() == right.as_f64() && left.as_f64().is_some_and(|number| number.abs() >= EXACT)
}

fn within(count: u64, least: Option<u64>, most: Option<u64>) -> bool {
    least.is_none_or(|least| count >= least) && most.is_none_or(|most| count <= most)
}

fn shown<T: ToString>(edge: Option<T>) -> String {
    edge.map_or_else(|| "any".to_owned(), |edge| edge.to_string())
}

#[cfg(test)]
mod tests {
    use super::{breach, known};
    use secmaster_spec::{RuleKind, Service};
    use serde_json::{Value, json};

    /// kept, broken, or the number of the deviation.
    fn judged(row: &str, kind: RuleKind, value: Value, sent: Option<Value>) -> String {
        let service = Service::embedded().unwrap();
        let row = service.row(row).unwrap();
        match breach(row, kind, &value, None) {
            None => "kept".to_owned(),
            Some(_) => known(row, kind, &value, || sent.clone())
                .map_or_else(|| "broken".to_owned(), |known| known.deviation.to_string()),
        }
    }

    #[test]
    fn values_are_judged_by_their_row_and_its_readings() {
        use RuleKind::{Items, Options, Range, Type};
        let verdict = "create-indicator/T12/verdict";
        let confidence = "create-indicator/T12/confidence";
        let marking = "create-indicator/T12/granular_marking";
        let code = "create-indicator/T10/code";
        let ids = "delete-indicator/T6/success_ids";
        for (row, kind, value, sent, expected) in [
            (verdict, Options, json!("Black"), None, "kept"),
            (verdict, Options, json!("BLACK"), None, "7"),
            (verdict, Options, json!("black"), None, "broken"),
            (verdict, Options, json!("black"), Some(json!("black")), "7"),
            (verdict, Options, json!("Purple"), None, "broken"),
            (verdict, Options, json!("Purple"), Some(json!("Purple")), "7"),
            (verdict, Type, json!(null), Some(json!(null)), "broken"),
            (confidence, Range, json!(80), None, "kept"),
            (confidence, Range, json!(4), None, "broken"),
            (confidence, Range, json!(4), Some(json!(4)), "8"),
            (confidence, Range, json!(4), Some(json!(5)), "broken"),
            (confidence, Range, json!(18_446_744_073_709_551_616.0), Some(json!(u64::MAX)), "8"),
            (confidence, Type, json!(80.0), None, "kept"),
            (confidence, Type, json!(80.5), None, "broken"),
            (marking, Type, json!("1"), None, "14"),
            (marking, Type, json!("one"), None, "broken"),
            (marking, Type, json!(true), None, "broken"),
            (marking, Range, json!("4"), None, "kept"),
            (marking, Range, json!("5"), None, "broken"),
            (code, Type, json!(0), None, "42"),
            (code, Type, json!("0"), None, "kept"),
            (code, Type, json!(0.5), None, "broken"),
            (ids, Items, json!([]), None, "kept"),
            (ids, Items, json!(["a", 1]), None, "broken"),
        ] {
            assert_eq!(judged(row, kind, value.clone(), sent), expected, "{row} {kind} {value}");
        }
    }
}
