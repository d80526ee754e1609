//! Many operations at once: order, bounds, ends, panics, and what is said of each item.

mod delete;
mod end;
mod order;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use secmaster_client::http::{Request, Response};
use secmaster_client::{Client, Limits, RetryPolicy, Transport, TransportError};

type Answered = Result<Response<Vec<u8>>, TransportError>;

/// A transport that answers at once, by a function of the request's body and number.
struct Answering<F> {
    answer: F,
    sent: Arc<AtomicUsize>,
}

impl<F: Fn(&str, usize) -> Answered + Send + Sync> Transport for Answering<F> {
    fn send(&self, request: Request<&[u8]>, _: &Limits) -> Answered {
        let number = self.sent.fetch_add(1, Ordering::SeqCst);
        (self.answer)(std::str::from_utf8(request.body()).unwrap(), number)
    }
}

/// A client that is answered so, with the count of what it sends.
fn answered(
    answer: impl Fn(&str, usize) -> Answered + Send + Sync + 'static,
) -> (Client, Arc<AtomicUsize>) {
    let sent = Arc::new(AtomicUsize::new(0));
    let transport = Answering { answer, sent: Arc::clone(&sent) };
    let client = Client::builder()
        .region("cn-north-4")
        .project_id("p")
        .token("a-token-from-iam")
        .transport(transport)
        .retries(RetryPolicy::never())
        .max_requests_per_second(None)
        .build()
        .unwrap();
    (client, sent)
}

fn created() -> Answered {
    reply(200, crate::support::CREATED)
}

fn reply(status: u16, body: &str) -> Answered {
    Ok(Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap())
}

/// The number that a creation has as its value.
fn value(body: &str) -> usize {
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    body["data_object"]["value"].as_str().unwrap().parse().unwrap()
}

fn numbered(index: usize) -> secmaster_client::model::create_indicator::Request {
    crate::support::creation(&index.to_string())
}
