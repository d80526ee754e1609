//! Writing down what is created and deleted, before anything is done with the answer.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use secmaster_spec::{Create, Delete, Effect, Service};

use super::entry::{Entry, Made};
use super::journal::Journal;
use crate::case::{Case, Phase};
use crate::created::{asked_ids, created_id, deleted_ids};
use crate::dispatch::Answer;
use crate::secret::Secret;
use crate::send::{Received, SendFailure, Sender};

/// Writes every creation and deletion that goes through it into a journal.
pub(crate) struct Journaled<'a> {
    inner: &'a dyn Sender,
    service: &'a Service,
    secret: &'a Secret,
    journal: &'a Journal,
    /// What the journal lists as created and not deleted: operation and id.
    known: Mutex<BTreeSet<(String, String)>>,
}

impl<'a> Journaled<'a> {
    pub(crate) fn new(
        inner: &'a dyn Sender,
        service: &'a Service,
        secret: &'a Secret,
        journal: &'a Journal,
        known: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let known = Mutex::new(known.into_iter().collect());
        Self { inner, service, secret, journal, known }
    }

    fn create(&self, create: &Create, case: &Case) -> Answer {
        self.journal.write(&Entry::MayCreate(case.id.clone()));
        // Whether it can be written shows before anything is created.
        if self.journal.problem().is_some() {
            return Err(SendFailure::Held);
        }
        let answer = self.inner.send(case);
        match &answer {
            Ok(received) if received.is_success() => {
                let id = received.value.as_ref().and_then(|body| created_id(create, body));
                self.created(case, id);
            }
            _ => self.answered(case, &answer),
        }
        answer
    }

    fn created(&self, case: &Case, id: Option<String>) {
        let operation = case.operation.clone();
        let is_new = id.as_ref().is_none_or(|id| {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert((operation.clone(), id.clone()))
        });
        if !is_new || (id.is_none() && case.request.is_safe()) {
            return self.journal.write(&Entry::Answered(case.id.clone()));
        }
        let redacted = id.as_ref().is_some_and(|id| self.secret.is_in(id));
        let id = id.map(|id| self.secret.redact(&id));
        let case = case.id.clone();
        self.journal.write(&Entry::Created(Made { case, operation, id, redacted }));
        self.journal.sync();
    }

    fn delete(&self, delete: &Delete, case: &Case) -> Answer {
        let named = self.named(delete, case);
        if named.is_empty() {
            return self.inner.send(case);
        }
        let redacted = |ids: &[String]| ids.iter().map(|id| self.secret.redact(id)).collect();
        let ids = redacted(&named);
        self.journal.write(&Entry::MayDelete { case: case.id.clone(), ids });
        let answer = self.inner.send(case);
        if let Ok(received) = &answer
            && received.is_success()
        {
            let gone = deleted_ids(delete, received.value.as_ref());
            let gone: Vec<String> = named.into_iter().filter(|id| gone.contains(id)).collect();
            let ids = redacted(&gone);
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            for id in gone {
                known.remove(&(delete.of.clone(), id));
            }
            drop(known);
            if !ids.is_empty() {
                self.journal.write(&Entry::Deleted { operation: delete.of.clone(), ids });
            }
        }
        self.answered(case, &answer);
        answer
    }

    /// What is known to be there and named by the request.
    fn named(&self, delete: &Delete, case: &Case) -> Vec<String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let is_known = |id: &&str| known.contains(&(delete.of.clone(), (*id).to_owned()));
        let named: BTreeSet<&str> = asked_ids(delete, &case.request).filter(is_known).collect();
        named.into_iter().map(str::to_owned).collect()
    }

    /// Closes the case, unless the endpoint may have done what it was asked without saying so.
    fn answered(&self, case: &Case, answer: &Answer) {
        let is_known = match answer {
            Ok(received) => received.status < 500,
            Err(SendFailure::NoAnswer(_) | SendFailure::TimedOut(_)) => false,
            Err(_) => true,
        };
        if is_known {
            self.journal.write(&Entry::Answered(case.id.clone()));
        }
    }
}

impl Sender for Journaled<'_> {
    fn send(&self, case: &Case) -> Result<Received, SendFailure> {
        if case.phase != Phase::CleanUp && self.journal.problem().is_some() {
            return Err(SendFailure::Held);
        }
        let operation = self.service.operation(&case.operation);
        match operation.and_then(|operation| operation.effect.as_ref()) {
            Some(Effect::Create(create)) => self.create(create, case),
            Some(Effect::Delete(delete)) => self.delete(delete, case),
            None => self.inner.send(case),
        }
    }

    fn ended(&self) -> Option<String> {
        self.journal.problem().or_else(|| self.inner.ended())
    }
}
