//! What a script does to a request and its answer.

use super::App;
use crate::reply::Reply;
use crate::script::Trouble;

impl App {
    /// The answer to a request for that operation, with what the script has for it.
    pub(super) fn scripted(
        &self,
        operation: &str,
        request_id: &str,
        process: impl FnOnce() -> Reply,
    ) -> Reply {
        let Some(script) = &self.script else { return process() };
        let cue = script.next(operation);
        let mut reply = match cue.trouble {
            Some(trouble) => self.troubled(trouble, request_id, process),
            None => process(),
        };
        reply.delay = cue.latency;
        reply
    }

    fn troubled(
        &self,
        trouble: Trouble,
        request_id: &str,
        process: impl FnOnce() -> Reply,
    ) -> Reply {
        let processed = trouble.is_processed().then(process);
        let stand_in = match trouble {
            Trouble::Status { status, retry_after, .. } => Some((status, retry_after)),
            _ if processed.is_none() => Some((503, None)),
            _ => None,
        };
        let stand_in = stand_in
            .map(|(status, retry_after)| self.refusals.stand_in(status, retry_after, request_id));
        let mut reply = match (stand_in, processed) {
            (Some(mut reply), Some(processed)) => {
                reply.decision = processed.decision;
                reply
            }
            (Some(reply), None) | (None, Some(reply)) => reply,
            (None, None) => self.refusals.failed(request_id),
        };
        reply.trouble = Some(trouble);
        reply.disruption = trouble.disruption();
        reply
    }
}
