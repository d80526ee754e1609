//! What was created and not yet deleted, per workspace.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hyper::body::Bytes;

/// The operation that creates, and the values of its path parameters.
pub(crate) type Collection = (String, Vec<String>);

/// The answers of all creations, by collection and id.
#[derive(Debug, Default)]
pub(crate) struct Store {
    collections: Mutex<HashMap<Collection, HashMap<Box<str>, Bytes>>>,
}

impl Store {
    pub(crate) fn insert(&self, collection: Collection, id: &str, answer: Bytes) {
        self.lock().entry(collection).or_default().insert(id.into(), answer);
    }

    /// Removes the ids that are there; gives those, and the others, each once, in the order given.
    pub(crate) fn remove(
        &self,
        collection: Collection,
        ids: Vec<String>,
    ) -> (Vec<String>, Vec<String>) {
        let mut collections = self.lock();
        let Entry::Occupied(mut known) = collections.entry(collection) else {
            return (Vec::new(), unique(ids));
        };
        let split =
            unique(ids).into_iter().partition(|id| known.get_mut().remove(id.as_str()).is_some());
        if known.get().is_empty() {
            known.remove();
        }
        split
    }

    /// Every answer that is kept, in no order.
    pub(crate) fn all(&self) -> Vec<Bytes> {
        self.lock().values().flat_map(|known| known.values().cloned()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Collection, HashMap<Box<str>, Bytes>>> {
        self.collections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unique(ids: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::with_capacity(ids.len());
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
        assert_eq!(store.remove(here(), ids("x a b a x")), (ids("a"), ids("x b")));
        assert_eq!(store.remove(here(), ids("a")), (vec![], ids("a")));
        assert_eq!(store.all(), [Bytes::from_static(b"2")]);
    }
}
