//! Spans for calls and attempts. They hold what is listed here: no secret, and no body.

use std::time::Duration;

use http::{Method, Response};
use tracing::field::Empty;
use tracing::span::{Entered, EnteredSpan};
use tracing::{Span, debug, debug_span, info_span};

use crate::dispatch::Failure;
use crate::error::request_id;
use crate::redact::Secrets;
use crate::{Answer, Error};

const TARGET: &str = "secmaster_client";

/// The span of a call, as long as this lives.
pub(crate) struct Call(EnteredSpan);

impl Call {
    pub(crate) fn begin(operation: &'static str, method: &Method) -> Self {
        let span = info_span!(
            target: TARGET, "call", operation, %method,
            status = Empty, request_id = Empty, attempts = Empty,
        );
        Self(span.entered())
    }

    pub(crate) fn ended<T>(&self, outcome: &Result<Answer<T>, Error>) {
        let (status, request_id, attempts) = match outcome {
            Ok(answer) => (Some(answer.status()), answer.request_id(), answer.attempts()),
            Err(error) => (error.status(), error.request_id(), error.attempts()),
        };
        self.0.record("status", status.map(|status| status.as_u16()));
        self.0.record("request_id", request_id).record("attempts", attempts);
    }
}

/// The span of an attempt, as long as this lives.
pub(crate) struct Attempt(EnteredSpan);

impl Attempt {
    pub(crate) fn begin(attempt: u32) -> Self {
        let span = debug_span!(
            target: TARGET, "attempt", attempt,
            status = Empty, request_id = Empty, failure = Empty,
        );
        Self(span.entered())
    }

    /// An attempt to get credentials from a host.
    pub(crate) fn for_credentials(attempt: u32, host: &str) -> Self {
        let span = debug_span!(
            target: TARGET, "credentials", host, attempt, status = Empty, failure = Empty,
        );
        Self(span.entered())
    }

    pub(crate) fn ended(&self, outcome: &Result<Response<Vec<u8>>, Failure>, secrets: &Secrets) {
        self.settled(outcome);
        if let Ok(response) = outcome {
            self.0.record("request_id", request_id(response.headers(), secrets));
        }
    }

    pub(crate) fn settled(&self, outcome: &Result<Response<Vec<u8>>, Failure>) {
        match outcome {
            Ok(response) => {
                self.0.record("status", response.status().as_u16());
            }
            Err(Failure::Transport(error)) => {
                self.0.record("failure", tracing::field::debug(error.kind()));
            }
            Err(Failure::Credentials(_)) => {
                self.0.record("failure", "Credentials");
            }
        }
    }
}

/// Another attempt follows after this long.
pub(crate) fn waiting(attempt: u32, wait: Duration) {
    debug!(target: TARGET, attempt, ?wait, "waiting before another attempt");
}

/// The span of a thread, for others to go on in.
pub(crate) struct Context(Span);

impl Context {
    pub(crate) fn current() -> Self {
        Self(Span::current())
    }

    pub(crate) fn enter(&self) -> Entered<'_> {
        self.0.enter()
    }
}
