//! The threads that serve connections.

use std::io;
use std::num::NonZero;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;

use crate::server::Server;

/// How long to wait when the operating system has no more connections to give.
const PAUSE: Duration = Duration::from_millis(10);

/// Threads that run until this value is dropped. Each has an event queue of its own: connections go
/// to them in turn, and stay.
pub(crate) struct Workers(Vec<Worker>);

struct Worker {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Workers {
    /// Serves what comes to the listener on so many threads.
    pub(crate) fn start(
        server: Server,
        listener: std::net::TcpListener,
        threads: NonZero<usize>,
    ) -> io::Result<Self> {
        let runtimes = (0..threads.get()).map(|_| runtime()).collect::<io::Result<Vec<_>>>()?;
        let handles: Vec<Handle> = runtimes.iter().map(|it| it.handle().clone()).collect();
        if let Some(first) = handles.first() {
            let listener = {
                let _inside = first.enter();
                TcpListener::from_std(listener)?
            };
            first.spawn(accept(Arc::new(server), listener, handles.clone()));
        }
        runtimes.into_iter().map(Worker::start).collect::<io::Result<_>>().map(Self)
    }
}

fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_io().enable_time().build()
}

/// Hands connections out, one to each worker in turn.
async fn accept(server: Arc<Server>, listener: TcpListener, workers: Vec<Handle>) {
    for worker in workers.iter().cycle() {
        let stream = loop {
            match listener.accept().await.and_then(|(stream, _)| stream.into_std()) {
                Ok(stream) => break stream,
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        };
        worker.spawn(Arc::clone(&server).serve(stream));
    }
}

impl Worker {
    fn start(runtime: Runtime) -> io::Result<Self> {
        let (stop, stopped) = oneshot::channel::<()>();
        let thread =
            std::thread::Builder::new().name("secmaster-mock".to_owned()).spawn(move || {
                // The runtime ends with this thread, and every connection with the runtime.
                let _ = runtime.block_on(stopped);
            })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        for worker in &mut self.0 {
            drop(worker.stop.take());
        }
        for worker in &mut self.0 {
            if let Some(thread) = worker.thread.take() {
                // A panic of that thread was reported when it happened.
                let _ = thread.join();
            }
        }
    }
}
