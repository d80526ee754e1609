//! Checking the signature of a request.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use sha2::Sha256;

use super::authorization::{ALGORITHM, Authorization};
use super::canonical::{Canonical, hash};
use super::key::AccessKey;
use crate::violation::clipped;

/// How far the time of a signature may be from that of the server, in seconds.
const SKEW: i64 = 15 * 60;

const DATE: &str = "x-sdk-date";
const DATE_FORMAT: &str = "%Y%m%dT%H%M%SZ";
pub(super) const SECURITY_TOKEN: &str = "x-security-token";
const PROJECT: &str = "x-project-id";

/// Why a signed request is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Distrust {
    /// The header is not written as it should be.
    Malformed,
    /// There is no such access key.
    UnknownKey { id: String },
    /// The access key was a temporary one, and is good no more.
    ExpiredKey { id: String },
    /// The time of the signature is missing, not signed, or no time.
    NoDate,
    /// The signature was made at another time.
    OutOfTime { signed: Timestamp, now: Timestamp },
    /// This header has to be signed and to have the value that goes with the access key.
    Header { name: &'static str },
    /// The signature is that of another request, or was made with another key.
    Mismatch { canonical: String },
}

impl Distrust {
    /// Why, in a few words without what was sent.
    pub(crate) const fn in_short(&self) -> &'static str {
        match self {
            Self::Malformed => "the Authorization header is malformed",
            Self::UnknownKey { .. } => "there is no such access key",
            Self::ExpiredKey { .. } => "the temporary access key is expired",
            Self::NoDate => "X-Sdk-Date is not signed, or no time",
            Self::OutOfTime { .. } => "the signature is expired",
            Self::Header { .. } => "a header of the access key is missing, wrong or not signed",
            Self::Mismatch { .. } => "the signature is wrong",
        }
    }
}

/// In the words of the gateway, as far as they are known.
impl fmt::Display for Distrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => write!(
                f,
                "the Authorization header does not read {ALGORITHM} Access=ID, SignedHeaders=NAME;NAME, Signature=HEX"
            ),
            Self::UnknownKey { id } => write!(f, "ak {} not exist", clipped(id)),
            Self::ExpiredKey { id } => {
                write!(f, "the security token of ak {} is expired", clipped(id))
            }
            Self::NoDate => f.write_str("X-Sdk-Date has to be signed and to read YYYYMMDDTHHMMSSZ"),
            Self::OutOfTime { signed, now } => {
                let [signed, now] = [signed, now].map(|time| time.strftime(DATE_FORMAT));
                write!(f, "signature expired, signature time:{signed},server time:{now}")
            }
            Self::Header { name } => {
                write!(f, "{name} has to be signed and to be that of the access key")
            }
            Self::Mismatch { canonical } => {
                write!(f, "verify aksk signature fail, canonicalRequest:{canonical}")
            }
        }
    }
}

/// Checks a request against what follows the algorithm in its `Authorization` header.
pub(super) fn check(
    head: &Parts,
    body: &[u8],
    authorization: &str,
    now: Timestamp,
    key: impl Fn(&str) -> Result<AccessKey, Distrust>,
) -> Result<(), Distrust> {
    let authorization = Authorization::read(authorization).ok_or(Distrust::Malformed)?;
    let key = key(authorization.access)?;
    let signed = |name: &str| only(&head.headers, name).filter(|_| authorization.signs(name));
    let date = signed(DATE).ok_or(Distrust::NoDate)?;
    let signed_at = timestamp(date).ok_or(Distrust::NoDate)?;
    if (signed_at.as_second() - now.as_second()).abs() > SKEW {
        return Err(Distrust::OutOfTime { signed: signed_at, now });
    }
    let token = signed(SECURITY_TOKEN).unwrap_or_default();
    if key.security_token.as_ref().is_some_and(|due| !due.is(token)) {
        return Err(Distrust::Header { name: "X-Security-Token" });
    }
    if key.project.as_deref().is_some_and(|due| signed(PROJECT) != Some(due)) {
        return Err(Distrust::Header { name: "X-Project-Id" });
    }
    let canonical = Canonical { head, body, signed_headers: &authorization.signed_headers };
    let to_sign = format!("{ALGORITHM}\n{date}\n{}", hash(canonical.text().as_bytes()));
    // A key of any length will do.
    let is_right = Hmac::<Sha256>::new_from_slice(key.secret.reveal().as_bytes())
        .is_ok_and(|mac| mac.chain_update(to_sign).verify_slice(&authorization.signature).is_ok());
    if is_right { Ok(()) } else { Err(Distrust::Mismatch { canonical: canonical.shown() }) }
}

/// The value of a header that is given once.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut lines = headers.get_all(name).iter();
    let value = lines.next()?.to_str().ok()?.trim();
    lines.next().is_none().then_some(value)
}

