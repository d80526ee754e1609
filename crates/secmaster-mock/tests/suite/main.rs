//! The tests of this crate, in one program: each file is one subject.
//!
//! Beside it stand those that measure a process or its time, and need one of their own.

// Clippy knows test functions, but not their helpers.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../support/mod.rs"]
mod support;

mod binary;
mod conversation;
mod effects;
mod faults;
mod iam;
mod lifecycle;
mod other_operations;
mod protocol;
mod rules;
mod script;
mod signatures;
mod throttle;
