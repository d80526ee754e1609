//! One request per item: creations, and operations of any kind.

use std::borrow::Borrow;
use std::fmt;

use secmaster_model::create_indicator::{Request, Response};

use super::{Bulk, Item, Outcome, Summary, engine};
use crate::{Answer, Client, Error, Operation};

/// So many requests per thread may be between the input and the report.
const WINDOW: usize = 16;

/// Operations of one type: what [`Client::send_many`] sends.
///
/// ```
/// use secmaster_client::bulk::{Bulk, Operations};
/// use secmaster_client::{Client, Operation};
///
/// fn gently<I>(client: &Client, operations: I) -> Bulk<'_, Operations<I::IntoIter>>
/// where
///     I: IntoIterator<Item: Operation>,
/// {
///     client.send_many(operations).concurrency(1)
/// }
/// ```
pub struct Operations<I>(I);

/// Creations: what [`Client::create_many`] sends.
///
/// ```
/// use secmaster_client::Client;
/// use secmaster_client::bulk::{Bulk, Creations, OnError};
/// use secmaster_client::model::create_indicator::Request;
///
/// fn carefully<'a>(
///     client: &'a Client,
///     workspace: &'a str,
///     bodies: &'a [Request],
/// ) -> Bulk<'a, Creations<'a, std::slice::Iter<'a, Request>>> {
///     client.create_many(workspace, bodies).on_error(OnError::Stop)
/// }
/// ```
pub struct Creations<'a, I> {
    workspace_id: &'a str,
    bodies: I,
}

impl Client {
    /// Sends an operation for each item of an iterator; see [`bulk`](crate::bulk).
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{DELETED, client, delete};
    /// # use secmaster_client::Canned;
    /// # let client = client(Canned::new().answer(200, DELETED).answer(200, DELETED));
    /// let summary = client.send_many([delete(["a"]), delete(["a"])]).for_each(|item| {
    ///     println!("{}: {}", item.input.body.batch_ids.len(), item.outcome.is_done());
    /// });
    /// assert!(summary.all_succeeded());
    /// ```
    pub fn send_many<I>(&self, operations: I) -> Bulk<'_, Operations<I::IntoIter>>
    where
        I: IntoIterator<Item: Operation>,
    {
        Bulk::new(self, Operations(operations.into_iter()))
    }

    /// Creates an indicator for each body of an iterator; see [`bulk`](crate::bulk).
    ///
    /// No creation is sent twice where that could make two indicators of one: an outcome that
    /// [may have been applied](Outcome::may_have_been_applied) is for the caller to look up.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{CREATED, client, creation};
    /// # use secmaster_client::Canned;
    /// # let client = client(Canned::new().answer(200, CREATED).answer(200, CREATED));
    /// let feed = "203.0.113.7\n203.0.113.8";
    /// let summary = client.create_many("workspace", feed.lines().map(creation)).for_each(|_| ());
    /// assert_eq!(summary.counts.succeeded, 2);
    /// ```
    pub fn create_many<'a, I>(
        &'a self,
        workspace_id: &'a str,
        bodies: I,
    ) -> Bulk<'a, Creations<'a, I::IntoIter>>
    where
        I: IntoIterator<Item: Borrow<Request>>,
    {
        Bulk::new(self, Creations { workspace_id, bodies: bodies.into_iter() })
    }
}

impl<I> Bulk<'_, Operations<I>>
where
    I: Iterator<Item: Operation<Response: Send> + Send> + Send,
{
    /// Sends them, and hands over each with its outcome.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{DELETED, client, delete};
    /// # use secmaster_client::Canned;
    /// # let client = client(Canned::new().answer(200, DELETED));
    /// let mut done = 0;
    /// client
    ///     .send_many([delete(["a"])])
    ///     .for_each(|item| done += usize::from(item.outcome.is_done()));
    /// assert_eq!(done, 1);
    /// ```
    pub fn for_each(
        self,
        each: impl FnMut(Item<I::Item, Outcome<<I::Item as Operation>::Response>>) + Send,
    ) -> Summary {
        let client = self.client;
        self.one_by_one(|kind| kind.0, |operation| client.send(operation), each)
    }
}

impl<I> Bulk<'_, Creations<'_, I>>
where
    I: Iterator<Item: Borrow<Request> + Send> + Send,
{
    /// Creates them, and hands over each body with its outcome.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{CREATED, client, creation};
    /// # use secmaster_client::Canned;
    /// use secmaster_client::bulk::Outcome;
    ///
    /// # let client = client(Canned::new().answer(200, CREATED));
    /// let mut ids = Vec::new();
    /// client.create_many("workspace", [creation("203.0.113.7")]).for_each(|item| {
    ///     if let Outcome::Done(answer) = item.outcome {
    ///         ids.extend(answer.data.as_ref().and_then(|data| data.id.clone()));
    ///     }
    /// });
    /// assert_eq!(ids.len(), 1);
    /// ```
    pub fn for_each(self, each: impl FnMut(Item<I::Item, Outcome<Response>>) + Send) -> Summary {
        let (client, workspace_id) = (self.client, self.kind.workspace_id);
        let create = |body: &I::Item| client.create_indicator(workspace_id, body.borrow());
        self.one_by_one(|kind| kind.bodies, create, each)
    }
}

impl<K> Bulk<'_, K> {
    fn one_by_one<I, T>(
        self,
        inputs: impl FnOnce(K) -> I,
        send: impl Fn(&I::Item) -> Result<Answer<T>, Error> + Sync,
        each: impl FnMut(Item<I::Item, Outcome<T>>) + Send,
    ) -> Summary
    where
        I: Iterator<Item: Send> + Send,
        T: Send,
    {
        let inputs = inputs(self.kind);
        let total = exact_size(&inputs);
        let work = |(index, input), may_send| {
            let outcome = match may_send {
                false => Outcome::NotSent,
                true => send(&input).map_or_else(Outcome::Failed, Outcome::Done),
            };
            [Item { index, input, outcome }]
        };
        engine::run(self.settings, total, WINDOW, inputs.enumerate(), work, each)
    }
}

/// How many items are left, if the iterator knows.
pub(super) fn exact_size(items: &impl Iterator) -> Option<usize> {
    let (least, most) = items.size_hint();
    most.filter(|most| *most == least)
}

impl<I> fmt::Debug for Operations<I> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Operations").finish_non_exhaustive()
    }
}

impl<I> fmt::Debug for Creations<'_, I> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = out.debug_struct("Creations");
        out.field("workspace_id", &self.workspace_id).finish_non_exhaustive()
    }
}
