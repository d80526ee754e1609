//! The walk over a value that finds its violations and deviations.

use std::fmt;
use std::marker::PhantomData;

use serde_json::{Map, Value};

use crate::violation::cut;
use crate::{Breach, Deviation, Row, Violation, Violations};

/// A value that can be held against its documentation.
///
/// Implemented by every type of this crate; implement it by hand only to compose them in a type of your own, member by member as
/// in the example of [`Deviation`].
///
/// ```
/// use secmaster_model::{Examine, Examination, delete_indicator};
///
/// struct Both(delete_indicator::Request, delete_indicator::Request);
///
/// impl Examine for Both {
///     fn examine(&self, examination: &mut Examination<'_>) {
///         self.0.examine(examination);
///         self.1.examine(examination);
///     }
/// }
/// ```
pub trait Examine {
    /// Reports every breach to the examination, here and in every part.
    fn examine(&self, examination: &mut Examination<'_>);

    /// Writes what the documentation allows, in words that follow "allowed: ".
    ///
    /// # Errors
    ///
    /// Those of the formatter.
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result
    where
        Self: Sized,
    {
        f.write_str("the documented type")
    }
}

/// Reports every breach of the documentation, bounds and options included.
///
/// ```
/// use secmaster_model::{Integer, validate};
///
/// assert!(validate(&vec![Integer::<1, 4>::from(1), 4.into()]).is_ok());
/// assert_eq!(validate(&vec![Integer::<1, 4>::from(0), 5.into()]).unwrap_err().len(), 2);
/// ```
///
/// # Errors
///
/// All [`Violations`], if there is one.
pub fn validate<T: Examine + ?Sized>(value: &T) -> Result<(), Violations> {
    match Violations::new(walk(value, false).violations) {
        Some(violations) => Err(violations),
        None => Ok(()),
    }
}

/// Lists the known places where the value differs from its documentation, or from another source.
///
/// ```
/// use secmaster_model::{Timestamp, deviations};
///
/// // Deviations are known of rows; a value of its own is in no row.
/// assert!(deviations(&Timestamp::from("2021-01-30T23:00:00Z+0800")).is_empty());
/// ```
pub fn deviations<T: Examine + ?Sized>(value: &T) -> Vec<Deviation> {
    examine(value).deviations
}

/// Walks over the value once and gives both [`validate`]'s violations and [`deviations`].
///
/// ```
/// let findings = secmaster_model::examine(&secmaster_model::Integer::<1, 4>::from(5));
/// assert_eq!((findings.violations.len(), findings.deviations.len()), (1, 0));
/// ```
pub fn examine<T: Examine + ?Sized>(value: &T) -> Findings {
    walk(value, true)
}

fn walk<T: Examine + ?Sized>(value: &T, notes_deviations: bool) -> Findings {
    let mut findings = Findings::default();
    value.examine(&mut Examination {
        findings: &mut findings,
        notes_deviations,
        place: Place::Whole,
        row: None,
    });
    findings
}

/// What an examination has found, in documented order of rows; the result of [`examine`].
///
/// ```
/// use secmaster_model::{delete_indicator, examine};
///
/// let findings = examine(&delete_indicator::Request::builder().batch_ids(["id".to_owned()]).build());
/// assert!(findings.violations.is_empty() && findings.deviations.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Findings {
    /// The breaches that the tables do not allow, known or not.
    pub violations: Vec<Violation>,
    /// The known deviations, also where the row's own table allows them.
    pub deviations: Vec<Deviation>,
}

/// The state of a walk: where it is, in which row, and what was found.
///
/// ```
/// use secmaster_model::{Breach, Examination, Examine, validate};
///
/// struct Port(u32);
///
/// impl Examine for Port {
///     fn examine(&self, examination: &mut Examination<'_>) {
///         if self.0 > 65535 {
///             examination.breach::<Self>(Breach::Range, &self.0);
///         }
///     }
/// }
///
/// let violations = validate(&vec![Port(443), Port(70000)]).unwrap_err();
/// assert_eq!(violations.to_string(), "/1: 70000 is out of range; allowed: the documented type");
/// ```
pub struct Examination<'a> {
    findings: &'a mut Findings,
    /// Whether anyone will read them: to tell where they are costs more than to find them.
    notes_deviations: bool,
    place: Place<'a>,
    row: Option<&'static Row>,
}

