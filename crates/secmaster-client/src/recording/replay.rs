//! Gives recorded answers to the requests that were recorded.

use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{Request, Response};
use serde_json::Value;

use super::exchange::{self, Answered, Asked};
use super::hidden::Hidden;
use super::{FORMAT, RecordingError, VERSION};
use crate::{Limits, Transport, TransportError, TransportErrorKind, Unconsumed};

/// A transport that answers as a [`Recorder`](super::Recorder) wrote down, in the same order.
///
/// Each request has to be the next recorded one: its method, its path with query, and its body, as
/// bytes or as JSON of the same value. Secrets, which no recording has, and headers are not
/// compared. Any other request fails and leaves the recording where it is. Requests sent side by
/// side come in no certain order: record and replay them one by one.
///
/// Clones go through the same recording: keep one to [`finish`](Self::finish) it.
///
/// ```
/// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
/// # use support::{client, delete};
/// use secmaster_client::Replay;
///
/// let recording = r#"{"secmaster-recording":1}
/// {"request":{"method":"GET","path":"/x","body":""},"response":{"status":200,"headers":[],"body":""}}
/// "#;
/// let replay = Replay::read(recording.as_bytes())?;
/// let error = client(replay.clone()).send(&delete(["a"])).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "delete-indicator: the request cannot be sent: the recording has GET /x next, \
///      not DELETE /v1/p/workspaces/w/soc/indicators"
/// );
/// let unconsumed = replay.finish().unwrap_err();
/// assert_eq!(unconsumed.to_string(), "1 answer was not asked for: GET /x");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Replay {
    state: Arc<Mutex<State>>,
}

struct State {
    exchanges: VecDeque<(Asked, Answered)>,
    hidden: Hidden,
}

impl Replay {
    /// Reads a file whole.
    ///
    /// # Errors
    ///
    /// [`RecordingError`] if it cannot be read or is no recording.
    pub fn open(file: impl AsRef<Path>) -> Result<Self, RecordingError> {
        let file = file.as_ref();
        let opened = File::open(file);
        let opened = opened.map_err(|error| {
            RecordingError::io(format!("{} cannot be read", file.display()), error)
        })?;
        Self::read(BufReader::new(opened))
    }

    /// Reads a recording from anywhere.
    ///
    /// # Errors
    ///
    /// [`RecordingError`] if it cannot be read or is no recording.
    pub fn read(recording: impl BufRead) -> Result<Self, RecordingError> {
        let mut lines = (1..).zip(recording.lines());
        let first = match lines.next() {
            Some((number, line)) => value(number, line)?,
            None => Value::Null,
        };
        check(first.get(FORMAT))?;
        let exchanges = lines.map(|(number, line)| {
            let wrong =
                |member| RecordingError::at(number, format!("{member} is missing or wrong"));
            exchange::read(&value(number, line)?).map_err(wrong)
        });
        let exchanges = exchanges.collect::<Result<_, _>>()?;
        let state = State { exchanges, hidden: Hidden::default() };
        Ok(Self { state: Arc::new(Mutex::new(state)) })
    }

    /// Makes sure that every recorded request was sent.
    ///
    /// # Errors
    ///
    /// [`Unconsumed`], which names those that were not.
    pub fn finish(&self) -> Result<(), Unconsumed> {
        Unconsumed::check(self.state().exchanges.iter().map(|(asked, _)| asked.line()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn value(number: usize, line: std::io::Result<String>) -> Result<Value, RecordingError> {
    let line = line.map_err(|error| RecordingError::io("the recording cannot be read", error))?;
    serde_json::from_str(&line).map_err(|error| RecordingError::at(number, error))
}

fn check(version: Option<&Value>) -> Result<(), RecordingError> {
    match version {
        Some(version) if *version == VERSION => Ok(()),
        Some(version) => Err(RecordingError::at(
            1,
            format_args!(
                "version {version} is not known; record anew, or take the version of this crate \
                 that wrote it"
            ),
        )),
        None => Err(RecordingError::at(1, "it is none; a `Recorder` writes them")),
    }
}

impl Transport for Replay {
    fn send(
        &self,
        request: Request<&[u8]>,
        _limits: &Limits,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let mut state = self.state();
        state.hidden.learn(request.headers(), request.body());
        let asked = Asked::of(&request, &state.hidden);
        let refused =
            |why: String| Err(TransportError::new(TransportErrorKind::Unsendable).with_source(why));
        match state.exchanges.front() {
            None => {
                return refused(format!("the recording has no answer to {} left", asked.line()));
            }
            Some((due, _)) if due.line() != asked.line() => {
                let (due, asked) = (due.line(), asked.line());
                return refused(format!("the recording has {due} next, not {asked}"));
            }
            Some((due, _)) if !is_same(&due.body, &asked.body) => {
                let at = due.body.iter().zip(&asked.body).take_while(|(a, b)| a == b).count();
                let line = asked.line();
                return refused(format!(
                    "the body of {line} is not as recorded, from byte {at} on"
                ));
            }
            Some(_) => {}
        }
        match state.exchanges.pop_front() {
            Some((_, answered)) => answered,
            None => refused("the recording is used up".to_owned()),
        }
    }
}

/// Whether bodies are the same, as bytes or as JSON.
fn is_same(due: &[u8], asked: &[u8]) -> bool {
    let json = |bytes| serde_json::from_slice::<Value>(bytes).ok();
    due == asked || json(due).is_some_and(|due| json(asked) == Some(due))
}

impl fmt::Debug for Replay {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Replay").field("left", &self.state().exchanges.len()).finish()
    }
}
