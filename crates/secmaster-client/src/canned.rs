//! A transport for tests: it gives prepared answers and remembers the requests.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{Request, Response, StatusCode};

use crate::{Limits, Transport, TransportError, TransportErrorKind, Unconsumed};

/// A transport that gives prepared answers, one per request and in their order, and remembers what
/// was sent. A request for which no answer is left fails.
///
/// Clones share answers and requests, so keep one to look at after handing the other to a client.
///
/// ```
/// use secmaster_client::http::Request;
/// use secmaster_client::{Canned, Limits, Timeouts, Transport, TransportErrorKind};
///
/// let canned = Canned::new().answer(200, "{}");
/// let limits = Limits::starting_now(Timeouts::default(), 1024);
///
/// let request = Request::delete("https://example.com/x").body(&b"[1]"[..])?;
/// assert_eq!(canned.send(request.clone(), &limits)?.body(), b"{}");
/// assert_eq!(canned.requests()[0].body(), b"[1]");
///
/// let failed = canned.send(request, &limits).unwrap_err();
/// assert_eq!(failed.kind(), TransportErrorKind::Unsendable);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct Canned {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    answers: VecDeque<Result<Response<Vec<u8>>, TransportError>>,
    requests: Vec<Request<Vec<u8>>>,
}

impl Canned {
    /// A transport without any answer yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer with this status and body, of type `application/json`. A number that is no
    /// status becomes 500.
    #[must_use]
    pub fn answer(self, status: u16, body: impl Into<Vec<u8>>) -> Self {
        let mut response = Response::new(body.into());
        *response.status_mut() =
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response
            .headers_mut()
            .insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
        self.response(response)
    }

    /// Adds an answer with headers of its own.
    #[must_use]
    pub fn response(self, response: Response<Vec<u8>>) -> Self {
        self.state().answers.push_back(Ok(response));
        self
    }

    /// Adds a failure.
    #[must_use]
    pub fn fail(self, error: TransportError) -> Self {
        self.state().answers.push_back(Err(error));
        self
    }

    /// The requests so far, in their order.
    #[must_use]
    pub fn requests(&self) -> Vec<Request<Vec<u8>>> {
        self.state().requests.clone()
    }

    /// How many answers are left.
    #[must_use]
    pub fn left(&self) -> usize {
        self.state().answers.len()
    }

    /// Makes sure that every answer was asked for.
    ///
    /// # Errors
    ///
    /// [`Unconsumed`], which names those that were not: by their status, or by their failure.
    ///
    /// ```
    /// assert!(secmaster_client::Canned::new().finish().is_ok());
    /// ```
    pub fn finish(&self) -> Result<(), Unconsumed> {
        let name = |answer: &Result<Response<_>, TransportError>| match answer {
            Ok(response) => response.status().to_string(),
            Err(error) => error.to_string(),
        };
        Unconsumed::check(self.state().answers.iter().map(name))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows nothing of requests and answers, which may hold secrets.
impl fmt::Debug for Canned {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        out.debug_struct("Canned")
            .field("answers", &state.answers.len())
            .field("requests", &state.requests.len())
            .finish_non_exhaustive()
    }
}

impl Transport for Canned {
    fn send(
        &self,
        request: Request<&[u8]>,
        _limits: &Limits,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let mut state = self.state();
        state.requests.push(request.map(<[u8]>::to_vec));
        state.answers.pop_front().unwrap_or_else(|| {
            Err(TransportError::new(TransportErrorKind::Unsendable)
                .with_source("no canned answer is left"))
        })
    }
}
