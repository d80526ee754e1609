//! Reading requests from a connection and answering them.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::app::App;
use crate::config::Log;
use crate::disrupted_wire::{DisruptedWire, Due};
use crate::log::Exchange;
use crate::refusal::BodyFailure;
use crate::reply::Reply;
use crate::violation::redacted;
use crate::wire::{Activity, Wire};

/// What connections share.
pub(crate) struct Server {
    pub(crate) app: Arc<App>,
    pub(crate) log: Option<Log>,
    pub(crate) largest_body: usize,
    pub(crate) head_timeout: Duration,
    pub(crate) body_timeout: Duration,
    pub(crate) idle_timeout: Duration,
}

impl Server {
    /// Serves one connection, on the thread that this is polled on.
    pub(crate) async fn serve(self: Arc<Self>, stream: std::net::TcpStream) {
        let Ok(stream) = TcpStream::from_std(stream) else { return };
        // Answers are small and complete: there is nothing to wait for.
        let _ = stream.set_nodelay(true);
        let activity = Arc::new(Activity::default());
        let wire = Wire::new(stream, Arc::clone(&activity), self.head_timeout, self.idle_timeout);
        let due = self.app.disrupts.then(Due::default);
        let wire = DisruptedWire::new(wire, due.clone());
        let service = service_fn(|request: Request<Incoming>| {
            let (server, activity) = (Arc::clone(&self), Arc::clone(&activity));
            let due = due.clone().map(|due| (due, request.method().clone()));
            async move {
                activity.change();
                let response = server.exchange(request).await;
                activity.change();
                if let Some((due, method)) = due {
                    due.note(&method, &response);
                }
                Ok::<_, Infallible>(response)
            }
        });
        let served = http1::Builder::new()
            .half_close(true)
            .serve_connection(TokioIo::new(wire), service)
            .await;
        if let (Err(error), Some(log)) = (served, &self.log)
            && error.is_parse()
        {
            log(&Exchange::not_http(&error.to_string(), error.is_parse_too_large()));
        }
    }

    async fn exchange(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let started = Instant::now();
        let (head, body) = request.into_parts();
        let body = self.read(body).await;
        let stamp = self.app.numbering.next();
        let request_id = stamp.request_id();
        let reply = self.app.answer(&head, &body, stamp, &request_id);
        if let Some(log) = &self.log {
            log(&self.noted(&head, &reply, request_id, started.elapsed()));
        }
        if !reply.delay.is_zero() {
            tokio::time::sleep(reply.delay).await;
        }
        reply.into_response()
    }

    async fn read(&self, body: Incoming) -> Result<Bytes, BodyFailure> {
        let most = self.largest_body;
        if body.size_hint().lower() > u64::try_from(most).unwrap_or(u64::MAX) {
            return Err(BodyFailure::TooLarge { most });
        }
        if body.is_end_stream() {
            return Ok(Bytes::new());
        }
        let reading = tokio::time::timeout(self.body_timeout, collected(body, most));
        reading.await.unwrap_or(Err(BodyFailure::TimedOut))
    }

    fn noted(
        &self,
        head: &Parts,
        reply: &Reply,
        request_id: String,
        duration: Duration,
    ) -> Exchange {
        let secrets = self.app.secrets(head);
        Exchange {
            at: SystemTime::now(),
            method: head.method.as_str().to_owned(),
            // Not the query: it may carry a secret under any name.
            path: redacted(head.uri.path().to_owned(), &secrets),
            status: reply.status,
            rule: reply.decision.rule().map(str::to_owned),
            decision: match reply.trouble {
                None => reply.decision.to_string(),
                Some(trouble) => format!("{}, but {trouble}", reply.decision),
            },
            request_id,
            duration,
        }
    }
}

/// The whole body. Most bodies come in one piece, which is not copied.
async fn collected(mut body: Incoming, most: usize) -> Result<Bytes, BodyFailure> {
    let mut first = Bytes::new();
    let mut whole: Vec<u8> = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(piece) = frame.map_err(|_| BodyFailure::Broken)?.into_data() else { continue };
        if first.is_empty() {
            first = piece;
        } else {
            if whole.is_empty() {
                whole.extend_from_slice(&first);
            }
            whole.extend_from_slice(&piece);
        }
        if first.len().max(whole.len()) > most {
            return Err(BodyFailure::TooLarge { most });
        }
    }
    Ok(if whole.is_empty() { first } else { whole.into() })
}
