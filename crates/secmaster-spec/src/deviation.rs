//! Where the sources disagree, how we read and write it, and the evidence that it is still so.

use serde_json::Value;

use crate::evidence::Evidence;
use crate::service::Service;

/// A numbered place where tables, examples, SDKs or live traffic disagree.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let service = secmaster_spec::Service::embedded()?;
/// let deviation = service.deviation(42).ok_or("not there")?;
/// assert!(deviation.rows.iter().any(|row| row == "create-indicator/T10/code"));
/// deviation.holds(&service)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Deviation {
    /// Its number; numbers are never used again.
    pub number: u16,
    /// What the sources disagree about.
    pub title: String,
    /// The ids of the rows, tables or operations concerned.
    pub rows: Vec<String>,
    /// What each source says.
    pub says: Vec<Saying>,
    /// How we read it.
    pub reading: String,
    /// How we write it, where we write it.
    pub writing: Option<String>,
    /// What live traffic was seen to do, where that is known.
    pub live: Option<String>,
    /// Facts of the schemas and examples that must be true for the deviation to exist.
    pub evidence: Vec<Evidence>,
}

/// One side of a [`Deviation`].
///
/// ```
/// use secmaster_spec::{Deviation, Saying};
///
/// fn sources(deviation: &Deviation) -> impl Iterator<Item = &str> {
///     deviation.says.iter().map(|Saying { source, .. }| source.as_str())
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Saying {
    /// Who says it.
    pub source: String,
    /// What it says.
    pub value: Value,
}

/// Why a [`Deviation`] is no longer true.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// for deviation in &service.deviations {
///     if let Err(stale) = deviation.holds(&service) {
///         panic!("{}: {}", stale.deviation, stale.failed);
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The deviation's number and title.
    pub deviation: String,
    /// The evidence that failed.
    pub failed: String,
}

impl std::fmt::Display for Stale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "deviation {} no longer holds: {}; remove it from schemas/deviations.json, and the x-reads and x-writes that name it",
            self.deviation, self.failed
        )
    }
}

impl std::error::Error for Stale {}

impl Deviation {
    /// Checks the evidence against the schemas and examples.
    ///
    /// # Errors
    /// The first piece of evidence that is no longer true.
    pub fn holds(&self, service: &Service) -> Result<(), Stale> {
        for evidence in &self.evidence {
            evidence.check(service).map_err(|failed| Stale {
                deviation: format!("{} ({})", self.number, self.title),
                failed,
            })?;
        }
        Ok(())
    }
}
