//! What an answer says with all answers before it in mind.

use secmaster_spec::Operation;

use super::Judge;
use super::carried::Carried;
use super::fresh::Fresh;
use super::identity::Identity;
use crate::case::Case;
use crate::send::Received;
use crate::verdict::Observation;

/// What a run remembers of the answers so far.
#[derive(Debug, Default)]
pub(crate) struct History {
    fresh: Fresh,
    carried: Carried,
    identity: Identity,
}

impl History {
    /// What the answer says in the light of those before it; then it is one of them.
    pub(crate) fn judge(
        &mut self,
        judge: &Judge<'_>,
        operation: &Operation,
        case: &Case,
        received: &Received,
    ) -> Vec<Observation> {
        let mut seen = self.fresh.judge(judge, operation, case, received);
        seen.extend(self.carried.judge(judge, operation, case, received));
        seen.extend(self.identity.judge(judge, operation, case, received));
        seen
    }
}
