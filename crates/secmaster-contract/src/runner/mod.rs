//! A run: probe, send, judge, clean up, report.

mod again;
mod facts;
mod operation;
mod random;
mod scenes;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use secmaster_spec::{Operation, Service};
use serde_json::Value;

use crate::case::{Case, Phase};
use crate::check::{History, Judge, undocumented};
use crate::created::{CleanUp, Created};
use crate::dispatch::Sent;
use crate::error::RunError;
use crate::exchange::{self, Exchange};
use crate::harness::Harness;
use crate::live::{self, Journaled, Marked, Marker};
use crate::options::Options;
use crate::plan::{self, Plan};
use crate::report::{Material, Report, make};
use crate::rules::RuleBook;
use crate::send::{SendFailure, Sender};
use crate::stateful;
use crate::target::Target;
use crate::verdict::{Observation, Verdict};

/// Tests the target, which has every parameter, through this sender.
pub(crate) fn run_with(
    harness: &Harness<'_>,
    target: &Target,
    options: &Options<'_>,
    sender: &dyn Sender,
) -> Result<Report, RunError> {
    let started = Instant::now();
    let Harness { service, book, .. } = harness;
    let (plans, left_out) = plan::plans(harness, target, options)?;
    let judge = Judge::new(service, book, target.parameters(), target.secret(), options.profile)
        .map_err(RunError::Configuration)?;
    let reported = plan::reported(service, &plans, target, options, book);
    let journal = live::journal(target, options)?;
    if let Some(observer) = options.progress {
        let [of_scenes, _] = stateful::size(service, target, options);
        observer.started(plan::requests(&plans) + of_scenes);
    }
    let secret = target.secret();
    let journaled = journal.as_ref().map(|it| Journaled::new(sender, service, secret, it, []));
    let sender = journaled.as_ref().map_or(sender, |journaled| journaled);
    let marker = live::marker(options).map(|text| Marker::new(service, &text));
    let marked = marker.as_ref().map(|marker| Marked { inner: sender, marker });
    let sender = marked.as_ref().map_or(sender, |marked| marked);
    let mut run = Run {
        service,
        target,
        options,
        sender,
        marker: marker.as_ref(),
        harness,
        book,
        judge,
        history: History::default(),
        created: Created::default(),
        exchanges: Vec::new(),
        undocumented: BTreeMap::new(),
        accepted: HashMap::new(),
        broken: HashSet::new(),
        latency: Duration::ZERO,
        mistakes: Vec::new(),
        stopped: None,
    };
    let outcome = plans.into_iter().try_for_each(|plan| run.operation(plan));
    let mut clean_up = CleanUp::default();
    if outcome.is_ok() && has(options, Phase::Stateful) && !run.is_over() {
        // What the scenarios create after that must have ids that nothing had before.
        clean_up.add(run.clean_up());
        run.scenes();
    }
    run.stopped = run.why_over();
    exchange::settle(book, &mut run.exchanges);
    if outcome.is_ok() {
        run.again();
    }
    clean_up.add(run.clean_up());
    run.keep_clean_up(&mut clean_up);
    let clean_up = clean_up.with_nameless_told();
    if let Some(observer) = options.progress {
        observer.finished();
    }
    outcome?;
    run.write_transcript();
    Ok(make(&Material {
        service,
        target,
        options,
        book,
        judge: &run.judge,
        reported,
        exchanges: &run.exchanges,
        mistakes: std::mem::take(&mut run.mistakes),
        stopped: run.stopped.take(),
        left_out,
        clean_up,
        started,
        facts: run.facts(),
    }))
}

/// A run under way.
struct Run<'a> {
    service: &'a Service,
    target: &'a Target,
    options: &'a Options<'a>,
    sender: &'a dyn Sender,
    marker: Option<&'a Marker>,
    harness: &'a Harness<'a>,
    book: &'a RuleBook,
    judge: Judge<'a>,
    history: History,
    created: Created,
    exchanges: Vec<Exchange>,
    /// In how many answers a member that no table lists was met, by operation, table and place.
    undocumented: BTreeMap<(String, u16, String), usize>,
    /// The bodies that operations were seen to accept.
    accepted: HashMap<String, Value>,
    /// The rules that some answer broke.
    broken: HashSet<usize>,
    /// How long the answer to a documented request takes.
    latency: Duration,
    /// Cases that are not what they should be: our mistakes.
    mistakes: Vec<String>,
    /// Why the run ended before its end.
    stopped: Option<String>,
}

