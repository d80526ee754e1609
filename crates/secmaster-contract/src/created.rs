//! What the cases created, and its deletion.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;

use secmaster_spec::{Create, Delete, Effect, Operation, Service};
use serde::Serialize;
use serde_json::Value;

use crate::baseline;
use crate::case::{Case, Phase, Proof, Request};
use crate::cases::{Builder, put_body};
use crate::dispatch::{Answer, Sent, send_safely};
use crate::expectation::Expectation;
use crate::options::Options;
use crate::secret::Secret;
use crate::send::Sender;
use crate::target::Target;

/// So many ids are deleted with one request; more are known to be refused by some.
const CHUNK: usize = 999;

/// So many ids are not too many for any endpoint.
const FEW: usize = 10;

/// The id in the answer to a creation.
pub(crate) fn created_id(create: &Create, body: &Value) -> Option<String> {
    match body.pointer(&create.id)? {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

/// The ids that a deletion asks for.
pub(crate) fn asked_ids<'a>(
    delete: &Delete,
    request: &'a Request,
) -> impl Iterator<Item = &'a str> {
    let value = request.value.as_deref().and_then(|body| body.pointer(&delete.ids));
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// The ids that a deletion's answer lists as deleted.
pub(crate) fn deleted_ids(delete: &Delete, answer: Option<&Value>) -> Vec<String> {
    listed(answer, &delete.succeeded)
}

/// The ids that a deletion's answer lists as not deleted.
pub(crate) fn refused_ids(delete: &Delete, answer: Option<&Value>) -> Vec<String> {
    listed(answer, &delete.failed)
}

fn listed(answer: Option<&Value>, place: &str) -> Vec<String> {
    let list = answer.and_then(|body| body.pointer(place)?.as_array());
    let text = |id: &Value| id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    list.into_iter().flatten().map(text).collect()
}

/// The ids of what was created, by the operation that created it.
#[derive(Debug, Default)]
pub(crate) struct Created {
    ids: BTreeMap<String, Vec<String>>,
    /// Those of what should have been refused: nothing is promised about them.
    strange: BTreeSet<String>,
    /// How many good answers gave no id.
    nameless: usize,
    /// How many were deleted by the cases themselves.
    deleted: usize,
    /// How many requests the clean-up has sent.
    requests: usize,
}

impl Created {
    /// What an earlier run created.
    pub(crate) fn of(ids: BTreeMap<String, Vec<String>>) -> Self {
        Self { ids, ..Self::default() }
    }

    /// Remembers the id in the answer, if the operation creates something and did so; forgets the
    /// ids that it deleted.
    pub(crate) fn note(&mut self, operation: &Operation, case: &Case, answer: &Answer) {
        let Ok(received) = answer else { return };
        if !received.is_success() {
            return;
        }
        let create = match &operation.effect {
            Some(Effect::Create(create)) => create,
            Some(Effect::Delete(delete)) => {
                return self.forget(delete, &case.request, received.value.as_ref());
            }
            None => return,
        };
        let id = received.value.as_ref().and_then(|body| created_id(create, body));
        let Some(id) = id else {
            self.nameless += usize::from(!case.request.is_safe());
            return;
        };
        if case.expectation == Expectation::Refused || case.is_foreign {
            self.strange.insert(id.clone());
        }
        let ids = self.ids.entry(operation.name.clone()).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }

    /// Believes an answer only of the ids that it was asked for.
    fn forget(&mut self, delete: &Delete, request: &Request, answer: Option<&Value>) {
        let mut gone = deleted_ids(delete, answer);
        gone.retain(|id| asked_ids(delete, request).any(|asked| asked == id));
        if let Some(ids) = self.ids.get_mut(&delete.of) {
            let before = ids.len();
            ids.retain(|id| !gone.contains(id));
            self.deleted += before - ids.len();
        }
    }

    /// Deletes everything again and forgets it; says what is left.
    pub(crate) fn clean_up(
        &mut self,
        service: &Service,
        target: &Target,
        options: &Options<'_>,
        sender: &dyn Sender,
    ) -> CleanUp {
        let (nameless, deleted) = (take(&mut self.nameless), take(&mut self.deleted));
        let created = nameless + deleted;
        let mut clean_up = CleanUp { created, deleted, nameless, ..CleanUp::default() };
        for (creator, ids) in take(&mut self.ids) {
            clean_up.created += ids.len();
            let Some((operation, delete)) = deleter(service, &creator) else {
                clean_up.left.extend(ids);
                clean_up.problems.push(format!("no operation deletes what {creator} creates"));
                continue;
            };
            let mut due: Vec<&[String]> = ids.chunks(CHUNK).rev().collect();
            while let Some(chunk) = due.pop() {
                self.requests += 1;
                let parameters = target.parameters();
                let builder = Builder::new(service, operation, parameters, options.profile, None)
                    .of(Phase::CleanUp);
                let mut case = deletion(&builder, delete, chunk, self.requests);
                let is_proper = |id: &&String| !self.strange.contains(*id);
                // No answer said that they are gone.
                case.known.alive = chunk.iter().filter(is_proper).cloned().collect();
                let sent = send_safely(sender, &case);
                if is_too_many(chunk, &sent.answer) {
                    let (first, rest) = chunk.split_at(chunk.len() / 2);
                    due.extend([rest, first]);
                } else {
                    clean_up.count(delete, chunk, &sent.answer, target.secret());
                }
                let gone = match &sent.answer {
                    Ok(received) => deleted_ids(delete, received.value.as_ref()),
                    Err(_) => Vec::new(),
                };
                clean_up.exchanges.push((case, sent));
                if target.is_loopback() && options.until.is_none() && !gone.is_empty() {
                    clean_up.exchanges.push(again(&builder, delete, &gone, self.requests, sender));
                }
            }
        }
        clean_up
    }
}

/// Whether fewer ids may be deleted where so many are refused.
fn is_too_many(ids: &[String], answer: &Answer) -> bool {
    let is_refused = |status| matches!(status, 400 | 413 | 422);
    ids.len() > FEW && answer.as_ref().is_ok_and(|received| is_refused(received.status))
}

/// The operation that deletes what `creator` creates.
pub(crate) fn deleter<'a>(
    service: &'a Service,
    creator: &str,
) -> Option<(&'a Operation, &'a Delete)> {
    service.operations.iter().find_map(|operation| match &operation.effect {
        Some(Effect::Delete(delete)) if delete.of == creator => Some((operation, delete)),
        _ => None,
    })
}

