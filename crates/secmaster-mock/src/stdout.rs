//! The log on standard output, which never holds up the mock.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use secmaster_mock::Exchange;

/// So many lines may wait for a reader that is slow; further ones are left out and counted.
const WAITING: usize = 4096;

/// Takes lines.
pub(crate) struct Lines {
    sender: Mutex<Option<SyncSender<String>>>,
    left_out: AtomicU64,
}

/// Prints lines.
pub(crate) struct Printer {
    lines: Arc<Lines>,
    receiver: Receiver<String>,
}

/// Both ends of the log.
pub(crate) fn log() -> (Arc<Lines>, Printer) {
    let (sender, receiver) = sync_channel(WAITING);
    let lines = Arc::new(Lines { sender: Mutex::new(Some(sender)), left_out: AtomicU64::new(0) });
    (Arc::clone(&lines), Printer { lines, receiver })
}

impl Lines {
    /// Adds one.
    pub(crate) fn add(&self, exchange: &Exchange) {
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = sender.as_ref()
            && sender.try_send(exchange.to_string()).is_err()
        {
            self.left_out.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Lets the printer end when it has printed what is there.
    pub(crate) fn close(&self) {
        self.sender.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

impl Printer {
    /// Prints on a thread of its own, from now on.
    pub(crate) fn start(self) -> io::Result<JoinHandle<()>> {
        std::thread::Builder::new().name("log".to_owned()).spawn(move || {
            for line in &self.receiver {
                print(&line);
                let left_out = self.lines.left_out.swap(0, Ordering::Relaxed);
                if left_out > 0 {
                    print(&format!("… {left_out} lines left out: nobody read them in time"));
                }
            }
        })
    }
}

/// Prints a line. If nobody reads any more, the mock goes on without a log.
fn print(line: &str) {
    let mut stdout = io::stdout().lock();
    let _ = writeln!(stdout, "{line}");
    let _ = stdout.flush();
}
