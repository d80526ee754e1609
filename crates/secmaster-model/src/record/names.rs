//! Which row a member's name belongs to.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

/// The name of a member: the position of its row, or a name that no row has.
pub(crate) enum Name {
    Row(usize),
    Other(String),
}

/// Finds names among those of the rows, beginning after the last one found: members mostly come in documented order.
pub(crate) struct Names {
    all: &'static [&'static str],
    next: usize,
}

impl Names {
    pub(crate) fn new(all: &'static [&'static str]) -> Self {
        Self { all, next: 0 }
    }

    fn find(&mut self, name: &str) -> Option<Name> {
        let (before, after) = self.all.split_at_checked(self.next)?;
        let is_it = |row: &&str| *row == name;
        let position = match after.iter().position(is_it) {
            Some(position) => self.next + position,
            None => before.iter().position(is_it)?,
        };
        self.next = position + 1;
        Some(Name::Row(position))
    }
}

impl<'de> DeserializeSeed<'de> for &mut Names {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for &mut Names {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name, E> {
        Ok(self.find(name).unwrap_or_else(|| Name::Other(name.to_owned())))
    }

    fn visit_string<E: Error>(self, name: String) -> Result<Name, E> {
        Ok(self.find(&name).unwrap_or(Name::Other(name)))
    }
}
