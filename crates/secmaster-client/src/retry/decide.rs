//! Which outcomes of an attempt are worth another, and which leave in doubt what was done.

use std::time::Duration;

use http::{Response, StatusCode};
use jiff::Timestamp;

use super::after;
use crate::dispatch::Failure;
use crate::{Phase, TransportErrorKind};

/// Whether another attempt may fare better and is safe; with the wait that the service asks for.
pub(crate) fn worth_another(
    outcome: &Result<Response<Vec<u8>>, Failure>,
    idempotent: bool,
    now: Timestamp,
) -> Option<Duration> {
    let is_safe = idempotent || !doubtful(outcome);
    let after = match outcome {
        Ok(response) if is_passing(response.status()) => after::asked(response.headers(), now),
        Err(Failure::Transport(error)) if is_of_connection(error.kind()) => None,
        _ => return None,
    };
    is_safe.then(|| after.unwrap_or_default())
}

/// Whether the service may have done what was asked although no success came.
pub(crate) fn doubtful(outcome: &Result<Response<Vec<u8>>, Failure>) -> bool {
    match outcome {
        Ok(response) => may_be_done(response.status()),
        Err(Failure::Transport(error)) => error.may_have_been_sent(),
        Err(Failure::Credentials(_)) => false,
    }
}

/// Whether an answer with this status may stand for something done.
pub(crate) fn may_be_done(status: StatusCode) -> bool {
    let is_known_refusal = status.is_redirection() || status.is_client_error();
    !is_known_refusal || status == StatusCode::REQUEST_TIMEOUT
}

fn is_passing(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

/// Whether another connection may fare better.
fn is_of_connection(kind: TransportErrorKind) -> bool {
    use TransportErrorKind::{Connect, Interrupted, Protocol, Timeout};
    match kind {
        Connect | Interrupted | Protocol => true,
        Timeout(phase) => phase != Phase::Overall,
        _ => false,
    }
}
