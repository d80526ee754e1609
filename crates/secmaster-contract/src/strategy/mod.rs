//! Generated instances of JSON Schemas: every value that the strategies of this module make is valid.
//!
//! [`strategy_for`] reads a JSON Schema (2020-12) and gives a [proptest] strategy of what
//! it allows: optional members there or not, texts of every Unicode plane, numbers at the edges of
//! their ranges and of what machines can hold, members that no schema names. [`Knobs`] makes it
//! plainer.
//!
//! ```
//! use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
//! use proptest::test_runner::{Reason, TestRunner};
//! use secmaster_contract::strategy::{Knobs, strategy_for};
//! use serde_json::{Value, json};
//!
//! let schema = json!({
//!     "type": "object",
//!     "required": ["value"],
//!     "properties": {
//!         "value": { "type": "string", "maxLength": 20 },
//!         "confidence": { "type": "integer", "minimum": 80, "maximum": 100 },
//!     },
//! });
//! let mut runner = TestRunner::deterministic();
//! let mut one = |strategy: BoxedStrategy<Value>| -> Result<Value, Reason> {
//!     Ok(strategy.new_tree(&mut runner)?.current())
//! };
//! let wild = one(strategy_for(&schema)?).map_err(|reason| reason.to_string())?;
//! assert!(wild["value"].as_str().is_some_and(|text| text.chars().count() <= 20));
//!
//! let plain = one(Knobs::plain().strategy_for(&schema)?).map_err(|reason| reason.to_string())?;
//! assert!(plain["value"].as_str().is_some_and(|text| text.is_ascii()));
//!
//! let error = strategy_for(&json!({ "items": { "not": {} } })).unwrap_err();
//! assert_eq!((error.pointer(), error.keyword()), ("/items", "not"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is understood
//!
//! `$ref` into `#/$defs` (also where it comes back to itself: instances stay within
//! [`Knobs::depth`]), `allOf`, `anyOf`, `oneOf`, `if` with `then` and `else`, `type`, `enum`,
//! `const`, `properties`, `required`, `additionalProperties`, `items`, `minItems`, `maxItems`,
//! `minLength`, `maxLength`, `pattern` (without look-around), `minimum`, `maximum`,
//! `exclusiveMinimum`, `exclusiveMaximum`, annotations, and keywords that begin with `x-`. All else
//! is an [`UnsupportedSchema`]: no keyword is ignored.
//!
//! # Shrinking
//!
//! A failing instance becomes smaller and stays valid: members and items go, texts get short,
//! numbers come near to zero.

mod compile;
mod conjoin;
mod edit;
mod form;
mod generate;
mod keywords;
mod knobs;
mod number;
mod object;
mod shrink;
mod smaller;
mod source;
mod text;
mod tree;
mod typed;
mod unsupported;

#[cfg(test)]
mod tests;

use proptest::strategy::BoxedStrategy;
use serde_json::Value;

pub use knobs::Knobs;
pub use unsupported::UnsupportedSchema;

pub(crate) use shrink::Shrinking;
pub(crate) use source::Source;
pub(crate) use tree::{Instances, seeded_runner};

/// A strategy of the instances of a JSON Schema (2020-12), as wild as [`Knobs::wild`] has it.
///
/// # Errors
/// The schema is broken, has no instance that can be found, or has a keyword that is not
/// understood; the error names the place and the keyword.
///
/// ```
/// use proptest::test_runner::TestRunner;
/// use secmaster_contract::strategy::strategy_for;
/// use serde_json::json;
///
/// let strategy = strategy_for(&json!({ "type": ["integer", "null"], "minimum": 0 }))?;
/// TestRunner::deterministic().run(&strategy, |value| {
///     assert!(value.is_null() || value.as_f64() >= Some(0.0));
///     Ok(())
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn strategy_for(schema: &Value) -> Result<BoxedStrategy<Value>, UnsupportedSchema> {
    Knobs::wild().strategy_for(schema)
}
