//! The smallest value that keeps a table, for places that no documented example shows.

use serde_json::{Map, Value};

use crate::operation::Operation;
use crate::row::Mandatory;
use crate::shape::{Shape, Text};

impl Operation {
    /// An object with the mandatory rows of a table and nothing else, each with a small valid value.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let service = secmaster_spec::Service::embedded()?;
    /// let create = service.operation("create-indicator").ok_or("not there")?;
    /// let reference = create.minimal_value(8);
    /// assert_eq!(reference, serde_json::json!({ "id": "text" }));
    /// # Ok(())
    /// # }
    /// ```
    pub fn minimal_value(&self, table: u16) -> Value {
        let mut members = Map::new();
        let rows = self.table(table).map(|table| table.rows.as_slice()).unwrap_or_default();
        for row in rows.iter().filter(|row| row.mandatory == Mandatory::Yes) {
            members.insert(row.name.clone(), self.minimal(&row.shape));
        }
        members.into()
    }

    fn minimal(&self, shape: &Shape) -> Value {
        match shape {
            Shape::Text(text) => minimal_text(text).into(),
            Shape::Integer { minimum, maximum } => {
                0.clamp(minimum.unwrap_or(i64::MIN), maximum.unwrap_or(i64::MAX)).into()
            }
            Shape::Boolean => false.into(),
            Shape::Array { items, min_items, .. } => {
                (0..min_items.unwrap_or(0)).map(|_| self.minimal(items)).collect()
            }
            Shape::Object { table } => self.minimal_value(*table),
        }
    }
}

fn minimal_text(text: &Text) -> String {
    if let Some(choice) = text.options.first() {
        return choice.value.clone();
    }
    let bound = |bound: Option<u64>| bound.and_then(|bound| usize::try_from(bound).ok());
    let least = bound(text.min_length).unwrap_or(0);
    let most = bound(text.max_length).unwrap_or(usize::MAX);
    "text".chars().cycle().take(least.max(4).min(most)).collect()
}
