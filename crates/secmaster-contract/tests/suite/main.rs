//! The tests of this crate, in one program: each file is one subject.
//!
//! Beside it stands what the test suite of another project would have.

// Clippy knows test functions, but not their helpers.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod binary;
mod cases;
mod curl;
mod live;
mod mock;
mod replay;
mod report;
mod secrets;
mod support;
