//! Protocol: other methods and paths, bodies that are no JSON, large ones, and answers that are
//! watched to their last byte.

mod json;
mod method;
mod path;
mod size;
mod watched;

use super::builder::Builder;

pub(crate) fn add(builder: &mut Builder<'_>) {
    watched::add(builder);
    method::add(builder);
    path::add(builder);
    let Some((_, base)) = builder.body() else { return };
    json::add(builder, &base);
    size::add(builder, &base);
}
