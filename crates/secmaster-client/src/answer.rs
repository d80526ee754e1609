//! A successful answer: the typed value and everything that came with it.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use http::{HeaderMap, StatusCode};
use secmaster_model::{Deviation, Examine, deviations};
use serde::de::DeserializeOwned;

use crate::Error;
use crate::decode::decode;
use crate::error::Received;

/// A successful answer: the value that was read, and everything that came with it.
///
/// It dereferences to the value, so its members are at hand: `answer.data`.
///
/// ```
/// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
/// # use support::{client, delete};
/// # use secmaster_client::{Canned, http::Response};
/// let response = Response::builder()
///     .header("X-request-id", "4f1c")
///     .body(br#"{"code":"0","data":{"success_ids":["a"]}}"#.to_vec())?;
/// let answer = client(Canned::new().response(response)).send(&delete(["a"]))?;
///
/// assert_eq!(answer.status(), 200);
/// assert_eq!(answer.request_id(), Some("4f1c"));
/// assert_eq!(answer.data.success_ids, ["a"]);
/// assert!(answer.deviations().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Answer<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
    request_id: Option<String>,
    body: Vec<u8>,
    /// Looked for when first asked for: few ask.
    deviations: OnceLock<Vec<Deviation>>,
    find_deviations: fn(&T) -> Vec<Deviation>,
    attempts: u32,
    in_doubt: bool,
    holds_secret: bool,
}

impl<T> Answer<T> {
    /// What the service answered. A number that 64 bits do not hold is kept as the nearest `f64`;
    /// [`body`](Self::body) has it to the last digit.
    #[must_use]
    pub fn value(&self) -> &T {
        &self.value
    }

    /// What the service answered, without what came with it.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }

    /// The status, which is one of success.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// All headers of the answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The id under which the service keeps the request: header `X-request-id`.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The body as it came, byte by byte: numbers too, which [`value`](Self::value) may round.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The known places in which the answer differs from its reference.
    #[must_use]
    pub fn deviations(&self) -> &[Deviation] {
        self.deviations.get_or_init(|| (self.find_deviations)(&self.value))
    }

    /// How many times the request was sent, or tried to be, until this answer came.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Whether an attempt before the one that this answers may have been applied: a deletion then
    /// reports ids as unknown that it deleted the first time.
    #[must_use]
    pub fn may_have_been_applied_before(&self) -> bool {
        self.in_doubt
    }

    /// The same answer with another value made of its own.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{client, delete};
    /// # use secmaster_client::Canned;
    /// let body = r#"{"code":"0","data":{"success_ids":["a","b"]}}"#;
    /// let answer = client(Canned::new().answer(200, body)).send(&delete(["a", "b"]))?;
    /// let count = answer.map(|outcome| outcome.data.success_ids.len());
    /// assert_eq!(*count.value(), 2);
    /// assert_eq!(count.body(), body.as_bytes());
    /// # Ok::<(), secmaster_client::Error>(())
    /// ```
    #[must_use]
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Answer<U> {
        let _found = self.deviations();
        Answer {
            value: make(self.value),
            status: self.status,
            headers: self.headers,
            request_id: self.request_id,
            body: self.body,
            deviations: self.deviations,
            find_deviations: |_| Vec::new(),
            attempts: self.attempts,
            in_doubt: self.in_doubt,
            holds_secret: self.holds_secret,
        }
    }
}

impl<T: DeserializeOwned + Examine> Answer<T> {
    pub(crate) fn read(operation: &'static str, received: Received) -> Result<Self, Error> {
        let value: T = match decode(&received.body) {
            Ok(value) => value,
            Err(why) => return Err(Error::unreadable(operation, received, why)),
        };
        Ok(Self {
            value,
            deviations: OnceLock::new(),
            find_deviations: deviations,
            status: received.status,
            request_id: received.request_id(),
            holds_secret: received.secrets.appear_in(&received.body),
            headers: received.headers,
            body: received.body,
            attempts: received.attempts,
            in_doubt: received.in_doubt,
        })
    }
}

impl<T> Deref for Answer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Shows no headers, and no value if the server sent a credential back in it.
impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = out.debug_struct("Answer");
        out.field("status", &self.status).field("request_id", &self.request_id);
        if self.holds_secret {
            out.field("value", &format_args!("[redacted: it holds a credential]"));
        } else {
            out.field("value", &self.value).field("deviations", &self.deviations());
        }
        out.field("attempts", &self.attempts).finish_non_exhaustive()
    }
}
