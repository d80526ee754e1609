//! A blocking client of Huawei Cloud SecMaster's threat-indicator API.
//!
//! A [`Client`] sends operations. An operation is a value: its path parameters and its body, of the
//! types in [`model`]. The client checks the body against the reference, sends it once, and gives
//! an [`Answer`]: the typed value with its status, request id and the places at which it differs
//! from the reference. Everything else is an [`Error`] that says what happened in one line.
//!
//! ```
//! use secmaster_client::{Canned, Client, model::delete_indicator};
//!
//! // In a program: leave `transport` out and take other credentials.
//! let canned = Canned::new()
//!     .answer(200, r#"{"code":"0","data":{"success_ids":["28f61af5"],"error_ids":[]}}"#)
//!     .answer(400, r#"{"code":"SecMaster.20030001","message":"Invalid parameters."}"#);
//! let client = Client::builder()
//!     .region("cn-north-4")
//!     .project_id("0123456789abcdef")
//!     .token("a-token-from-iam")
//!     .transport(canned)
//!     .build()?;
//!
//! let body = delete_indicator::Request::builder().batch_ids(["28f61af5".to_owned()]).build();
//! let answer = client.delete_indicator("909494e3", &body)?;
//! let deleted = answer.data.as_ref().and_then(|data| data.success_ids.as_deref());
//! assert_eq!(deleted.unwrap_or_default(), ["28f61af5"]);
//! assert!(answer.deviations().is_empty());
//!
//! let error = client.delete_indicator("909494e3", &body).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "delete-indicator: 400 SecMaster.20030001 Invalid parameters."
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Client::create_indicator`] is called likewise, and [`operations`] has all of them, also by name.
//! [`bulk`] sends many at once, from any iterator.
//!
//! # What it does and does not
//!
//! - It blocks, and starts no threads but those of [`bulk`], which end with the call. Share a client
//!   between threads, or clone it.
//! - Redirects are not followed, and plain `http` goes to this machine only (and to its
//!   [`InstanceMetadata`], if that is asked for): both would show the credentials to others.
//! - Each phase of a request has a time limit ([`Timeouts`]), and an answer a size limit.
//! - It sends again what failed for a passing reason, if that cannot do a thing twice
//!   ([`RetryPolicy`]). [`Error::may_have_been_applied`] tells what is left in doubt.
//! - It keeps to a rate and to a number of requests at once
//!   ([`ClientBuilder::max_requests_per_second`], [`ClientBuilder::max_concurrent_requests`]).
//! - It proves who it is by a [`Token`], an [`AccessKey`], an [`IamPassword`] or the
//!   [`InstanceMetadata`] of a cloud server, or finds one of them ([`CredentialChain`]).
//! - Credentials are in no `Debug` and no `Display`, not even when a server sends them back.
//!
//! # Tracing
//!
//! With the feature `tracing`, each call has a span `call` with `operation`, `method`, `status`,
//! `request_id` and `attempts`, and within it each attempt a span `attempt` with its number,
//! `status`, `request_id` or `failure`; an attempt to get credentials from another host has a span
//! `credentials` with that `host`. An event tells each wait before another attempt. All have the
//! target `secmaster_client`, and none has a secret or a body. Without the feature, nothing of this
//! is compiled.
//!
//! ureq, below this crate, writes what goes over the wire, tokens included, to the `log` crate at
//! level trace. Keep its targets, `ureq` and `ureq_proto`, at debug or above where logs are kept.
//!
//! # Testing without a server
//!
//! [`Canned`] gives prepared answers and remembers the requests. [`Recorder`] writes exchanges to a
//! file, without secrets, and [`Replay`] answers from there. Each is a [`Transport`], as may be
//! anything that carries requests.

mod answer;
mod auth;
mod builder;
pub mod bulk;
pub mod call;
mod canned;
mod chain;
mod client;
mod clock;
mod config_error;
mod decode;
mod dispatch;
mod endpoint;
mod environment;
mod error;
mod limit;
mod operation;
#[rustfmt::skip] // formatted by the generator
#[path = "generated/mod.rs"]
pub mod operations;
mod path;
mod recording;
mod redact;
#[rustfmt::skip] // formatted by the generator
#[path = "generated/regions.rs"]
mod regions;
mod retry;
mod text;
mod timeouts;
#[cfg_attr(feature = "tracing", path = "trace/on.rs")]
#[cfg_attr(not(feature = "tracing"), path = "trace/off.rs")]
mod trace;
mod transport;
mod transport_error;
mod unconsumed;
mod ureq_transport;
mod written;

pub use http;
pub use jiff;
pub use secmaster_model as model;

pub use answer::Answer;
pub use auth::{
    AccessKey, CredentialChain, Credentials, CredentialsError, CredentialsNotFound,
    FoundCredentials, IamPassword, InstanceMetadata, InvalidToken, Requester, Signature, Token,
};
pub use builder::ClientBuilder;
pub use call::CallError;
pub use canned::Canned;
pub use client::Client;
pub use clock::{Clock, ManualClock, SystemClock};
pub use config_error::ConfigError;
pub use decode::DecodeError;
pub use endpoint::is_loopback;
pub use environment::Environment;
pub use error::Error;
pub use operation::Operation;
pub use path::{InvalidParameter, Path};
pub use recording::{Recorder, RecordingError, Replay};
pub use regions::REGIONS;
pub use retry::{RetryPolicy, retry_after};
pub use timeouts::Timeouts;
pub use transport::{Limits, Transport};
pub use transport_error::{Phase, TransportError, TransportErrorKind};
pub use unconsumed::Unconsumed;
pub use ureq_transport::UreqTransport;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
