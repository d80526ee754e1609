//! Values that break a rule of an answer's row.

use secmaster_spec::{Operation, Row, RuleKind, Shape, Strictness};
use serde_json::{Value, json};

use crate::request_schema::validator;
use crate::sample;

/// A wrong value, and the name of its variant; the first of a rule has none.
pub(crate) type Wrong = (Option<&'static str>, Value);

/// Values that break that rule of the row, in ways that no known deviation explains.
pub(crate) fn wrong(operation: &Operation, row: &Row, kind: RuleKind) -> Vec<Wrong> {
    let shape = &row.shape;
    match kind {
        RuleKind::Type => of_type(shape).into(),
        RuleKind::Options => vec![(None, "garbled".into()), (Some("empty"), "".into())],
        // Far out, so that it is nothing that a request would have sent.
        RuleKind::Range => {
            let Some((least, most)) = shape.range() else { return Vec::new() };
            let above = most.and_then(|most| most.checked_add(7919));
            let below = least.and_then(|least| least.checked_sub(7919));
            either(above.map(Value::from), "below", below.map(Value::from))
        }
        RuleKind::Length => {
            let Some((least, most)) = shape.length() else { return Vec::new() };
            let long = most.and_then(beyond).map(|count| "g".repeat(count).into());
            either(long, "short", least.filter(|least| *least > 0).map(|_| "".into()))
        }
        RuleKind::ItemCount => {
            let (Shape::Array { items, .. }, Some((least, most))) = (shape, shape.item_count())
            else {
                return Vec::new();
            };
            let many = most.and_then(beyond);
            let many = many.map(|count| vec![sample::of_shape(operation, items); count].into());
            either(many, "few", least.filter(|least| *least > 0).map(|_| json!([])))
        }
        RuleKind::Items => match shape {
            Shape::Array { items, .. } if **items == Shape::Boolean => {
                vec![(None, json!(["garbled"])), (Some("null"), json!([null]))]
            }
            Shape::Array { .. } => vec![(None, json!([true])), (Some("null"), json!([null]))],
            _ => Vec::new(),
        },
        RuleKind::Format => {
            let schema = operation.row_schema(row, Strictness::Documented);
            let Ok(validator) = validator(&row.id, &schema) else { return Vec::new() };
            let first = ["garbled !", "garbled", "0", ""].map(Value::from);
            let first = first.into_iter().find(|value| !validator.is_valid(value));
            let uuid = Value::from("00000000-0000-4000-8000-000000000000");
            either(first, "uuid", (!validator.is_valid(&uuid)).then_some(uuid))
        }
        _ => Vec::new(),
    }
}

fn of_type(shape: &Shape) -> [Wrong; 2] {
    match shape {
        Shape::Text(_) => [(None, true.into()), (Some("object"), json!({}))],
        Shape::Integer { minimum, .. } => {
            // In the range, where there is one: that is another rule.
            let fraction = minimum.unwrap_or(1) as f64 + 0.5;
            [(None, true.into()), (Some("fraction"), fraction.into())]
        }
        Shape::Boolean => [(None, "garbled".into()), (Some("number"), 0.into())],
        Shape::Array { .. } => [(None, "garbled".into()), (Some("object"), json!({}))],
        Shape::Object { .. } => [(None, "garbled".into()), (Some("array"), json!([]))],
    }
}

/// The first of two wrong values is the main one, whichever there is.
fn either(main: Option<Value>, name: &'static str, other: Option<Value>) -> Vec<Wrong> {
    match (main, other) {
        (Some(main), Some(other)) => vec![(None, main), (Some(name), other)],
        (main, other) => main.or(other).map(|only| (None, only)).into_iter().collect(),
    }
}

/// The count after the greatest allowed.
fn beyond(most: u64) -> Option<usize> {
    usize::try_from(most).ok()?.checked_add(1)
}

#[cfg(test)]
mod tests {
    use secmaster_spec::{Service, Side, Wider};

    use super::*;

    #[test]
    fn every_wrong_value_is_wrong() {
        let service = Service::embedded().unwrap();
        let mut count = 0;
        for rule in service.rules().iter().filter(|rule| rule.side == Side::Response) {
            let Some(row) = rule.row.as_ref().and_then(|row| service.row(row)) else { continue };
            let operation = service.operation(&rule.operation).unwrap();
            for (variant, value) in wrong(operation, row, rule.kind) {
                let is_table = row.shape.table().is_some();
                for strictness in [Strictness::Documented, Strictness::Tolerant] {
                    let schema = operation.row_schema(row, strictness);
                    let is_sent =
                        row.reading(Wider::Sent).is_some() && strictness == Strictness::Tolerant;
                    let is_valid =
                        !is_table && validator(&row.id, &schema).unwrap().is_valid(&value);
                    assert!(!is_valid || is_sent, "{} {variant:?}: {value}", rule.id);
                }
                count += 1;
            }
        }
        assert!(count > 100, "{count}");
    }
}
