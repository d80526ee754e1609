//! What is known about ids before they are deleted.

use serde::{Deserialize, Serialize};

/// What is known about ids before they are deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Known {
    /// Those of things that are there.
    pub(crate) alive: Vec<String>,
    /// Those that something had, and was deleted.
    pub(crate) deleted: Vec<String>,
    /// Those that nothing ever had.
    pub(crate) unknown: Vec<String>,
    /// Those of things that are there although a deletion, which did not name them, came before.
    pub(crate) unnamed: Vec<String>,
}

impl Known {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
