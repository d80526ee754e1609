//! The two lists of a deletion's answer.

use std::collections::{HashMap, HashSet};

use secmaster_spec::{Delete, Effect, Operation, RuleKind};
use serde_json::Value;

use super::Judge;
use crate::case::Case;
use crate::known::Known;
use crate::send::Received;
use crate::verdict::Observation;

pub(super) fn judge(
    judge: &Judge<'_>,
    operation: &Operation,
    case: &Case,
    received: &Received,
) -> Vec<Observation> {
    let Some(Effect::Delete(delete)) = &operation.effect else { return Vec::new() };
    if !received.is_success() || case.is_foreign {
        return Vec::new();
    }
    let (Some(answer), Some(request)) = (&received.value, &case.request.value) else {
        return Vec::new();
    };
    let Some(named) = texts(request.pointer(&delete.ids).unwrap_or(&Value::Null)) else {
        return Vec::new();
    };
    let list = |place: &str| texts(answer.pointer(place).unwrap_or(&Value::Null)).map(List::new);
    // Lists that are none are the business of their type.
    let (Some(succeeded), Some(failed)) = (list(&delete.succeeded), list(&delete.failed)) else {
        return Vec::new();
    };
    Lists { judge, operation, delete, named, succeeded, failed }.judge(&case.known)
}

/// The texts of an array; none if it is no array of texts, an empty one if it is not there.
fn texts(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::Null => Some(Vec::new()),
        Value::Array(items) => items.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

/// The ids of one list, in order and to look up.
struct List<'a> {
    ids: Vec<&'a str>,
    set: HashSet<&'a str>,
}

impl<'a> List<'a> {
    fn new(ids: Vec<&'a str>) -> Self {
        Self { set: ids.iter().copied().collect(), ids }
    }

    fn has(&self, id: &str) -> bool {
        self.set.contains(id)
    }
}

struct Lists<'a> {
    judge: &'a Judge<'a>,
    operation: &'a Operation,
    delete: &'a Delete,
    named: Vec<&'a str>,
    succeeded: List<'a>,
    failed: List<'a>,
}

impl Lists<'_> {
    fn judge(&self, known: &Known) -> Vec<Observation> {
        let mut seen = Vec::new();
        let (succeeded, failed) = (&self.delete.succeeded, &self.delete.failed);
        for (place, list) in [(succeeded, &self.succeeded), (failed, &self.failed)] {
            let mut asked: HashMap<&str, usize> = HashMap::new();
            for id in &self.named {
                *asked.entry(id).or_default() += 1;
            }
            // Each asked for may come back once.
            let is_foreign = |id: &&&str| match asked.get_mut(**id) {
                Some(count @ 1..) => {
                    *count -= 1;
                    false
                }
                _ => true,
            };
            let foreign = list.ids.iter().find(is_foreign);
            let got = foreign.map(|id| format!("{} more often", self.shown(id)));
            self.put(&mut seen, place, RuleKind::Asked, "only ids that were named", got);
        }
        let both = self.succeeded.ids.iter().find(|id| self.failed.has(id));
        let got = both.map(|id| format!("{} in both lists", self.shown(id)));
        self.put(&mut seen, succeeded, RuleKind::Exclusive, "each id in one list", got);
        seen.extend(self.alive(known));
        seen.extend(self.gone(known));
        seen.extend(self.unknown(known));
        seen
    }

    /// What is there is deleted.
    fn alive(&self, known: &Known) -> Vec<Observation> {
        let mut seen = Vec::new();
        for (ids, kind) in [(&known.alive, RuleKind::Listed), (&known.unnamed, RuleKind::Untouched)]
        {
            if ids.is_empty() {
                continue;
            }
            let missing = ids.iter().find(|id| !self.succeeded.has(id));
            let got = missing.map(|id| self.instead(id));
            let expected = match kind {
                RuleKind::Untouched => "an indicator that no deletion had named is still there",
                _ => "each indicator that was created is deleted",
            };
            self.put(&mut seen, &self.delete.succeeded, kind, expected, got);
        }
        seen
    }

    /// What was deleted before is not deleted again.
    fn gone(&self, known: &Known) -> Vec<Observation> {
        let mut seen = Vec::new();
        if known.deleted.is_empty() {
            return seen;
        }
        let wrong = known.deleted.iter().find(|id| !self.failed.has(id));
        let got = wrong.map(|id| self.instead(id));
        let expected = "an id that was deleted before among those that failed";
        self.put(&mut seen, &self.delete.failed, RuleKind::Gone, expected, got);
        seen
    }

    /// What nothing has fails; of ids about which nothing is known, each is in some list.
    fn unknown(&self, known: &Known) -> Vec<Observation> {
        let mut seen = Vec::new();
        let told: HashSet<&str> = [&known.alive, &known.deleted, &known.unnamed]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let unknown: HashSet<&str> = known.unknown.iter().map(String::as_str).collect();
        let is_wrong =
            |id: &&&str| !self.failed.has(id) && (unknown.contains(*id) || !self.succeeded.has(id));
        let untold: Vec<&str> =
            self.named.iter().filter(|id| !told.contains(*id)).copied().collect();
        if untold.is_empty() {
            return seen;
        }
        let got = untold.iter().find(is_wrong).map(|id| self.instead(id));
        let expected = "each id that nothing has among those that failed";
        self.put(&mut seen, &self.delete.failed, RuleKind::Listed, expected, got);
        seen
    }

    fn instead(&self, id: &str) -> String {
        let place = match (self.succeeded.has(id), self.failed.has(id)) {
            (true, true) => "in both lists",
            (true, false) => "among those that succeeded",
            (false, true) => "among those that failed",
            (false, false) => "in neither list",
        };
        format!("{} {place}", self.shown(id))
    }

    fn shown(&self, id: &str) -> String {
        self.judge.shown(&id.into())
    }

    fn put(
        &self,
        seen: &mut Vec<Observation>,
        place: &str,
        kind: RuleKind,
        expected: &str,
        got: Option<String>,
    ) {
        let root = self.operation.success().and_then(|response| response.body_table);
        let row = root.and_then(|root| self.operation.row_at(root, place));
        let rule = row.and_then(|(row, _)| self.judge.book.find(&format!("{}/{kind}", row.id)));
        let Some(rule) = rule else { return };
        seen.push(match got {
            None => Observation::kept(rule),
            Some(got) => Observation::broken(rule, expected, got),
        });
    }
}