/// A second deletion of what the first one said is gone: it shows what is kept none the less. Other
/// machines are spared it.
fn again(
    builder: &Builder<'_>,
    delete: &Delete,
    gone: &[String],
    number: usize,
    sender: &dyn Sender,
) -> (Case, Sent) {
    let mut case = deletion(builder, delete, gone, number);
    case.id.push_str("-again");
    case.title = format!("a second deletion of {} that the cases created", gone.len());
    case.known.deleted = gone.to_vec();
    let sent = send_safely(sender, &case);
    (case, sent)
}

fn deletion(builder: &Builder<'_>, delete: &Delete, ids: &[String], number: usize) -> Case {
    let operation = builder.operation;
    let id = format!("{}/{number}", operation.name);
    let title = format!("the deletion of {} that the cases created", ids.len());
    let rule = builder.success_rule();
    let mut case = builder.case(&id, title, rule, Expectation::Accepted);
    let documented =
        baseline::candidates(operation, builder.parameters).into_iter().next().unwrap_or_default();
    put_body(&mut case.request, baseline::with(&documented, &delete.ids, ids.to_vec().into()));
    case.proof = Proof::Valid;
    case
}

/// What became of the things that the cases created.
///
/// ```
/// use secmaster_contract::Report;
///
/// fn leftovers(report: &Report) -> &[String] {
///     &report.clean_up.left
/// }
/// ```
#[derive(Debug, Default, Serialize)]
pub struct CleanUp {
    /// How many were created.
    pub created: usize,
    /// How many were deleted again.
    pub deleted: usize,
    /// How many were created whose ids the endpoint did not give.
    pub nameless: usize,
    /// The ids of those that are still there, as far as can be told.
    pub left: Vec<String>,
    /// Why they are still there.
    pub problems: Vec<String>,
    #[serde(skip)]
    pub(crate) exchanges: Vec<(Case, Sent)>,
}

impl CleanUp {
    /// Says among the problems how many cannot be deleted for want of an id.
    pub(crate) fn with_nameless_told(mut self) -> Self {
        if self.nameless > 0 {
            self.problems.push(format!(
                "{} were created whose ids the endpoint did not give; they are still there",
                self.nameless
            ));
        }
        self
    }

    /// Adds what became of other things.
    pub(crate) fn add(&mut self, other: Self) {
        self.created += other.created;
        self.deleted += other.deleted;
        self.nameless += other.nameless;
        self.left.extend(other.left);
        self.problems.extend(other.problems);
        self.exchanges.extend(other.exchanges);
    }

    fn count(&mut self, delete: &Delete, ids: &[String], answer: &Answer, secret: &Secret) {
        let succeeded = match answer {
            Ok(received) if received.is_success() => deleted_ids(delete, received.value.as_ref()),
            Ok(received) => {
                self.problems.push(format!("the deletion was answered with {}", received.status));
                Vec::new()
            }
            Err(failure) => {
                let cause = secret.redact(&failure.to_string());
                self.problems.push(format!("the deletion got no answer: {cause}"));
                Vec::new()
            }
        };
        for id in ids {
            if succeeded.contains(id) {
                self.deleted += 1;
            } else {
                self.left.push(id.clone());
            }
        }
    }
}
