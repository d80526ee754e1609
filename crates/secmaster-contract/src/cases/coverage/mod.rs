//! Coverage: every rule kept once and, where a caller can break it, broken alone.

mod headers;
mod items;
mod mandatory;
mod near_miss;
mod optional;
mod path;
mod probes;
mod types;
mod values;

use std::sync::Arc;

use secmaster_spec::{Row, RuleKind};
use serde_json::Value;

use super::builder::Builder;

pub(super) use optional::{id_of_none, optional_rules};
pub(super) use probes::{is_bound_elsewhere, is_free, option_id};
pub(super) use types::open_if_known;

pub(crate) fn add(builder: &mut Builder<'_>) {
    path::add(builder);
    headers::add(builder);
    let Some((root, base)) = builder.body() else { return };
    let operation = builder.operation;
    let places = operation.places(root);
    for (pointer, _, row) in &places {
        // A row that the documented request leaves out is put in before it is changed.
        let body = Arc::new(crate::baseline::reaching(operation, &places, &base, pointer));
        let spot = Spot { pointer, row, body: &body };
        mandatory::add(builder, &spot);
        optional::add(builder, &spot, &places);
        types::add(builder, &spot);
        items::add(builder, &spot);
        values::add(builder, &spot);
        probes::add(builder, &spot, &places);
    }
    // After the cases that leave out one row, which say more.
    for (pointer, _, row) in &places {
        let body = Arc::new(crate::baseline::reaching(operation, &places, &base, pointer));
        mandatory::add_empty(builder, &Spot { pointer, row, body: &body });
    }
    optional::add_all(builder, &places, &base);
    probes::add_unknown(builder, root, &places, &base);
}

/// A place in the request body: where, which row, and a good body that has it.
pub(crate) struct Spot<'a> {
    pub(crate) pointer: &'a str,
    pub(crate) row: &'a Row,
    pub(crate) body: &'a Arc<Value>,
}

impl Spot<'_> {
    /// The id of the row's rule of that kind.
    pub(crate) fn rule(&self, kind: RuleKind) -> String {
        format!("{}/{kind}", self.row.id)
    }

    /// The good body with another value here.
    pub(crate) fn with(&self, value: Value) -> Value {
        crate::baseline::with(self.body, self.pointer, value)
    }
}
