//! Protocol: other methods and paths, requests that are framed in other ways, bodies that are no
//! JSON, large ones, and answers that are watched to their last byte.

mod json;
mod method;
mod path;
mod size;
mod transport;
mod watched;

use super::builder::Builder;

pub(crate) fn add(builder: &mut Builder<'_>) {
    watched::add(builder);
    method::add(builder);
    path::add(builder);
    let Some((_, base)) = builder.body() else { return };
    transport::add(builder);
    json::add(builder, &base);
    size::add(builder, &base);
}
