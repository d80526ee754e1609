//! Faults of what creating and deleting does.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use secmaster_spec::Create;
use serde_json::Value;

use crate::numbering::Stamp;
use crate::pointer;
use crate::reply::Reply;
use crate::store::{Collection, Store};

/// After so many creations an id comes again, where that happens only sometimes.
const SOMETIMES: u64 = 20;

/// For so long what is deleted is there for others, where it lingers.
const LINGERING: Duration = Duration::from_millis(200);

/// What is wrong with the effect of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Misdeed {
    /// Each creation gives the id of the first.
    RepeatFirst,
    /// Some creations give the id of the one before.
    RepeatSometimes,
    /// The object that is created has the id that the caller gave, beside one of the endpoint.
    TakeId,
    /// The last id of a list is missing in it.
    Unlist(List),
    /// A list ends with an id that nobody named.
    Foreign(List),
    /// The first id of a list is in the other, too.
    Both(List),
    /// What belongs into this list is in the other.
    Mislist(List),
    /// What was deleted before is reported as deleted.
    Resurrect,
    /// What is reported as deleted is still there.
    Keep,
    /// What is deleted is there until the answer is sent, also for others.
    Linger,
    /// One more is deleted: the newest.
    SpillOne,
    /// Where no id is named, all are deleted.
    SpillAll,
}

/// A list of a deletion's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    /// The ids that were deleted.
    Succeeded,
    /// The ids that could not be deleted.
    Failed,
}

/// The misdeeds of all operations, and what they have to remember.
#[derive(Debug, Default)]
pub(crate) struct EffectFaults {
    misdeeds: Vec<(String, Misdeed)>,
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    created: u64,
    last_id: Option<String>,
    /// The ids of all that was created, the newest last.
    ids: Vec<String>,
    deleted: HashMap<(Collection, String), Instant>,
}

/// The ids of a deletion's answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Lists {
    pub(crate) succeeded: Vec<String>,
    pub(crate) failed: Vec<String>,
}

impl EffectFaults {
    pub(crate) fn new(misdeeds: Vec<(String, Misdeed)>) -> Self {
        Self { misdeeds, ..Self::default() }
    }

    /// The id of what that operation creates, where `due` is due.
    pub(crate) fn id(&self, operation: &str, due: String) -> String {
        if self.misdeeds.is_empty() {
            return due;
        }
        let id = self.of(operation).fold(due, |due, misdeed| {
            let mut memory = self.memory();
            memory.created += 1;
            let repeats = match misdeed {
                Misdeed::RepeatFirst => true,
                Misdeed::RepeatSometimes => memory.created.is_multiple_of(SOMETIMES),
                _ => return due,
            };
            let last = memory.last_id.take().filter(|_| repeats);
            memory.last_id.insert(last.unwrap_or(due)).clone()
        });
        self.memory().ids.push(id.clone());
        id
    }

    /// Puts the id that the request gave into the answer to a creation, where it is taken.
    pub(crate) fn take_id(
        &self,
        operation: &str,
        create: &Create,
        request: &Value,
        reply: &mut Reply,
    ) {
        if !self.of(operation).any(|misdeed| misdeed == Misdeed::TakeId) {
            return;
        }
        for place in &create.ids {
            let given = create.counterpart(place).and_then(|from| request.pointer(&from));
            if let Some(given) = given {
                reply.change_body(|answer| pointer::set(answer, place, given.clone()));
            }
        }
    }

    /// Deletes, as well as that operation does it, and says what it reports.
    pub(crate) fn delete(
        &self,
        operation: &str,
        store: &Store,
        collection: Collection,
        ids: Vec<String>,
        stamp: Stamp,
    ) -> Lists {
        if self.misdeeds.is_empty() {
            return store.remove(collection, ids);
        }
        let named_none = ids.is_empty();
        let keeps = self.of(operation).any(|misdeed| misdeed == Misdeed::Keep);
        let mut lists = if keeps {
            store.split(&collection, ids)
        } else {
            store.remove(collection.clone(), ids)
        };
        let deleted = lists.succeeded.clone();
        for misdeed in self.of(operation) {
            match misdeed {
                Misdeed::Unlist(list) => drop(lists.list(list).pop()),
                Misdeed::Foreign(list) => lists.list(list).push(stamp.object_id()),
                Misdeed::Both(list) => {
                    let first = lists.list(list).first().cloned();
                    lists.list(list.other()).extend(first);
                }
                Misdeed::Mislist(List::Succeeded) => {
                    let moved = std::mem::take(&mut lists.succeeded);
                    lists.failed.extend(moved);
                }
                // What was deleted before is another fault's.
                Misdeed::Mislist(List::Failed) => {
                    lists.report(|id| !self.was_deleted(&collection, id));
                }
                Misdeed::Resurrect => lists.report(|id| self.was_deleted(&collection, id)),
                Misdeed::Linger => lists.report(|id| {
                    let deleted = self.deleted(&collection, id);
                    deleted.is_some_and(|time| time.elapsed() < LINGERING)
                }),
                Misdeed::SpillOne if !deleted.is_empty() => {
                    let mut newest = self.memory().ids.clone().into_iter().rev();
                    newest.find(|id| store.remove_one(&collection, id));
                }
                Misdeed::SpillAll if named_none => store.remove_all(&collection),
                _ => {}
            }
        }
        let now = Instant::now();
        let gone = deleted.into_iter().map(|id| ((collection.clone(), id), now));
        self.memory().deleted.extend(gone);
        lists
    }

    /// How long the answer to a deletion of something waits.
    pub(crate) fn delay(&self, operation: &str) -> Duration {
        let lingers = self.of(operation).any(|misdeed| misdeed == Misdeed::Linger);
        // Who deletes it again after the answer must not find it.
        if lingers { LINGERING * 5 / 4 } else { Duration::ZERO }
    }

    fn of(&self, operation: &str) -> impl Iterator<Item = Misdeed> {
        let of_operation = self.misdeeds.iter().filter(move |(of, _)| of == operation);
        of_operation.map(|(_, misdeed)| *misdeed)
    }

    fn was_deleted(&self, collection: &Collection, id: &str) -> bool {
        self.deleted(collection, id).is_some()
    }

    /// When it was deleted.
    fn deleted(&self, collection: &Collection, id: &str) -> Option<Instant> {
        self.memory().deleted.get(&(collection.clone(), id.to_owned())).copied()
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl List {
    const fn other(self) -> Self {
        match self {
            Self::Succeeded => Self::Failed,
            Self::Failed => Self::Succeeded,
        }
    }
}

impl Lists {
    fn list(&mut self, list: List) -> &mut Vec<String> {
        match list {
            List::Succeeded => &mut self.succeeded,
            List::Failed => &mut self.failed,
        }
    }

    /// Reports those ids as deleted.
    fn report(&mut self, is_meant: impl Fn(&str) -> bool) {
        let failed = std::mem::take(&mut self.failed);
        let (moved, kept): (Vec<_>, Vec<_>) = failed.into_iter().partition(|id| is_meant(id));
        self.succeeded.extend(moved);
        self.failed = kept;
    }
}
