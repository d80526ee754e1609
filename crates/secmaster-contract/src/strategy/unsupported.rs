//! Why there is no strategy for a schema.

use std::fmt;

/// A schema, or a part of one, of which no instances can be generated.
///
/// ```
/// use secmaster_contract::strategy::strategy_for;
/// let error = strategy_for(&serde_json::json!({ "uniqueItems": true })).unwrap_err();
/// assert_eq!(error.to_string(), "cannot generate instances: `uniqueItems` of the whole schema: \
///     this keyword is not understood; take it out of a copy of the schema, and filter what is generated");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsupportedSchema {
    pointer: String,
    keyword: String,
    reason: String,
}

impl UnsupportedSchema {
    pub(crate) fn new(
        pointer: impl Into<String>,
        keyword: impl Into<String>,
        reason: impl Into<String>,
    ) -> Self {
        Self { pointer: pointer.into(), keyword: keyword.into(), reason: reason.into() }
    }

    /// The JSON pointer of the schema that has the keyword; empty for the whole.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The keyword; empty if it is none in particular.
    pub fn keyword(&self) -> &str {
        &self.keyword
    }
}

impl fmt::Display for UnsupportedSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cannot generate instances: ")?;
        if !self.keyword.is_empty() {
            write!(f, "`{}` of ", self.keyword)?;
        }
        match self.pointer.as_str() {
            "" => f.write_str("the whole schema")?,
            pointer => write!(f, "the schema at {pointer}")?,
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for UnsupportedSchema {}
