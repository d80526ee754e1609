//! The stateful phase: creations and deletions that build on each other.

mod pair;
mod scenario;
mod wrong;

use std::collections::HashSet;

use secmaster_spec::{Effect, Operation, RuleKind};
use serde_json::{Value, json};

use crate::baseline;
use crate::case::{Case, Connection, Proof};
use crate::cases::put_body;
use crate::created::{created_id, deleted_ids};
use crate::dispatch::{Sent, send_at_once, send_safely};
use crate::expectation::Expectation;
use crate::known::Known;
use crate::send::Sender;
pub use pair::scenarios;
pub(crate) use pair::{Pair, pairs, size};
use scenario::{Id, Scenario, Step, Wrong};

/// What has to happen for the steps to happen: the runner sends and judges.
pub(crate) trait Stage {
    /// What carries the requests.
    fn sender(&self) -> &dyn Sender;

    /// Judges what came of a case; `leads` are the cases before it in its scenario.
    fn judge(&mut self, operation: &Operation, case: Case, sent: Sent, leads: &[usize]) -> Played;

    /// Sends a case and judges it.
    fn play(&mut self, operation: &Operation, case: Case, leads: &[usize]) -> Played {
        let sent = send_safely(self.sender(), &case);
        self.judge(operation, case, sent, leads)
    }
}

/// What came of a case: its place among the exchanges, and the body of a success.
pub(crate) struct Played {
    pub(crate) place: usize,
    pub(crate) body: Option<Value>,
}

/// One scenario while it is played.
struct Scene<'a> {
    pair: &'a Pair<'a>,
    scenario: &'a Scenario,
    rule: String,
    number: usize,
    /// The ids of what was created.
    created: Vec<String>,
    deleted: HashSet<usize>,
    leads: Vec<usize>,
}

impl<'a> Scene<'a> {
    fn new(pair: &'a Pair<'a>, scenario: &'a Scenario, rule: String, number: usize) -> Self {
        let (created, deleted, leads) = (Vec::new(), HashSet::new(), Vec::new());
        Self { pair, scenario, rule, number, created, deleted, leads }
    }

    fn play(mut self, stage: &mut dyn Stage) {
        let last = self.scenario.steps.len().saturating_sub(1);
        for (at, step) in self.scenario.steps.iter().enumerate() {
            let goes_on = match step {
                Step::Create(count) => (0..*count).all(|_| self.create(self.created.len(), stage)),
                Step::CreateAlike(count) => (0..*count).all(|_| self.create(0, stage)),
                Step::Delete(ids) => self.delete(ids, at, at == last, stage),
                Step::DeleteAbsent => {
                    let mut case = self.deletion(at, None);
                    case.expectation = Expectation::Either;
                    self.tell(case, stage);
                    true
                }
                Step::DeleteAtOnce(created) => self.delete_at_once(*created, at, stage),
                Step::DeleteWrong(created, wrong) => self.delete_wrong(*created, *wrong, at, stage),
            };
            // What was to be deleted is not there: nothing can be said about its deletion.
            if !goes_on {
                return;
            }
        }
    }

    /// Creates one with this number in its name; whether it got an id.
    fn create(&mut self, number: usize, stage: &mut dyn Stage) -> bool {
        let builder = &self.pair.create;
        let (operation, count) = (builder.operation, self.created.len());
        let Some(Effect::Create(create)) = &operation.effect else { return false };
        let id = format!("{}/{}/{}-{count}", operation.name, self.scenario.name, self.number);
        let title = "an indicator to be deleted";
        let rule = builder.success_rule();
        let mut case = builder.case(&id, title, rule, Expectation::Accepted);
        if let (Some(body), Some(marker)) = (builder.base(), &create.marker) {
            let name = format!("contract {} {number}", self.scenario.name);
            put_body(&mut case.request, baseline::with(body, marker, name.into()));
            case.proof = Proof::Valid;
        }
        let played = stage.play(operation, case, &[]);
        self.leads.push(played.place);
        match played.body.as_ref().and_then(|body| created_id(create, body)) {
            Some(id) => {
                self.created.push(id);
                true
            }
            None => false,
        }
    }

