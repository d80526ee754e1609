//! The contract harness: proves over HTTP, rule by rule, that an endpoint keeps what the reference
//! of the indicator API promises, and says exactly where it does not.
//!
//! Everything is computed from the description in [`secmaster_spec`]: the rules, the cases that
//! keep and break each of them, and the checks of every answer. An operation that is added to the
//! description appears here without a line of code.
//!
//! ```no_run
//! use secmaster_contract::{Options, Phase, Selection, Target, Verdict, run};
//!
//! let service = secmaster_spec::Service::embedded()?;
//! let target = Target::new("http://127.0.0.1:8080")?;
//! let options = Options::default()
//!     .phases([Phase::Coverage])
//!     .selection(Selection::default().only("create-indicator/T4/*"));
//! let report = run(&service, &target, &options)?;
//! let rule = report.rule("create-indicator/T4/verdict/mandatory");
//! assert_eq!(rule.map(|rule| rule.verdict), Some(Verdict::Kept));
//! print!("{report}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Words
//!
//! A *rule* is one thing that the reference promises. A [`Case`] is one request and what is
//! expected of the answer. Checks judge one answer against one rule, and all cases together give
//! the rule's [`Verdict`]. A broken rule makes a [`Finding`], with a `curl` line that repeats it.
//!
//! # What is judged
//!
//! The pages alone: ids may have any form, headers any letter case, messages any text, and answers
//! members beyond the documented ones. Where the pages contradict each other in a numbered way, an
//! endpoint that follows either side shows a known deviation, which is no failure.

mod baseline;
mod case;
mod cases;
mod check;
mod connections;
mod created;
mod dispatch;
mod error;
mod exchange;
mod expectation;
mod harness;
mod known;
mod live;
mod options;
mod patience;
mod plain_file;
mod plan;
mod printable;
mod proof;
mod random;
mod replay;
mod report;
mod rules;
mod runner;
mod secret;
mod selection;
mod send;
mod shard;
mod stateful;
pub mod strategy;
mod surrogates;
mod target;
mod through_client;
#[cfg(feature = "libtest")]
mod trials;
mod verdict;
mod watched;

pub use case::{Case, HeaderText, Phase, Request, Route, route_of};
pub use cases::cases;
pub use created::CleanUp;
pub use error::RunError;
pub use expectation::{Expectation, Refusal};
pub use harness::{Harness, run};
pub use live::{Cleaned, Intent, clean_up, intent};
pub use options::{Observer, Options, Profile};
pub use replay::{Replay, ReplayOutcome, replay};
pub use report::{
    DeviationReport, Documented, ExampleNote, Finding, OperationReport, ReceivedAnswer, Report,
    RowReport, RuleReport, Saying, SentRequest, Step, Style, TableReport, Totals, Undocumented,
    UnseenDeviation,
};
pub use secret::{Secret, TOKEN_VARIABLE};
pub use selection::Selection;
pub use shard::Shard;
pub use stateful::scenarios;
pub use target::Target;
#[cfg(feature = "libtest")]
pub use trials::{test_main, trials};
pub use verdict::{Again, Verdict};
