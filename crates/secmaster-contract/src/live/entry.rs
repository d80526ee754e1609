//! The lines of a journal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The version of the format. It grows when an older reader would misunderstand.
pub(crate) const FORMAT: u32 = 1;

/// The first line: where the run goes. It holds no secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    /// The version of the format.
    pub(crate) journal: u32,
    pub(crate) endpoint: String,
    /// The parameters of the path.
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) run: String,
    /// What stands in the name of everything that the run creates.
    pub(crate) marker: Option<String>,
    pub(crate) started: String,
}

/// Any other line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Entry {
    /// This case is about to be sent and may create something.
    MayCreate(String),
    /// This case is about to be sent and may delete these.
    MayDelete { case: String, ids: Vec<String> },
    /// Something was created.
    Created(Made),
    /// These are gone.
    Deleted { operation: String, ids: Vec<String> },
    /// What the case may have done is known: everything that it did stands before this line.
    Answered(String),
}

/// Something that a case created.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Made {
    pub(crate) case: String,
    /// The operation that created it.
    pub(crate) operation: String,
    /// None if the answer did not give it.
    pub(crate) id: Option<String>,
    /// Whether the id held the token, which was taken out: nothing can be deleted by what is left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) redacted: bool,
}
