//! The faults that change answers.

use crate::fault::change::Change;
use crate::reply::Reply;

/// The answers that are changed, and how.
#[derive(Debug, Default)]
pub(crate) struct ResponseFaults {
    changes: Vec<Of>,
}

/// A change of the answers of one operation and status.
#[derive(Debug)]
struct Of {
    operation: String,
    status: u16,
    change: Change,
}

impl ResponseFaults {
    pub(crate) fn new(changes: Vec<(String, u16, Change)>) -> Self {
        let of = |(operation, status, change)| Of { operation, status, change };
        Self { changes: changes.into_iter().map(of).collect() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Changes an answer of that operation to a request with that secret.
    pub(crate) fn apply(
        &self,
        operation: &str,
        reply: &mut Reply,
        secret: &dyn Fn() -> Option<String>,
    ) {
        let due = reply.status;
        let changes = self.changes.iter().filter(|it| it.operation == operation);
        changes.filter(|it| it.status == due).for_each(|it| it.change.apply(reply, secret));
    }
}
