//! What `record!` does with a mandatory row; the functions are those of `optional`.

use serde::de::{Deserialize, Error, MapAccess};
use serde::ser::{Serialize, SerializeMap};

use crate::{Examination, Examine, Extra, Row};

#[cfg(feature = "schemars")]
pub(crate) const REQUIRED: bool = true;

pub(crate) fn take<'de, A: MapAccess<'de>, T: Deserialize<'de>>(
    members: &mut A,
    field: &mut Option<T>,
    _: &mut Extra,
    name: &'static str,
) -> Result<(), A::Error> {
    if field.is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    *field = members.next_value()?;
    if field.is_none() {
        return Err(A::Error::custom(format_args!("mandatory field `{name}` is null")));
    }
    Ok(())
}

pub(crate) fn finish<T, E: Error>(field: Option<T>, name: &'static str) -> Result<T, E> {
    field.ok_or_else(|| E::missing_field(name))
}

pub(crate) fn is_set<T>(_: &T) -> bool {
    true
}

pub(crate) fn write<M: SerializeMap, T: Serialize>(
    members: &mut M,
    name: &'static str,
    field: &T,
) -> Result<(), M::Error> {
    members.serialize_entry(name, field)
}

pub(crate) fn examine<T: Examine>(
    examination: &mut Examination<'_>,
    row: &'static Row,
    field: &T,
    _: &Extra,
) {
    examination.member(row, field);
}
