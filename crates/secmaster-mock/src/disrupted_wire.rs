//! A connection that can disrupt answers: it keeps the bytes of a disrupted answer back until all
//! are there, and writes others.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use hyper::body::Body;
use hyper::{Method, Response};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use crate::fault::disruption::{Disruption, End, Writing, head_length};
use crate::wire::Wire;

/// What becomes of the next answer of a connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Due(Arc<Mutex<Option<Ahead>>>);

/// An answer that is to be disrupted.
#[derive(Clone, Copy, Debug)]
struct Ahead {
    disruption: Disruption,
    /// The length of its body.
    body: u64,
}

impl Due {
    /// Takes note of an answer before it is written.
    pub(crate) fn note<B: Body>(&self, method: &Method, response: &Response<B>) {
        let Some(disruption) = response.extensions().get::<Disruption>() else { return };
        let has_no_body = method == Method::HEAD || matches!(response.status().as_u16(), 204 | 304);
        let body = if has_no_body { 0 } else { response.body().size_hint().lower() };
        *self.lock() = Some(Ahead { disruption: *disruption, body });
    }

    fn lock(&self) -> MutexGuard<'_, Option<Ahead>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The connection.
#[derive(Debug)]
pub(crate) struct DisruptedWire {
    wire: Wire,
    /// None where no answer is ever disrupted.
    due: Option<Due>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Bytes go through.
    Open,
    /// Bytes are kept back.
    Keeping(Ahead, Vec<u8>),
    /// Others are written.
    Writing { writing: Writing, written: usize, pause: Option<Pin<Box<Sleep>>> },
}

impl DisruptedWire {
    pub(crate) fn new(wire: Wire, due: Option<Due>) -> Self {
        Self { wire, due, state: State::Open }
    }

    /// Keeps bytes back if they are of an answer that is to be disrupted.
    fn keep(&mut self, slices: &[io::IoSlice<'_>]) -> Option<usize> {
        if matches!(self.state, State::Open) {
            let ahead = self.due.as_ref()?.lock().take();
            self.state = State::Keeping(ahead?, Vec::new());
        }
        if let State::Keeping(_, kept) = &mut self.state {
            slices.iter().for_each(|slice| kept.extend_from_slice(slice));
        }
        Some(slices.iter().map(|slice| slice.len()).sum())
    }

    /// Writes what is due in place of the answer that was kept back. Where the connection ends with
    /// it, so does this, with an error.
    fn poll_disrupt(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let State::Keeping(ahead, kept) = &self.state {
            let body = head_length(kept).map(|head| kept.len().saturating_sub(head));
            let is_whole = body
                .and_then(|body| u64::try_from(body).ok())
                .is_some_and(|body| body >= ahead.body);
            if !is_whole {
                return Poll::Ready(Ok(()));
            }
            let writing = ahead.disruption.of(kept);
            self.state = State::Writing { writing, written: 0, pause: None };
        }
        let State::Writing { writing, written, pause } = &mut self.state else {
            return Pin::new(&mut self.wire).poll_flush(context);
        };
        loop {
            if let Some(sleep) = pause {
                ready!(sleep.as_mut().poll(context));
                *pause = None;
            }
            let at_once = writing.bytes.get(*written..).unwrap_or_default();
            let drop = writing.drops.get(written.saturating_sub(writing.bytes.len())..);
            let next = match drop.and_then(|drops| drops.get(..1)) {
                _ if !at_once.is_empty() => at_once,
                Some(drop) => drop,
                None => break,
            };
            *written += ready!(Pin::new(&mut self.wire).poll_write(context, next))?;
            if *written >= writing.bytes.len() && !writing.drops.is_empty() {
                *pause = Some(Box::pin(sleep(writing.pause)));
            }
        }
        match writing.end {
            End::Close => {}
            End::GoOn => {
                self.state = State::Open;
                return Poll::Ready(Ok(()));
            }
            End::Reset => self.wire.reset_at_end(),
            End::Silence(duration) => {
                writing.end = End::Close;
                *pause = Some(Box::pin(sleep(duration)));
                return self.poll_disrupt(context);
            }
        }
        Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()))
    }
}

impl AsyncRead for DisruptedWire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_read(context, buffer)
    }
}

impl AsyncWrite for DisruptedWire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.keep(&[io::IoSlice::new(bytes)]) {
            Some(count) => Poll::Ready(Ok(count)),
            None => Pin::new(&mut self.wire).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.keep(slices) {
            Some(count) => Poll::Ready(Ok(count)),
            None => Pin::new(&mut self.wire).poll_write_vectored(context, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.wire.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_disrupt(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !matches!(self.state, State::Open) {
            ready!(self.poll_disrupt(context))?;
        }
        Pin::new(&mut self.wire).poll_shutdown(context)
    }
}
