//! The typed description of the SecMaster indicator API.
//!
//! The API is written down once, as hand-authored JSON Schemas in `schemas/` that follow the
//! tables of the reference pages to the letter. This crate reads them, checks them, reports every
//! mistake at once, and gives the description that everything else is computed from: the
//! generated model and client, the mock endpoint, the contract harness, the API reference.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use secmaster_spec::Service;
//!
//! let service = Service::embedded()?;
//! for operation in &service.operations {
//!     println!("{} {} {}", operation.name, operation.method, operation.path);
//!     for table in &operation.tables {
//!         println!("  Table {} {}: {} rows", table.number, table.title, table.rows.len());
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A [`Service`] has [`Operation`]s; an operation has [`Table`]s of [`Row`]s, documented
//! [`Example`]s, and [`Rule`]s computed from the rows. [`Deviation`]s are the numbered places
//! where the sources of the API disagree.

mod deviation;
mod evidence;
mod files;
mod fingerprint;
mod json;
mod lexical;
mod minimal;
mod node;
mod operation;
mod problem;
mod read;
mod row;
mod rule;
mod rules;
mod schema;
mod service;
mod shape;
mod table;

pub use deviation::{Deviation, Saying, Stale};
pub use evidence::{Evidence, Fact, Spot};
pub use files::SchemaFile;
pub use fingerprint::fingerprint;
pub use json::{parse_json, pointer_token};
pub use operation::{Create, Delete, Effect, Method, Operation, Response, Source};
pub use problem::{Problem, ProblemKind, Problems};
pub use row::{Mandatory, Narrower, Reading, Row, Wider, Writing};
pub use rule::{Rule, RuleKind, Side};
pub use schema::Strictness;
pub use service::{Endpoint, ErrorBody, LoadError, Service};
pub use shape::{Choice, Format, Shape, Text};
pub use table::{Example, Place, Table};
