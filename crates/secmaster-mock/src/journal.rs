//! What a mock did, request by request.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::decision::Decision;
use crate::fault::disruption::Disruption;
use crate::reply::Reply;
use crate::script::Trouble;

/// What became of one request.
///
/// ```
/// use secmaster_mock::JournalEntry;
///
/// fn in_doubt(journal: &[JournalEntry]) -> impl Iterator<Item = &str> {
///     let troubled = journal.iter().filter(|entry| entry.trouble.is_some());
///     troubled.map(|entry| entry.request_id.as_str())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JournalEntry {
    /// The id of the request, which its answer carries.
    pub request_id: String,
    /// The operation that it is for, or [`Script::CREDENTIALS`](crate::Script::CREDENTIALS); none
    /// where the mock has no such operation.
    pub operation: Option<String>,
    /// What was done.
    pub processed: Processed,
    /// The status of the answer; none where a reset came instead.
    pub status: Option<u16>,
    /// What the script made of the answer; none where that was sent as it is, be it late.
    pub trouble: Option<Trouble>,
}

/// What a request did.
///
/// ```
/// use secmaster_mock::{JournalEntry, Processed};
///
/// fn created(journal: &[JournalEntry]) -> impl Iterator<Item = &str> {
///     journal.iter().filter_map(|entry| match &entry.processed {
///         Processed::Created { id, .. } => Some(id.as_str()),
///         _ => None,
///     })
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Processed {
    /// Nothing was created or deleted.
    Nothing,
    /// One was created.
    Created {
        /// Its id.
        id: String,
        /// The name that the request gave it, if it gave one.
        name: Option<String>,
    },
    /// These ids were asked to be deleted.
    Deleted {
        /// The ids that are deleted now.
        succeeded: Vec<String>,
        /// The ids that could not be deleted.
        failed: Vec<String>,
    },
}

/// All that was done, in order.
#[derive(Debug, Default)]
pub(crate) struct Journal(Mutex<Vec<JournalEntry>>);

impl Journal {
    pub(crate) fn note(&self, operation: Option<&str>, reply: &Reply, request_id: &str) {
        let processed = match &reply.decision {
            Decision::Created { id, name } => {
                Processed::Created { id: id.clone(), name: name.clone() }
            }
            Decision::Deleted(lists) => Processed::Deleted {
                succeeded: lists.succeeded.clone(),
                failed: lists.failed.clone(),
            },
            _ => Processed::Nothing,
        };
        self.lock().push(JournalEntry {
            request_id: request_id.to_owned(),
            operation: operation.map(str::to_owned),
            processed,
            status: (reply.disruption != Some(Disruption::Reset)).then_some(reply.status),
            trouble: reply.trouble,
        });
    }

    pub(crate) fn entries(&self) -> Vec<JournalEntry> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<JournalEntry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
