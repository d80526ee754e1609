//! What is known about ids before they are deleted.

use serde::{Deserialize, Serialize};

use crate::secret::Secret;

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

    /// The same to be shown: a server may put the token into ids.
    pub(crate) fn redacted(&self, secret: &Secret) -> Self {
        let all = |ids: &[String]| ids.iter().map(|id| secret.redact(id)).collect();
        let Self { alive, deleted, unknown, unnamed } = self;
        Self {
            alive: all(alive),
            deleted: all(deleted),
            unknown: all(unknown),
            unnamed: all(unnamed),
        }
    }
}
