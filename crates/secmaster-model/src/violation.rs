//! What an examination finds: violations of a table, and known deviations from it.

use std::error::Error;
use std::fmt::{self, Write};

use serde::Serialize;

use crate::{Breach, Row};

/// A value breaks the row that documents it.
///
/// `Display` says in one line where, what was measured, what is allowed, and which row says so.
///
/// ```
/// use secmaster_model::{Breach, Integer, validate};
///
/// let violations = validate(&Integer::<80, 100>::from(4)).unwrap_err();
/// let violation = violations.first();
/// assert_eq!((violation.breach, violation.measured.as_str()), (Breach::Range, "4"));
/// assert_eq!(violation.to_string(), "(whole value): 4 is out of range; allowed: an integer from 80 to 100");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// Where: a JSON pointer (RFC 6901), empty for the whole value.
    pub pointer: String,
    /// The row that is broken; `None` if a value was examined that is in no table, like a number of its own.
    pub row: Option<&'static Row>,
    /// How it is broken.
    pub breach: Breach,
    /// The value as JSON, or its length, in one line, cut to 60 characters.
    pub measured: String,
    /// What is allowed, in words.
    pub allowed: String,
    /// The number of the deviation, if this breach of the row is a known one.
    pub deviation: Option<u16>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { measured, breach, allowed, .. } = self;
        write!(f, "{}: {measured} {breach}; allowed: {allowed}", place(&self.pointer))?;
        if let Some(row) = self.row {
            write!(f, " ({row})")?;
        }
        if let Some(number) = self.deviation {
            write!(f, ", known as deviation {number}")?;
        }
        Ok(())
    }
}

/// All violations of a value, at least one, in documented order of rows: the error of [`validate`](crate::validate).
///
/// `Display` prints one line for each.
///
/// ```
/// use secmaster_model::{Text, validate};
///
/// let names = vec![Text::<1, 8>::from(""), "fits".into(), "much too long".into()];
/// let violations = validate(&names).unwrap_err();
/// let places: Vec<&str> = violations.iter().map(|violation| violation.pointer.as_str()).collect();
/// assert_eq!(places, ["/0", "/2"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations {
    first: Violation,
    rest: Vec<Violation>,
}

impl Violations {
    pub(crate) fn new(violations: Vec<Violation>) -> Option<Self> {
        let mut rest = violations.into_iter();
        Some(Self { first: rest.next()?, rest: rest.collect() })
    }

    /// The first violation; there is always one.
    pub fn first(&self) -> &Violation {
        &self.first
    }

    /// Every violation.
    pub fn iter(&self) -> impl Iterator<Item = &Violation> {
        std::iter::once(&self.first).chain(&self.rest)
    }

    /// The number of violations, at least 1.
    #[expect(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        1 + self.rest.len()
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::iter::Chain<std::iter::Once<Violation>, std::vec::IntoIter<Violation>>;

    fn into_iter(self) -> Self::IntoIter {
        std::iter::once(self.first).chain(self.rest)
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        self.rest.iter().try_for_each(|violation| write!(f, "\n{violation}"))
    }
}

impl Error for Violations {}

/// A numbered place where sources disagree, met in a value.
///
/// ```
/// use secmaster_model::{Breach, Examination, Examine, Known, Reads, Row, deviations};
///
/// /// An answer whose `code` is the integer 0 of the documentation's example.
/// struct Answer { code: secmaster_model::Code }
///
/// static CODE: Row = Row {
///     operation: "create-indicator",
///     table: 10,
///     name: "code",
///     known: &[Known { breach: Breach::Type, deviation: 42, allowed: false }],
/// };
///
/// impl Examine for Answer {
///     fn examine(&self, examination: &mut Examination<'_>) {
///         examination.member(&CODE, &self.code);
///     }
/// }
///
/// let met = deviations(&Answer { code: Reads::Deviating(0.into()) });
/// assert_eq!((met[0].number, met[0].pointer.as_str()), (42, "/code"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deviation {
    /// The number of the deviation.
    pub number: u16,
    /// Where: a JSON pointer (RFC 6901), empty for the whole value.
    pub pointer: String,
    /// The row that the value differs from.
    pub row: &'static Row,
    /// How it differs.
    pub breach: Breach,
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "deviation {}: {} {} ({})",
            self.number,
            place(&self.pointer),
            self.breach,
            self.row
        )
    }
}

fn place(pointer: &str) -> &str {
    if pointer.is_empty() { "(whole value)" } else { pointer }
}

/// Prints a value as JSON.
pub(crate) struct Json<'a, T: ?Sized>(pub(crate) &'a T);

impl<T: Serialize + ?Sized> fmt::Display for Json<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self.0).map_err(|_| fmt::Error)?)
    }
}

/// The text of a value in one line: without characters that move the cursor, and cut to a bound.
pub(crate) fn cut(value: &dyn fmt::Display) -> String {
    let mut line = Line { text: String::new(), room: 60 };
    // The error is the full line's; what fitted is there.
    let _ = write!(line, "{value}");
    line.text
}

struct Line {
    text: String,
    room: usize,
}

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            self.room = match self.room.checked_sub(1) {
                Some(room) => room,
                None => {
                    self.text.push('…');
                    return Err(fmt::Error);
                }
            };
            match character {
                // Controls, line and paragraph separators, and marks that reorder the text around them.
                '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
                    self.text.extend(character.escape_unicode())
                }
                _ if character.is_control() => self.text.extend(character.escape_unicode()),
                _ => self.text.push(character),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
