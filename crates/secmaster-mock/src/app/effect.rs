//! What a request does.

use secmaster_spec::Effect;
use serde_json::Value;

use super::App;
use crate::answer::Facts;
use crate::decision::Decision;
use crate::endpoint::Endpoint;
use crate::fault::effects::Lists;
use crate::numbering::Stamp;
use crate::reply::Reply;
use crate::route::Parameters;
use crate::store::Collection;

impl App {
    /// Creates or deletes what a good request asks for, and answers it.
    pub(super) fn take_effect(
        &self,
        endpoint: &Endpoint,
        parameters: &Parameters,
        body: &Value,
        stamp: Stamp,
    ) -> Reply {
        let effect = endpoint.operation.effect.as_ref();
        let time = stamp.time();
        let mut facts =
            Facts { body, parameters, id: "", time: &time, succeeded: vec![], failed: vec![] };
        let status = endpoint.success_status;
        match effect {
            Some(Effect::Create(create)) => {
                let id = self.effects.id(&endpoint.operation.name, stamp.object_id());
                facts.id = &id;
                let answer = endpoint.written(&facts);
                let collection = self.collection(&endpoint.operation.name, parameters);
                self.store.insert(collection, &id, answer.clone());
                // Only a journal asks for it.
                let marker = create.marker.as_deref().filter(|_| self.journal.is_some());
                let name = marker.and_then(|marker| body.pointer(marker)).and_then(Value::as_str);
                let name = name.map(str::to_owned);
                let mut reply = Reply::new(status, answer, Decision::Created { id, name });
                self.effects.take_id(&endpoint.operation.name, create, body, &mut reply);
                reply
            }
            Some(Effect::Delete(delete)) => {
                let collection = self.collection(&delete.of, parameters);
                let ids = ids(body.pointer(&delete.ids));
                let name = &endpoint.operation.name;
                let lists = self.effects.delete(name, &self.store, collection, ids, stamp);
                (facts.succeeded, facts.failed) = (lists.succeeded, lists.failed);
                let answer = endpoint.written(&facts);
                let lists = Lists { succeeded: facts.succeeded, failed: facts.failed };
                let has_deleted = !lists.succeeded.is_empty();
                let mut reply = Reply::new(status, answer, Decision::Deleted(lists));
                if has_deleted {
                    reply.delay = self.effects.delay(name);
                }
                reply
            }
            None => Reply::new(status, endpoint.written(&facts), Decision::Answered),
        }
    }

    /// Where the operation of that name keeps what it creates under these path parameters.
    fn collection(&self, create: &str, parameters: &Parameters) -> Collection {
        let creating = self.endpoints.iter().find(|endpoint| endpoint.operation.name == create);
        let value = |name: &str| {
            let given = parameters.iter().find(|(known, _)| known == name);
            given.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let names = creating.into_iter().flat_map(|endpoint| endpoint.route.names());
        (create.to_owned(), names.map(value).collect())
    }
}

/// The ids that a request names. What is no text, where that is not refused, is named by its JSON.
fn ids(value: Option<&Value>) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match value {
        Some(Value::Array(items)) => items.iter().map(text).collect(),
        Some(Value::Null) | None => Vec::new(),
        Some(other) => vec![text(other)],
    }
}
