//! The deviations of a report: those that were met, and those that could have been.

use std::collections::{BTreeMap, BTreeSet};

use secmaster_spec::Deviation;
use serde::Serialize;
use serde_json::Value;

use super::material::Material;
use crate::verdict::Verdict;

/// A known deviation that a run met.
///
/// ```
/// use secmaster_contract::{DeviationReport, Report};
///
/// fn met(report: &Report) -> &[DeviationReport] {
///     &report.deviations
/// }
/// ```
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct DeviationReport {
    /// Its number.
    pub number: u16,
    /// What the sources disagree about.
    pub title: String,
    /// What each source says.
    pub says: Vec<Saying>,
    /// How this workspace understands it.
    pub reading: String,
    /// The rules that it explains.
    pub rules: Vec<String>,
    /// The number of answers in which it was met.
    pub answers: usize,
}

/// What one source says.
///
/// ```
/// use secmaster_contract::Saying;
///
/// fn told(sayings: &[Saying]) -> String {
///     format!("{} sources disagree", sayings.len())
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Saying {
    /// Who says it.
    pub source: String,
    /// What it says.
    pub value: Value,
}

/// A known deviation that a run could have met, and did not.
///
/// ```
/// use secmaster_contract::{Report, UnseenDeviation};
///
/// fn no_longer_met(report: &Report) -> &[UnseenDeviation] {
///     &report.unseen_deviations
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct UnseenDeviation {
    /// Its number.
    pub number: u16,
    /// What the sources disagree about.
    pub title: String,
}

/// The rules that a deviation explains, by number, and the number of answers.
#[derive(Default)]
struct Met {
    rules: BTreeSet<usize>,
    answers: usize,
}

/// The deviations that were met.
pub(super) fn met(material: &Material<'_>) -> Vec<DeviationReport> {
    let mut met: BTreeMap<u16, Met> = BTreeMap::new();
    for exchange in material.exchanges {
        let mut numbers = BTreeSet::new();
        for seen in exchange.observations.iter().filter(|seen| material.is_reported(seen.rule)) {
            if let Verdict::KnownDeviation(number) = seen.verdict {
                met.entry(number).or_default().rules.insert(seen.rule);
                numbers.insert(number);
            }
        }
        for number in numbers {
            met.entry(number).or_default().answers += 1;
        }
    }
    let id = |rule: &usize| material.book.rules.get(*rule).map(|rule| rule.id.clone());
    met.into_iter()
        .map(|(number, met)| {
            let known = material.service.deviation(number);
            DeviationReport {
                number,
                title: known.map(|known| known.title.clone()).unwrap_or_default(),
                says: known.map(sayings).unwrap_or_default(),
                reading: known.map(|known| known.reading.clone()).unwrap_or_default(),
                rules: met.rules.iter().filter_map(id).collect(),
                answers: met.answers,
            }
        })
        .collect()
}

fn sayings(deviation: &Deviation) -> Vec<Saying> {
    let saying = |said: &secmaster_spec::Saying| Saying {
        source: said.source.clone(),
        value: said.value.clone(),
    };
    deviation.says.iter().map(saying).collect()
}

/// The deviations that could have been met, and were not.
pub(super) fn unseen(material: &Material<'_>, met: &[DeviationReport]) -> Vec<UnseenDeviation> {
    let numbers: BTreeSet<u16> = material.facts.observable_deviations.iter().copied().collect();
    numbers
        .into_iter()
        .filter(|number| met.iter().all(|one| one.number != *number))
        .filter_map(|number| material.service.deviation(number))
        .map(|known| UnseenDeviation { number: known.number, title: known.title.clone() })
        .collect()
}
