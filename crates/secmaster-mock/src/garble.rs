//! Values that break a rule of an answer.

use secmaster_spec::{Operation, Place, Row, Rule, RuleKind, Service, Shape, Strictness};
use serde_json::{Value, json};

use crate::request_schema::validator;
use crate::sample;

/// A breach of one rule of an answer.
#[derive(Clone, Debug)]
pub(crate) struct Garble {
    pub(crate) operation: String,
    pub(crate) status: u16,
    pub(crate) breach: Breach,
}

/// What is written where.
#[derive(Clone, Debug)]
pub(crate) enum Breach {
    /// This header has this value.
    Header { name: String, value: String },
    /// This place of the body has this value.
    Body { pointer: String, value: Value },
    /// The body is in an array.
    Wrapped,
}

impl Garble {
    /// The breach of a rule of an answer, if there is one to write.
    pub(crate) fn compile(service: &Service, rule: &Rule) -> Option<Self> {
        let operation = service.operation(&rule.operation)?;
        let of = |status: u16, breach: Breach| Self {
            operation: operation.name.clone(),
            status,
            breach,
        };
        let Some(table) = rule.table.and_then(|number| operation.table(number)) else {
            let body_suffix = format!("/{}", RuleKind::Body);
            let (_, status) = rule.id.strip_suffix(&body_suffix)?.rsplit_once('/')?;
            return Some(of(status.parse().ok()?, Breach::Wrapped));
        };
        let row = table.rows.iter().find(|row| Some(&row.id) == rule.row.as_ref())?;
        let status = table.status?;
        let value = wrong(operation, row, rule.kind)?;
        if table.place == Place::ResponseHeader {
            let value = value.as_str()?.to_owned();
            return Some(of(status, Breach::Header { name: row.name.clone(), value }));
        }
        let root = operation.response(status)?.body_table?;
        let places = operation.places(root);
        let (pointer, ..) = places.into_iter().find(|(_, _, found)| found.id == row.id)?;
        Some(of(status, Breach::Body { pointer, value }))
    }
}

/// A value that breaks that rule of the row, in a way that no known deviation explains.
fn wrong(operation: &Operation, row: &Row, kind: RuleKind) -> Option<Value> {
    let shape = &row.shape;
    match kind {
        RuleKind::Type => Some(match shape {
            Shape::Text(_) | Shape::Integer { .. } => true.into(),
            Shape::Boolean | Shape::Array { .. } | Shape::Object { .. } => "garbled".into(),
        }),
        RuleKind::Options => Some("garbled".into()),
        // Far out, so that it is nothing that a request would have sent.
        RuleKind::Range => match shape.range()? {
            (_, Some(most)) => most.checked_add(7919).map(Value::from),
            (Some(least), None) => least.checked_sub(7919).map(Value::from),
            (None, None) => None,
        },
        RuleKind::Length => match shape.length()? {
            (_, Some(most)) => Some("g".repeat(usize::try_from(most).ok()?.checked_add(1)?).into()),
            (Some(least), None) if least > 0 => Some("".into()),
            _ => None,
        },
        RuleKind::ItemCount => {
            let Shape::Array { items, .. } = shape else { return None };
            match shape.item_count()? {
                (_, Some(most)) => {
                    let item = sample::of_shape(operation, items);
                    Some(vec![item; usize::try_from(most).ok()?.checked_add(1)?].into())
                }
                (Some(least), None) if least > 0 => Some(json!([])),
                _ => None,
            }
        }
        RuleKind::Items => match shape {
            Shape::Array { items, .. } if **items == Shape::Boolean => Some(json!(["garbled"])),
            Shape::Array { .. } => Some(json!([true])),
            _ => None,
        },
        RuleKind::Format => {
            let schema = operation.row_schema(row, Strictness::Documented);
            let validator = validator(&row.id, &schema).ok()?;
            let candidates = ["garbled !", "garbled", "0", ""];
            candidates.into_iter().map(Value::from).find(|value| !validator.is_valid(value))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use secmaster_spec::{Service, Side};

    use super::*;

    #[test]
    fn every_wrong_value_is_wrong() {
        let service = Service::embedded().unwrap();
        let mut count = 0;
        for rule in service.rules().iter().filter(|rule| rule.side == Side::Response) {
            let Some(Garble { breach: Breach::Body { value, .. }, .. }) =
                Garble::compile(&service, rule)
            else {
                continue;
            };
            let operation = service.operation(&rule.operation).unwrap();
            let row = service.row(rule.row.as_ref().unwrap()).unwrap();
            if row.shape.table().is_none() {
                for strictness in [Strictness::Documented, Strictness::Tolerant] {
                    let schema = operation.row_schema(row, strictness);
                    let is_sent = row.reading(secmaster_spec::Wider::Sent).is_some()
                        && strictness == Strictness::Tolerant;
                    let is_valid = validator(&row.id, &schema).unwrap().is_valid(&value);
                    assert!(!is_valid || is_sent, "{}: {value}", rule.id);
                }
            }
            count += 1;
        }
        assert!(count > 50);
    }
}