impl Run<'_> {
    /// The case with the run's marker in it: what is judged and told is what was sent.
    fn as_sent(&self, case: Arc<Case>) -> Arc<Case> {
        match self.marker {
            Some(marker) => marker.mark(Arc::unwrap_or_clone(case)).into(),
            None => case,
        }
    }

    /// Judges an answer by itself.
    fn judged(&self, case: Arc<Case>, sent: Sent) -> Exchange {
        let Sent { answer, started, elapsed } = sent;
        let case = self.as_sent(case);
        if matches!(answer, Err(SendFailure::Held)) {
            return Exchange::of(case);
        }
        let observations = self.judge.judge(&case, &answer);
        let operation = self.service.operation(&case.operation).filter(|_| !case.is_foreign);
        let undocumented = operation
            .zip(answer.as_ref().ok())
            .map(|(operation, received)| undocumented(operation, &case, received))
            .unwrap_or_default();
        let timing = Some((started, elapsed));
        Exchange { answer: Some(answer), timing, observations, undocumented, ..Exchange::of(case) }
    }

    /// Judges an answer in the light of those before it and keeps it; gives its place among the
    /// exchanges.
    fn keep(&mut self, operation: &Operation, mut exchange: Exchange) -> usize {
        let Exchange { case, answer, observations, undocumented, .. } = &mut exchange;
        if let Some(Ok(received)) = &answer {
            observations.extend(self.history.judge(&self.judge, operation, case, received));
        }
        for (table, place) in std::mem::take(undocumented) {
            let key = (operation.name.clone(), table, place);
            *self.undocumented.entry(key).or_default() += 1;
        }
        self.tell_broken(observations);
        self.mistakes.extend(exchange.objection(self.target.secret()));
        self.exchanges.push(exchange);
        self.exchanges.len() - 1
    }

    /// Tells the observer of rules that are newly seen to be broken.
    fn tell_broken(&mut self, observations: &[Observation]) {
        let known = self.broken.len();
        let broken = observations.iter().filter(|seen| seen.verdict == Verdict::Broken);
        self.broken.extend(broken.map(|seen| seen.rule));
        if let Some(observer) = self.options.progress
            && self.broken.len() > known
        {
            observer.broken(self.broken.len());
        }
    }

    /// Whether the run has to end.
    fn is_over(&self) -> bool {
        self.has_found() || self.why_over().is_some()
    }

    /// Whether the one rule that the run looks for is broken.
    fn has_found(&self) -> bool {
        let rule = self.options.until.as_deref().and_then(|rule| self.book.find(rule));
        rule.is_some_and(|rule| self.broken.contains(&rule))
    }

    /// Because nobody is there any more, because no more may be sent, or because it was told to.
    fn why_over(&self) -> Option<String> {
        let is_told = self.options.stop.is_some_and(|stop| stop.load(Ordering::Relaxed));
        let told = || is_told.then(|| "it was told to stop".to_owned());
        self.stopped.clone().or_else(|| self.sender.ended()).or_else(told)
    }

    fn clean_up(&mut self) -> CleanUp {
        self.created.clean_up(self.service, self.target, self.options, self.sender)
    }

    /// Judges and keeps the requests of the clean-up: after all others, which show more plainly what
    /// is wrong.
    fn keep_clean_up(&mut self, clean_up: &mut CleanUp) {
        for (case, sent) in std::mem::take(&mut clean_up.exchanges) {
            let Some(operation) = self.service.operation(&case.operation) else { continue };
            let exchange = self.judged(case.into(), sent);
            let place = self.keep(operation, exchange);
            if let Some(exchange) = self.exchanges.get_mut(place) {
                exchange.bears_on = exchange.observations.iter().map(|seen| seen.rule).collect();
            }
        }
    }

    /// What a request that cannot reach anybody means: no run at all, or the end of this one.
    fn lost(&mut self, failure: &SendFailure) -> Result<(), RunError> {
        let cause = self.target.secret().redact(&failure.to_string());
        let is_first =
            self.exchanges.iter().all(|exchange| !matches!(exchange.answer, Some(Ok(_))));
        match failure {
            SendFailure::Unsendable(_) => Err(RunError::Configuration(cause)),
            _ if is_first => Err(RunError::Unreachable {
                endpoint: self.target.endpoint().to_owned(),
                cause,
                left_behind: Vec::new(),
            }),
            _ => {
                let endpoint = self.target.endpoint();
                self.stopped = Some(format!("{endpoint} cannot be reached any more: {cause}"));
                Ok(())
            }
        }
    }
}

/// A plan for a body that was not the planned one.
fn plan_from<'a>(run: &Run<'a>, operation: &'a Operation, body: Option<Value>) -> Plan<'a> {
    Plan::new(run.harness, operation, body, run.target, run.options)
}

/// Whether a phase is asked for.
fn has(options: &Options<'_>, phase: Phase) -> bool {
    options.phases.contains(&phase)
}

#[cfg(test)]
mod tests;
