//! Cases: one request each, and what is expected of the answer.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::expectation::{Expectation, Refusal};
use crate::known::Known;
use crate::secret::Secret;

/// A group of cases that are made in the same way.
///
/// ```
/// use secmaster_contract::Phase;
///
/// assert!(Phase::ALL.contains(&Phase::Coverage));
/// assert_eq!(Phase::Coverage.as_str(), "coverage");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Phase {
    /// The documented requests, verbatim.
    Examples,
    /// For every rule at least one case, and where a caller can break it, one that breaks only it.
    Coverage,
    /// Rules and good values of several rows at once, and what one request leaves for the next.
    Combinations,
    /// Bodies made at random from the schemas, the same for the same seed.
    Random,
    /// Creations and deletions that build on each other.
    Stateful,
    /// Methods, paths, bodies that are no JSON, and answers watched byte by byte.
    Protocol,
    /// The deletion of what the other phases created; it runs whenever something was created.
    CleanUp,
}

impl Phase {
    /// The phases that can be asked for.
    pub const ALL: [Self; 6] = [
        Self::Examples,
        Self::Coverage,
        Self::Combinations,
        Self::Random,
        Self::Stateful,
        Self::Protocol,
    ];

    /// The name, as it begins the ids of the phase's cases.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Examples => "examples",
            Self::Coverage => "coverage",
            Self::Combinations => "combinations",
            Self::Random => "random",
            Self::Stateful => "stateful",
            Self::Protocol => "protocol",
            Self::CleanUp => "clean-up",
        }
    }

    /// Whether its requests have ids in them that the endpoint made, and so whatever it likes.
    pub(crate) const fn has_foreign_ids(self) -> bool {
        matches!(self, Self::Stateful | Self::CleanUp)
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Phase {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            format!("there is no phase `{text}`; the phases are: {known}")
        })
    }
}

/// One request and what is expected of the answer.
///
/// Ids read as paths and stay the same from run to run, for example
/// `coverage/create-indicator/T4/verdict/type/null`.
///
/// ```
/// use std::collections::BTreeMap;
/// use secmaster_contract::{Phase, Profile, cases};
///
/// let service = secmaster_spec::Service::embedded()?;
/// let cases = cases(&service, &[Phase::Examples], &BTreeMap::new(), Profile::Documented);
/// for case in &cases {
///     println!("{}: {}", case.id, case.title);
/// }
/// assert!(cases.iter().any(|case| case.operation == "create-indicator"));
/// # Ok::<(), secmaster_spec::Problems>(())
/// ```
#[derive(Clone, Debug)]
pub struct Case {
    /// The stable id.
    pub id: String,
    /// The phase that made it.
    pub phase: Phase,
    /// The operation it calls.
    pub operation: String,
    /// What is special about the request, in a few words.
    pub title: String,
    /// The ids of the rules that it was made for; a wrong answer counts against the first.
    /// The rules of the expected answer's rows are checked besides.
    pub rules: Vec<String>,
    /// What is expected.
    pub expectation: Expectation,
    /// Which refusals are proper, where one is expected or possible.
    pub refusal: Refusal,
    /// The deviation that knows of servers that accept this although the tables refuse it.
    pub deviation: Option<u16>,
    /// The request.
    pub request: Request,
    /// How the body is proven right or wrong before it is sent.
    pub(crate) proof: Proof,
    /// The id of a case that has to be accepted for this one to say anything.
    pub(crate) needs: Option<String>,
    /// The ids of cases that may be accepted instead of this one: other spellings of the same.
    pub(crate) instead: Vec<String>,
    /// The ids of cases that are spelled as this one: where one of them is accepted, none of `instead`
    /// is an excuse.
    pub(crate) alike: Vec<String>,
    /// Rules that explain a refusal if one of them is broken.
    pub(crate) explained_by: Vec<String>,
    /// A text that stands for a secret in this request, besides the caller's token.
    pub(crate) planted: Option<String>,
    /// What tells it from the other requests of its turn, with which its answer is compared.
    pub(crate) difference: Option<Difference>,
    /// The turn that it belongs to: cases that are sent one after the other, by the same machine.
    pub(crate) turn: Option<String>,
    /// The connection that it goes over.
    pub(crate) connection: Connection,
    /// Whether its headers are others than the documented ones.
    pub(crate) has_own_headers: bool,
    /// Whether the request is none of the operation: another method or path.
    pub(crate) is_foreign: bool,
    /// What is known about the ids that it deletes.
    pub(crate) known: Known,
}

impl Case {
    /// Whether the other one was sent at the same time.
    pub(crate) fn is_at_once_with(&self, other: &Self) -> bool {
        let is_at_once = [self, other].iter().all(|case| case.connection == Connection::AtOnce);
        is_at_once && self.request.body == other.request.body
    }

