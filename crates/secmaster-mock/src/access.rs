//! Who may call: a token or a signed request proves it. Where credentials are given out.

mod authorization;
mod canonical;
mod desk;
mod iam;
mod key;
mod mint;
mod secret;
mod signature;

use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use jiff::Timestamp;

use crate::clock::Clock;
use crate::config::Config;
use mint::{Mint, Token};
use secret::Secret;

pub use iam::Iam;
pub use key::AccessKey;
pub(crate) use signature::Distrust;

/// The credentials that are accepted. With none set, any token is.
#[derive(Debug)]
pub(crate) struct Access {
    token: Option<Secret>,
    keys: Vec<AccessKey>,
    iam: Option<(Iam, Mint)>,
    metadata: Option<Mint>,
    clock: Clock,
}

/// What a token is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    /// It is accepted.
    Accepted,
    /// It was, but is no more.
    Expired,
    /// It never was.
    Unknown,
}

impl Access {
    /// A seed makes the credentials that are given out the same in each run.
    pub(crate) fn new(config: &Config, seed: u64, clock: Clock) -> Self {
        let mint = |lifetime| Mint::new(Secret::new(seed.to_string()), lifetime);
        Self {
            token: config.token.clone().map(Secret::new),
            keys: config.access_keys.clone(),
            iam: config.iam.clone().map(|iam| (iam.clone(), mint(iam.lifetime))),
            metadata: config.metadata.map(mint),
            clock,
        }
    }

    /// Whether the request is signed as it should be; none where it is not signed at all, or where
    /// no signature is looked at.
    pub(crate) fn signature(&self, head: &Parts, body: &[u8]) -> Option<Result<(), Distrust>> {
        if !self.takes_signatures() {
            return None;
        }
        let authorization = authorization::of(&head.headers)?;
        let now = self.clock.now();
        Some(signature::check(head, body, authorization, now, |id| self.key(id, now)))
    }

    /// What that token is worth.
    pub(crate) fn worth(&self, token: &str) -> Worth {
        if self.token.as_ref().is_some_and(|due| due.is(token)) {
            return Worth::Accepted;
        }
        let Some((_, mint)) = &self.iam else {
            let is_any_taken = self.token.is_none() && !self.takes_signatures();
            return if is_any_taken { Worth::Accepted } else { Worth::Unknown };
        };
        match mint.know(token, self.clock.now()) {
            Some(Token::Good) => Worth::Accepted,
            Some(Token::Expired) => Worth::Expired,
            None => Worth::Unknown,
        }
    }

    /// How many tokens were given out.
    pub(crate) fn tokens_issued(&self) -> u64 {
        self.iam.as_ref().map_or(0, |(_, mint)| mint.issued())
    }

    /// Lets the tokens that were given out expire.
    pub(crate) fn expire_tokens(&self) {
        self.iam.iter().for_each(|(_, mint)| mint.expire());
    }

    /// What must not be printed where a request with these headers is spoken of.
    pub(crate) fn secrets(&self, headers: &HeaderMap) -> impl Iterator<Item = String> {
        let password = self.iam.iter().map(|(iam, _)| &iam.password);
        let known = self.token.iter().chain(password).map(Secret::reveal);
        let known = known.chain(self.keys.iter().flat_map(AccessKey::secrets)).map(str::to_owned);
        let sent = headers.get_all(signature::SECURITY_TOKEN).iter();
        known.chain(sent.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()))
    }

    fn takes_signatures(&self) -> bool {
        !self.keys.is_empty() || self.metadata.is_some()
    }

    fn key(&self, id: &str, now: Timestamp) -> Result<AccessKey, Distrust> {
        if let Some(key) = self.keys.iter().find(|key| key.id() == id) {
            return Ok(key.clone());
        }
        match self.metadata.as_ref().and_then(|mint| mint.find(id)) {
            Some((key, expires)) if now < expires => Ok(key),
            Some(_) => Err(Distrust::ExpiredKey { id: id.to_owned() }),
            None => Err(Distrust::UnknownKey { id: id.to_owned() }),
        }
    }
}
