//! A row of a documented table, and the ways in which a value can differ from it.

use std::fmt;

/// A row of a documented table: what a violation or a deviation is about.
///
/// ```
/// use secmaster_model::Row;
///
/// let row = Row { operation: "create-indicator", table: 4, name: "verdict", known: &[] };
/// assert_eq!(row.to_string(), "create-indicator, Table 4, `verdict`");
/// assert_eq!(row.id(), "create-indicator/T4/verdict");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// The operation on whose page the table stands.
    pub operation: &'static str,
    /// The number of the table on that page.
    pub table: u16,
    /// The name of the row's parameter, as in JSON.
    pub name: &'static str,
    /// The breaches of this row that are known deviations.
    pub known: &'static [Known],
}

impl Row {
    /// A stable name of the row.
    pub fn id(&self) -> String {
        format!("{}/T{}/{}", self.operation, self.table, self.name)
    }

    /// The deviation that makes a breach of this row a known one.
    pub fn known(&self, breach: Breach) -> Option<Known> {
        self.known.iter().copied().find(|known| known.breach == breach)
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, Table {}, `{}`", self.operation, self.table, self.name)
    }
}

/// A breach of a row that is known to happen, because the documentation contradicts itself or live traffic.
///
/// ```
/// use secmaster_model::{Breach, Known, Row};
///
/// // The request's table says nothing about options; another page names them.
/// const KNOWN: &[Known] = &[Known { breach: Breach::Option, deviation: 7, allowed: true }];
/// let row = Row { operation: "create-indicator", table: 4, name: "verdict", known: KNOWN };
/// assert_eq!(row.known(Breach::Option).map(|known| known.deviation), Some(7));
/// assert_eq!(row.known(Breach::Null), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Known {
    /// The kind of breach.
    pub breach: Breach,
    /// The number of the deviation.
    pub deviation: u16,
    /// Whether the row's own table allows it: then it is a deviation, but no violation.
    pub allowed: bool,
}

/// A way in which a value differs from its row; `Display` says it after the measured value.
///
/// ```
/// use secmaster_model::Breach;
///
/// assert_eq!(format!("150 {}", Breach::Range), "150 is out of range");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Breach {
    /// An explicit `null`.
    Null,
    /// A value of another type than the table's.
    Type,
    /// A text that is none of the options.
    Option,
    /// A text that is one of the options but for its letter case.
    Case,
    /// A number out of its range.
    Range,
    /// A text too short or too long.
    Length,
    /// An array with too few or too many items.
    Items,
    /// A text of documented type whose form is not the usual one.
    Form,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "is not a value",
            Self::Type => "is not of the documented type",
            Self::Option => "is not one of the options",
            Self::Case => "is an option in other letter case",
            Self::Range => "is out of range",
            Self::Length => "is not of the documented length",
            Self::Items => "is not the documented number",
            Self::Form => "is not in the usual form",
        })
    }
}
