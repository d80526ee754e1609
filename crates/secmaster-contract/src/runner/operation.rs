//! One operation: its probe, its cases, and what is said if it cannot be tested.

use std::sync::Arc;

use secmaster_spec::Operation;
use serde_json::Value;

use super::{Run, plan_from};
use crate::baseline;
use crate::case::{Case, Connection};
use crate::cases::{self, Builder};
use crate::dispatch::{Sent, dispatch, send_safely, threads};
use crate::error::RunError;
use crate::exchange::Exchange;
use crate::plan::Plan;
use crate::send::SendFailure;
use crate::verdict::{Observation, Verdict};

/// So many cases are sent before anyone looks whether the run has found what it looks for.
const SOME: usize = 48;

impl<'a> Run<'a> {
    /// Finds a body that the endpoint accepts, and sends the cases made from it.
    pub(super) fn operation(&mut self, mut plan: Plan<'a>) -> Result<(), RunError> {
        if self.is_over() {
            self.leave_unseen(plan.cases.iter(), &plan, "the run ended before");
            return Ok(());
        }
        let operation = plan.operation;
        let candidates = baseline::candidates(operation, self.target.parameters());
        let bodies: Vec<_> = if candidates.is_empty() {
            vec![None]
        } else {
            candidates.into_iter().map(Some).collect()
        };
        let mut has_example = true;
        let mut first = None;
        for (number, body) in bodies.into_iter().enumerate() {
            let is_documented = number == 0;
            let flaw =
                body.as_ref().and_then(|body| self.harness.prover.flaw(&operation.name, body));
            if let Some(flaw) = flaw {
                if is_documented {
                    self.mistakes.push(format!(
                        "the documented request of {} breaks its own table: {flaw}",
                        operation.name
                    ));
                    has_example = false;
                }
                continue;
            }
            let Some((case, sent)) = self.probe(operation, body.clone(), is_documented)? else {
                continue;
            };
            if self.is_over() {
                self.leave_unseen(plan.cases.iter(), &plan, "the run ended before");
                return Ok(());
            }
            let is_accepted = sent.answer.as_ref().is_ok_and(|received| received.is_success());
            let is_silent = matches!(sent.answer, Err(SendFailure::TimedOut(_)));
            let (case, sent) = first.get_or_insert((case, sent)).clone();
            if is_accepted {
                self.latency = sent.elapsed;
                self.accepted.insert(operation.name.clone(), body.clone().unwrap_or(Value::Null));
                let mut plan = if is_documented { plan } else { plan_from(self, operation, body) };
                if !has_example {
                    plan.drop_examples();
                }
                if self.cases(&plan, &case, sent)? {
                    self.random(&plan)?;
                }
                return Ok(());
            }
            // Who does not answer one body in time would not answer the next either.
            if is_silent {
                break;
            }
        }
        if !has_example {
            plan.drop_examples();
        }
        match first {
            Some((case, sent)) => self.give_up(&plan, case, sent),
            None => self.leave_unseen(
                plan.cases.iter(),
                &plan,
                "the documented request breaks its own table, so that nothing can be sent",
            ),
        }
        Ok(())
    }

    /// Sends the documented request, or the same with another body.
    fn probe(
        &mut self,
        operation: &Operation,
        body: Option<Value>,
        is_documented: bool,
    ) -> Result<Option<(Arc<Case>, Sent)>, RunError> {
        let parameters = self.target.parameters();
        let profile = self.options.profile;
        let builder = Builder::new(self.service, operation, parameters, profile, body.clone());
        let Some(case) = cases::probe(builder, body, is_documented) else { return Ok(None) };
        let sent = send_safely(self.sender, &case);
        if let Some(observer) = self.options.progress {
            observer.answered(&case.id);
        }
        if let Err(failure @ (SendFailure::Unreachable(_) | SendFailure::Unsendable(_))) =
            &sent.answer
        {
            self.lost(failure)?;
        }
        self.created.note(operation, &case, &sent.answer);
        Ok(Some((case.into(), sent)))
    }

    /// Sends and judges the cases; the documented request has its answer already. Whether it makes
    /// sense to go on.
    fn cases(&mut self, plan: &Plan<'_>, probe: &Arc<Case>, sent: Sent) -> Result<bool, RunError> {
        let mut to_send: Vec<&Arc<Case>> =
            plan.cases.iter().filter(|case| case.id != probe.id).collect();
        if let Some(until) = &self.options.until {
            to_send.sort_by_key(|case| !case.rules.contains(until));
        }
        // The documented request failed if another body had to be tried; then it is always told.
        let is_told = plan.cases.iter().any(|case| case.id == probe.id)
            || !sent.answer.as_ref().is_ok_and(|received| received.is_success());
        if is_told {
            let bears_on = plan.bears_on(probe, self.book);
            let exchange = Exchange { bears_on, ..self.judged(Arc::clone(probe), sent) };
            self.keep(plan.operation, exchange);
        }
        self.send_all(plan, &to_send)
    }

