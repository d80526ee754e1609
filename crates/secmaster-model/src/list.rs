//! An array with a documented number of items.

use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::{Breach, Examination, Examine};

/// An array documented as `MIN..=MAX` items; 0 and [`usize::MAX`] mean that no bound is documented.
///
/// Reading and conversion accept any number of items; [`validate`](crate::validate) reports a breach.
///
/// ```
/// use secmaster_model::{List, validate};
///
/// let ids: List<String, 0, 1> = vec!["a".to_owned(), "b".to_owned()].into();
/// assert_eq!(ids.len(), 2);
/// let violations = validate(&ids).unwrap_err();
/// assert!(violations.to_string().contains("2 items"));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct List<T, const MIN: usize, const MAX: usize>(Vec<T>);

impl<T, const MIN: usize, const MAX: usize> List<T, MIN, MAX> {
    /// The items as a vector, without a copy.
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T, const MIN: usize, const MAX: usize> Default for List<T, MIN, MAX> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const MIN: usize, const MAX: usize> Deref for List<T, MIN, MAX> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T, const MIN: usize, const MAX: usize> DerefMut for List<T, MIN, MAX> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<T, const MIN: usize, const MAX: usize> From<Vec<T>> for List<T, MIN, MAX> {
    fn from(items: Vec<T>) -> Self {
        Self(items)
    }
}

impl<T, const N: usize, const MIN: usize, const MAX: usize> From<[T; N]> for List<T, MIN, MAX> {
    fn from(items: [T; N]) -> Self {
        Self(items.into())
    }
}

impl<T, const MIN: usize, const MAX: usize> From<List<T, MIN, MAX>> for Vec<T> {
    fn from(list: List<T, MIN, MAX>) -> Self {
        list.0
    }
}

impl<T, const MIN: usize, const MAX: usize> FromIterator<T> for List<T, MIN, MAX> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T, const MIN: usize, const MAX: usize> Extend<T> for List<T, MIN, MAX> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        self.0.extend(items);
    }
}

impl<T, const MIN: usize, const MAX: usize> IntoIterator for List<T, MIN, MAX> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T, const MIN: usize, const MAX: usize> IntoIterator for &'a List<T, MIN, MAX> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: fmt::Debug, const MIN: usize, const MAX: usize> fmt::Debug for List<T, MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Serialize, const MIN: usize, const MAX: usize> Serialize for List<T, MIN, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>, const MIN: usize, const MAX: usize> Deserialize<'de>
    for List<T, MIN, MAX>
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self)
    }
}

impl<T: Examine, const MIN: usize, const MAX: usize> Examine for List<T, MIN, MAX> {
    fn examine(&self, examination: &mut Examination<'_>) {
        if !(MIN..=MAX).contains(&self.0.len()) {
            examination.breach::<Self>(Breach::Items, &format_args!("{} items", self.0.len()));
        }
        self.0.examine(examination);
    }

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (MIN, MAX) {
            (0, usize::MAX) => f.write_str("an array"),
            (0, max) => write!(f, "at most {max} items"),
            (min, usize::MAX) => write!(f, "at least {min} items"),
            (min, max) => write!(f, "{min} to {max} items"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::breaches;
    use crate::{Text, validate};

    #[test]
    fn the_number_of_items_and_each_item_are_examined() {
        type Ids = List<Text<1, 2>, 1, 2>;
        let read = |json| serde_json::from_str::<Ids>(json).unwrap();
        assert_eq!(breaches(&read("[]")), [Breach::Items]);
        assert_eq!(breaches(&read(r#"["a","b"]"#)), []);
        let violations = validate(&read(r#"["a","","abc"]"#)).unwrap_err();
        let found: Vec<_> = violations
            .iter()
            .map(|violation| (violation.pointer.as_str(), violation.breach))
            .collect();
        assert_eq!(found, [("", Breach::Items), ("/1", Breach::Length), ("/2", Breach::Length)]);
    }

    #[test]
    fn is_a_vec_in_use() {
        let mut list: List<i32, 0, 3> = [3, 1].into_iter().collect();
        list.extend([2]);
        list.sort_unstable();
        assert_eq!((&*list, format!("{list:?}").as_str()), (&[1, 2, 3][..], "[1, 2, 3]"));
        assert_eq!((&list).into_iter().sum::<i32>(), 6);
        assert_eq!(list.clone().into_vec(), list.into_iter().collect::<Vec<_>>());
        assert!(
            List::<i32, 0, 3>::default().is_empty()
                && List::<i32, 0, 3>::from([1]) == vec![1].into()
        );
    }
}
