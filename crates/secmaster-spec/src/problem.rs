//! What is wrong in a schema file: every problem at once, each with its file and JSON pointer.

use std::fmt;

/// One mistake in a schema file.
///
/// It prints as one line, `file#/pointer: what is wrong; what is allowed`.
///
/// ```
/// use secmaster_spec::{Service, SchemaFile};
///
/// let broken = [SchemaFile::new("service.json", "{ \"name\": 1 ")];
/// let problems = Service::from_files(&broken).unwrap_err();
/// assert!(problems.iter().next().unwrap().to_string().starts_with("service.json#: "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to `schemas/`.
    pub file: String,
    /// Where in the file, as a JSON pointer; empty for the file as a whole.
    pub pointer: String,
    /// What is wrong, and what is allowed there.
    pub message: String,
    /// Whether a meta-schema can say the same of the file alone.
    pub kind: ProblemKind,
}

/// How far one has to look to see a [`Problem`].
///
/// ```
/// use secmaster_spec::{Problem, ProblemKind};
///
/// fn is_malformed(problem: &Problem) -> bool {
///     problem.kind == ProblemKind::Shape
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The file breaks the shape that its meta-schema in `schemas/meta/` describes.
    Shape,
    /// The file has the right shape, but says something that does not fit the rest:
    /// a dangling reference, a mandatory name without a property, a table number used twice.
    Meaning,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}: {}", self.file, self.pointer, self.message)
    }
}

/// Every [`Problem`] of a set of schema files; one line each when printed.
///
/// ```
/// let problems = secmaster_spec::Service::from_files(&[]).unwrap_err();
/// assert!(!problems.is_empty());
/// for problem in problems.iter() {
///     println!("{problem}");
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// The problems, in the order in which they were met.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a reference in that file leads nowhere: then much else there seems wrong, and is not.
    pub(crate) fn has_dangling_reference(&self, file: &str) -> bool {
        self.0.iter().any(|problem| problem.file == file && problem.pointer.ends_with("/$ref"))
    }

    pub(crate) fn push(&mut self, problem: Problem) {
        if !self.0.contains(&problem) {
            self.0.push(problem);
        }
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
