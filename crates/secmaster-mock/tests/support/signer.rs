//! A signer of its own, and the clock that mocks are given for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit as _, Mac as _};
use secmaster_mock::Config;
use sha2::{Digest as _, Sha256};

use super::Call;

/// 2025-07-04T08:00:00Z.
pub const NOW: u64 = 1_751_616_000;
/// The same as signatures say it.
pub const DATE: &str = "20250704T080000Z";

pub const KEY: &str = "AKIDEXAMPLE000000001";
pub const SECRET: &str = "SKEXAMPLEsecretkey0123456789abcdefghijkl0";

/// A clock that stands still until it is set, in seconds since 1970.
#[derive(Clone, Debug)]
pub struct StoppedClock(Arc<AtomicU64>);

impl StoppedClock {
    pub fn new() -> Self {
        Self(Arc::new(AtomicU64::new(NOW)))
    }

    pub fn add(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }

    pub fn of(&self, config: Config) -> Config {
        let seconds = Arc::clone(&self.0);
        let now = move || UNIX_EPOCH + Duration::from_secs(seconds.load(Ordering::Relaxed));
        config.with_clock(now)
    }
}

/// The call, signed with that key instead of having a token.
pub fn signed(call: &Call, key: &str, secret: &str) -> Call {
    signed_at(call, key, secret, DATE)
}

/// The call with a date, and with all its headers signed; its path must need no encoding.
pub fn signed_at(call: &Call, key: &str, secret: &str, date: &str) -> Call {
    let call = call.clone().without("x-auth-token").with("X-Sdk-Date", date);
    let mut headers: Vec<(String, String)> =
        call.headers.iter().map(|(name, value)| (name.to_lowercase(), value.clone())).collect();
    headers.push(("host".to_owned(), "mock".to_owned()));
    headers.sort();
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(";");
    let canonical =
        format!("{}\n{}/\n\n{lines}\n{names}\n{}", call.method, call.path, hash(&call.body));
    let to_sign = format!("SDK-HMAC-SHA256\n{date}\n{}", hash(canonical.as_bytes()));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(to_sign.as_bytes());
    let signature = hex(&mac.finalize().into_bytes());
    let value =
        format!("SDK-HMAC-SHA256 Access={key}, SignedHeaders={names}, Signature={signature}");
    call.with("Authorization", &value)
}

/// The date of the system's clock as signatures say it.
pub fn date_now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let now = jiff::Timestamp::from_second(i64::try_from(seconds).unwrap()).unwrap();
    now.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
