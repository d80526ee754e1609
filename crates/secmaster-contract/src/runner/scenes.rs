//! The stateful phase of a run.

use secmaster_spec::{Operation, Service};

use super::{Run, has};
use crate::case::{Case, Phase};
use crate::cases::Builder;
use crate::created::deleter;
use crate::dispatch::send_safely;
use crate::options::Options;
use crate::stateful::{Pair, Played, Stage};
use crate::target::Target;

impl Run<'_> {
    /// Plays the scenarios of each pair of operations of which both were seen to work.
    pub(super) fn scenes(&mut self) {
        if !has(self.options, Phase::Stateful) {
            return;
        }
        let (service, target, options) = (self.service, self.target, self.options);
        for mut pair in pairs(service, target, options) {
            if self.is_over() {
                return;
            }
            let [create, delete] = [&mut pair.create, &mut pair.delete];
            let accepted = |builder: &Builder<'_>| self.accepted.get(&builder.operation.name);
            let (Some(body), Some(_)) = (accepted(create), accepted(delete)) else { continue };
            create.set_base(body.clone());
            let takes = |id: &str, rule: &str| takes(options, id, rule);
            pair.play(&takes, self);
        }
    }
}

/// The pairs of operations, one of which deletes what the other creates.
pub(crate) fn pairs<'a>(
    service: &'a Service,
    target: &'a Target,
    options: &Options<'_>,
) -> Vec<Pair<'a>> {
    let builder = |operation: &'a Operation| {
        let body = crate::baseline::candidates(operation, target.parameters()).into_iter().next();
        Builder::new(service, operation, target.parameters(), options.profile, body)
    };
    let pair = |create: &'a Operation| {
        let (delete, effect) = deleter(service, &create.name)?;
        let (create, delete) = (builder(create), builder(delete));
        let is_loopback = target.is_loopback();
        Some(Pair { create, delete, effect, seed: options.seed, is_loopback })
    };
    service.operations.iter().filter_map(pair).collect()
}

/// Whether a scenario is to be played.
pub(crate) fn takes(options: &Options<'_>, id: &str, rule: &str) -> bool {
    let selection = &options.selection;
    let is_taken = selection.takes(rule) || selection.names(id);
    is_taken && !selection.skips(id) && options.shard.is_none_or(|shard| shard.takes(id))
}

impl Stage for Run<'_> {
    fn play(&mut self, operation: &Operation, case: Case, leads: &[usize]) -> Played {
        let sent = send_safely(self.sender, &case);
        if let Some(observer) = self.options.progress {
            observer.answered(&case.id);
        }
        self.created.note(operation, &case, &sent.answer);
        let body = sent.answer.as_ref().ok().filter(|it| it.is_success());
        let body = body.and_then(|received| received.value.clone());
        if let Err(mistake) = self.prover.check(&case) {
            self.mistakes.push(mistake);
        }
        let place = self.keep(operation, case, sent, Vec::new());
        if let Some(exchange) = self.exchanges.get_mut(place) {
            exchange.leads = leads.to_vec();
            exchange.bears_on = exchange.observations.iter().map(|seen| seen.rule).collect();
        }
        Played { place, body }
    }
}
