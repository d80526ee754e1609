//! Types for the threat-indicator API of Huawei Cloud SecMaster, lossless where its documentation contradicts itself.
//!
//! The tables of the documentation, its examples and live traffic disagree. These types write strictly and read leniently, lose
//! nothing that a server sent, and report every deviation. There is no HTTP here.
//!
//! # Shape
//!
//! Each documented table is a struct ([`Record`]) with a field for each row. Its fields are made of these:
//!
//! | Type | Documented as | Also reads |
//! |---|---|---|
//! | [`Open`] | text with [`Options`] | any other text |
//! | [`Integer`] | an integer in a range | any number |
//! | [`Text`] | text of a length | text of any length |
//! | [`List`] | an array of a number of items | any number of items |
//! | [`Reads`], [`Code`] | one type | another type that servers are known to send |
//! | [`Timestamp`] | text, a point in time | any text |
//! | [`Extra`] | – | members that the table does not know, and explicit `null`s |
//!
//! What is read and written again is equal as a JSON value. [`validate`] lists all [`Violations`] of the tables, each with its JSON
//! pointer, the measured value, what is allowed and the [`Row`] that says so; [`deviations`] lists the numbered places where a
//! value is known to differ from its table.
//!
//! ```
//! use secmaster_model::{Code, Integer, Timestamp, validate};
//!
//! let confidence: Integer<80, 100> = serde_json::from_str("4")?;
//! assert_eq!(confidence, 4);
//! let violations = validate(&confidence).unwrap_err();
//! assert_eq!(violations.to_string(), "(whole value): 4 is out of range; allowed: an integer from 80 to 100");
//!
//! let code: Code = serde_json::from_str("0")?;
//! assert_eq!(serde_json::to_string(&code)?, "0");
//!
//! let time: Timestamp = serde_json::from_str(r#""2021-01-30T23:00:00Z+0800""#)?;
//! assert_eq!(time.instant()?.to_string(), "2021-01-30T15:00:00Z");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Values are built row by row, in any order. A mandatory row that is left out does not compile, and the error names it:
//!
//! ```compile_fail,E0277
//! use secmaster_model::create_indicator::IndicatorType;
//!
//! // error: a mandatory row is not set: `secmaster_model::create_indicator::indicator_type_builder::missing::id`
//! let ipv4 = IndicatorType::builder().indicator_type("ipv4").build();
//! ```
//!
//! # Features
//!
//! - `schemars`: every type implements `schemars::JsonSchema` (schemars 1) as the strict schema of its table: options, bounds,
//!   mandatory rows and no `null`; not the wider readings.
#![recursion_limit = "256"]

mod builder;
mod examine;
mod extra;
#[rustfmt::skip] // formatted by the generator
mod generated;
mod integer;
mod list;
mod open;
mod reads;
mod record;
mod row;
#[cfg(feature = "schemars")]
mod schema;
#[cfg(test)]
mod testing;
mod text;
mod timestamp;
mod violation;

pub use builder::Given;
pub use examine::{Examination, Examine, Findings, deviations, examine, validate};
pub use extra::Extra;
pub use generated::*;
pub use integer::{Integer, OutOfRange};
pub use list::List;
pub use open::{Open, Options};
pub use reads::{Code, Reads};
pub use record::Record;
pub use row::{Breach, Known, Row};
pub use text::Text;
pub use timestamp::{Timestamp, TimestampError};
pub use violation::{Deviation, Violation, Violations};
