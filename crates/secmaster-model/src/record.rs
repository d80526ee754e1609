//! The object of a documented table: what the generated structs are made of.
//!
//! ```text
//! record! {
//!     Struct: "operation" table 4, builder module {      // `, builder module` may be left out
//!         mandatory field "name": Type,
//!         optional  field "name": Type as TableType [Option 7 allowed, Case 7],
//!     }
//! }
//! ```
//!
//! `Struct` stands beside the macro, with documentation, `#[derive(Clone, Debug, PartialEq)]`, a public field for each row, in
//! documented order, `Type` if mandatory and `Option<Type>` if optional, and last `pub extra: Extra`. `as TableType` names the type
//! whose JSON Schema is the table's, where `Type` is narrower than the table. The brackets hold the breaches that are known
//! deviations: kind, number, and `allowed` if the table itself allows it. Every row ends with a comma; the last may go without.
//!
//! The macro gives `Struct` [`Record`], [`Examine`], `Serialize`, `Deserialize`, the methods `validate` and `deviations`, with the
//! feature `schemars` its `JsonSchema`, and with a builder all that is in `builder.rs`.

pub(crate) mod mandatory;
mod names;
pub(crate) mod optional;

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap};
use serde_json::Value;

pub(crate) use self::names::{Name, Names};
use crate::{Examine, Extra, Row};

/// An object that a documented table describes; implemented by the generated structs.
///
/// Each serializes its rows in documented order and then its [`Extra`]; an optional row that is not set is left out. Reading keeps
/// unknown members and explicit `null`s of optional rows in `extra`, and refuses an object in which a mandatory row is missing or
/// `null`, or a name occurs twice.
///
/// ```
/// use secmaster_model::{Breach, Record};
///
/// /// The rows of a table that are known to be `null` at times.
/// fn nullable<T: Record>() -> Vec<String> {
///     T::ROWS.iter().filter(|row| row.known(Breach::Null).is_some()).map(|row| row.id()).collect()
/// }
/// ```
pub trait Record: Examine + Serialize + DeserializeOwned {
    /// The operation on whose page the table stands.
    const OPERATION: &'static str;
    /// The number of the table on that page.
    const TABLE: u16;
    /// The rows, in documented order.
    const ROWS: &'static [&'static Row];

    #[doc(hidden)]
    fn read<'de, A: MapAccess<'de>>(members: A) -> Result<Self, A::Error>;
}

