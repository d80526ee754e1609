//! The stateful phase of a run.

use secmaster_spec::Operation;

use super::Run;
use crate::case::Case;
use crate::cases::Builder;
use crate::dispatch::Sent;
use crate::send::Sender;
use crate::stateful::{Played, Stage, pairs};

impl Run<'_> {
    /// Plays the scenarios of each pair of operations of which both were seen to work.
    pub(super) fn scenes(&mut self) {
        let (service, target, options) = (self.service, self.target, self.options);
        for mut pair in pairs(service, target, options) {
            if self.is_over() {
                return;
            }
            let [create, delete] = [&mut pair.create, &mut pair.delete];
            let accepted = |builder: &Builder<'_>| self.accepted.get(&builder.operation.name);
            let (Some(body), Some(_)) = (accepted(create), accepted(delete)) else { continue };
            create.set_base(body.clone());
            pair.play(&|id, rule| options.plays(id, rule), self);
        }
    }
}

impl Stage for Run<'_> {
    fn sender(&self) -> &dyn Sender {
        self.sender
    }

    fn judge(&mut self, operation: &Operation, case: Case, sent: Sent, leads: &[usize]) -> Played {
        if let Some(observer) = self.options.progress {
            observer.answered(&case.id);
        }
        self.created.note(operation, &case, &sent.answer);
        let body = sent.answer.as_ref().ok().filter(|it| it.is_success());
        let body = body.and_then(|received| received.value.clone());
        if let Err(mistake) = self.harness.prover.check(&case) {
            self.mistakes.push(mistake);
        }
        let exchange = self.judged(case.into(), sent);
        let place = self.keep(operation, exchange);
        if let Some(exchange) = self.exchanges.get_mut(place) {
            exchange.leads = leads.to_vec();
            exchange.bears_on = exchange.observations.iter().map(|seen| seen.rule).collect();
        }
        Played { place, body }
    }
}
