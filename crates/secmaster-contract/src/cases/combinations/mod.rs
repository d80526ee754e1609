//! Combinations: rules and good values of several rows at once, and requests that are about what an
//! earlier one left behind.

mod carried;
mod opposite;
mod own_id;
mod pairs;
mod together;

use std::sync::Arc;

use super::builder::Builder;
use super::coverage::Spot;
use crate::baseline::reaching;

pub(crate) fn add(builder: &mut Builder<'_>) {
    let Some((root, base)) = builder.body() else { return };
    let operation = builder.operation;
    let places = operation.places(root);
    opposite::add(builder, &places, &base);
    for (pointer, _, row) in &places {
        let body = Arc::new(reaching(operation, &places, &base, pointer));
        carried::add(builder, &Spot { pointer, row, body: &body }, &places);
    }
    own_id::add(builder, &places, &base);
    pairs::add(builder, &places, &base);
    together::add(builder, &places, &base);
}
