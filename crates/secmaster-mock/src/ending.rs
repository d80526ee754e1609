//! What ends the program: a signal, or the end of standard input.

use std::io;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

/// Ctrl-C, a request of the system to end, or the end of standard input.
pub(crate) struct Ending {
    runtime: Runtime,
    /// Sent, or dropped, when standard input ends.
    stdin: Option<oneshot::Receiver<()>>,
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl Ending {
    /// Begins to listen to signals and, if asked to, to standard input.
    pub(crate) fn new(with_stdin: bool) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_io().build()?;
        #[cfg(unix)]
        let signals = {
            use tokio::signal::unix::{SignalKind, signal};
            let _inside = runtime.enter();
            [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?]
        };
        Ok(Self {
            runtime,
            stdin: if with_stdin { Some(end_of_stdin()?) } else { None },
            #[cfg(unix)]
            signals,
        })
    }

    /// Returns when it is time to end.
    #[cfg(unix)]
    pub(crate) fn wait(self) {
        let [mut interrupt, mut terminate] = self.signals;
        self.runtime.block_on(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
                () = ended(self.stdin) => {}
            }
        });
    }

    /// Returns when it is time to end.
    #[cfg(not(unix))]
    pub(crate) fn wait(self) {
        self.runtime.block_on(async move {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                () = ended(self.stdin) => {}
            }
        });
    }
}

/// Reads standard input to its end on a thread of its own; what comes is of no interest.
fn end_of_stdin() -> io::Result<oneshot::Receiver<()>> {
    let (sender, receiver) = oneshot::channel();
    std::thread::Builder::new().name("stdin".to_owned()).spawn(move || {
        // What cannot be read is at its end too.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _ = sender.send(());
    })?;
    Ok(receiver)
}

/// Waits for the end of standard input; without one, for ever.
async fn ended(stdin: Option<oneshot::Receiver<()>>) {
    match stdin {
        Some(end) => {
            let _ = end.await;
        }
        None => std::future::pending().await,
    }
}
