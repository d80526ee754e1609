//! Records exchanges on their way.

use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{Request, Response};
use serde_json::{Value, json};

use super::exchange::{self, Answered};
use super::hidden::Hidden;
use super::{FORMAT, RecordingError, VERSION};
use crate::{Limits, Transport, TransportError};

/// A transport that writes down what another one sends and gets, for [`Replay`](super::Replay).
///
/// Secrets are not written. In place of the values of sensitive headers, of `X-Auth-Token`,
/// `Authorization`, `Cookie` and their like in requests and answers, and of members such as
/// `password` in JSON bodies, there is `[redacted]`; so it is wherever those values appear elsewhere,
/// in this exchange or in a later one. Everything else is written as it is: a recording holds the
/// indicators that were sent, and the ids of project and workspace.
///
/// Each exchange is a line of its own, written as soon as it is over. Clones write to the same
/// recording: keep one to [`finish`](Self::finish) it.
///
/// ```
/// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
/// # use support::{DELETED, client, delete};
/// use secmaster_client::{Canned, Recorder, Replay};
///
/// let file = std::env::temp_dir().join(format!("recording-{}.jsonl", std::process::id()));
/// // In earnest, it is a `UreqTransport` that is recorded.
/// let recorder = Recorder::create(&file, Canned::new().answer(200, DELETED))?;
/// client(recorder.clone()).send(&delete(["a"]))?;
/// recorder.finish()?;
///
/// let replay = Replay::open(&file)?;
/// let answer = client(replay.clone()).send(&delete(["a"]))?;
/// assert_eq!(answer.data.success_ids, ["a"]);
/// replay.finish()?;
/// # std::fs::remove_file(&file)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Recorder<T> {
    inner: Arc<Inner<T>>,
}

struct Inner<T> {
    transport: T,
    log: Mutex<Log>,
}

struct Log {
    out: Box<dyn Write + Send>,
    hidden: Hidden,
    failed: Option<io::Error>,
}

impl<T: Transport> Recorder<T> {
    /// Records to a new file; one that is there is overwritten.
    ///
    /// # Errors
    ///
    /// [`RecordingError`] if it cannot be written.
    pub fn create(file: impl AsRef<Path>, transport: T) -> Result<Self, RecordingError> {
        let file = file.as_ref();
        let out = File::create(file).map_err(|error| {
            RecordingError::io(format!("{} cannot be written", file.display()), error)
        })?;
        Self::new(out, transport)
    }

    /// Records to anything that can be written to.
    ///
    /// # Errors
    ///
    /// [`RecordingError`] if it cannot be.
    pub fn new(out: impl Write + Send + 'static, transport: T) -> Result<Self, RecordingError> {
        let mut log = Log { out: Box::new(out), hidden: Hidden::default(), failed: None };
        log.line(&json!({ FORMAT: VERSION })).map_err(not_written)?;
        Ok(Self { inner: Arc::new(Inner { transport, log: Mutex::new(log) }) })
    }

    /// Makes sure that everything was written.
    ///
    /// # Errors
    ///
    /// [`RecordingError`] if an exchange could not be written: the requests themselves went on.
    pub fn finish(&self) -> Result<(), RecordingError> {
        let mut log = self.log();
        match log.failed.take() {
            Some(error) => Err(not_written(error)),
            None => log.out.flush().map_err(not_written),
        }
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        self.inner.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn not_written(error: io::Error) -> RecordingError {
    RecordingError::io("the recording is not complete, an exchange cannot be written", error)
}

impl Log {
    fn exchange(&mut self, request: &Request<&[u8]>, answered: &Answered) {
        self.hidden.learn(request.headers(), request.body());
        if let Ok(response) = answered {
            self.hidden.learn(response.headers(), response.body());
        }
        let value = exchange::write(request, answered, &self.hidden);
        if self.failed.is_none() {
            self.failed = self.line(&value).err();
        }
    }

    /// In one write, so that no line is ever cut by another.
    fn line(&mut self, value: &Value) -> io::Result<()> {
        self.out.write_all(format!("{value}\n").as_bytes())
    }
}

impl<T: Transport> Transport for Recorder<T> {
    fn send(
        &self,
        request: Request<&[u8]>,
        limits: &Limits,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let answered = self.inner.transport.send(request.clone(), limits);
        self.log().exchange(&request, &answered);
        answered
    }
}

impl<T> Clone for Recorder<T> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

impl<T> fmt::Debug for Recorder<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Recorder").finish_non_exhaustive()
    }
}
