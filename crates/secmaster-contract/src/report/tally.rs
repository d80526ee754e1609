//! What all cases together say about each rule.

use secmaster_spec::{RuleKind, Side};

use super::RuleReport;
use super::material::Material;
use crate::verdict::Verdict;

/// What all cases together say about each rule.
pub(super) struct Tally {
    rules: Vec<Sum>,
}

/// What they say about one.
#[derive(Clone)]
struct Sum {
    verdict: Verdict,
    /// Those that bear on it and were sent, and those that say something, by number, in order.
    cases: Vec<usize>,
    observed: Vec<usize>,
    reason: Option<String>,
    is_counted: bool,
}

impl Tally {
    pub(super) fn new(material: &Material<'_>) -> Self {
        let empty = Sum {
            verdict: Verdict::NotObservable,
            cases: Vec::new(),
            observed: Vec::new(),
            reason: None,
            is_counted: false,
        };
        let mut rules = vec![empty; material.book.rules.len()];
        for (sum, is_reported) in rules.iter_mut().zip(&material.reported) {
            sum.is_counted = *is_reported;
        }
        for (number, exchange) in material.exchanges.iter().enumerate() {
            let is_sent = exchange.answer.is_some();
            for rule in exchange.bears_on.iter().filter(|_| is_sent) {
                if let Some(sum) = rules.get_mut(*rule) {
                    add(&mut sum.cases, number);
                }
            }
            for seen in &exchange.observations {
                let Some(sum) = rules.get_mut(seen.rule) else { continue };
                sum.verdict = sum.verdict.and(seen.verdict);
                sum.is_counted |= material.counts(exchange, seen);
                if seen.verdict == Verdict::NotObservable {
                    sum.reason.get_or_insert_with(|| seen.got.clone());
                } else {
                    add(&mut sum.observed, number);
                    add(&mut sum.cases, number);
                }
            }
        }
        Self { rules }
    }

    /// The rule as the report has it, if the report is about it.
    pub(super) fn report(&self, material: &Material<'_>, rule: usize) -> Option<RuleReport> {
        let sum = self.rules.get(rule).filter(|sum| sum.is_counted)?;
        let rule = material.book.rules.get(rule)?;
        let reason = (sum.verdict == Verdict::NotObservable).then(|| {
            let never = match rule.side {
                _ if material.options.until.as_ref().is_some_and(|until| *until != rule.id) => {
                    "not sent: the run was to find another rule broken"
                }
                Side::Response if rule.kind == RuleKind::Items => "no answer had any items there",
                Side::Response => "never sent",
                Side::Request => "no case could tell",
            };
            let left_out = material.left_out.iter().find(|left| left.operation == rule.operation);
            let known = sum.reason.clone().or_else(|| left_out.map(|left| left.reason.clone()));
            known.unwrap_or_else(|| never.to_owned())
        });
        Some(RuleReport {
            id: rule.id.clone(),
            statement: rule.statement.clone(),
            verdict: sum.verdict,
            deviation: sum.verdict.deviation(),
            cases: sum.cases.len(),
            observed: sum.observed.len(),
            reason,
        })
    }

    /// The cases that bear on a rule, by number.
    pub(super) fn cases(&self, rule: usize) -> impl Iterator<Item = usize> {
        self.rules.get(rule).into_iter().flat_map(|sum| sum.cases.iter().copied())
    }
}

/// Adds a number that none before it exceeds, if it is not there.
fn add(numbers: &mut Vec<usize>, number: usize) {
    if numbers.last() != Some(&number) {
        numbers.push(number);
    }
}
