//! Answers of a test's transport that no request asked for.

use std::error::Error;
use std::fmt;

/// Answers that were prepared, or recorded, and that no request asked for.
///
/// ```
/// use secmaster_client::Canned;
///
/// let unconsumed = Canned::new().answer(200, "{}").answer(503, "").finish().unwrap_err();
/// assert_eq!(unconsumed.to_string(), "2 answers were not asked for: 200 OK, 503 Service Unavailable");
/// assert_eq!(unconsumed.left().len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unconsumed {
    left: Vec<String>,
}

/// So many are named in the message.
const NAMED: usize = 5;

impl Unconsumed {
    pub(crate) fn check(left: impl Iterator<Item = String>) -> Result<(), Self> {
        let left: Vec<_> = left.collect();
        if left.is_empty() { Ok(()) } else { Err(Self { left }) }
    }

    /// What each of them is: a recorded request, or what was prepared.
    #[must_use]
    pub fn left(&self) -> &[String] {
        &self.left
    }
}

impl fmt::Display for Unconsumed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.left.len();
        let these = if count == 1 { "answer was" } else { "answers were" };
        let named: Vec<_> = self.left.iter().take(NAMED).map(String::as_str).collect();
        write!(out, "{count} {these} not asked for: {}", named.join(", "))?;
        if count > NAMED {
            write!(out, " and {} more", count - NAMED)?;
        }
        Ok(())
    }
}

impl Error for Unconsumed {}
