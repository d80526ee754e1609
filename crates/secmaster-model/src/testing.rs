//! What several unit tests need.

use crate::{Breach, Examination, Examine, Known, Options, Row, examine};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Black,
    White,
    Gray,
}

impl Options for Verdict {
    const ALL: &'static [Self] = &[Self::Black, Self::White, Self::Gray];

    fn as_str(self) -> &'static str {
        match self {
            Self::Black => "Black",
            Self::White => "White",
            Self::Gray => "Gray",
        }
    }
}

/// The kinds of breach of a value that is in no row.
pub(crate) fn breaches<T: Examine>(value: &T) -> Vec<Breach> {
    examine(value).violations.iter().map(|violation| violation.breach).collect()
}

pub(crate) static NOTES_FORM: Row = Row {
    operation: "op",
    table: 1,
    name: "time",
    known: &[Known { breach: Breach::Form, deviation: 21, allowed: true }],
};

/// The numbers of the deviations of a value in a row; there must be no violation.
pub(crate) fn deviations_in<T: Examine>(row: &'static Row, value: &T) -> Vec<u16> {
    struct In<'a, T>(&'static Row, &'a T);

    impl<T: Examine> Examine for In<'_, T> {
        fn examine(&self, examination: &mut Examination<'_>) {
            examination.member(self.0, self.1);
        }
    }

    let findings = examine(&In(row, value));
    assert_eq!(findings.violations, []);
    findings.deviations.iter().map(|deviation| deviation.number).collect()
}
