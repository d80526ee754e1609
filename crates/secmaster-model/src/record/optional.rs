//! What `record!` does with an optional row; the functions are those of `mandatory`.

use serde::de::{Deserialize, DeserializeOwned, Error, MapAccess};
use serde::ser::{Serialize, SerializeMap};
use serde_json::Value;

use crate::{Examination, Examine, Extra, Reads, Row};

#[cfg(feature = "schemars")]
pub(crate) const REQUIRED: bool = false;

pub(crate) fn take<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    members: &mut A,
    field: &mut Option<T>,
    extra: &mut Extra,
    name: &'static str,
) -> Result<(), A::Error> {
    if field.is_some() || extra.get(name).is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *field = members.next_value()?;
    if field.is_none() {
        extra.insert(name, Value::Null);
    }
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "as its namesake of mandatory rows")]
pub(crate) fn finish<T, E: Error>(field: Option<T>, _: &'static str) -> Result<Option<T>, E> {
    Ok(field)
}

pub(crate) fn is_set<T>(field: &Option<T>) -> bool {
    field.is_some()
}

pub(crate) fn write<M: SerializeMap, T: Serialize>(
    members: &mut M,
    name: &'static str,
    field: &Option<T>,
) -> Result<(), M::Error> {
    match field {
        Some(value) => members.serialize_entry(name, value),
        None => Ok(()),
    }
}

pub(crate) fn examine<T: Examine + DeserializeOwned>(
    examination: &mut Examination<'_>,
    row: &'static Row,
    field: &Option<T>,
    extra: &Extra,
) {
    match (field, extra.get(row.name)) {
        (Some(value), _) => examination.member(row, value),
        (None, None) => {}
        (None, Some(Value::Null)) => examination.member(row, field),
        // What is written in the row's place is held against the row.
        (None, Some(value)) => match T::deserialize(value) {
            Ok(value) => examination.member(row, &value),
            Err(_) => examination.member(row, &Reads::<T, _>::Deviating(value)),
        },
    }
}
