//! What shows a broken rule is sent once more, by itself: a finding should be one that can be repeated.

use std::collections::BTreeMap;

use secmaster_spec::RuleKind;

use super::Run;
use crate::case::{Case, Connection};
use crate::dispatch::{Sent, send_safely};
use crate::exchange::Exchange;
use crate::verdict::Verdict;

/// So many cases of a rule are tried, to find one that shows the same each time.
const TRIES: usize = 8;

impl Run<'_> {
    /// Looks for a case of each broken rule that shows the same again, and marks those before it.
    pub(super) fn again(&mut self) {
        // Whoever waits for one rule has seen enough.
        if self.options.until.is_some() {
            return;
        }
        let mut showing: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, exchange) in self.exchanges.iter().enumerate() {
            for seen in exchange.observations.iter().filter(|it| it.verdict == Verdict::Broken) {
                showing.entry(seen.rule).or_default().push(place);
            }
        }
        for (rule, places) in showing {
            if self.is_over() {
                return;
            }
            let mut steady = None;
            for (number, place) in places.iter().take(TRIES).enumerate() {
                match self.shows_again(rule, *place) {
                    Some(true) => {
                        steady = Some(number);
                        break;
                    }
                    Some(false) => {}
                    None => return,
                }
            }
            for place in places.into_iter().take(steady.unwrap_or(usize::MAX)) {
                if let Some(exchange) = self.exchanges.get_mut(place) {
                    exchange.unsteady.push(rule);
                }
            }
        }
    }

    /// Whether the case shows the breach when it is sent once more; of one that is not sent that is
    /// taken for granted. None if nobody answers.
    fn shows_again(&mut self, rule: usize, place: usize) -> Option<bool> {
        let Some(exchange) = self.exchanges.get(place).filter(|one| self.is_alone(rule, one))
        else {
            return Some(true);
        };
        let mut case = Case::clone(&exchange.case);
        if case.connection == Connection::Any {
            case.connection = Connection::New;
        }
        let Sent { answer, .. } = send_safely(self.sender, &case);
        if answer.is_err() {
            return None;
        }
        if let Some(operation) = self.service.operation(&case.operation) {
            self.created.note(operation, &case, &answer);
        }
        let seen = self.judge.judge(&case, &answer);
        Some(seen.iter().any(|seen| seen.rule == rule && seen.verdict == Verdict::Broken))
    }

    /// Whether the exchange shows the breach by itself, and another one like it would tell something.
    fn is_alone(&self, rule: usize, exchange: &Exchange) -> bool {
        let kind = self.book.rules.get(rule).map(|rule| rule.kind);
        exchange.leads.is_empty()
            && !exchange.case.phase.has_foreign_ids()
            && !exchange.is_smallest
            && !exchange.is_baseline_failure
            && !matches!(kind, Some(RuleKind::Fresh | RuleKind::InTime) | None)
            && matches!(exchange.answer, Some(Ok(_)))
    }
}
