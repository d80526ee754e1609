//! The connection beneath HTTP: how long it may be silent, and how it ends.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

/// How long a client may go on sending after the last answer, before the connection is cut and the
/// answer perhaps lost with it.
const LINGER: Duration = Duration::from_secs(1);

const FAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A TCP connection.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    activity: Arc<Activity>,
    seen: u64,
    waiting: Waiting,
    head_timeout: Duration,
    idle_timeout: Duration,
    deadline: Instant,
    /// Wakes at the deadline or before it: to move a timer costs more than to look at the clock.
    timer: Pin<Box<Sleep>>,
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
        let deadline = after(idle_timeout);
        let timer = Box::pin(sleep_until(deadline));
        let waiting = Waiting::Request;
        Self { stream, activity, seen: 0, waiting, head_timeout, idle_timeout, deadline, timer }
    }

    /// Has the connection end with a reset.
    pub(crate) fn reset_at_end(&self) {
        let _ = self.stream.set_zero_linger();
    }

    fn wait_for(&mut self, waiting: Waiting, timeout: Duration) {
        if self.waiting != waiting {
            self.waiting = waiting;
            self.deadline = after(timeout);
        }
    }

    fn poll_deadline(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.timer.deadline() > self.deadline {
            self.timer.as_mut().reset(self.deadline);
        }
        loop {
            ready!(self.timer.as_mut().poll(context));
            if self.timer.deadline() >= self.deadline {
                return Poll::Ready(());
            }
            self.timer.as_mut().reset(self.deadline);
        }
    }
}

/// When that time has passed; a time that never passes counts as very long.
fn after(timeout: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(timeout).unwrap_or(now + FAR)
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
        this.poll_deadline(context).map(Ok)
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
                Poll::Pending => return this.poll_deadline(context).map(Ok),
            }
        }
    }
}