macro_rules! record {
    ($struct:ident: $operation:literal table $table:literal, builder $module:ident $rows:tt) => {
        $crate::record::record! { $struct: $operation table $table $rows }
        $crate::builder::builder! { $struct $module $rows }
    };
    ($struct:ident: $operation:literal table $table:literal {$(
        $need:ident $field:ident $name:literal: $type:ty $(as $schema:ty)?
        $([$($breach:ident $deviation:literal $($allowed:ident)?),* $(,)?])?
    ),* $(,)?}) => {
        #[allow(deprecated, unused_variables)] // a table can be without rows
        const _: () = {
            #[allow(dead_code, non_camel_case_types, non_upper_case_globals)]
            mod at {
                enum Position {$($field),*}
                $(pub(super) const $field: usize = Position::$field as usize;)*
            }

            #[allow(non_upper_case_globals)]
            mod row {$(
                pub(super) static $field: $crate::Row = $crate::Row {
                    operation: $operation,
                    table: $table,
                    name: $name,
                    known: &[$($($crate::Known {
                        breach: $crate::Breach::$breach,
                        deviation: $deviation,
                        allowed: $crate::record::record!(@allowed $($allowed)?),
                    }),*)?],
                };
            )*}

            impl $crate::Record for $struct {
                const OPERATION: &'static str = $operation;
                const TABLE: u16 = $table;
                const ROWS: &'static [&'static $crate::Row] = &[$(&row::$field),*];

                fn read<'de, A: ::serde::de::MapAccess<'de>>(mut members: A) -> ::core::result::Result<Self, A::Error> {
                    let mut names = $crate::record::Names::new(&[$($name),*]);
                    let mut extra = $crate::Extra::new();
                    $(let mut $field: ::core::option::Option<$type> = ::core::option::Option::None;)*
                    while let ::core::option::Option::Some(name) = members.next_key_seed(&mut names)? {
                        match name {
                            $($crate::record::Name::Row(at::$field) => {
                                $crate::record::$need::take(&mut members, &mut $field, &mut extra, $name)?;
                            })*
                            name => $crate::record::keep(&mut members, &mut extra, name)?,
                        }
                    }
                    ::core::result::Result::Ok(Self { $($field: $crate::record::$need::finish($field, $name)?,)* extra })
                }
            }

            impl<'de> ::serde::Deserialize<'de> for $struct {
                fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                    $crate::record::read(deserializer)
                }
            }

            impl ::serde::Serialize for $struct {
                fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                    let mut members = serializer.serialize_map(::core::option::Option::None)?;
                    $($crate::record::$need::write(&mut members, $name, &self.$field)?;)*
                    $crate::record::write_extra(&mut members, &self.extra, |name| match name {
                        $($name => $crate::record::$need::is_set(&self.$field),)*
                        _ => false,
                    })?;
                    ::serde::ser::SerializeMap::end(members)
                }
            }

            impl $crate::Examine for $struct {
                fn examine(&self, examination: &mut $crate::Examination<'_>) {
                    $($crate::record::$need::examine(examination, &row::$field, &self.$field, &self.extra);)*
                }

                fn describe(f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    $crate::record::describe::<Self>(f)
                }
            }

            impl $struct {
                /// Reports every breach of the table, bounds and options included.
                ///
                /// # Errors
                ///
                /// All violations, if there is one.
                pub fn validate(&self) -> ::core::result::Result<(), $crate::Violations> {
                    $crate::validate(self)
                }

                /// Lists the known places where this value differs from its table or from another source.
                pub fn deviations(&self) -> ::std::vec::Vec<$crate::Deviation> {
                    $crate::deviations(self)
                }
            }

            #[cfg(feature = "schemars")]
            impl ::schemars::JsonSchema for $struct {
                fn schema_name() -> ::std::borrow::Cow<'static, str> {
                    stringify!($struct).into()
                }

                fn schema_id() -> ::std::borrow::Cow<'static, str> {
                    concat!(module_path!(), "::", stringify!($struct)).into()
                }

                fn json_schema(generator: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                    $crate::schema::object([$((
                        $name,
                        $crate::record::$need::REQUIRED,
                        generator.subschema_for::<$crate::record::record!(@table $type $(as $schema)?)>(),
                    )),*])
                }
            }
        };
    };
    (@allowed) => { false };
    (@allowed allowed) => { true };
    (@table $type:ty) => { $type };
    (@table $type:ty as $schema:ty) => { $schema };
}

pub(crate) use record;

/// Keeps a member that no row names.
pub(crate) fn keep<'de, A: MapAccess<'de>>(
    members: &mut A,
    extra: &mut Extra,
    name: Name,
) -> Result<(), A::Error> {
    if let Name::Other(name) = name {
        if extra.get(&name).is_some() {
            return Err(A::Error::custom(format_args!("duplicate field `{name}`")));
        }
        extra.insert(name, members.next_value::<Value>()?);
    }
    Ok(())
}

pub(crate) fn write_extra<M: SerializeMap>(
    members: &mut M,
    extra: &Extra,
    is_written: impl Fn(&str) -> bool,
) -> Result<(), M::Error> {
    extra
        .iter()
        .filter(|(name, _)| !is_written(name))
        .try_for_each(|(name, value)| members.serialize_entry(name, value))
}

pub(crate) fn describe<T: Record>(f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "an object as in {}, Table {}", T::OPERATION, T::TABLE)
}

pub(crate) fn read<'de, D: Deserializer<'de>, T: Record>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(Object(PhantomData))
}

struct Object<T>(PhantomData<T>);

impl<'de, T: Record> Visitor<'de> for Object<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe::<T>(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
        T::read(members)
    }
}

#[cfg(test)]
pub(crate) mod tests;
