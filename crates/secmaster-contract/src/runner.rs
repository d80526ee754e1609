//! A run: probe, send, judge, clean up, report.

use std::time::Instant;

use secmaster_spec::{Operation, Service};

use crate::baseline;
use crate::case::Case;
use crate::cases::{self, Builder};
use crate::check::Judge;
use crate::created::Created;
use crate::dispatch::{Answer, dispatch, send_safely};
use crate::error::RunError;
use crate::exchange::{self, Exchange};
use crate::options::Options;
use crate::plan::{self, Plan};
use crate::proof::Prover;
use crate::report::{Report, make};
use crate::rules::RuleBook;
use crate::send::{HttpSender, SendFailure, Sender};
use crate::target::Target;
use crate::verdict::{Observation, Verdict};

/// Tests the target against every selected rule of the service.
///
/// Whatever the cases created is deleted again before this returns.
///
/// ```no_run
/// use secmaster_contract::{Options, Target, run};
///
/// let service = secmaster_spec::Service::embedded()?;
/// let target = Target::new("http://127.0.0.1:8080")?;
/// let report = run(&service, &target, &Options::default())?;
/// assert_eq!(report.totals.broken, 0, "{report}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`RunError::Unreachable`] if there is no way to the target, [`RunError::Configuration`] if what
/// is asked for makes no sense. Broken rules are no error: they are in the [`Report`].
pub fn run(service: &Service, target: &Target, options: &Options<'_>) -> Result<Report, RunError> {
    let target = target.filled(service);
    let sender = HttpSender::new(&target, options.timeout, threads(&target, options));
    run_with(service, &target, options, &sender)
}

/// How many requests are under way at once.
fn threads(target: &Target, options: &Options<'_>) -> usize {
    options.threads.unwrap_or(if target.is_loopback() { 4 } else { 1 })
}

pub(crate) fn run_with(
    service: &Service,
    target: &Target,
    options: &Options<'_>,
    sender: &dyn Sender,
) -> Result<Report, RunError> {
    let started = Instant::now();
    let book = RuleBook::new(service);
    let (plans, left_out) = plan::plans(service, target, options, &book)?;
    let prover = Prover::new(service).map_err(RunError::Configuration)?;
    let judge = Judge::new(service, &book, target.parameters(), target.secret())
        .map_err(RunError::Configuration)?;
    let requests = plans.iter().map(|plan| plan.cases.len() + 1).sum();
    if let Some(observer) = options.progress {
        observer.started(requests);
    }
    let reported = plan::reported(&plans, &options.selection, &book);
    let mut run = Run {
        target,
        options,
        sender,
        book: &book,
        judge,
        prover,
        created: Created::default(),
        exchanges: Vec::new(),
        mistakes: Vec::new(),
    };
    let outcome = plans.into_iter().try_for_each(|plan| run.operation(plan));
    let clean_up = run.clean_up(service);
    if let Some(observer) = options.progress {
        observer.finished();
    }
    if let Err(error) = outcome {
        return Err(match error {
            RunError::Unreachable { endpoint, cause, .. } => {
                let left = clean_up.left.iter().map(|id| target.secret().redact(id));
                RunError::Unreachable { endpoint, cause, left_behind: left.collect() }
            }
            other => other,
        });
    }
    exchange::settle(&book, &mut run.exchanges);
    Ok(make(&make::Material {
        service,
        target,
        options,
        book: &book,
        judge: &run.judge,
        reported,
        exchanges: &run.exchanges,
        mistakes: run.mistakes,
        left_out,
        clean_up,
        started,
    }))
}

struct Run<'a> {
    target: &'a Target,
    options: &'a Options<'a>,
    sender: &'a dyn Sender,
    book: &'a RuleBook,
    judge: Judge<'a>,
    prover: Prover,
    created: Created,
    exchanges: Vec<Exchange>,
    /// Cases that are not what they should be: our mistakes.
    mistakes: Vec<String>,
}

