//! Bringing a value of a request into the shape that a row of an answer is documented to have.

use std::borrow::Cow;

use jsonschema::Validator;
use secmaster_spec::{Operation, Row, Shape, Strictness, Text};
use serde_json::Value;

use crate::request_schema::validator;
use crate::start_error::StartError;

/// The documented shape of an answer's row.
#[derive(Debug)]
pub(crate) struct Fit {
    shape: Shape,
    /// For what only a validator can tell.
    pattern: Option<Validator>,
}

impl Fit {
    pub(crate) fn compile(operation: &Operation, row: &Row) -> Result<Self, StartError> {
        let has_pattern = matches!(&row.shape, Shape::Text(Text { pattern: Some(_), .. }));
        let pattern = if has_pattern {
            Some(validator(&row.id, &operation.row_schema(row, Strictness::Documented))?)
        } else {
            None
        };
        Ok(Self { shape: row.shape.clone(), pattern })
    }

    /// The value as the row may have it; none where there is no plain way.
    pub(crate) fn apply<'a>(&self, value: &'a Value) -> Option<Cow<'a, Value>> {
        let fitted = fitted(value, &self.shape)?;
        self.pattern.as_ref().is_none_or(|pattern| pattern.is_valid(&fitted)).then_some(fitted)
    }
}

fn fitted<'a>(value: &'a Value, shape: &Shape) -> Option<Cow<'a, Value>> {
    match shape {
        Shape::Text(text) => fitted_text(value, text),
        Shape::Integer { minimum, maximum } => {
            let number = integer(value)?;
            let is_in_range = minimum.is_none_or(|least| number >= i128::from(least))
                && maximum.is_none_or(|most| number <= i128::from(most));
            if !is_in_range {
                return None;
            }
            if value.is_i64() || value.is_u64() {
                return Some(Cow::Borrowed(value));
            }
            i64::try_from(number).ok().map(|number| Cow::Owned(number.into()))
        }
        Shape::Boolean => value.is_boolean().then_some(Cow::Borrowed(value)),
        Shape::Array { items, min_items, max_items } => {
            let values = value.as_array()?;
            let fitting: Option<Vec<Value>> =
                values.iter().map(|value| fitted(value, items).map(Cow::into_owned)).collect();
            let fitting = fitting.filter(|_| within(values.len(), *min_items, *max_items))?;
            Some(Cow::Owned(fitting.into()))
        }
        // Objects are taken apart row by row before they come here.
        Shape::Object { .. } => None,
    }
}

fn fitted_text<'a>(value: &'a Value, shape: &Text) -> Option<Cow<'a, Value>> {
    let value = match value {
        Value::String(_) => Cow::Borrowed(value),
        Value::Number(number) => Cow::Owned(number.to_string().into()),
        _ => return None,
    };
    let text = value.as_str()?;
    let is_bounded = shape.min_length.is_some() || shape.max_length.is_some();
    if is_bounded && !within(text.chars().count(), shape.min_length, shape.max_length) {
        return None;
    }
    if shape.options.is_empty() || shape.options.iter().any(|option| option.value == text) {
        return Some(value);
    }
    let alike = shape.options.iter().find(|option| option.value.eq_ignore_ascii_case(text))?;
    Some(Cow::Owned(alike.value.as_str().into()))
}

/// The whole number that a value is, or that its text spells.
fn integer(value: &Value) -> Option<i128> {
    match value {
        Value::Number(number) => {
            let whole = number.as_i64().map(i128::from);
            whole.or_else(|| number.as_u64().map(i128::from)).or_else(|| {
                // 2^53: whole numbers beyond it are not told apart by a float.
                let float =
                    number.as_f64().filter(|float| float.abs() <= 9_007_199_254_740_992.0)?;
                let text = (float.fract() == 0.0).then(|| format!("{float:.0}"))?;
                text.parse().ok()
            })
        }
        Value::String(text) => text.parse::<i64>().ok().map(i128::from),
        _ => None,
    }
}

fn within(count: usize, least: Option<u64>, most: Option<u64>) -> bool {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    least.is_none_or(|least| count >= least) && most.is_none_or(|most| count <= most)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use secmaster_spec::Service;
    use serde_json::json;

    use super::Fit;

    #[test]
    fn converts_or_leaves_out() {
        let service = Service::embedded().unwrap();
        let operation = service.operation("create-indicator").unwrap();
        let fit = |row: &str, value: serde_json::Value| {
            let row = service.row(&format!("create-indicator/{row}")).unwrap();
            Fit::compile(operation, row).unwrap().apply(&value).map(Cow::into_owned)
        };
        assert_eq!(fit("T12/granular_marking", json!("3")), Some(json!(3)));
        assert_eq!(fit("T12/granular_marking", json!(3.0)), Some(json!(3)));
        assert_eq!(fit("T12/granular_marking", json!("5")), None);
        assert_eq!(fit("T12/granular_marking", json!(1.5)), None);
        assert_eq!(fit("T12/verdict", json!("BLACK")), Some(json!("Black")));
        assert_eq!(fit("T12/verdict", json!("Red")), None);
        assert_eq!(fit("T12/confidence", json!(4)), None);
        assert_eq!(fit("T12/value", json!(7)), Some(json!("7")));
        assert_eq!(fit("T12/value", json!(null)), None);
        assert_eq!(fit("T12/revoked", json!("true")), None);
        let sent = json!("909494e3-558e-46b6-a9eb-07a8e18ca62f-1-host");
        assert_eq!(fit("T9/X-request-id", sent.clone()), Some(sent));
        assert_eq!(fit("T9/X-request-id", json!("x")), None);
    }
}
