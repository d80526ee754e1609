//! Many operations at once: what is sent for every item of an iterator, from several threads.
//!
//! [`Client::create_many`], [`Client::delete_many`] and [`Client::send_many`] begin it, the methods
//! of [`Bulk`] settle how it is done, and `for_each` does it: it hands the outcome of each item to
//! a function, one after the other and from whichever thread has sent it, and gives a [`Summary`].
//!
//! ```
//! # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
//! # use support::{CREATED, creation};
//! use secmaster_client::bulk::{OnError, Outcome};
//! # use secmaster_client::{Canned, Client};
//! # let canned = Canned::new().answer(200, CREATED).answer(200, CREATED);
//! # let client = Client::builder().region("cn-north-4").project_id("p").token("t");
//! # let client = client.transport(canned).build()?;
//!
//! let bodies = ["203.0.113.7", "203.0.113.8"].map(creation);
//! let summary = client
//!     .create_many("workspace", bodies)
//!     .concurrency(8)
//!     .ordered(true)
//!     .on_error(OnError::KeepGoing)
//!     .progress(|progress| eprintln!("{}", progress.counts))
//!     .for_each(|item| match item.outcome {
//!         Outcome::Done(answer) => println!("{}: created, {:?}", item.index, answer.request_id()),
//!         Outcome::Failed(error) => println!("{}: {error}", item.index),
//!         Outcome::NotSent => println!("{}: not sent", item.index),
//!     });
//! assert_eq!(summary.counts.succeeded, 2);
//! # Ok::<(), secmaster_client::ConfigError>(())
//! ```
//!
//! # Memory
//!
//! The input is taken from its iterator as it is needed, and may be endless. No more than sixteen
//! requests per thread, or four deletions with all their ids, are ever between the iterator and the
//! function: when the function is slow, the threads wait for it; when one early item keeps an
//! ordered run waiting, nothing more is taken until it goes on.
//!
//! # Order
//!
//! Items are taken one after the other and sent side by side, so the service may see them in
//! another order. Outcomes come as soon as they are known, or with [`Bulk::ordered`] in the order
//! of the input. [`Item::index`] always counts the caller's input from 0.
//!
//! # Errors
//!
//! Whatever goes wrong is the outcome of the item, which is given back with it: also a body that
//! breaks the reference's rules and is not sent. Every item that was taken is reported once. After
//! the first failure under [`OnError::Stop`], or once [`Bulk::cancel`]'s flag is set, no item is
//! taken any more and nothing new is sent; what is under way ends, its waits and further attempts
//! included, and is reported. The client's
//! [`RetryPolicy`](crate::RetryPolicy) and limits hold as always.
//!
//! # Panics
//!
//! A panic in the iterator, in the functions, or in credentials and transports of one's own ends the
//! run like a failure: what is under way ends, what has ended is still reported (unless the
//! function that it is reported to is the one that panicked), and then the panic goes on in the
//! caller's thread. So does the panic of [`std::thread::Scope::spawn`] where no thread can be had.

mod chunks;
mod deletions;
mod engine;
mod gate;
mod operations;
mod outcome;
mod report;
mod summary;

use std::fmt;
use std::sync::atomic::AtomicBool;

use crate::Client;

pub use deletions::Deletions;
pub use operations::{Creations, Operations};
pub use outcome::{Deletion, Item, Outcome};
pub use summary::{Counts, End, Progress, Summary};

/// Enough to hide the time that answers take, and far from what the gateway allows.
const CONCURRENCY: usize = 8;

/// Many operations that are about to be sent; see the [module](self).
///
/// `K` is what is sent: [`Operations`], [`Creations`] or [`Deletions`].
///
/// ```
/// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
/// # use support::{CREATED, client, creation};
/// # use secmaster_client::Canned;
/// # let client = client(Canned::new().answer(200, CREATED));
/// let creations = client.create_many("workspace", [creation("203.0.113.7")]).concurrency(2);
/// assert!(creations.for_each(|_| ()).all_succeeded());
/// ```
#[must_use = "nothing is sent before `for_each`"]
pub struct Bulk<'a, K> {
    client: &'a Client,
    kind: K,
    settings: Settings<'a>,
}

/// How it is done.
struct Settings<'a> {
    concurrency: usize,
    ordered: bool,
    on_error: OnError,
    progress: Option<Report<'a>>,
    cancel: Option<&'a AtomicBool>,
}

type Report<'a> = Box<dyn FnMut(&Progress) + Send + 'a>;

