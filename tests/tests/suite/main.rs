//! The tests that cross crates, in one program: each file is one subject.

// Clippy knows test functions, but not their helpers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod client_and_mock;
mod credentials;
mod derived_schemas;
mod deviations;
mod examples;
mod fresh;
mod meta_schemas;
mod new_operation;
mod rough_weather;
mod round_trip;
mod signatures;
mod tables;
mod wire;