    /// The request as it may be told. Where a case names ids that the endpoint gave, they may hold
    /// the token; all other bodies are our own.
    pub(crate) fn shown(&self, secret: &Secret) -> Request {
        let mut request = self.request.clone();
        if let (true, Some(text)) = (self.phase.has_foreign_ids(), self.request.text()) {
            request.body = Some(secret.redact(text).into_bytes().into());
        }
        request
    }
}

/// The connection that a request goes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Connection {
    /// Any that is open.
    Any,
    /// That of the request before it in its turn, which may matter.
    OfTurn,
    /// One of its own.
    New,
    /// One of its own that is read to its end.
    Watched,
    /// Another than those of the requests before and after it that have this: all are sent at the
    /// same time.
    AtOnce,
}

/// A value that a request has at a place of its body and the others of its turn do not have, or the
/// other way round.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Difference {
    pub(crate) place: String,
    pub(crate) value: Value,
}

/// A request as it is sent, but for endpoint and token.
///
/// ```
/// use std::collections::BTreeMap;
/// use secmaster_contract::{Phase, Profile, cases};
///
/// let service = secmaster_spec::Service::embedded()?;
/// let cases = cases(&service, &[Phase::Examples], &BTreeMap::new(), Profile::Documented);
/// let creation = cases.iter().find(|case| case.operation == "create-indicator");
/// let body = creation.and_then(|case| case.request.text()).unwrap_or_default();
/// assert!(body.contains("data_object"));
/// # Ok::<(), secmaster_spec::Problems>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The path, percent-encoded, from its first slash on.
    pub path: String,
    /// The headers in the order of their table.
    pub headers: Vec<(String, HeaderText)>,
    /// The exact bytes of the body.
    pub body: Option<Arc<[u8]>>,
    /// The same as a JSON value.
    pub value: Option<Arc<Value>>,
}

impl Request {
    /// The body as text; none if there is none, or if it is no UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(self.body.as_deref()?).ok()
    }

    /// Whether the method is one that asks for nothing to be changed.
    pub(crate) fn is_safe(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE")
    }
}

/// The value of a header.
///
/// ```
/// use std::collections::BTreeMap;
/// use secmaster_contract::{Phase, Profile, cases};
///
/// let service = secmaster_spec::Service::embedded()?;
/// let cases = cases(&service, &[Phase::Examples], &BTreeMap::new(), Profile::Documented);
/// use secmaster_contract::HeaderText;
/// let has_token = |headers: &[(String, HeaderText)]| {
///     headers.iter().any(|(_, text)| matches!(text, HeaderText::Token))
/// };
/// assert!(cases.iter().any(|case| has_token(&case.request.headers)));
/// # Ok::<(), secmaster_spec::Problems>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeaderText {
    /// The caller's token, which a case does not know.
    Token,
    /// This text.
    Text(String),
}

/// What has to be true of a body before it is sent.
#[derive(Clone, Debug)]
pub(crate) enum Proof {
    /// Nothing: the body does not matter, or the tables leave it open.
    None,
    /// It is no JSON text.
    NotJson,
    /// The documented tables accept it.
    Valid,
    /// The documented tables refuse it, and accept it with the one change undone.
    Invalid { undone: Arc<Value> },
}

/// How a case is sent.
///
/// ```
/// use std::collections::BTreeMap;
/// use secmaster_contract::{Phase, Profile, cases};
///
/// let service = secmaster_spec::Service::embedded()?;
/// let cases = cases(&service, &[Phase::Examples], &BTreeMap::new(), Profile::Documented);
/// use secmaster_contract::{Route, route_of};
/// assert!(cases.iter().any(|case| matches!(route_of(case), Route::Client | Route::Raw)));
/// # Ok::<(), secmaster_spec::Problems>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Through the generated client, as users would.
    Client,
    /// As it stands, byte by byte.
    Raw,
    /// The same over a connection of its own that is read to its end.
    Watched,
}

/// Which way a case takes. The client writes documented headers and compact bodies only, and those
/// are what most cases have that are to be accepted.
///
/// ```
/// use std::collections::BTreeMap;
/// use secmaster_contract::{Phase, Profile, cases};
///
/// let service = secmaster_spec::Service::embedded()?;
/// let cases = cases(&service, &[Phase::Examples], &BTreeMap::new(), Profile::Documented);
/// use secmaster_contract::{Route, route_of};
/// let raw = cases.iter().filter(|case| matches!(route_of(case), Route::Raw)).count();
/// println!("{raw} of {} requests are sent without the client", cases.len());
/// # Ok::<(), secmaster_spec::Problems>(())
/// ```
pub fn route_of(case: &Case) -> Route {
    if case.connection == Connection::Watched {
        return Route::Watched;
    }
    let is_compact = || {
        let text = case.request.value.as_deref().map(Value::to_string);
        text.as_deref() == case.request.text()
    };
    match case.expectation {
        Expectation::Accepted
            if !case.has_own_headers && case.phase != Phase::Protocol && is_compact() =>
        {
            Route::Client
        }
        _ => Route::Raw,
    }
}