impl Run<'_> {
    fn operation(&mut self, mut plan: Plan<'_>) -> Result<(), RunError> {
        let operation = plan.operation;
        let candidates = baseline::candidates(operation);
        let bodies: Vec<_> = if candidates.is_empty() {
            vec![None]
        } else {
            candidates.into_iter().map(Some).collect()
        };
        let mut has_example = true;
        let mut first = None;
        for (number, body) in bodies.into_iter().enumerate() {
            let is_documented = number == 0;
            let flaw = body.as_ref().and_then(|body| self.prover.flaw(&operation.name, body));
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
            let Some((case, answer)) = self.probe(operation, body.clone(), is_documented)? else {
                continue;
            };
            let is_accepted = answer.as_ref().is_ok_and(|received| received.is_success());
            let (case, answer) = first.get_or_insert((case, answer)).clone();
            if is_accepted {
                let mut plan = if is_documented {
                    plan
                } else {
                    Plan::new(operation, body, self.target, self.options, self.book)
                };
                if !has_example {
                    plan.drop_examples();
                }
                return self.cases(plan, &case, answer);
            }
        }
        if !has_example {
            plan.drop_examples();
        }
        match first {
            Some((case, answer)) => self.give_up(plan, case, answer),
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
        body: Option<serde_json::Value>,
        is_documented: bool,
    ) -> Result<Option<(Case, Answer)>, RunError> {
        let builder =
            Builder::new(operation, self.target.parameters(), self.options.profile, body.clone());
        let Some(case) = cases::probe(builder, body, is_documented) else { return Ok(None) };
        let answer = send_safely(self.sender, &case);
        if let Some(observer) = self.options.progress {
            observer.answered(&case.id);
        }
        if let Err(failure) = &answer {
            return Err(self.lost(failure));
        }
        self.created.note(operation, &answer);
        Ok(Some((case, answer)))
    }

    /// Sends and judges the cases; the documented request has its answer already.
    fn cases(&mut self, plan: Plan<'_>, probe: &Case, answer: Answer) -> Result<(), RunError> {
        let mut to_send = Vec::new();
        for case in &plan.cases {
            match self.prover.check(case) {
                Ok(()) if case.id == probe.id => {}
                Ok(()) => to_send.push(case),
                Err(mistake) => self.mistakes.push(mistake),
            }
        }
        let count = threads(self.target, self.options);
        let dispatched = dispatch(self.sender, &to_send, count, self.options.progress);
        for answer in dispatched.answers.iter().flatten() {
            self.created.note(plan.operation, answer);
        }
        if let Some(failure) = dispatched.stopped {
            return Err(self.lost(&failure));
        }
        // The documented request failed if another body had to be tried; then it is always told.
        let is_told = plan.cases.iter().any(|case| case.id == probe.id)
            || !answer.as_ref().is_ok_and(|received| received.is_success());
        let probed = is_told.then(|| (probe, Some(answer)));
        let sent = to_send.iter().copied().zip(dispatched.answers);
        for (case, answer) in probed.into_iter().chain(sent) {
            let observations = match &answer {
                Some(answer) => self.judge.judge(case, answer),
                None => Vec::new(),
            };
            let bears_on = plan.bears_on(case, self.book);
            let case = case.clone();
            let exchange =
                Exchange { case, answer, observations, bears_on, is_baseline_failure: false };
            self.mistakes.extend(exchange.objection(self.target.secret()));
            self.exchanges.push(exchange);
        }
        Ok(())
    }

    /// The documented request is refused in every form: that is told once, and nothing else can be.
    fn give_up(&mut self, plan: Plan<'_>, case: Case, answer: Answer) {
        let mut observations = self.judge.judge(&case, &answer);
        let primary = case.rules.first().and_then(|rule| self.book.find(rule));
        if let (Some(rule), Ok(received)) = (primary, &answer)
            && !observations.iter().any(|seen| seen.verdict == Verdict::Broken && seen.rule == rule)
        {
            // Not even a server that asks to slow down may leave the run without a word.
            let got = received.status.to_string();
            observations.push(Observation::broken(rule, "the documented success", got));
        }
        let reason = "the documented request is refused, so that no other request tells anything";
        let bears_on = plan.bears_on(&case, self.book);
        let id = case.id.clone();
        self.exchanges.push(Exchange {
            case,
            answer: Some(answer),
            observations,
            bears_on,
            is_baseline_failure: true,
        });
        self.leave_unseen(plan.cases.iter().filter(|other| other.id != id), &plan, reason);
    }

    /// Cases that cannot be sent, for this reason.
    fn leave_unseen<'c>(
        &mut self,
        cases: impl Iterator<Item = &'c Case>,
        plan: &Plan<'_>,
        reason: &str,
    ) {
        for other in cases {
            let bears_on = plan.bears_on(other, self.book);
            self.exchanges.push(Exchange {
                case: other.clone(),
                answer: None,
                observations: bears_on
                    .iter()
                    .map(|rule| Observation::unseen(*rule, reason))
                    .collect(),
                bears_on,
                is_baseline_failure: false,
            });
        }
    }

    fn clean_up(&mut self, service: &Service) -> crate::created::CleanUp {
        let mut clean_up = self.created.clean_up(service, self.target, self.options, self.sender);
        for (case, answer) in std::mem::take(&mut clean_up.exchanges) {
            let observations = self.judge.judge(&case, &answer);
            let bears_on = observations.iter().map(|seen| seen.rule).collect();
            let answer = Some(answer);
            self.exchanges.push(Exchange {
                case,
                answer,
                observations,
                bears_on,
                is_baseline_failure: false,
            });
        }
        clean_up
    }

    fn lost(&self, failure: &SendFailure) -> RunError {
        let cause = self.target.secret().redact(&failure.to_string());
        match failure {
            SendFailure::Unsendable(_) => RunError::Configuration(cause),
            _ => RunError::Unreachable {
                endpoint: self.target.endpoint().to_owned(),
                cause,
                left_behind: Vec::new(),
            },
        }
    }
}

#[cfg(test)]
#[path = "runner_tests.rs"]
mod tests;
