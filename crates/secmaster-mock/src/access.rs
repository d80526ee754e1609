//! Who may call: a token or a signed request proves it.

mod authorization;
mod canonical;
mod key;
mod secret;
mod signature;

use hyper::http::request::Parts;

use crate::clock::Clock;
use crate::config::Config;

pub use key::AccessKey;
pub(crate) use signature::Distrust;

/// The credentials that are accepted. With none set, any token is.
#[derive(Debug)]
pub(crate) struct Access {
    token: Option<secret::Secret>,
    keys: Vec<AccessKey>,
    clock: Clock,
}

impl Access {
    pub(crate) fn new(config: &Config, clock: Clock) -> Self {
        let token = config.token.clone().map(secret::Secret::new);
        Self { token, keys: config.access_keys.clone(), clock }
    }

    /// Whether the request is signed as it should be; none where it is not signed at all, or where
    /// no signature is looked at.
    pub(crate) fn signature(&self, head: &Parts, body: &[u8]) -> Option<Result<(), Distrust>> {
        if self.keys.is_empty() {
            return None;
        }
        let authorization = authorization::of(&head.headers)?;
        Some(signature::check(head, body, authorization, self.clock.now(), |id| self.key(id)))
    }

    /// Whether a token is one of those that are accepted.
    pub(crate) fn accepts(&self, token: &str) -> bool {
        match &self.token {
            Some(due) => due.is(token),
            None => self.keys.is_empty(),
        }
    }

    /// Everything that must not be printed.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let token = self.token.iter().map(secret::Secret::reveal);
        token.chain(self.keys.iter().flat_map(AccessKey::secrets))
    }

    fn key(&self, id: &str) -> Option<AccessKey> {
        self.keys.iter().find(|key| key.id() == id).cloned()
    }
}