/// A JSON pointer as a list on the stack, from the last token to the first, made into text only for a report.
enum Place<'a> {
    Whole,
    Member(&'a Place<'a>, &'static str),
    Item(&'a Place<'a>, usize),
}

impl Examination<'_> {
    /// Examines the member that a row documents.
    pub fn member<T: Examine + ?Sized>(&mut self, row: &'static Row, value: &T) {
        value.examine(&mut Examination {
            place: Place::Member(&self.place, row.name),
            row: Some(row),
            findings: self.findings,
            notes_deviations: self.notes_deviations,
        });
    }

    /// Examines an item of an array, which belongs to the array's row.
    pub fn item<T: Examine + ?Sized>(&mut self, index: usize, value: &T) {
        value.examine(&mut Examination {
            place: Place::Item(&self.place, index),
            row: self.row,
            findings: self.findings,
            notes_deviations: self.notes_deviations,
        });
    }

    /// Reports a breach of what `T` documents; `measured` is the value or its length.
    ///
    /// If the row does not know the breach, it is a violation. If it does, it is a deviation, and also a violation unless the
    /// row's own table allows it.
    pub fn breach<T: Examine>(&mut self, breach: Breach, measured: &dyn fmt::Display) {
        self.report(breach, measured, &Allowed::<T>(PhantomData));
    }

    /// Reports something that no table forbids: a deviation if the row knows it, otherwise nothing.
    pub fn note(&mut self, breach: Breach) {
        if self.notes_deviations
            && let Some(row) = self.row
            && let Some(known) = row.known(breach)
        {
            let pointer = self.place.to_string();
            self.findings.deviations.push(Deviation {
                number: known.deviation,
                pointer,
                row,
                breach,
            });
        }
    }

    #[cold]
    fn report(&mut self, breach: Breach, measured: &dyn fmt::Display, allowed: &dyn fmt::Display) {
        self.note(breach);
        let known = self.row.and_then(|row| row.known(breach));
        if !known.is_some_and(|known| known.allowed) {
            self.findings.violations.push(Violation {
                pointer: self.place.to_string(),
                row: self.row,
                breach,
                measured: cut(measured),
                allowed: allowed.to_string(),
                deviation: known.map(|known| known.deviation),
            });
        }
    }
}

impl fmt::Debug for Examination<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Examination")
            .field("pointer", &format_args!("{}", self.place))
            .field("row", &self.row)
            .field("findings", &self.findings)
            .finish()
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => Ok(()),
            Self::Item(above, index) => write!(f, "{above}/{index}"),
            Self::Member(above, name) if name.contains(['~', '/']) => {
                write!(f, "{above}/{}", name.replace('~', "~0").replace('/', "~1"))
            }
            Self::Member(above, name) => write!(f, "{above}/{name}"),
        }
    }
}

struct Allowed<T>(PhantomData<T>);

impl<T: Examine> fmt::Display for Allowed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::describe(f)
    }
}

macro_rules! unbounded {
    ($($type:ty: $words:literal;)*) => {$(
        impl Examine for $type {
            fn examine(&self, _: &mut Examination<'_>) {}

            fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($words)
            }
        }
    )*};
}

unbounded! {
    (): "nothing";
    String: "a string";
    bool: "true or false";
    Value: "any value";
    Map<String, Value>: "an object";
}

impl<T: Examine> Examine for Vec<T> {
    fn examine(&self, examination: &mut Examination<'_>) {
        for (index, item) in self.iter().enumerate() {
            examination.item(index, item);
        }
    }

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }
}

/// For arrays in which servers are known to send `null`: reported, but not refused.
impl<T: Examine> Examine for Option<T> {
    fn examine(&self, examination: &mut Examination<'_>) {
        match self {
            Some(value) => value.examine(examination),
            None => examination.breach::<T>(Breach::Null, &"null"),
        }
    }

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::describe(f)
    }
}

impl<T: Examine> Examine for Box<T> {
    fn examine(&self, examination: &mut Examination<'_>) {
        T::examine(self, examination);
    }

    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::describe(f)
    }
}

#[cfg(test)]
mod tests;
