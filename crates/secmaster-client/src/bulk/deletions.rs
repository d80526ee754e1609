//! One request per chunk of ids: deletions.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use secmaster_model::delete_indicator::{IndicatorBatchOperateResponse, Request, Response};

use super::chunks::{Chunk, Chunks};
use super::operations::exact_size;
use super::{Bulk, Deletion, Item, Summary, engine};
use crate::{Answer, Client};

/// The most ids that one deletion takes.
const MOST: usize = 999;

/// So many requests per thread may be between the input and the report. They are large.
const WINDOW: usize = 4;

/// Deletions: what [`Client::delete_many`] sends.
///
/// ```
/// use secmaster_client::Client;
/// use secmaster_client::bulk::{Bulk, Deletions};
///
/// fn in_order<'a>(
///     client: &'a Client,
///     workspace: &'a str,
///     ids: Vec<String>,
/// ) -> Bulk<'a, Deletions<'a, std::vec::IntoIter<String>>> {
///     client.delete_many(workspace, ids).ordered(true)
/// }
/// ```
pub struct Deletions<'a, I> {
    workspace_id: &'a str,
    ids: I,
    chunk_size: usize,
}

impl Client {
    /// Deletes indicators by their ids, 999 with one request; see [`bulk`](crate::bulk).
    ///
    /// Each id has an outcome of its own, whatever comes of the others in its request. An id that is
    /// twice in the input is sent once if both fall into one request, and has the same outcome
    /// twice; if they do not, the service most likely lists the later one as unknown.
    ///
    /// An id that the service could not delete counts as failed, also for
    /// [`OnError::Stop`](super::OnError::Stop).
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::client;
    /// # use secmaster_client::Canned;
    /// # let body = r#"{"code":"0","data":{"success_ids":["a","c"],"error_ids":["b"]}}"#;
    /// # let client = client(Canned::new().answer(200, body));
    /// let mut left = Vec::new();
    /// let summary = client.delete_many("workspace", ["a", "b", "c"]).for_each(|item| {
    ///     if !item.outcome.is_deleted() {
    ///         left.push((item.index, item.input));
    ///     }
    /// });
    /// assert_eq!(left, [(1, "b".to_owned())]);
    /// assert_eq!(summary.counts.succeeded, 2);
    /// ```
    pub fn delete_many<'a, I>(
        &'a self,
        workspace_id: &'a str,
        ids: I,
    ) -> Bulk<'a, Deletions<'a, I::IntoIter>>
    where
        I: IntoIterator<Item: Into<String>>,
    {
        let ids = ids.into_iter();
        Bulk::new(self, Deletions { workspace_id, ids, chunk_size: MOST })
    }
}

impl<I> Bulk<'_, Deletions<'_, I>>
where
    I: Iterator<Item: Into<String>> + Send,
{
    /// How many ids one request has: at least 1, and no more than 999, which is the default.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::client;
    /// # use secmaster_client::Canned;
    /// # let body = r#"{"code":"0","data":{"success_ids":["a"],"error_ids":[]}}"#;
    /// # let client = client(Canned::new().answer(200, body));
    /// let run = client.delete_many("workspace", ["a"]).chunk_size(100);
    /// assert!(run.for_each(|_| ()).all_succeeded());
    /// ```
    pub fn chunk_size(mut self, ids: usize) -> Self {
        self.kind.chunk_size = ids.clamp(1, MOST);
        self
    }

    /// Deletes them, and hands over each id with its outcome.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::client;
    /// # use secmaster_client::Canned;
    /// # let body = r#"{"code":"0","data":{"success_ids":["a"],"error_ids":[]}}"#;
    /// # let client = client(Canned::new().answer(200, body));
    /// client.delete_many("workspace", ["a"]).for_each(|item| {
    ///     println!("{}: {}", item.input, item.outcome.is_deleted());
    /// });
    /// ```
    pub fn for_each(self, each: impl FnMut(Item<String, Deletion>) + Send) -> Summary {
        let Deletions { workspace_id, ids, chunk_size } = self.kind;
        let total = exact_size(&ids);
        let client = self.client;
        let work = |chunk: Chunk, may_send| {
            if may_send {
                delete(client, workspace_id, chunk)
            } else {
                chunk.outcomes(|_| Deletion::NotSent)
            }
        };
        engine::run(self.settings, total, WINDOW, Chunks::new(ids, chunk_size), work, each)
    }
}

fn delete(client: &Client, workspace_id: &str, chunk: Chunk) -> Vec<Item<String, Deletion>> {
    let mut seen = HashSet::new();
    let distinct: Vec<_> = chunk.ids.iter().filter(|id| seen.insert(*id)).cloned().collect();
    let body = Request::builder().batch_ids(distinct).build();
    match client.delete_indicator(workspace_id, &body) {
        Ok(answer) => {
            let answer = Arc::new(answer);
            let lists = Lists::of(&answer);
            chunk.outcomes(|id| lists.outcome(id, &answer))
        }
        Err(error) => {
            let error = Arc::new(error);
            chunk.outcomes(|_| Deletion::Failed(Arc::clone(&error)))
        }
    }
}

impl Chunk {
    fn outcomes(self, outcome: impl Fn(&str) -> Deletion) -> Vec<Item<String, Deletion>> {
        let item = |(index, id): (usize, String)| {
            let outcome = outcome(&id);
            Item { index, input: id, outcome }
        };
        (self.start..).zip(self.ids).map(item).collect()
    }
}

/// The ids of an answer.
struct Lists<'a> {
    deleted: HashSet<&'a str>,
    refused: HashSet<&'a str>,
}

impl<'a> Lists<'a> {
    fn of(answer: &'a Response) -> Self {
        let data = answer.data.as_ref();
        let set = |list: fn(&IndicatorBatchOperateResponse) -> &Option<Vec<String>>| {
            data.and_then(|data| list(data).as_ref()).into_iter().flatten().map(String::as_str)
        };
        Self {
            deleted: set(|data| &data.success_ids).collect(),
            refused: set(|data| &data.error_ids).collect(),
        }
    }

    fn outcome(&self, id: &str, answer: &Arc<Answer<Response>>) -> Deletion {
        let answer = Arc::clone(answer);
        match (self.deleted.contains(id), self.refused.contains(id)) {
            (true, false) => Deletion::Deleted(answer),
            (false, true) => Deletion::Refused(answer),
            _ => Deletion::Unclear(answer),
        }
    }
}

impl<I> fmt::Debug for Deletions<'_, I> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Deletions")
            .field("workspace_id", &self.workspace_id)
            .field("chunk_size", &self.chunk_size)
            .finish_non_exhaustive()
    }
}
