//! What came of an item.

use std::sync::Arc;

use secmaster_model::delete_indicator::Response;

use crate::{Answer, Error};

/// An item of the input with what came of it.
///
/// ```
/// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
/// # use support::{client, creation};
/// # use secmaster_client::Canned;
/// # let client = client(Canned::new().answer(400, r#"{"code":"S.1","message":"no"}"#));
/// let mut to_try_again = Vec::new();
/// client.create_many("workspace", [creation("203.0.113.7")]).for_each(|item| {
///     if !item.outcome.is_done() && !item.outcome.may_have_been_applied() {
///         to_try_again.push((item.index, item.input));
///     }
/// });
/// assert_eq!(to_try_again, [(0, creation("203.0.113.7"))]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Item<I, O> {
    /// Its place in the input, from 0.
    pub index: usize,
    /// The item itself, given back.
    pub input: I,
    /// What came of it.
    pub outcome: O,
}

/// What came of an operation.
///
/// ```
/// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
/// # use support::{client, creation};
/// # use secmaster_client::Canned;
/// use secmaster_client::bulk::Outcome;
///
/// # let client = client(Canned::new().answer(504, ""));
/// client.create_many("workspace", [creation("203.0.113.7")]).for_each(|item| {
///     assert!(item.outcome.may_have_been_applied());
///     assert!(matches!(item.outcome, Outcome::Failed(error) if error.attempts() == 1));
/// });
/// ```
#[derive(Debug)]
pub enum Outcome<T> {
    /// It succeeded.
    Done(Answer<T>),
    /// It failed; [`Error::may_have_been_applied`] says whether it may have been done all the same.
    Failed(Error),
    /// It was taken from the input, but not sent: the run ended first.
    NotSent,
}

impl<T> Outcome<T> {
    /// Whether it succeeded.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }

    /// Whether the service did what was asked, or may have.
    #[must_use]
    pub fn may_have_been_applied(&self) -> bool {
        self.standing().may_be_done()
    }
}

/// What came of an id that was to be deleted. Ids of one request share its answer or error.
///
/// ```
/// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
/// # use support::client;
/// # use secmaster_client::Canned;
/// use secmaster_client::bulk::Deletion;
///
/// # let body = r#"{"code":"0","data":{"success_ids":["a"],"error_ids":["b"]}}"#;
/// # let client = client(Canned::new().answer(200, body));
/// let mut unknown = Vec::new();
/// client.delete_many("workspace", ["a", "b"]).for_each(|item| match item.outcome {
///     Deletion::Deleted(_) => assert_eq!(item.input, "a"),
///     Deletion::Refused(answer) => unknown.push((item.input, answer.attempts())),
///     other => panic!("{}: {other:?}", item.input),
/// });
/// assert_eq!(unknown, [("b".to_owned(), 1)]);
/// ```
#[derive(Clone, Debug)]
pub enum Deletion {
    /// The service lists it among those that it deleted.
    Deleted(Arc<Answer<Response>>),
    /// The service lists it among those that it could not delete. Where an earlier attempt of the
    /// same request may have been applied
    /// ([`may_have_been_applied_before`](Answer::may_have_been_applied_before)), that attempt may
    /// have deleted it.
    Refused(Arc<Answer<Response>>),
    /// The answer reports success, but lists it nowhere, or in both lists.
    Unclear(Arc<Answer<Response>>),
    /// The request for it failed, and for all others of that request.
    Failed(Arc<Error>),
    /// It was taken from the input, but not sent: the run ended first.
    NotSent,
}

impl Deletion {
    /// Whether the service says that it was deleted.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        matches!(self, Self::Deleted(_))
    }

    /// Whether it was deleted, or may have been.
    #[must_use]
    pub fn may_have_been_deleted(&self) -> bool {
        self.standing().may_be_done()
    }
}

/// How an outcome counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Succeeded,
    Failed,
    InDoubt,
    NotSent,
}

impl Standing {
    fn of_failure(may_be_done: bool) -> Self {
        if may_be_done { Self::InDoubt } else { Self::Failed }
    }

    pub(super) fn is_failure(self) -> bool {
        matches!(self, Self::Failed | Self::InDoubt)
    }

    fn may_be_done(self) -> bool {
        matches!(self, Self::Succeeded | Self::InDoubt)
    }
}

pub(super) trait Counted {
    fn standing(&self) -> Standing;
}

impl<T> Counted for Outcome<T> {
    fn standing(&self) -> Standing {
        match self {
            Self::Done(_) => Standing::Succeeded,
            Self::Failed(error) => Standing::of_failure(error.may_have_been_applied()),
            Self::NotSent => Standing::NotSent,
        }
    }
}

impl Counted for Deletion {
    fn standing(&self) -> Standing {
        match self {
            Self::Deleted(_) => Standing::Succeeded,
            Self::Refused(answer) => Standing::of_failure(answer.may_have_been_applied_before()),
            Self::Unclear(_) => Standing::InDoubt,
            Self::Failed(error) => Standing::of_failure(error.may_have_been_applied()),
            Self::NotSent => Standing::NotSent,
        }
    }
}
