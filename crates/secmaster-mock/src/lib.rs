//! A mock endpoint of the SecMaster indicator API.
//!
//! It is computed from the same description as everything else, [`secmaster_spec::Service`]: the
//! paths, the headers, the JSON Schema of each body, what a request does and the shape of its
//! answer. It refuses every request that breaks a documented rule, lists everything that is wrong
//! with it and names the documented rows. A new file in `schemas/operations` appears in the mock
//! without a change here.
//!
//! ```
//! use std::io::{Read as _, Write as _};
//! use std::net::TcpStream;
//!
//! use secmaster_mock::{Config, Mock};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mock = Mock::start(Config::default())?;
//! assert!(mock.endpoint().starts_with("http://127.0.0.1:"));
//!
//! let mut connection = TcpStream::connect(mock.address())?;
//! connection.write_all(
//!     b"DELETE /v1/project/workspaces/workspace/soc/indicators HTTP/1.1\r\n\
//!       host: mock\r\n\
//!       x-auth-token: any\r\n\
//!       content-type: application/json;charset=UTF-8\r\n\
//!       content-length: 19\r\n\
//!       connection: close\r\n\r\n\
//!       {\"batch_ids\":[\"x\"]}",
//! )?;
//! let mut answer = String::new();
//! connection.read_to_string(&mut answer)?;
//! assert!(answer.starts_with("HTTP/1.1 200 OK"));
//! assert!(answer.ends_with(r#""data":{"success_ids":[],"error_ids":["x"]}}"#));
//! # Ok(())
//! # }
//! ```
//!
//! # What it answers
//!
//! - A path that no operation has: 404. Another method: 405, with `allow`. No token: 401. A body of
//!   more than 12 MiB: 413. Anything else that breaks a rule: the operation's documented refusal.
//! - A creation repeats the request in the documented shape of the answer: a text that spells a
//!   number becomes one, an option gets its documented letter case, and what still does not fit the
//!   row (a number out of its range, for instance) is left out. A row that no request can give has a
//!   small sample value.
//! - A deletion puts each id into exactly one list, in the order of the request. An id that is given
//!   twice counts once, as deleted if it was there.
//! - An operation that does neither answers its documented example; if there is none that keeps its
//!   own tables, every row of them with a small sample value.
//!
//! What is created is kept per operation and path parameters, until it is deleted or the mock ends.
//! Nothing else grows with the number of requests.
//!
//! # Faults
//!
//! Every promise of the description has a named [`Fault`] that breaks it, and most have several, so
//! that a test of the promise can be tested itself. Faults are computed from the rules: a new
//! operation brings its own. Each changes one thing, in the answers of one operation; its
//! [`Fault::rule`] is the rule that is broken then. [`FaultKind`] says what kinds there are: rules of
//! requests that are not enforced; values, statuses and bodies of answers that are wrong; ids that
//! come again or are listed wrongly; secrets that come back; inputs that are not borne; answers that
//! break HTTP, or do not come in time.
//!
//! The answers 401, 404 and 405 have faults, too. A request that is for no operation counts as meant
//! for that of its path, or else of its method; where there are several, for the one of whose rows
//! its body names one, and for none if it names none.
//!
//! # Who may call
//!
//! Any token is accepted until a credential is set: a [token](Config::token), [access
//! keys](Config::access_keys) for signed requests (SDK-HMAC-SHA256), a [user](Config::iam) who gets
//! tokens from the mock in the place of IAM, temporary access keys from it in the place of a
//! server's [metadata](Config::metadata). From then on, only those that are set are accepted; all
//! that is wrong gets 401 in the gateway's shape and words. They expire by a [clock](Config::clock)
//! that a test can set; a seed does not stop it, for clients have clocks of their own.
//!
//! # Troubles
//!
//! A [`Script`] says what goes wrong with which requests: latency, connections that are reset before
//! or after the request is processed, answers that are cut or replaced by those of a gateway. It
//! breaks no rule; it is for tests of clients, which have to bear it. The [journal](Mock::journal)
//! tells of each request what was processed and what became of the answer:
//!
//! ```
//! use secmaster_mock::{Config, Mock, Processed};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let script = "reset-before=1%, reset-after=1%, 429:1s=1%, 503=1%".parse()?;
//! let mock = Mock::start(Config::default().with_seed(1).with_script(script).with_journal())?;
//! // … a client creates and deletes …
//! for entry in mock.journal() {
//!     if let (Processed::Created { id, name }, Some(trouble)) = (&entry.processed, entry.trouble) {
//!         println!("{name:?} was created as {id}, but its client saw {trouble}");
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A [throttle](Config::throttle) lets through so many requests per second.
//!
//! # Limits
//!
//! What is not HTTP at all gets a bare 400, 414 or 431, without body and request id, or a close.
//! Query strings count for signatures only.
//!
//! # Figures
//!
//! `cargo bench -p secmaster-mock --bench load` measures the time from start to the first answer,
//! the memory, and how many creations per second are validated and answered, beside a server that
//! does nothing; each figure has a limit, and a missed one fails the run.
//! `cargo bench -p secmaster-mock --bench soak` sends a million requests and fails if memory does
//! not stay flat. Both start the mock as a program of its own.

mod access;
mod answer;
mod app;
mod body;
mod clock;
mod config;
mod decision;
mod disrupted_wire;
mod endpoint;
mod fault;
mod fit;
mod garble;
mod headers;
mod journal;
mod json;
mod log;
mod media_type;
mod mock;
mod near;
mod numbering;
mod plan;
mod pointer;
mod profile;
mod refusal;
mod reply;
mod request_faults;
mod request_schema;
mod response_faults;
mod route;
mod sample;
mod script;
mod server;
mod start_error;
mod store;
mod text_row;
mod throttle;
mod violation;
mod wire;
mod workers;

pub use access::{AccessKey, Iam};
pub use config::{Config, Log, Now};
pub use fault::{Fault, FaultKind, FaultSyntaxError};
pub use journal::{JournalEntry, Processed};
pub use log::Exchange;
pub use mock::Mock;
pub use profile::Profile;
pub use script::{Requests, Script, ScriptSyntaxError, Trouble};
pub use start_error::StartError;

/// The README's example compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
