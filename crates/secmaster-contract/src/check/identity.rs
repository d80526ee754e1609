//! Whose id an object has that was created with one of the caller's: an endpoint that leaves the
//! object as it was sent has none to give it, but where it gives one, that is the new id's.

use std::collections::HashSet;

use secmaster_spec::{Effect, RuleKind};

use super::history::Answered;
use crate::verdict::Observation;

/// The places, by operation, where objects that came without an id have been given the new one.
#[derive(Debug, Default)]
pub(super) struct Identity {
    given: HashSet<(String, String)>,
}

impl Identity {
    pub(super) fn judge(
        &mut self,
        Answered { judge, operation, case, received }: Answered<'_>,
    ) -> Option<Observation> {
        let Some(Effect::Create(create)) = &operation.effect else { return None };
        let answer = received.value.as_ref().filter(|_| received.is_success())?;
        let request = case.request.value.as_deref()?;
        let id = answer.pointer(&create.id)?;
        let root = operation.success()?.body_table?;
        create.ids.iter().find_map(|place| {
            let found = answer.pointer(place)?;
            let key = (operation.name.clone(), place.clone());
            let Some(callers) = request.pointer(&create.counterpart(place)?) else {
                if found == id {
                    self.given.insert(key);
                }
                return None;
            };
            let is_compared = case.difference.is_some() && self.given.contains(&key);
            if !is_compared || found != callers || found == id {
                return None;
            }
            let (row, _) = operation.row_at(root, place)?;
            let rule = judge.book.find(&format!("{}/{}", row.id, RuleKind::Identity))?;
            let expected =
                format!("{} at {place}, as without an id of the caller", judge.shown(id));
            Some(Observation::broken(rule, expected, judge.shown(found)))
        })
    }
}
