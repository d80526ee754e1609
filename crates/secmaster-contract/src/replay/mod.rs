//! Sending again what a finding shows, to see whether it still fails.

mod file;
mod outcome;
mod stored;

use secmaster_client::SystemClock;
use secmaster_spec::{Operation, RuleKind, Service};

pub use outcome::ReplayOutcome;
pub use stored::Replay;

use crate::case::{Case, Phase};
use crate::check::{History, Judge};
use crate::created::Created;
use crate::dispatch::{Answer, Sent, send_safely};
use crate::error::RunError;
use crate::live::{self, Journaled, Marked, Marker, Paced};
use crate::options::Options;
use crate::rules::RuleBook;
use crate::send::{HttpSender, SendFailure, Sender};
use crate::stateful::{Played, Stage, pairs};
use crate::target::Target;
use crate::verdict::Observation;

/// Sends a finding's case again and judges the answer: a scenario from its beginning, a case about
/// ids that have to be new twice, anything else once and byte by byte. What it creates is deleted.
///
/// Of the options, those count that say how to send and how to judge.
///
/// ```no_run
/// use secmaster_contract::{Options, Replay, Target, replay};
///
/// let service = secmaster_spec::Service::embedded()?;
/// let finding = Replay::read("target/contract/report.json#1")?;
/// let target = Target::new(finding.endpoint())?;
/// let outcome = replay(&service, &target, &finding, &Options::default())?;
/// assert!(!outcome.still_fails(), "{outcome}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`RunError::Unreachable`] if there is no way to the target, [`RunError::Configuration`] if the
/// target is another machine and the options do not allow that, or if the description has no such
/// rule.
pub fn replay(
    service: &Service,
    target: &Target,
    finding: &Replay,
    options: &Options<'_>,
) -> Result<ReplayOutcome, RunError> {
    let target = target.filled(service);
    let sender = HttpSender::new(&target, options.timeout, 1);
    let paced = Paced::new(&sender, SystemClock::new(), options);
    replay_with(service, &target, finding, options, &paced)
}

pub(crate) fn replay_with(
    service: &Service,
    target: &Target,
    finding: &Replay,
    options: &Options<'_>,
    sender: &dyn Sender,
) -> Result<ReplayOutcome, RunError> {
    let wrong = |text: String| RunError::Configuration(text);
    if target.secret().reveal().is_empty() {
        return Err(wrong("there is no token; set SECMASTER_AUTH_TOKEN".to_owned()));
    }
    if !target.is_loopback() && !options.live {
        let endpoint = target.endpoint();
        return Err(wrong(format!("{endpoint} is another machine: say --live to send there")));
    }
    let book = RuleBook::new(service);
    let rule = book.find(&finding.rule);
    let (Some(rule), Some(operation)) = (rule, service.operation(&finding.operation)) else {
        let rule = &finding.rule;
        return Err(wrong(format!("the description has no rule {rule}; was it another one then?")));
    };
    let judge = Judge::new(service, &book, target.parameters(), target.secret(), options.profile)
        .map_err(RunError::Configuration)?;
    let journal = live::journal(target, options)?;
    let secret = target.secret();
    let journaled = journal.as_ref().map(|it| Journaled::new(sender, service, secret, it, []));
    let sender = journaled.as_ref().map_or(sender, |journaled| journaled);
    let marker = live::marker(options).map(|text| Marker::new(service, &text));
    let marked = marker.as_ref().map(|marker| Marked { inner: sender, marker });
    let sender = marked.as_ref().map_or(sender, |marked| marked);
    let mut repeat = Repeat {
        sender,
        judge,
        history: History::default(),
        created: Created::default(),
        marker: marker.as_ref(),
        told: Vec::new(),
    };
    if finding.phase == Phase::Stateful {
        repeat.play(service, target, finding, options);
    } else {
        let is_fresh = book.rules.get(rule).is_some_and(|rule| rule.kind == RuleKind::Fresh);
        for earlier in &finding.before {
            repeat.send(operation, earlier.case_for(target)?);
        }
        let case = finding.case_for(target)?;
        for _ in 0..if is_fresh { 2 } else { 1 } {
            repeat.send(operation, case.clone());
        }
    }
    let clean_up = repeat.created.clean_up(service, target, options, sender).with_nameless_told();
    repeat.lost(target, &clean_up.left)?;
    if repeat.told.is_empty() {
        return Err(wrong(format!("there is no scenario for the case {} any more", finding.case)));
    }
    Ok(ReplayOutcome::new(finding, rule, &repeat.told, clean_up, target.secret()))
}

/// The answer to what was sent once more, and what it says.
struct Told {
    answer: Answer,
    observations: Vec<Observation>,
}

struct Repeat<'a> {
    sender: &'a dyn Sender,
    judge: Judge<'a>,
    history: History,
    created: Created,
    marker: Option<&'a Marker>,
    told: Vec<Told>,
}

impl Repeat<'_> {
    fn send(&mut self, operation: &Operation, case: Case) {
        let answer = send_safely(self.sender, &case).answer;
        self.keep(operation, case, answer);
    }

    fn keep(&mut self, operation: &Operation, case: Case, answer: Answer) {
        let case = match &self.marker {
            Some(marker) => marker.mark(case),
            None => case,
        };
        self.created.note(operation, &case, &answer);
        let mut observations = self.judge.judge(&case, &answer);
        if let Ok(received) = &answer {
            observations.extend(self.history.judge(&self.judge, operation, &case, received));
        }
        self.told.push(Told { answer, observations });
    }

    /// Plays the scenario that the finding's case belongs to.
    fn play(
        &mut self,
        service: &Service,
        target: &Target,
        finding: &Replay,
        options: &Options<'_>,
    ) {
        let scenario = finding.case.split('/').nth(2);
        for mut pair in pairs(service, target, options) {
            let names = [&pair.create, &pair.delete].map(|builder| &builder.operation.name);
            if !names.contains(&&finding.operation) {
                continue;
            }
            let base = finding.base.as_deref().and_then(|base| serde_json::from_str(base).ok());
            if let Some(base) = base {
                pair.create.set_base(base);
            }
            pair.play(&|id, _| id.split('/').nth(2) == scenario, self);
        }
    }

    /// An endpoint out of reach says nothing about the finding.
    fn lost(&self, target: &Target, left: &[String]) -> Result<(), RunError> {
        let secret = target.secret();
        for failure in self.told.iter().filter_map(|told| told.answer.as_ref().err()) {
            let cause = secret.redact(&failure.to_string());
            match failure {
                SendFailure::Unsendable(_) => return Err(RunError::Configuration(cause)),
                SendFailure::Unreachable(_) => {
                    return Err(RunError::Unreachable {
                        endpoint: target.endpoint().to_owned(),
                        cause,
                        left_behind: left.iter().map(|id| secret.redact(id)).collect(),
                    });
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Stage for Repeat<'_> {
    fn sender(&self) -> &dyn Sender {
        self.sender
    }

    fn judge(&mut self, operation: &Operation, case: Case, sent: Sent, _: &[usize]) -> Played {
        self.keep(operation, case, sent.answer);
        let body = self.told.last().and_then(|told| told.answer.as_ref().ok());
        let body = body.filter(|it| it.is_success()).and_then(|received| received.value.clone());
        Played { place: self.told.len() - 1, body }
    }
}
