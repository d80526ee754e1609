//! A valid value for a row of which nothing else is known.

use secmaster_spec::{Operation, Shape};
use serde_json::Value;

/// Any value of that shape. A pattern is not looked at.
pub(crate) fn of_shape(operation: &Operation, shape: &Shape) -> Value {
    match shape {
        Shape::Text(text) => match text.options.first() {
            Some(option) => option.value.as_str().into(),
            None => {
                let least = text.min_length.unwrap_or_default();
                let most = text.max_length.unwrap_or(u64::MAX);
                let length = usize::try_from(least.max(4).min(most)).unwrap_or(usize::MAX);
                "mock".chars().cycle().take(length).collect::<String>().into()
            }
        },
        Shape::Integer { minimum, maximum } => minimum.or(*maximum).unwrap_or_default().into(),
        Shape::Boolean => false.into(),
        Shape::Array { items, min_items, .. } => {
            let count = min_items.unwrap_or_default();
            (0..count).map(|_| of_shape(operation, items)).collect::<Vec<_>>().into()
        }
        Shape::Object { table } => operation.minimal_value(*table),
    }
}
