//! Faults that show when a request's body is unusual.

use std::sync::atomic::{AtomicU64, Ordering};

use secmaster_spec::Operation;

use crate::fault::disruption::Disruption;
use crate::fault::input::Input;
use crate::refusal::Refusals;
use crate::reply::Reply;

/// What such a request gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A 500.
    Failure,
    /// No answer.
    Crash,
}

/// The inputs that operations do not bear.
#[derive(Debug, Default)]
pub(crate) struct InputFaults {
    inputs: Vec<(String, Input, Outcome)>,
    requests: AtomicU64,
}

impl InputFaults {
    pub(crate) fn new(inputs: Vec<(String, Input, Outcome)>) -> Self {
        Self { inputs, requests: AtomicU64::new(0) }
    }

    /// What a request gets instead of its answer, if its body is not borne.
    pub(crate) fn failure(
        &self,
        operation: &Operation,
        body: &[u8],
        refusals: &Refusals,
        request_id: &str,
    ) -> Option<Reply> {
        if self.inputs.is_empty() {
            return None;
        }
        let mut inputs = self.inputs.iter().filter(|(of, ..)| *of == operation.name).peekable();
        inputs.peek()?;
        let count = self.requests.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        let (.., outcome) = inputs.find(|(_, input, _)| input.is_met(operation, body, count))?;
        let mut reply = refusals.failed(request_id);
        if *outcome == Outcome::Crash {
            reply.disruption = Some(Disruption::Close);
        }
        Some(reply)
    }
}
