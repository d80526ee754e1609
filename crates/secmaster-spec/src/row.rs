//! One row of a documented table: a parameter, its mark, its type and what its text fixes.

use crate::shape::Shape;

/// A documented parameter.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let service = secmaster_spec::Service::embedded()?;
/// let row = service.row("create-indicator/T4/verdict").ok_or("not there")?;
/// assert_eq!(row.mandatory.as_str(), "Yes");
/// assert_eq!(row.documented_type, "String");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The stable id, `operation/T<table>/<name>`.
    pub id: String,
    /// The parameter's name as it stands on the wire.
    pub name: String,
    /// One line on what it is, in our words.
    pub description: String,
    /// The table's mandatory mark.
    pub mandatory: Mandatory,
    /// The type in the reference's words: `String`, `Array of strings`, `environment object`.
    pub documented_type: String,
    /// The type and what the text fixes about values.
    pub shape: Shape,
    /// Readings wider than the table, each with its deviation.
    pub reads: Vec<Reading>,
    /// What we write where the table leaves more open than other sources do.
    pub writes: Option<Writing>,
    /// Whether new programs should leave it out.
    pub deprecated: bool,
    /// Whether its value must never be printed.
    pub secret: bool,
}

impl Row {
    /// The deviation that explains reading this row as `wider`, if one does.
    pub fn reading(&self, wider: Wider) -> Option<u16> {
        self.reads.iter().find(|reading| reading.wider == wider).map(|reading| reading.deviation)
    }

    /// The numbers of the deviations that the row's own readings and writing name, ascending.
    pub fn deviations(&self) -> Vec<u16> {
        let read = self.reads.iter().map(|reading| reading.deviation);
        let mut numbers: Vec<u16> =
            read.chain(self.writes.iter().map(|writing| writing.deviation)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// Whether the row carries the id of the request.
    pub fn is_request_id(&self) -> bool {
        self.name.to_ascii_lowercase().ends_with("request-id")
    }

    /// The row in a sentence: `create-indicator, Table 4, verdict`.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let service = secmaster_spec::Service::embedded()?;
    /// let row = service.row("delete-indicator/T3/batch_ids").ok_or("not there")?;
    /// assert_eq!(row.in_words(), "delete-indicator, Table 3, batch_ids");
    /// # Ok(())
    /// # }
    /// ```
    pub fn in_words(&self) -> String {
        self.id.replacen("/T", ", Table ", 1).replacen('/', ", ", 1)
    }
}

/// A row's mark in the Mandatory column.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// let row = service.row("create-indicator/T4/verdict").ok_or("it is gone")?;
/// assert_eq!(row.mandatory, secmaster_spec::Mandatory::Yes);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mandatory {
    /// Marked `Yes`.
    Yes,
    /// Marked `No`.
    No,
    /// The table has no such column.
    Unmarked,
}

impl Mandatory {
    /// The mark as printed: `Yes`, `No`, `-`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::No => "No",
            Self::Unmarked => "-",
        }
    }
}

/// A reading wider than the table, allowed because of a numbered deviation.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// let row = service.row("create-indicator/T4/granular_marking").ok_or("it is gone")?;
/// let numbers: Vec<u16> = row.reads.iter().map(|reading| reading.deviation).collect();
/// assert_eq!(numbers, [14]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// In which way it is wider.
    pub wider: Wider,
    /// The deviation that gives the reason.
    pub deviation: u16,
    /// Whether only live traffic shows it, and the reference pages agree with the row.
    pub is_live: bool,
}

/// The ways in which a row is read more widely than its table says.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// let row = service.row("create-indicator/T4/granular_marking").ok_or("it is gone")?;
/// assert_eq!(row.reading(secmaster_spec::Wider::Integer), Some(14));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wider {
    /// A number where the table says String.
    Integer,
    /// Text where the table says Integer.
    String,
    /// An option in other letter case.
    AnyCase,
    /// The value that the request sent, even where it is no option or out of range.
    Sent,
    /// A mandatory parameter that is left out.
    Absent,
    /// A media type without its charset.
    WithoutCharset,
    /// Local time with `Z` and an offset, which no standard knows.
    LocalTime,
}

impl Wider {
    pub(crate) const ALL: [(&'static str, Self); 7] = [
        ("integer", Self::Integer),
        ("string", Self::String),
        ("any-case", Self::AnyCase),
        ("sent", Self::Sent),
        ("absent", Self::Absent),
        ("without-charset", Self::WithoutCharset),
        ("local-time", Self::LocalTime),
    ];

    /// The word for it in the schema files.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, wider)| *wider == self).map_or("", |(name, _)| name)
    }
}

/// What we write where the table leaves more open than other sources do.
///
/// ```
/// use secmaster_spec::{Narrower, Writing};
///
/// let writing = Writing { narrower: Narrower::Range(80, 100), deviation: 8 };
/// assert_eq!(writing.deviation, 8);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writing {
    /// The narrower options or range.
    pub narrower: Narrower,
    /// The deviation that gives the reason.
    pub deviation: u16,
}

/// What a [`Writing`] narrows a row to.
///
/// ```
/// use secmaster_spec::Narrower;
///
/// fn least(narrower: &Narrower) -> Option<i64> {
///     match narrower {
///         Narrower::Range(least, _) => Some(*least),
///         Narrower::Options(_) => None,
///     }
/// }
/// assert_eq!(least(&Narrower::Range(80, 100)), Some(80));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Narrower {
    /// One of these texts.
    Options(Vec<crate::shape::Choice>),
    /// A number in this range, both ends included.
    Range(i64, i64),
}
