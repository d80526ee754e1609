//! The tests of this crate, in one program: each file is one subject.
//!
//! Beside it stands that of proxies, which runs itself in other environments.

// Clippy knows test functions, but not their helpers.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../support/mod.rs"]
mod support;

mod bulk;
mod call;
mod credentials_chain;
mod credentials_iam;
mod credentials_secrets;
mod credentials_skew;
mod errors;
mod limits;
mod recording;
mod retry;
mod secrets;
mod signing;
mod tracing;
mod wire;