fn timestamp(text: &str) -> Option<Timestamp> {
    let time = DateTime::strptime(DATE_FORMAT, text).ok()?;
    // Signs and missing zeros would be read, too.
    let is_exact = time.strftime(DATE_FORMAT).to_string() == text;
    Offset::UTC.to_timestamp(time).ok().filter(|_| is_exact)
}

#[cfg(test)]
mod tests {
    use hyper::Request;
    use serde_json::Value;

    use super::*;

    /// Requests as official signers sign them.
    const VECTORS: &str = include_str!("../../tests/signing-vectors.json");

    struct Vector {
        head: Parts,
        body: Vec<u8>,
        authorization: String,
        key: AccessKey,
        canonical_hash: String,
    }

    impl Vector {
        fn read(vector: &Value) -> Self {
            let text = |name: &str| vector[name].as_str().unwrap().to_owned();
            let mut request = Request::builder().method(&*text("method")).uri(text("uri"));
            for header in vector["headers"].as_array().unwrap() {
                let [name, value] = [0, 1].map(|at| header[at].as_str().unwrap());
                request = request.header(name, value);
            }
            let authorization = text("authorization");
            Self {
                head: request.body(()).unwrap().into_parts().0,
                body: text("body").into_bytes(),
                authorization: authorization.strip_prefix(ALGORITHM).unwrap().to_owned(),
                key: AccessKey::new(text("access_key"), text("secret_key")),
                canonical_hash: text("canonical_sha256"),
            }
        }

        fn all() -> Vec<Self> {
            let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
            vectors.iter().map(Self::read).collect()
        }

        fn signed_at(&self) -> Timestamp {
            timestamp(self.head.headers[DATE].to_str().unwrap()).unwrap()
        }

        fn check(&self) -> Result<(), Distrust> {
            self.check_at(self.signed_at().as_second())
        }

        fn check_at(&self, second: i64) -> Result<(), Distrust> {
            let now = Timestamp::from_second(second).unwrap();
            let key = |id: &str| {
                assert_eq!(id, self.key.id());
                Ok(self.key.clone())
            };
            check(&self.head, &self.body, &self.authorization, now, key)
        }
    }

    #[test]
    fn official_signatures_are_right() {
        let vectors = Vector::all();
        for vector in &vectors {
            let authorization = Authorization::read(&vector.authorization).unwrap();
            let signed_headers = &authorization.signed_headers;
            let canonical = Canonical { head: &vector.head, body: &vector.body, signed_headers };
            let text = canonical.text();
            assert_eq!(hash(text.as_bytes()), vector.canonical_hash, "{text}");
            assert_eq!(vector.check(), Ok(()), "{text}");
        }
        assert_eq!(vectors.len(), 7);
    }

    #[test]
    fn every_change_of_what_is_signed_is_noticed() {
        let changes: [fn(&mut Vector); 6] = [
            |it| it.head.method = hyper::Method::PUT,
            |it| it.head.uri = "/other".parse().unwrap(),
            |it| it.head.uri = format!("{}?more=1", it.head.uri.path()).parse().unwrap(),
            |it| it.body.push(b' '),
            |it| it.key = AccessKey::new(it.key.id(), "another secret key"),
            |it| {
                let last = it.authorization.pop().unwrap();
                it.authorization.push(if last == '0' { '1' } else { '0' });
            },
        ];
        for (number, change) in changes.iter().enumerate() {
            for mut vector in Vector::all() {
                let is_unsigned = vector.head.headers.contains_key("x-sdk-content-sha256");
                change(&mut vector);
                let result = vector.check();
                let is_noticed = matches!(result, Err(Distrust::Mismatch { .. }));
                assert!(is_noticed != (number == 3 && is_unsigned), "{number}: {result:?}");
            }
        }
    }

    #[test]
    fn a_signature_is_good_for_a_quarter_of_an_hour() {
        for vector in Vector::all() {
            let signed_at = vector.signed_at().as_second();
            for (skew, is_good) in [(-901, false), (-900, true), (900, true), (901, false)] {
                let result = vector.check_at(signed_at + skew);
                let is_expired = matches!(result, Err(Distrust::OutOfTime { .. }));
                assert_eq!((result.is_ok(), is_expired), (is_good, !is_good), "{skew}");
            }
        }
    }

    #[test]
    fn dates_read_as_documented() {
        assert_eq!(timestamp("20250704T080000Z").unwrap().to_string(), "2025-07-04T08:00:00Z");
        for text in
            ["", "20250704T080000", "20251304T080000Z", "2025-07-04T08:00", "+20250704T08000Z"]
        {
            assert_eq!(timestamp(text), None, "{text}");
        }
    }
}