    /// Sends cases, several at once, and judges the answers. Whether the endpoint goes on answering.
    pub(super) fn send_all(
        &mut self,
        plan: &Plan<'_>,
        cases: &[&Arc<Case>],
    ) -> Result<bool, RunError> {
        // Whoever waits for one rule need not have everything sent.
        let at_once = if self.options.until.is_some() { SOME } else { usize::MAX };
        let mut goes_on = true;
        let alike = cases.chunk_by(|one, next| one.turn.is_some() == next.turn.is_some());
        for cases in alike.flat_map(|cases| cases.chunks(at_once)) {
            if self.has_found() {
                break;
            }
            if goes_on {
                goes_on = self.send_some(plan, cases)?;
            } else {
                let why = self.why_over().unwrap_or_else(|| "the endpoint is silent".to_owned());
                let reason = format!("not sent: {why}");
                self.leave_unseen(cases.iter().copied(), plan, &reason);
            }
        }
        Ok(goes_on)
    }

    /// The cases that are what they should be.
    fn proven<'c>(&mut self, cases: &[&'c Arc<Case>]) -> Vec<&'c Arc<Case>> {
        let is_proven = |case: &&&Arc<Case>| match self.harness.prover.check(case) {
            Ok(()) => true,
            Err(mistake) => {
                self.mistakes.push(mistake);
                false
            }
        };
        cases.iter().filter(is_proven).copied().collect()
    }

    fn send_some(&mut self, plan: &Plan<'_>, cases: &[&Arc<Case>]) -> Result<bool, RunError> {
        let cases = &self.proven(cases)[..];
        let is_in_turn = cases.iter().any(|case| case.turn.is_some());
        let count = if is_in_turn { 1 } else { threads(self.target, self.options, self.latency) };
        let judged = |case: &Arc<Case>, sent| {
            let bears_on = plan.bears_on(case, self.book);
            Exchange { bears_on, ..self.judged(Arc::clone(case), sent) }
        };
        let dispatched = dispatch(self.sender, cases, count, self.options, &judged);
        for (case, exchange) in cases.iter().zip(&dispatched.answers) {
            if let Some(answer) = exchange.as_ref().and_then(|exchange| exchange.answer.as_ref()) {
                self.created.note(plan.operation, case, answer);
            }
        }
        let stopped = || dispatched.stopped.as_ref().map(ToString::to_string);
        let reason = self.why_over().or_else(stopped);
        for (case, answer) in cases.iter().zip(dispatched.answers) {
            match answer {
                Some(exchange) => {
                    let leads = self.leads_to(case);
                    self.keep(plan.operation, Exchange { leads, ..exchange });
                }
                None => {
                    let reason = reason.as_deref().unwrap_or("the run was stopped");
                    let reason = format!("not sent: {}", self.target.secret().redact(reason));
                    self.leave_unseen([*case].into_iter(), plan, &reason);
                }
            }
        }
        match dispatched.stopped {
            Some(failure @ (SendFailure::Unreachable(_) | SendFailure::Unsendable(_))) => {
                self.lost(&failure)?;
                Ok(false)
            }
            Some(_) => Ok(false),
            None => Ok(true),
        }
    }

    /// What was sent before the case in its turn, if its answer may depend on that.
    fn leads_to(&self, case: &Case) -> Vec<usize> {
        if case.difference.is_none() && case.connection != Connection::OfTurn {
            return Vec::new();
        }
        let placed = self.exchanges.iter().enumerate().rev();
        let before = placed.take_while(|(_, one)| one.case.turn == case.turn);
        // Of those that are alike the first would do.
        let other = before.filter(|(_, one)| one.case.connection != Connection::OfTurn);
        let mut leads: Vec<usize> = other.map(|(place, _)| place).collect();
        leads.reverse();
        leads
    }

    /// The documented request is refused in every form: that is told once, and nothing else can be.
    fn give_up(&mut self, plan: &Plan<'_>, case: Arc<Case>, sent: Sent) {
        let primary = case.rules.first().and_then(|rule| self.book.find(rule));
        let (id, status) =
            (case.id.clone(), sent.answer.as_ref().ok().map(|received| received.status));
        let bears_on = plan.bears_on(&case, self.book);
        let exchange = Exchange { bears_on, ..self.judged(case, sent) };
        let place = self.keep(plan.operation, exchange);
        if let Some(exchange) = self.exchanges.get_mut(place) {
            exchange.is_baseline_failure = true;
            let is_told = |seen: &Observation| {
                seen.verdict == Verdict::Broken && (Some(seen.rule) == primary || status.is_none())
            };
            if let (Some(rule), false) = (primary, exchange.observations.iter().any(is_told)) {
                // Not even a server that asks to slow down may leave the run without a word.
                let got = status.map_or_else(|| "no answer".to_owned(), |it| it.to_string());
                let told = Observation::broken(rule, "the documented success", got);
                exchange.observations.push(told);
            }
        }
        let reason = "the documented request is refused, so that no other request tells anything";
        self.leave_unseen(plan.cases.iter().filter(|other| other.id != id), plan, reason);
    }

    /// Cases that cannot be sent, for this reason.
    pub(super) fn leave_unseen<'c>(
        &mut self,
        cases: impl Iterator<Item = &'c Arc<Case>>,
        plan: &Plan<'_>,
        reason: &str,
    ) {
        // Where one rule was looked for and found, nothing is missed of the others.
        if self.has_found() {
            return;
        }
        for other in cases {
            let bears_on = plan.bears_on(other, self.book);
            let unseen = |rule: &usize| Observation::unseen(*rule, reason);
            let observations = bears_on.iter().map(unseen).collect();
            self.exchanges.push(Exchange {
                observations,
                bears_on,
                ..Exchange::of(Arc::clone(other))
            });
        }
    }
}
