//! The members of an object that its table does not know.

use std::fmt;

use serde_json::{Map, Value};

/// The members of an object that its table does not know, and the documented optional members whose value was `null`.
///
/// So nothing that a server sent is lost, and absent, `null` and present stay different: an absent optional member is `None` in
/// its field and absent here, a `null` is `None` in its field and `null` here. [`validate`](crate::validate) reports such a `null`
/// and takes no offence at unknown members.
///
/// On writing, the members follow the documented ones. A member with the name of a documented row is written only if that row's
/// field is not set, so no name is ever written twice. This also sends an optional row with a value that its type cannot hold;
/// [`validate`](crate::validate) holds that value against the row.
///
/// Where an object inside an unknown member has a name twice, the last one counts, as everywhere in `serde_json`.
///
/// ```
/// use secmaster_model::Extra;
///
/// let mut extra = Extra::default();
/// assert!(extra.is_empty());
/// extra.insert("category", "network");
/// assert_eq!(extra.get("category").and_then(|value| value.as_str()), Some("network"));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Extra(
    // `None` when empty: most objects have no unknown member, and then cost one word and no allocation.
    Option<Box<Map<String, Value>>>,
);

impl Extra {
    /// No members.
    pub const fn new() -> Self {
        Self(None)
    }

    /// The value of a member.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.as_ref()?.get(name)
    }

    /// Sets a member and gives back the value that it had.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.0.get_or_insert_default().insert(name.into(), value.into())
    }

    /// Removes a member and gives back its value.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let members = self.0.as_mut()?;
        let value = members.remove(name);
        if members.is_empty() {
            self.0 = None;
        }
        value
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The number of members.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |members| members.len())
    }

    /// The members, ordered as in a [`Map`] of `serde_json`.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().flat_map(|members| members.iter()).map(|(name, value)| (name.as_str(), value))
    }
}

impl From<Map<String, Value>> for Extra {
    fn from(members: Map<String, Value>) -> Self {
        Self((!members.is_empty()).then(|| Box::new(members)))
    }
}

impl From<Extra> for Map<String, Value> {
    fn from(extra: Extra) -> Self {
        extra.0.map(|members| *members).unwrap_or_default()
    }
}

impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for Extra {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(members: I) -> Self {
        let mut extra = Self::new();
        extra.extend(members);
        extra
    }
}

impl<N: Into<String>, V: Into<Value>> Extend<(N, V)> for Extra {
    fn extend<I: IntoIterator<Item = (N, V)>>(&mut self, members: I) {
        for (name, value) in members {
            self.insert(name, value);
        }
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_is_one_word_and_always_the_same() {
        assert_eq!(size_of::<Extra>(), size_of::<usize>());
        let mut extra = Extra::new();
        assert_eq!(extra.insert("a", 1), None);
        assert_eq!(extra.insert("a", Value::Null), Some(1.into()));
        assert_eq!((extra.len(), extra.get("a"), extra.get("b")), (1, Some(&Value::Null), None));
        assert_eq!((extra.remove("b"), extra.remove("a")), (None, Some(Value::Null)));
        assert_eq!(extra, Extra::from(Map::new()));
        assert!(extra.is_empty() && extra.iter().next().is_none());
    }

    #[test]
    fn collects_and_gives_back_a_map() {
        let extra: Extra = [("b", 2), ("a", 1)].into_iter().collect();
        assert_eq!(extra.iter().count(), 2);
        assert_eq!(Extra::from(Map::from(extra.clone())), extra);
        assert!(format!("{extra:?}").contains("\"b\": Number(2)"));
    }
}
