//! Sending a case as users would: through the generated client.

use std::sync::{Arc, Mutex, PoisonError};

use secmaster_client::http::{Request, Response};
use secmaster_client::{
    Client, Limits, RetryPolicy, Transport, TransportError, UreqTransport, operations,
};
use serde_json::Value;

use crate::case::Case;
use crate::send::{HttpSender, MAX_ANSWER, Received, SendFailure};

/// Calls the case's operation by name. The answer is judged as it came, not as the client reads it;
/// a client that will not send the request, or cannot read a success, has an objection.
pub(crate) fn send(sender: &HttpSender<'_>, case: &Case) -> Result<Received, SendFailure> {
    let target = sender.target;
    let tap = Arc::new(Tap { transport: Arc::clone(&sender.transport), answer: Mutex::default() });
    let parameter = |name: &str| target.parameters().get(name).cloned().unwrap_or_default();
    let client = Client::builder()
        .endpoint(target.endpoint())
        .project_id(parameter("project_id"))
        .token(target.secret().reveal())
        .timeouts(sender.timeouts())
        .max_response_bytes(MAX_ANSWER)
        .transport(Arc::clone(&tap))
        // Each request is sent once, when the run says so.
        .retries(RetryPolicy::never())
        .max_requests_per_second(None)
        .build()
        .map_err(|error| SendFailure::Unsendable(error.to_string()))?;
    let body = case.request.value.as_deref().cloned().unwrap_or(Value::Null);
    let called = operations::by_name(&client, &case.operation, target.parameters(), body);
    match (tap.take(), called) {
        (Some(Ok(received)), Ok(_)) => Ok(received),
        (Some(Ok(mut received)), Err(error)) => {
            // A refusal is an error of the client's; only an unread success is an objection.
            received.objection = received
                .is_success()
                .then(|| format!("the client cannot read the answer: {error}"));
            Ok(received)
        }
        (Some(Err(failure)), _) => Err(failure),
        (None, Ok(_)) => sender.send_raw(&case.request),
        (None, Err(error)) => {
            let mut received = sender.send_raw(&case.request)?;
            received.objection = Some(format!("the client does not send the request: {error}"));
            Ok(received)
        }
    }
}

/// Carries the client's request, and keeps the answer as it came.
struct Tap {
    transport: Arc<UreqTransport>,
    answer: Mutex<Option<Result<Received, SendFailure>>>,
}

impl Tap {
    fn take(&self) -> Option<Result<Received, SendFailure>> {
        self.answer.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Transport for Tap {
    fn send(
        &self,
        request: Request<&[u8]>,
        limits: &Limits,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let answer = self.transport.send(request, limits);
        let kept = match &answer {
            Ok(answer) => Ok(Received::read(answer)),
            Err(error) => Err(SendFailure::from(error)),
        };
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        answer
    }
}
