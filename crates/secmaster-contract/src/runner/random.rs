//! The random phase of a run: cases made from the seed, and those that fail made smaller.

use std::collections::HashSet;
use std::sync::Arc;

use secmaster_spec::{Operation, RuleKind};
use serde_json::Value;

use super::{Run, has};
use crate::case::{Case, Phase};
use crate::cases::{Builder, of_random, options_of_answers, random_share};
use crate::dispatch::{Sent, send_safely};
use crate::error::RunError;
use crate::exchange::Exchange;
use crate::plan::Plan;
use crate::random::{RandomCases, RandomTree, shrink};
use crate::verdict::Verdict;

/// So many requests are spent on making one failing case smaller.
const TRIES: usize = 60;

/// So many failing cases are made smaller for each operation.
const SHRUNK: usize = 8;

impl<'a> Run<'a> {
    /// Sends the random cases of the plan's operation.
    pub(super) fn random(&mut self, plan: &Plan<'a>) -> Result<(), RunError> {
        let operation = plan.operation;
        if !has(self.options, Phase::Random) || operation.request_table.is_none() || self.is_over()
        {
            return Ok(());
        }
        let parameters = self.target.parameters();
        let base = self.accepted.get(&operation.name).cloned();
        let builder = Builder::new(self.service, operation, parameters, self.options.profile, base)
            .of(Phase::Random);
        let share = random_share(self.service, self.options);
        let made = RandomCases::new(operation, parameters, self.options.seed, share)
            .map_err(|error| RunError::Configuration(error.to_string()))?;
        let refused = self.refused_options(operation);
        let (mut cases, mut trees) = (Vec::new(), Vec::new());
        for (number, (random, tree)) in made.enumerate() {
            let mut case = of_random(&builder, number, &random);
            let is_in = |(place, option, _): &&(String, Value, String)| {
                random.body.pointer(place) == Some(option)
            };
            case.needs = refused.iter().find(is_in).map(|(.., id)| id.clone());
            if !plan.takes(&case, self.options, self.book) {
                continue;
            }
            match self.harness.prover.check(&case) {
                Ok(()) => {
                    cases.push(Arc::new(case));
                    trees.push(tree);
                }
                Err(mistake) => self.mistakes.push(mistake),
            }
        }
        let first = self.exchanges.len();
        let known = self.broken();
        self.send_all(plan, &cases.iter().collect::<Vec<_>>())?;
        self.shrink(operation, &builder, first, known, &trees);
        Ok(())
    }

    /// The options that a random body may have and that were refused where they stood alone.
    fn refused_options(&self, operation: &Operation) -> Vec<(String, Value, String)> {
        let is_refusal = |one: &&Exchange| matches!(&one.answer, Some(Ok(it)) if !it.is_success());
        let refused: HashSet<&str> =
            self.exchanges.iter().filter(is_refusal).map(|one| one.case.id.as_str()).collect();
        let mut options = options_of_answers(operation);
        options.retain(|(.., id)| refused.contains(id.as_str()));
        options
    }

    /// The rules that are known to be broken.
    fn broken(&self) -> HashSet<usize> {
        let seen = self.exchanges.iter().flat_map(|exchange| &exchange.observations);
        seen.filter(|seen| seen.verdict == Verdict::Broken).map(|seen| seen.rule).collect()
    }

    /// Makes the first case that broke each rule as small as it can be.
    fn shrink(
        &mut self,
        operation: &Operation,
        builder: &Builder<'_>,
        first: usize,
        mut known: HashSet<usize>,
        trees: &[RandomTree],
    ) {
        let mut count = 0;
        for (number, tree) in trees.iter().enumerate() {
            let Some(exchange) = self.exchanges.get(first + number) else { return };
            if exchange.case.needs.is_some() {
                continue;
            }
            let new: Vec<usize> = exchange
                .observations
                .iter()
                .filter(|seen| seen.verdict == Verdict::Broken && self.can_shrink(seen.rule))
                .map(|seen| seen.rule)
                .filter(|rule| !known.contains(rule))
                .collect();
            let Some(rule) = new.first().copied() else { continue };
            known.extend(new);
            count += 1;
            if count > SHRUNK || self.is_over() {
                return;
            }
            let id = exchange.case.id.clone();
            let smallest = shrink(
                tree.clone(),
                |random| {
                    let case = Case { id: id.clone(), ..of_random(builder, number, random) };
                    self.still_fails(operation, &case, rule)
                },
                TRIES,
            );
            let case = Case { id: id.clone(), ..of_random(builder, number, &smallest) };
            self.replace(operation, first + number, case, rule);
        }
    }

    /// Whether another request can show the same: not an id that was met before, nor a long wait.
    fn can_shrink(&self, rule: usize) -> bool {
        let kind = self.book.rules.get(rule).map(|rule| rule.kind);
        !matches!(kind, Some(RuleKind::Fresh | RuleKind::InTime) | None)
    }

    fn still_fails(&mut self, operation: &Operation, case: &Case, rule: usize) -> bool {
        if self.is_over() {
            return false;
        }
        let sent = send_safely(self.sender, case);
        self.created.note(operation, case, &sent.answer);
        let seen = self.judge.judge(&self.as_sent(Arc::new(case.clone())), &sent.answer);
        seen.iter().any(|seen| seen.rule == rule && seen.verdict == Verdict::Broken)
    }

    /// Puts the smallest case in the place of the one that was found, if it shows the same.
    fn replace(&mut self, operation: &Operation, place: usize, case: Case, rule: usize) {
        let Sent { answer, started, elapsed } = send_safely(self.sender, &case);
        self.created.note(operation, &case, &answer);
        let case = self.as_sent(case.into());
        let observations = self.judge.judge(&case, &answer);
        let is_same = |seen: &crate::verdict::Observation| {
            seen.rule == rule && seen.verdict == Verdict::Broken
        };
        if let (true, Some(exchange)) =
            (observations.iter().any(is_same), self.exchanges.get_mut(place))
        {
            (exchange.case, exchange.answer) = (case, Some(answer));
            exchange.observations = observations;
            exchange.timing = Some((started, elapsed));
            exchange.is_smallest = true;
        }
    }
}
