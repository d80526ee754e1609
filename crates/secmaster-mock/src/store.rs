//! What was created and not yet deleted, per workspace.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::body::Bytes;

use crate::fault::effects::Lists;

/// The operation that creates, and the values of its path parameters.
pub(crate) type Collection = (String, Vec<String>);

type Collections = HashMap<Collection, HashMap<Box<str>, Bytes>>;

/// The answers of all creations, by collection and id.
#[derive(Debug, Default)]
pub(crate) struct Store {
    collections: Mutex<Collections>,
}

impl Store {
    pub(crate) fn insert(&self, collection: Collection, id: &str, answer: Bytes) {
        self.lock().entry(collection).or_default().insert(id.into(), answer);
    }

    /// Removes the ids that are there; gives those, and the others, each once, in the order given.
    pub(crate) fn remove(&self, collection: Collection, ids: Vec<String>) -> Lists {
        let mut collections = self.lock();
        let Entry::Occupied(mut known) = collections.entry(collection) else {
            return Lists { succeeded: Vec::new(), failed: unique(ids) };
        };
        let (succeeded, failed) =
            unique(ids).into_iter().partition(|id| known.get_mut().remove(id.as_str()).is_some());
        if known.get().is_empty() {
            known.remove();
        }
        Lists { succeeded, failed }
    }

    /// The same without removing anything.
    pub(crate) fn split(&self, collection: &Collection, ids: Vec<String>) -> Lists {
        let collections = self.lock();
        let is_there = |id: &String| {
            collections.get(collection).is_some_and(|known| known.contains_key(id.as_str()))
        };
        let (succeeded, failed) = unique(ids).into_iter().partition(is_there);
        Lists { succeeded, failed }
    }

    /// Removes one id; says whether it was there.
    pub(crate) fn remove_one(&self, collection: &Collection, id: &str) -> bool {
        self.lock().get_mut(collection).is_some_and(|known| known.remove(id).is_some())
    }

    /// Removes the whole collection.
    pub(crate) fn remove_all(&self, collection: &Collection) {
        self.lock().remove(collection);
    }

    /// Every answer that is kept, in no order.
    pub(crate) fn all(&self) -> Vec<Bytes> {
        self.lock().values().flat_map(|known| known.values().cloned()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Collections> {
        self.collections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unique(ids: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::with_capacity(ids.len());
    ids.into_iter().filter(|id| seen.insert(id.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_id_is_in_one_list() {
        let store = Store::default();
        let here = || ("create".to_owned(), vec!["p".to_owned(), "here".to_owned()]);
        let there = || ("create".to_owned(), vec!["p".to_owned(), "there".to_owned()]);
        store.insert(here(), "a", Bytes::from_static(b"1"));
        store.insert(there(), "b", Bytes::from_static(b"2"));
        let ids = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let due = Lists { succeeded: ids("a"), failed: ids("x b") };
        assert_eq!(store.split(&here(), ids("x a b a x")), due);
        assert_eq!(store.remove(here(), ids("x a b a x")), due);
        let none = Lists { succeeded: vec![], failed: ids("a") };
        assert_eq!(store.remove(here(), ids("a")), none);
        assert_eq!(store.all(), [Bytes::from_static(b"2")]);
    }
}
