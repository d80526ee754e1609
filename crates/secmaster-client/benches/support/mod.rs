//! What the benchmarks share: a body, and a server that does nothing.
#![allow(dead_code, reason = "each benchmark uses a part of it")]

#[allow(clippy::unwrap_used, reason = "it is the tests'")]
#[path = "../../tests/support/operation.rs"]
mod operation;
pub mod responder;

pub use operation::creation;