/// What follows the first item that fails.
///
/// ```
/// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
/// # use support::{client, creation};
/// # use secmaster_client::Canned;
/// use secmaster_client::bulk::{End, OnError};
///
/// # let client = client(Canned::new().answer(403, ""));
/// let endless = std::iter::repeat_with(|| creation("203.0.113.7"));
/// let run = client.create_many("workspace", endless).on_error(OnError::Stop);
/// assert_eq!(run.for_each(|_| ()).end, End::Stopped);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnError {
    /// All others. The default.
    #[default]
    KeepGoing,
    /// Nothing: no other item is taken or sent. What is under way ends.
    Stop,
}

impl<'a, K> Bulk<'a, K> {
    fn new(client: &'a Client, kind: K) -> Self {
        let settings = Settings {
            concurrency: 1,
            ordered: false,
            on_error: OnError::default(),
            progress: None,
            cancel: None,
        };
        Self { client, kind, settings }.concurrency(CONCURRENCY)
    }

    /// How many threads send. 8 by default; at least 1, and no more than the client lets
    /// [requests](crate::ClientBuilder::max_concurrent_requests) be under way at once.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{DELETED, client, delete};
    /// # use secmaster_client::Canned;
    /// # let client = client(Canned::new().answer(200, DELETED));
    /// let run = client.send_many([delete(["a"])]).concurrency(2);
    /// assert!(run.for_each(|_| ()).all_succeeded());
    /// ```
    pub fn concurrency(mut self, threads: usize) -> Self {
        let most = self.client.settings.dispatcher.limiter.at_once();
        self.settings.concurrency = threads.clamp(1, most);
        self
    }

    /// Whether outcomes are reported in the order of the input. False by default: as they come.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{DELETED, client, delete};
    /// # use secmaster_client::Canned;
    /// # let client = client(Canned::new().answer(200, DELETED));
    /// let run = client.send_many([delete(["a"])]).ordered(true);
    /// assert!(run.for_each(|_| ()).all_succeeded());
    /// ```
    pub fn ordered(mut self, ordered: bool) -> Self {
        self.settings.ordered = ordered;
        self
    }

    /// What follows the first item that fails.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{DELETED, client, delete};
    /// # use secmaster_client::Canned;
    /// use secmaster_client::bulk::OnError;
    ///
    /// # let client = client(Canned::new().answer(200, DELETED));
    /// let run = client.send_many([delete(["a"])]).on_error(OnError::Stop);
    /// assert!(run.for_each(|_| ()).all_succeeded());
    /// ```
    pub fn on_error(mut self, on_error: OnError) -> Self {
        self.settings.on_error = on_error;
        self
    }

    /// Called after the outcomes of each request were reported, like them one at a time and from any
    /// of the threads.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{DELETED, client, delete};
    /// # use secmaster_client::Canned;
    /// # let client = client(Canned::new().answer(200, DELETED));
    /// let run = client.send_many([delete(["a"])]).progress(|progress| println!("{}", progress.counts));
    /// assert!(run.for_each(|_| ()).all_succeeded());
    /// ```
    pub fn progress(mut self, report: impl FnMut(&Progress) + Send + 'a) -> Self {
        self.settings.progress = Some(Box::new(report));
        self
    }

    /// Ends the run when the flag is set: by a signal, by another thread, or by one of the functions.
    /// An iterator that blocks is waited for.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/operation.rs")); }
    /// # use support::{CREATED, client, creation};
    /// # use secmaster_client::Canned;
    /// use secmaster_client::bulk::End;
    /// use std::sync::atomic::{AtomicBool, Ordering};
    ///
    /// # let canned = (0..99).fold(Canned::new(), |canned, _| canned.answer(200, CREATED));
    /// # let client = client(canned);
    /// let enough = AtomicBool::new(false);
    /// let summary = client
    ///     .create_many("workspace", std::iter::repeat_with(|| creation("203.0.113.7")))
    ///     .cancel(&enough)
    ///     .progress(|progress| enough.store(progress.counts.total() >= 3, Ordering::Relaxed))
    ///     .for_each(|_| ());
    /// assert_eq!(summary.end, End::Cancelled);
    /// ```
    pub fn cancel(mut self, flag: &'a AtomicBool) -> Self {
        self.settings.cancel = Some(flag);
        self
    }
}

impl<K> fmt::Debug for Bulk<'_, K> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Bulk")
            .field("client", &self.client)
            .field("concurrency", &self.settings.concurrency)
            .field("ordered", &self.settings.ordered)
            .field("on_error", &self.settings.on_error)
            .finish_non_exhaustive()
    }
}