    fn delete(&mut self, ids: &[Id], at: usize, is_last: bool, stage: &mut dyn Stage) -> bool {
        let mut known = Known::default();
        let mut named = Vec::new();
        for id in ids {
            match id {
                Id::Odd(_) | Id::Part(_) | Id::Shorter(_) if !self.pair.is_loopback => return true,
                Id::Part(number) => {
                    let Some(id) = self.created.get(*number) else { return false };
                    // Of a short id the beginning is the whole, or that of many.
                    if id.chars().count() < 16 {
                        return true;
                    }
                    named.push(id.chars().take(8).collect::<String>());
                }
                Id::Shorter(number) => {
                    let Some(id) = self.created.get(*number) else { return false };
                    let count = id.chars().count();
                    if count < 16 {
                        return true;
                    }
                    named.push(id.chars().take(count - 1).collect::<String>());
                }
                Id::Longer(number) => {
                    let Some(id) = self.created.get(*number) else { return false };
                    named.push(format!("{id}x"));
                    known.unknown.push(format!("{id}x"));
                }
                Id::Odd(text) => {
                    named.push((*text).to_owned());
                    // Nothing has an id without letters.
                    known.unknown.extend(text.is_empty().then(String::new));
                }
                Id::Unknown => {
                    let unknown = unknown(self.pair.seed, self.number * 16 + at);
                    named.push(unknown.clone());
                    known.unknown.push(unknown);
                }
                Id::Created(number) => {
                    let Some(id) = self.created.get(*number) else { return false };
                    named.push(id.clone());
                    let list = if self.deleted.contains(number) && !known.alive.contains(id) {
                        &mut known.deleted
                    } else if is_last && self.scenario.rule.1 == RuleKind::Untouched {
                        &mut known.unnamed
                    } else {
                        &mut known.alive
                    };
                    list.push(id.clone());
                }
            }
        }
        let is_open = is_open(&named, ids);
        let mut case = self.deletion(at, Some(named.into()));
        if is_open {
            case.expectation = Expectation::Either;
        }
        case.known = known;
        let is_accepted = self.tell(case, stage);
        if is_accepted {
            let created = |id: &Id| match id {
                Id::Created(number) => Some(*number),
                _ => None,
            };
            self.deleted.extend(ids.iter().filter_map(created));
        }
        true
    }

    /// Deletes one by several requests at the same time.
    fn delete_at_once(&mut self, created: usize, at: usize, stage: &mut dyn Stage) -> bool {
        let Some(id) = self.created.get(created).cloned() else { return false };
        let case = |number: usize| {
            let mut case = self.deletion(at, Some(json!([id])));
            case.id.push_str(&format!("-{number}"));
            case.connection = Connection::AtOnce;
            // The tables do not say that a server has to let them in together.
            case.expectation = Expectation::Either;
            case
        };
        let cases = (1..=self.pair.at_once).map(case).collect();
        let mut all = send_at_once(stage.sender(), cases);
        let has_deleted = |(_, sent): &(Case, Sent)| {
            let body = sent.answer.as_ref().ok().and_then(|received| received.value.as_ref());
            deleted_ids(self.pair.effect, body).contains(&id)
        };
        let first = all.iter().position(has_deleted).unwrap_or_default();
        all.swap(0, first);
        for (number, (mut case, sent)) in all.into_iter().enumerate() {
            let known = &mut case.known;
            if number == 0 { &mut known.alive } else { &mut known.deleted }.push(id.clone());
            let played = stage.judge(self.pair.delete.operation, case, sent, &self.leads);
            self.leads.push(played.place);
        }
        true
    }

    fn delete_wrong(
        &mut self,
        created: usize,
        wrong: Wrong,
        at: usize,
        stage: &mut dyn Stage,
    ) -> bool {
        let Some(id) = self.created.get(created) else { return false };
        let good = self.deletion(at, Some(json!([id])));
        let Some(case) = wrong::wronged(&self.pair.delete, self.pair.effect, good, wrong) else {
            return true;
        };
        let played = stage.play(self.pair.delete.operation, case, &self.leads);
        self.leads.push(played.place);
        // Whoever takes it may have deleted what it names.
        played.body.is_none()
    }

    /// A deletion of these ids, or without the row.
    fn deletion(&self, at: usize, ids: Option<Value>) -> Case {
        let Pair { delete: builder, effect, .. } = self.pair;
        let operation = builder.operation;
        let id = format!("{}/{}/{}", operation.name, self.scenario.name, at);
        let steps = self.scenario.steps.len();
        let title = if at + 1 == steps {
            self.scenario.title.to_owned()
        } else {
            format!("{}, step {} of {steps}", self.scenario.title, at + 1)
        };
        let mut case = builder.case(&id, title, self.rule.clone(), Expectation::Accepted);
        let base = builder.base().cloned().unwrap_or_else(|| json!({}));
        let body = match ids {
            Some(ids) => baseline::with(&base, &effect.ids, ids),
            None => baseline::without(&base, &effect.ids),
        };
        put_body(&mut case.request, body);
        case.proof = Proof::Valid;
        case
    }

    /// Whether the case was accepted.
    fn tell(&mut self, case: Case, stage: &mut dyn Stage) -> bool {
        let played = stage.play(self.pair.delete.operation, case, &self.leads);
        self.leads.push(played.place);
        played.body.is_some()
    }
}

/// Whether the tables leave open that these texts make a request: none at all, what is hardly an id,
/// or one twice.
fn is_open(named: &[String], ids: &[Id]) -> bool {
    let is_odd = |id: &Id| matches!(id, Id::Odd(_) | Id::Part(_) | Id::Shorter(_) | Id::Longer(_));
    let different: HashSet<&String> = named.iter().collect();
    ids.is_empty() || ids.iter().any(is_odd) || different.len() < named.len()
}

/// A random UUID, the same for the same seed and number.
fn unknown(seed: u64, number: usize) -> String {
    let draw = |purpose: u64| {
        // The finalizer of SplitMix64.
        let step = (number as u64).wrapping_mul(2).wrapping_add(purpose + 1);
        let mut bits = seed.wrapping_add(step.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    };
    let (high, low) = (draw(0), draw(1));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        (low >> 50) | 0x8000,
        low & 0xffff_ffff_ffff
    )
}
