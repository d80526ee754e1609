//! The connection beneath HTTP: how long it may be silent, and how it ends.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

/// How long a client may go on sending after the last answer, before the connection is cut and the
/// answer perhaps lost with it.
const LINGER: Duration = Duration::from_secs(1);

/// A TCP connection.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    activity: Arc<Activity>,
    seen: u64,
    waiting: Waiting,
    head_timeout: Duration,
    idle_timeout: Duration,
    deadline: Pin<Box<Sleep>>,
}

/// Whether a request is being answered: odd while one is.
#[derive(Debug, Default)]
pub(crate) struct Activity(AtomicU64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    Nothing,
    Request,
    RestOfHead,
    End,
}

impl Activity {
    pub(crate) fn change(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Wire {
    pub(crate) fn new(
        stream: TcpStream,
        activity: Arc<Activity>,
        head_timeout: Duration,
        idle_timeout: Duration,
    ) -> Self {
        let deadline = Box::pin(sleep(idle_timeout));
        let waiting = Waiting::Request;
        Self { stream, activity, seen: 0, waiting, head_timeout, idle_timeout, deadline }
    }

    /// Has the connection end with a reset.
    pub(crate) fn reset_at_end(&self) {
        let _ = self.stream.set_zero_linger();
    }

    fn wait_for(&mut self, waiting: Waiting, timeout: Duration) {
        if self.waiting != waiting {
            self.waiting = waiting;
            self.deadline.as_mut().reset(Instant::now() + timeout);
        }
    }
}

impl AsyncRead for Wire {
    /// Reads; a connection that was silent for too long ends as if the client had ended it.
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let now = this.activity.0.load(Ordering::Relaxed);
        if now != this.seen {
            this.seen = now;
            this.waiting = Waiting::Nothing;
        }
        let is_answering = now % 2 == 1;
        if let Poll::Ready(result) = Pin::new(&mut this.stream).poll_read(context, buffer) {
            if !is_answering {
                this.wait_for(Waiting::RestOfHead, this.head_timeout);
            }
            return Poll::Ready(result);
        }
        if is_answering {
            return Poll::Pending;
        }
        if this.waiting == Waiting::Nothing {
            this.wait_for(Waiting::Request, this.idle_timeout);
        }
        this.deadline.as_mut().poll(context).map(Ok)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    /// Ends our side, then takes what the client still sends: to cut it off would reset the
    /// connection, and the client might never see the answer.
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.waiting != Waiting::End {
            ready!(Pin::new(&mut this.stream).poll_shutdown(context))?;
            this.wait_for(Waiting::End, LINGER);
        }
        let mut scratch = [0; 8192];
        loop {
            let mut buffer = ReadBuf::new(&mut scratch);
            match Pin::new(&mut this.stream).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {}
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => return this.deadline.as_mut().poll(context).map(Ok),
            }
        }
    }
}
