//! What the tests that cross crates share.
//!
//! - [`bodies`]: the model's type of each documented table.
//! - [`strategy`]: bodies that keep every rule, computed from the description.
//! - [`breakage`]: bodies that break exactly one rule, and how the model must refuse them.
//! - [`self_test`]: the harness against every fault of the mock.
//! - [`edit`]: edited copies of the schema files.
//! - [`pieces`] and [`mutants`]: small schema files, and copies of them with one change each.

// Everything here is part of a test, and a failed expectation is the test's failure.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod bodies;
pub mod breakage;
pub mod edit;
pub mod mutants;
pub mod pieces;
pub mod self_test;
pub mod strategy;

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../../docs/contract.md")]
struct ContractGuide;
