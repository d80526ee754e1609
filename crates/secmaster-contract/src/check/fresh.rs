//! Ids that have to be other ones each time: of requests, and of what is created.

use std::collections::HashMap;

use secmaster_spec::{Effect, RuleKind};
use serde_json::Value;

use super::Judge;
use super::history::Answered;
use crate::case::Case;
use crate::verdict::Observation;

/// Every id that a run has met, with the case that met it first.
#[derive(Debug, Default)]
pub(super) struct Fresh {
    requests: HashMap<String, String>,
    created: HashMap<String, String>,
}

impl Fresh {
    /// What the answer says about ids, with all answers before it in mind.
    pub(super) fn judge(&mut self, answered: Answered<'_>) -> Vec<Observation> {
        let Answered { judge, operation, case, received } = answered;
        let mut seen = Vec::new();
        let headers =
            operation.response(received.status).and_then(|response| response.header_table);
        let rows = headers.and_then(|table| operation.table(table)).into_iter();
        for row in rows.flat_map(|table| &table.rows).filter(|row| row.is_request_id()) {
            let rule = judge.book.find(&format!("{}/{}", row.id, RuleKind::Fresh));
            if let (Some(rule), Some(id)) = (rule, received.header(&row.name)) {
                seen.push(met(judge, &mut self.requests, rule, id, case));
            }
        }
        seen.extend(self.created(answered));
        seen
    }

    fn created(
        &mut self,
        Answered { judge, operation, case, received }: Answered<'_>,
    ) -> Option<Observation> {
        let Some(Effect::Create(create)) = &operation.effect else { return None };
        if !received.is_success() {
            return None;
        }
        let id = received.value.as_ref()?.pointer(&create.id)?;
        let root = operation.success()?.body_table?;
        let (row, _) = operation.row_at(root, &create.id)?;
        let rule = judge.book.find(&format!("{}/{}", row.id, RuleKind::Fresh))?;
        // The tables let a caller send an id, and do not say whether it is taken.
        let callers = create.ids.iter().filter_map(|place| create.counterpart(place));
        let body = case.request.value.as_deref();
        if callers.filter_map(|place| body?.pointer(&place)).any(|callers| callers == id) {
            return None;
        }
        let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        Some(met(judge, &mut self.created, rule, &id, case))
    }
}

fn met(
    judge: &Judge<'_>,
    known: &mut HashMap<String, String>,
    rule: usize,
    id: &str,
    case: &Case,
) -> Observation {
    match known.get(id) {
        Some(first) => {
            let shown = judge.shown(&Value::from(id));
            let got = format!("{shown}, as in the answer to {first}");
            Observation::broken(rule, "an id that no other has", got)
        }
        None => {
            known.insert(id.to_owned(), case.id.clone());
            Observation::kept(rule)
        }
    }
}
