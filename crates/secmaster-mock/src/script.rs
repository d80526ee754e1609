//! Faults that come and go: what goes wrong with which requests.

pub(crate) mod playing;
mod syntax;

use std::time::Duration;

pub use syntax::ScriptSyntaxError;

/// What goes wrong with which requests: troubles of networks and gateways, as a client has to bear
/// them. Unlike a [`Fault`](crate::Fault), a trouble breaks no rule of the description.
///
/// Of several troubles that fall on one request, the first counts; latencies add up. Under a
/// [seed](crate::Config::seed) the same troubles fall on the same requests, as the mock counts them.
///
/// It reads `[OPERATION/]TROUBLE=REQUESTS`, several with commas between them:
///
/// ```
/// use std::time::Duration;
/// use secmaster_mock::{Requests, Script, Trouble};
///
/// let script: Script = "reset-before=1%, latency:50ms=every-10, create-indicator/429:2s=1+5".parse()?;
/// let throttled = Trouble::Status { status: 429, retry_after: Some(2), is_late: false };
/// let same = Script::default()
///     .with(Trouble::ResetBefore, Requests::Share(0.01))
///     .with(Trouble::Latency(Duration::from_millis(50)), Requests::Every(10))
///     .on("create-indicator", throttled, Requests::Numbers(vec![1, 5]));
/// assert_eq!(script, same);
/// # Ok::<(), secmaster_mock::ScriptSyntaxError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    lines: Vec<Line>,
}

/// What goes wrong with a request.
///
/// ```
/// use secmaster_mock::{Mock, Trouble};
///
/// fn resets(mock: &Mock) -> usize {
///     let journal = mock.journal();
///     journal.iter().filter(|entry| entry.trouble == Some(Trouble::ResetAfter)).count()
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// `latency:50ms`: the request is processed, its answer comes so much later.
    Latency(Duration),
    /// `reset-before`: the connection is reset, and nothing is processed.
    ResetBefore,
    /// `reset-after`: the request is processed, and the connection reset instead of its answer.
    ResetAfter,
    /// `503`, `429:2s`, `504-after`: another answer comes, as a gateway gives it; that of 502 has a
    /// page of HTML, that of others the gateway's code and message.
    Status {
        /// The status of that answer.
        status: u16,
        /// The seconds in its `Retry-After`; without, it has none.
        retry_after: Option<u32>,
        /// Whether the request is processed all the same.
        is_late: bool,
    },
    /// `cut-body`: the request is processed, and the connection ends in the middle of the answer's
    /// body.
    CutBody,
    /// `bad-chunk`: the request is processed, and the size of the answer's chunk is no number.
    BadChunk,
}

/// Which requests something goes wrong with: those for documented operations, or for one of them,
/// as the mock counts them.
///
/// ```
/// use secmaster_mock::{Requests, Script, Trouble};
///
/// let script = Script::default().with(Trouble::ResetBefore, Requests::Every(7));
/// assert_eq!(script, "reset-before=every-7".parse()?);
/// # Ok::<(), secmaster_mock::ScriptSyntaxError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Requests {
    /// `every-7`: the 7th, 14th, …; none if 0.
    Every(u64),
    /// `1%`: this share of them, from 0 to 1.
    Share(f64),
    /// `1+5`: these, of which the first is 1.
    Numbers(Vec<u64>),
}

#[derive(Clone, Debug, PartialEq)]
struct Line {
    /// None for all operations.
    operation: Option<String>,
    trouble: Trouble,
    requests: Requests,
}

impl Script {
    /// The name under which a script may mean requests for credentials: those to the endpoint of
    /// IAM and to an instance's metadata. They are meant under this name only.
    pub const CREDENTIALS: &'static str = "credentials";

    /// Adds a trouble with requests for any operation.
    #[must_use]
    pub fn with(mut self, trouble: Trouble, requests: Requests) -> Self {
        self.lines.push(Line { operation: None, trouble, requests });
        self
    }

    /// Adds a trouble with requests for that operation, or for [credentials](Self::CREDENTIALS).
    #[must_use]
    pub fn on(
        mut self,
        operation: impl Into<String>,
        trouble: Trouble,
        requests: Requests,
    ) -> Self {
        self.lines.push(Line { operation: Some(operation.into()), trouble, requests });
        self
    }

    /// Adds all of another script.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.lines.extend(other.lines);
        self
    }
}

impl Trouble {
    /// Whether the request is processed, whatever becomes of its answer.
    pub const fn is_processed(self) -> bool {
        match self {
            Self::ResetBefore => false,
            Self::Status { is_late, .. } => is_late,
            Self::Latency(_) | Self::ResetAfter | Self::CutBody | Self::BadChunk => true,
        }
    }
}
