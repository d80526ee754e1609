//! What an answer says with all answers before it in mind.

use secmaster_spec::Operation;

use super::Judge;
use super::carried::Carried;
use super::fresh::Fresh;
use super::identity::Identity;
use crate::case::Case;
use crate::send::Received;
use crate::verdict::Observation;

/// An answer, and what it is the answer to.
#[derive(Clone, Copy)]
pub(super) struct Answered<'a> {
    pub(super) judge: &'a Judge<'a>,
    pub(super) operation: &'a Operation,
    pub(super) case: &'a Case,
    pub(super) received: &'a Received,
}

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
        let answered = Answered { judge, operation, case, received };
        let mut seen = self.fresh.judge(answered);
        seen.extend(self.carried.judge(answered));
        seen.extend(self.identity.judge(answered));
        seen
    }
}
