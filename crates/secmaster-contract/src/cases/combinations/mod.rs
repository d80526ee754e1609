//! Combinations: rules and good values of several rows at once, and requests that are about what an
//! earlier one left behind.

mod beside;
mod carried;
mod free;
mod opposite;
mod own_id;
mod pairs;
mod together;

use std::sync::Arc;

use secmaster_spec::Mandatory;
use serde_json::Value;

use super::builder::Builder;
use super::coverage::Spot;
use crate::baseline::{Places, reaching};
use beside::Other;
use free::Free;

pub(crate) fn add(builder: &mut Builder<'_>) {
    let Some((root, base)) = builder.body() else { return };
    let operation = builder.operation;
    let places = operation.places(root);
    opposite::add(builder, &places, &base);
    beside::add_least(builder, &places, &base);
    add_filled(builder, &places, &base);
    for (pointer, _, row) in &places {
        let body = Arc::new(reaching(operation, &places, &base, pointer));
        carried::add(builder, &Spot { pointer, row, body: &body }, &places);
    }
    own_id::add(builder, &places, &base);
    pairs::add(builder, &places, &base);
    together::add(builder, &places, &base);
}

/// Every row broken beside texts that are long, and beside optional ones that are empty.
fn add_filled(builder: &mut Builder<'_>, places: &Places<'_>, base: &Value) {
    if let Some(free) = Free::of(builder, places, base, |_| true) {
        let body = Arc::new(free.filled(&"long ".repeat(50)));
        beside::add(builder, places, &Other { name: "long", title: "texts are long", body });
    }
    if let Some(free) = Free::of(builder, places, base, |row| row.mandatory == Mandatory::No) {
        let (title, body) = ("optional texts are empty", Arc::new(free.filled("")));
        beside::add(builder, places, &Other { name: "empty", title, body });
    }
}
