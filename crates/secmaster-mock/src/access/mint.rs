//! Credentials that need not be remembered: each carries when it expires, and a proof of that.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

use super::canonical::hexed;
use super::key::AccessKey;
use super::secret::Secret;

/// What tokens begin with: tokens of the service do, too.
const TOKEN: &str = "MIIMock";

/// What the ids of temporary access keys begin with.
const KEY: &str = "MOCK";

/// How long a number is in hexadecimal notation.
const DIGITS: usize = 16;

/// Makes credentials, and knows its own.
#[derive(Debug)]
pub(super) struct Mint {
    secret: Secret,
    lifetime: Duration,
    issued: AtomicU64,
    /// The tokens before this one are expired, whatever they say.
    first_good: AtomicU64,
}

/// A token of the mint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Good,
    Expired,
}

impl Mint {
    pub(super) fn new(secret: Secret, lifetime: Duration) -> Self {
        Self { secret, lifetime, issued: AtomicU64::new(0), first_good: AtomicU64::new(0) }
    }

    /// A new token, and when it expires.
    pub(super) fn token(&self, now: Timestamp) -> (String, Timestamp) {
        let (numbers, expires) = self.next(now);
        (format!("{TOKEN}{numbers}{}", self.proof(TOKEN, &numbers)), expires)
    }

    /// What that token is; none where it is not of this mint.
    pub(super) fn know(&self, token: &str, now: Timestamp) -> Option<Token> {
        let (numbers, proof) = token.strip_prefix(TOKEN)?.split_at_checked(2 * DIGITS)?;
        if !Secret::new(self.proof(TOKEN, numbers)).is(proof) {
            return None;
        }
        let (number, expires) = read(numbers)?;
        let is_good = number >= self.first_good.load(Ordering::Relaxed) && now < expires;
        Some(if is_good { Token::Good } else { Token::Expired })
    }

    /// Lets all tokens that there are expire.
    pub(super) fn expire(&self) {
        self.first_good.store(self.issued(), Ordering::Relaxed);
    }

    /// How many credentials were issued.
    pub(super) fn issued(&self) -> u64 {
        self.issued.load(Ordering::Relaxed)
    }

    /// A new temporary access key, and when it expires.
    pub(super) fn key(&self, now: Timestamp) -> (AccessKey, Timestamp) {
        let (numbers, expires) = self.next(now);
        (self.key_of(&format!("{KEY}{numbers}")), expires)
    }

    /// The access key with that id, and when it expires; none where it is not of this mint.
    pub(super) fn find(&self, id: &str) -> Option<(AccessKey, Timestamp)> {
        let (_, expires) = read(id.strip_prefix(KEY)?)?;
        Some((self.key_of(id), expires))
    }

    /// Who knows the secret that goes with an id has it from this mint.
    fn key_of(&self, id: &str) -> AccessKey {
        AccessKey::new(id, self.proof("key", id)).with_security_token(self.proof("token", id))
    }

    fn next(&self, now: Timestamp) -> (String, Timestamp) {
        let number = self.issued.fetch_add(1, Ordering::Relaxed);
        let expires = now.checked_add(self.lifetime).unwrap_or(Timestamp::MAX);
        (format!("{number:016x}{:016x}", expires.as_millisecond()), expires)
    }

    fn proof(&self, purpose: &str, text: &str) -> String {
        // A key of any length will do.
        let mac = Hmac::<Sha256>::new_from_slice(self.secret.reveal().as_bytes());
        let proof = mac.map(|mac| mac.chain_update(purpose).chain_update(text).finalize());
        proof.map(|proof| hexed(&proof.into_bytes())).unwrap_or_default()
    }
}

/// The number and the expiry of a credential.
fn read(numbers: &str) -> Option<(u64, Timestamp)> {
    let (number, expires) = numbers.split_at_checked(DIGITS)?;
    let expires = i64::from_str_radix(expires, 16).ok()?;
    // The last second of the calendar cannot be read back.
    let expires = Timestamp::from_millisecond(expires).unwrap_or(Timestamp::MAX);
    Some((u64::from_str_radix(number, 16).ok()?, expires))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_known_until_they_expire() {
        let mint = Mint::new(Secret::new("secret"), Duration::from_secs(60));
        let at = |second| Timestamp::from_second(second).unwrap();
        let (token, expires) = mint.token(at(1000));
        assert_eq!(expires, at(1060));
        assert_eq!(mint.know(&token, at(1059)), Some(Token::Good));
        assert_eq!(mint.know(&token, at(1060)), Some(Token::Expired));
        mint.expire();
        assert_eq!(mint.know(&token, at(1001)), Some(Token::Expired));
        let (next, _) = mint.token(at(1000));
        assert_eq!((mint.know(&next, at(1001)), mint.issued()), (Some(Token::Good), 2));
        let other = Mint::new(Secret::new("other"), Duration::from_secs(60));
        assert_eq!(other.know(&token, at(1001)), None);
        for text in ["", TOKEN, "x", &token[..60], &token.replace("MIIMock0", "MIIMock1")] {
            assert_eq!(mint.know(text, at(1001)), None, "{text}");
        }
    }

    #[test]
    fn keys_are_found_by_their_ids() {
        let mint = Mint::new(Secret::new("secret"), Duration::MAX);
        let (key, expires) = mint.key(Timestamp::UNIX_EPOCH);
        assert_eq!(mint.find(key.id()).unwrap().0, key);
        assert_eq!(expires, Timestamp::MAX);
        assert!(mint.find("MOCK").is_none() && mint.find("AKID").is_none());
    }
}
