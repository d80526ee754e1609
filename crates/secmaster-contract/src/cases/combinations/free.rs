//! The places for free text, all filled at once.

use secmaster_spec::{Effect, Row, Shape, Text};
use serde_json::{Value, json};

use crate::baseline::{Places, fitted, reaching, set};
use crate::cases::Builder;
use crate::cases::coverage::is_free;

/// The places for free text, and a body that has them.
pub(super) struct Free<'a> {
    body: Value,
    places: Vec<Place<'a>>,
}

struct Place<'a> {
    pointer: &'a str,
    text: &'a Text,
    /// Whether the text is an item there.
    is_item: bool,
}

impl<'a> Free<'a> {
    /// Those of some rows; none if there are none. An id that an endpoint may take is no free text.
    pub(super) fn of(
        builder: &Builder<'_>,
        places: &'a Places<'_>,
        base: &Value,
        is_meant: impl Fn(&Row) -> bool,
    ) -> Option<Self> {
        let operation = builder.operation;
        let ids: Vec<String> = match &operation.effect {
            Some(Effect::Create(create)) => {
                create.ids.iter().filter_map(|id| create.counterpart(id)).collect()
            }
            _ => Vec::new(),
        };
        let is_meant = |pointer: &String, row: &Row| is_meant(row) && !ids.contains(pointer);
        let free: Vec<Place<'a>> = places
            .iter()
            .filter(|(pointer, _, row)| is_meant(pointer, row))
            .filter_map(|(pointer, _, row)| {
                let (shape, is_item) = match &row.shape {
                    Shape::Array { items, .. } => (items.as_ref(), true),
                    shape => (shape, false),
                };
                let Shape::Text(text) = shape else { return None };
                is_free(builder, row, text).then_some(Place { pointer, text, is_item })
            })
            .collect();
        if free.is_empty() {
            return None;
        }
        let reached =
            |body: Value, place: &Place<'_>| reaching(operation, places, &body, place.pointer);
        Some(Self { body: free.iter().fold(base.clone(), reached), places: free })
    }

    /// The body with this text at each of the places, as far as it fits.
    pub(super) fn filled(&self, text: &str) -> Value {
        let mut body = self.body.clone();
        for place in &self.places {
            let value = Value::from(fitted(text, place.text));
            set(&mut body, place.pointer, if place.is_item { json!([value]) } else { value });
        }
        body
    }
}
