//! Values that are as good as the right one by type, options and range, and yet another.

use secmaster_spec::{Format, Operation, Row, Shape, Text};
use serde_json::Value;

use crate::sample;

/// How a value of an answer is changed.
#[derive(Clone, Debug)]
pub(crate) enum Alteration {
    /// The first of these that it is not.
    Other(Vec<Value>),
    /// The next whole number, or the one before where that is out of range.
    Next { most: Option<i64> },
    /// The opposite.
    Opposite,
    /// The text with another last character.
    LastCharacter,
    /// The list with one item less; with this one if it is empty.
    Items(Value),
    /// The text, a time, in the year before.
    YearBefore,
    /// The text without its last character.
    Truncated,
    /// The text in capital letters.
    Upper,
    /// The text without spaces at its ends.
    Trimmed,
    /// The text with `?` for each character beyond ASCII.
    Ascii,
}

impl Alteration {
    /// The alteration of values of that row; none where there is only one value, and for objects,
    /// whose rows have alterations of their own.
    pub(crate) fn of_row(operation: &Operation, row: &Row) -> Option<Self> {
        match &row.shape {
            Shape::Text(Text { options, .. }) if !options.is_empty() => {
                let values = options.iter().map(|option| Value::from(option.value.as_str()));
                several(values.collect())
            }
            Shape::Text(Text { pattern: Some(_), .. }) => {
                several(sample::all_of_row(operation, row))
            }
            Shape::Text(Text { format: Some(Format::Timestamp), .. }) => Some(Self::YearBefore),
            Shape::Text(_) => Some(Self::LastCharacter),
            Shape::Integer { minimum: Some(least), maximum: Some(most) } if least == most => None,
            Shape::Integer { maximum, .. } => Some(Self::Next { most: *maximum }),
            Shape::Boolean => Some(Self::Opposite),
            Shape::Array { items, .. } if items.table().is_none() => {
                Some(Self::Items(sample::of_shape(operation, items)))
            }
            Shape::Array { .. } | Shape::Object { .. } => None,
        }
    }

    /// The other value; none where the value is not of the row's type.
    pub(crate) fn apply(&self, value: &Value) -> Option<Value> {
        match self {
            Self::Other(values) => values.iter().find(|other| *other != value).cloned(),
            Self::Next { most } => {
                let number = value.as_i64()?;
                let is_last = most.is_some_and(|most| number >= most);
                let step = if is_last { -1 } else { 1 };
                number.checked_add(step).map(Value::from)
            }
            Self::Opposite => value.as_bool().map(|value| (!value).into()),
            Self::Items(sample) => {
                let mut items = value.as_array()?.clone();
                if items.pop().is_none() {
                    items.push(sample.clone());
                }
                Some(items.into())
            }
            Self::LastCharacter => {
                let mut text = value.as_str()?.to_owned();
                let last = text.pop();
                text.push(if last == Some('x') { 'y' } else { 'x' });
                Some(text.into())
            }
            Self::YearBefore => {
                let text = value.as_str()?;
                let (year, rest) = text.split_at_checked(4)?;
                let before = year.parse::<u16>().ok()?.checked_sub(1)?;
                Some(format!("{before:04}{rest}").into())
            }
            Self::Truncated => {
                let mut text = value.as_str()?.to_owned();
                text.pop()?;
                Some(text.into())
            }
            Self::Upper => Some(value.as_str()?.to_uppercase().into()),
            Self::Trimmed => Some(value.as_str()?.trim().into()),
            Self::Ascii => {
                Some(value.as_str()?.replace(|letter: char| !letter.is_ascii(), "?").into())
            }
        }
    }
}

fn several(values: Vec<Value>) -> Option<Alteration> {
    (values.len() > 1).then_some(Alteration::Other(values))
}

#[cfg(test)]
mod tests {
    use secmaster_spec::{RuleKind, Service, Strictness};
    use serde_json::json;

    use super::*;
    use crate::request_schema::validator;

    #[test]
    fn another_value_is_as_good() {
        let service = Service::embedded().unwrap();
        let mut count = 0;
        for rule in service.rules() {
            let is_altered =
                matches!(rule.kind, RuleKind::Echo | RuleKind::Identity | RuleKind::State);
            let Some(row) = rule.row.filter(|_| is_altered).and_then(|row| service.row(&row))
            else {
                continue;
            };
            let operation = service.operation(&rule.operation).unwrap();
            let Some(alteration) = Alteration::of_row(operation, row) else {
                assert!(row.shape.table().is_some(), "{}", row.id);
                continue;
            };
            let schema = operation.row_schema(row, Strictness::Documented);
            let validator = validator(&row.id, &schema).unwrap();
            for value in sample::all_of_row(operation, row) {
                let other = alteration.apply(&value).unwrap();
                assert!(other != value && validator.is_valid(&other), "{}: {other}", row.id);
            }
            count += 1;
        }
        assert!(count > 20, "{count}");
    }

    #[test]
    fn ends_of_ranges_and_texts() {
        assert_eq!(Alteration::Next { most: Some(4) }.apply(&json!(4)), Some(json!(3)));
        assert_eq!(Alteration::LastCharacter.apply(&json!("")), Some(json!("x")));
        assert_eq!(Alteration::LastCharacter.apply(&json!("ax")), Some(json!("ay")));
        assert_eq!(Alteration::YearBefore.apply(&json!("汉字 x")), None);
        assert_eq!(Alteration::Items(json!("s")).apply(&json!([])), Some(json!(["s"])));
        assert_eq!(Alteration::Ascii.apply(&json!("é汉a")), Some(json!("??a")));
        assert_eq!(Alteration::Truncated.apply(&json!("")), None);
    }
}
