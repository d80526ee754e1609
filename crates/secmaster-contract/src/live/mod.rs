//! What makes it safe to point a run at a live system: a rate, limits, a name on everything that is
//! created, and a journal from which it can be deleted even if the run was killed.

mod clean_up;
mod entry;
mod intent;
mod journal;
mod journaled;
mod marker;
mod paced;
mod remains;

use jiff::Timestamp;

use crate::error::RunError;
use crate::options::Options;
use crate::target::Target;

pub use clean_up::{Cleaned, clean_up};
pub use intent::{Intent, intent};
pub(crate) use journal::Journal;
pub(crate) use journaled::Journaled;
pub(crate) use marker::{Marked, Marker};
pub(crate) use paced::Paced;
use remains::Remains;

/// Requests per second on a live system, unless another rate is asked for.
const RATE: f64 = 5.0;

/// So many requests are sent to a live system, unless another number is asked for.
const MAX_REQUESTS: usize = 5000;

/// How many requests may be sent per second, if that is limited.
pub(crate) fn rate(options: &Options<'_>) -> Option<f64> {
    options.rate.or(options.live.then_some(RATE))
}

/// How many requests may be sent, if that is limited.
pub(crate) fn max_requests(options: &Options<'_>) -> Option<usize> {
    options.max_requests.or(options.live.then_some(MAX_REQUESTS))
}

/// What stands in the name of everything that the run creates, if anything does.
pub(crate) fn marker(options: &Options<'_>) -> Option<String> {
    let given = options.marker.clone();
    given.or_else(|| options.live.then(|| format!("contract-{}", options.run)))
}

/// Begins the run's journal, if it is to have one.
pub(crate) fn journal(target: &Target, options: &Options<'_>) -> Result<Option<Journal>, RunError> {
    let Some(path) = &options.journal else { return Ok(None) };
    let header = entry::Header {
        journal: entry::FORMAT,
        endpoint: target.endpoint().to_owned(),
        parameters: target.parameters().clone(),
        run: options.run.clone(),
        marker: marker(options),
        started: Timestamp::now().to_string(),
    };
    let failed = |error: std::io::Error| {
        let advice = match error.kind() {
            std::io::ErrorKind::AlreadyExists if Remains::are_none(path) => {
                "; nothing that it lists is left: take it away, or name another file"
            }
            std::io::ErrorKind::AlreadyExists => {
                "; it may list what is still there: clean up with --cleanup, then take it away"
            }
            _ => "",
        };
        RunError::Configuration(format!(
            "cannot begin the journal {}: {error}{advice}",
            path.display()
        ))
    };
    Journal::create(path, &header).map(Some).map_err(failed)
}
