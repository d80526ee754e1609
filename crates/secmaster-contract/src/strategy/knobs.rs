//! How wild, wide and deep instances are.

use proptest::strategy::{BoxedStrategy, Strategy};
use serde_json::Value;

use super::tree::Instances;
use super::unsupported::UnsupportedSchema;

/// How wild, wide and deep instances are. None of it makes an instance invalid: where the schema
/// asks for more, there is more.
///
/// ```
/// use secmaster_contract::strategy::Knobs;
/// let strategy = Knobs::plain()
///     .unknown_members(2)
///     .most_items(10)
///     .strategy_for(&serde_json::json!({ "type": "object" }))?;
/// # Ok::<(), secmaster_contract::strategy::UnsupportedSchema>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knobs {
    pub(crate) is_wild: bool,
    pub(crate) unknown_members: u32,
    pub(crate) any_order: bool,
    pub(crate) longest_text: u32,
    pub(crate) most_items: u32,
    pub(crate) depth: u32,
}

impl Knobs {
    /// Texts of all characters and many lengths, numbers at and beyond all edges, also written with
    /// a zero fraction, unknown members, members in any order.
    pub const fn wild() -> Self {
        Self {
            is_wild: true,
            unknown_members: 2,
            any_order: true,
            longest_text: 1024,
            most_items: 6,
            depth: 8,
        }
    }

    /// Printable words, small numbers, no unknown members, members in the schema's order.
    pub const fn plain() -> Self {
        Self {
            is_wild: false,
            unknown_members: 0,
            any_order: false,
            longest_text: 64,
            most_items: 4,
            depth: 8,
        }
    }

    /// How many members an object has at most that no schema names, where `additionalProperties`
    /// leaves them free.
    #[must_use]
    pub const fn unknown_members(mut self, most: u32) -> Self {
        self.unknown_members = most;
        self
    }

    /// Whether members may stand in another order than the schema's.
    #[must_use]
    pub const fn any_order(mut self, any: bool) -> Self {
        self.any_order = any;
        self
    }

    /// How many characters a text has at most, where `minLength` does not ask for more.
    #[must_use]
    pub const fn longest_text(mut self, most: u32) -> Self {
        self.longest_text = most;
        self
    }

    /// How many items an array has at most, where `minItems` does not ask for more.
    #[must_use]
    pub const fn most_items(mut self, most: u32) -> Self {
        self.most_items = most;
        self
    }

    /// How deep arrays and objects stand in each other, where the schema does not ask for more.
    #[must_use]
    pub const fn depth(mut self, most: u32) -> Self {
        self.depth = most;
        self
    }

    /// A strategy of the instances of a JSON Schema (2020-12).
    ///
    /// # Errors
    /// Those of [`strategy_for`](super::strategy_for).
    pub fn strategy_for(&self, schema: &Value) -> Result<BoxedStrategy<Value>, UnsupportedSchema> {
        Ok(self.instances(schema)?.boxed())
    }

    /// The same, unboxed.
    pub(crate) fn instances(&self, schema: &Value) -> Result<Instances, UnsupportedSchema> {
        Instances::new(schema, self.clone())
    }
}

impl Default for Knobs {
    fn default() -> Self {
        Self::wild()
    }
}
