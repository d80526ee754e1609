//! Requests and answers as a report shows them, without the token.

use std::time::Duration;

use serde::Serialize;

use crate::case::{HeaderText, Request};
use crate::check::cut;
use crate::dispatch::Answer;
use crate::secret::{Secret, TOKEN_VARIABLE};

/// So much of a received body is kept.
const BODY: usize = 2000;

/// So much of a received header is kept.
const HEADER: usize = 200;

/// A request as it was sent, but for the token.
///
/// ```
/// use secmaster_contract::{Finding, SentRequest};
///
/// fn smallest(finding: &Finding) -> &SentRequest {
///     &finding.sent
/// }
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct SentRequest {
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The headers, as name and value.
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// An answer as it was received, but for the token.
///
/// ```
/// use secmaster_contract::{Finding, ReceivedAnswer};
///
/// fn answer(finding: &Finding) -> Option<&ReceivedAnswer> {
///     finding.received.as_ref()
/// }
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ReceivedAnswer {
    /// The status.
    pub status: u16,
    /// The id of the request, as the answer's header gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The headers, as name and the beginning of the value.
    pub headers: Vec<(String, String)>,
    /// The beginning of the body.
    pub body: String,
    /// How long the answer took, where that was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elapsed_seconds: Option<f64>,
}

/// One of the requests that led to a finding.
///
/// ```
/// use secmaster_contract::{Finding, Step};
///
/// fn what_led_to_it(finding: &Finding) -> &[Step] {
///     &finding.steps
/// }
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Step {
    /// What the request is for.
    pub title: String,
    /// What was sent.
    pub sent: SentRequest,
    /// What was received; none if nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<ReceivedAnswer>,
}

impl Step {
    pub(crate) fn new(
        title: impl Into<String>,
        request: &Request,
        answer: Option<&Answer>,
        elapsed: Option<Duration>,
        secret: &Secret,
    ) -> Self {
        Self {
            title: title.into(),
            sent: sent(request, secret),
            received: answer.and_then(|answer| received(answer, elapsed, secret)),
        }
    }
}

pub(super) fn sent(request: &Request, secret: &Secret) -> SentRequest {
    SentRequest {
        method: request.method.to_string(),
        path: secret.redact(&request.path),
        headers: headers(request),
        body: request.body.as_deref().map(|body| String::from_utf8_lossy(body).into_owned()),
    }
}

/// The headers of a request, with the name of a variable for the token.
pub(super) fn headers(request: &Request) -> Vec<(String, String)> {
    let header = |(name, text): &(String, HeaderText)| {
        let text = match text {
            HeaderText::Token => TOKEN_VARIABLE.to_owned(),
            HeaderText::Text(text) => text.clone(),
        };
        (name.clone(), text)
    };
    request.headers.iter().map(header).collect()
}

pub(super) fn received(
    answer: &Answer,
    elapsed: Option<Duration>,
    secret: &Secret,
) -> Option<ReceivedAnswer> {
    let received = answer.as_ref().ok()?;
    let shown = |text: &str| cut(&secret.redact(text), HEADER);
    Some(ReceivedAnswer {
        status: received.status,
        request_id: received.header("X-request-id").map(shown),
        headers: received
            .headers
            .iter()
            .map(|(name, text)| (secret.redact(name), shown(text)))
            .collect(),
        body: cut(&secret.redact(&received.text), BODY),
        elapsed_seconds: elapsed.map(|elapsed| elapsed.as_secs_f64()),
    })
}
