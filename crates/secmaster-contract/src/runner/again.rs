//! What shows a broken rule is sent again, by itself: a finding should be one that can be repeated.

use std::collections::BTreeMap;

use secmaster_spec::RuleKind;

use super::Run;
use crate::case::{Case, Connection};
use crate::check::History;
use crate::dispatch::{Sent, send_safely};
use crate::exchange::Exchange;
use crate::verdict::{Again, Verdict};

/// So many cases of a rule are tried, to find one that shows the same each time.
const TRIES: usize = 8;

/// So many times each is sent.
const TIMES: usize = 2;

impl Run<'_> {
    /// Looks for a case of each broken rule that shows the same again.
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
        for (rule, mut places) in showing {
            places.retain(|place| {
                self.exchanges.get(*place).is_some_and(|one| self.is_alone(rule, one))
            });
            for place in places.into_iter().take(TRIES) {
                let Some(again) = self.shows_again(rule, place) else { return };
                if let Some(exchange) = self.exchanges.get_mut(place) {
                    exchange.again.insert(rule, again);
                }
                if again == Again::Shown {
                    break;
                }
            }
        }
    }

    /// Whether the case shows the breach each time that it is sent again; none if nobody answers, or
    /// no more may be sent.
    fn shows_again(&mut self, rule: usize, place: usize) -> Option<Again> {
        let mut case = Case::clone(&self.exchanges.get(place)?.case);
        if case.connection == Connection::Any {
            case.connection = Connection::New;
        }
        let operation = self.service.operation(&case.operation)?;
        // What is new is new among the answers to this case.
        let mut history = History::default();
        let is_fresh = self.book.rules.get(rule).is_some_and(|it| it.kind == RuleKind::Fresh);
        for number in 0..TIMES {
            if self.is_over() {
                return None;
            }
            let Sent { answer, .. } = send_safely(self.sender, &case);
            self.created.note(operation, &case, &answer);
            let mut seen = self.judge.judge(&case, &answer);
            seen.extend(history.judge(&self.judge, operation, &case, answer.as_ref().ok()?));
            let is_shown = seen.iter().any(|it| it.rule == rule && it.verdict == Verdict::Broken);
            let may_show = !is_fresh || number > 0;
            if may_show && !is_shown {
                return Some(Again::NotShown);
            }
        }
        Some(Again::Shown)
    }

    /// Whether the exchange shows the breach by itself, and another one like it would tell something.
    fn is_alone(&self, rule: usize, exchange: &Exchange) -> bool {
        let kind = self.book.rules.get(rule).map(|rule| rule.kind);
        exchange.leads.is_empty()
            && !exchange.case.phase.has_foreign_ids()
            && exchange.case.connection != Connection::OfTurn
            && !exchange.is_baseline_failure
            && !matches!(kind, Some(RuleKind::InTime) | None)
            && matches!(exchange.answer, Some(Ok(_)))
    }
}
