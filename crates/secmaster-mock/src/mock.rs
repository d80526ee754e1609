//! Starting and stopping a mock.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use secmaster_spec::Service;
use serde_json::Value;

use crate::app::App;
use crate::config::Config;
use crate::fault::Fault;
use crate::journal::{Journal, JournalEntry};
use crate::server::Server;
use crate::start_error::StartError;
use crate::workers::Workers;

/// A mock endpoint that runs on [threads](Config::threads) of its own until it is dropped.
///
/// It listens on 127.0.0.1 only. What was created in it is gone when it is dropped.
///
/// ```
/// use secmaster_mock::{Config, Mock};
///
/// # fn main() -> Result<(), secmaster_mock::StartError> {
/// let mock = Mock::start(Config::default())?;
/// println!("listening on {}", mock.endpoint());
///
/// let port = mock.address().port();
/// let taken = Mock::start(Config::default().with_port(port)).unwrap_err();
/// assert!(taken.to_string().contains("in use by another program"));
/// # Ok(())
/// # }
/// ```
pub struct Mock {
    address: SocketAddr,
    app: Arc<App>,
    /// They end with the mock.
    _workers: Workers,
}

impl Mock {
    /// Starts a mock. When this returns, it takes connections.
    ///
    /// # Errors
    /// The port cannot be had, a fault does not exist, or the description is broken; each error
    /// says what to do.
    pub fn start(mut config: Config) -> Result<Self, StartError> {
        let service = match config.service.take() {
            Some(service) => service,
            None => Service::embedded().map_err(StartError::Description)?,
        };
        let app = Arc::new(App::compile(&service, &config)?);
        let listener = listen(config.port)?;
        let address = listener.local_addr().map_err(StartError::System)?;
        let server = Server {
            app: Arc::clone(&app),
            log: config.log,
            largest_body: config.largest_body,
            head_timeout: config.head_timeout,
            body_timeout: config.body_timeout,
            idle_timeout: config.idle_timeout,
        };
        let workers =
            Workers::start(server, listener, config.threads).map_err(StartError::System)?;
        Ok(Self { address, app, _workers: workers })
    }

    /// Where the mock is reached: `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address that the mock listens on.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The answers to all creations of what is not deleted yet, in no order.
    ///
    /// ```
    /// # fn main() -> Result<(), secmaster_mock::StartError> {
    /// let mock = secmaster_mock::Mock::start(secmaster_mock::Config::default())?;
    /// assert!(mock.kept().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn kept(&self) -> Vec<Value> {
        let answers = self.app.store.all();
        answers.iter().filter_map(|answer| serde_json::from_slice(answer).ok()).collect()
    }

    /// What was done, request by request, in order; empty without [`Config::journal`].
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.app.journal.as_ref().map(Journal::entries).unwrap_or_default()
    }

    /// How many tokens were given out by the IAM endpoint ([`Config::iam`]).
    pub fn tokens_issued(&self) -> u64 {
        self.app.access.tokens_issued()
    }

    /// Lets every token that was given out so far expire: requests with one of them get 401
    /// `APIGW.0307`, "The token must be updated."
    pub fn expire_tokens(&self) {
        self.app.access.expire_tokens();
    }

    /// Every fault that a mock of this service can have, in documented order.
    ///
    /// ```
    /// use secmaster_mock::{Fault, Mock};
    /// use secmaster_spec::Service;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let faults = Mock::faults(&Service::embedded()?);
    /// let fault: Fault = "drop-header:create-indicator/T9/X-request-id/present".parse()?;
    /// assert!(faults.contains(&fault));
    /// # Ok(())
    /// # }
    /// ```
    pub fn faults(service: &Service) -> Vec<Fault> {
        Fault::all(service)
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock").field("address", &self.address).finish_non_exhaustive()
    }
}

fn listen(port: u16) -> Result<std::net::TcpListener, StartError> {
    let error = |source: io::Error| match source.kind() {
        io::ErrorKind::AddrInUse => StartError::PortInUse { port },
        _ => StartError::Listen { port, source },
    };
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(error)?;
    listener.set_nonblocking(true).map_err(error)?;
    Ok(listener)
}
