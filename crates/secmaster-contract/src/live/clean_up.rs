//! Deleting what an earlier run left behind, by its journal.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use secmaster_client::SystemClock;
use secmaster_spec::Service;

use super::Paced;
use super::entry::{Entry, Made};
use super::journal::Journal;
use super::journaled::Journaled;
use super::remains::Remains;
use crate::created::{Created, deleter, refused_ids};
use crate::error::RunError;
use crate::options::Options;
use crate::plain_file;
use crate::printable::one_line;
use crate::send::{HttpSender, SendFailure};
use crate::target::Target;

/// What became of the things that a journal lists.
///
/// ```
/// use secmaster_contract::Cleaned;
///
/// fn told(cleaned: &Cleaned) -> String {
///     format!("{}: {} deleted, {} left", cleaned.endpoint, cleaned.deleted, cleaned.left.len())
/// }
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Cleaned {
    /// Where they were.
    pub endpoint: String,
    /// Whether nobody is there.
    pub is_unreachable: bool,
    /// How many were deleted, or found to be gone.
    pub deleted: usize,
    /// Those that are still there, as far as can be told: ids, or why there is none.
    pub left: Vec<String>,
    /// How many more may be there: creations whose answers never came, and whose ids nobody knows.
    pub doubtful: usize,
    /// What else there is to know: what may exist besides, and why something is left.
    pub notes: Vec<String>,
}

impl Cleaned {
    /// The exit code of the binary: 3 if nobody is there, 1 if something is left or may be, else 0.
    pub fn exit_code(&self) -> u8 {
        match self.is_unreachable {
            true => 3,
            false => u8::from(!self.left.is_empty() || self.doubtful > 0),
        }
    }
}

impl fmt::Display for Cleaned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { endpoint, deleted, left, .. } = self;
        writeln!(f, "{endpoint}: deleted {deleted}, left {}", left.len())?;
        left.iter().try_for_each(|left| writeln!(f, "left {}", one_line(left)))
    }
}

/// Deletes everything that the journal of a run lists and that is not deleted yet, and writes that
/// down in the journal. Doing it again does nothing.
///
/// Endpoint and path parameters are those of the journal; of the options, the time a request may
/// take, the rate and `live` count.
///
/// ```no_run
/// use secmaster_contract::{Options, clean_up};
/// let service = secmaster_spec::Service::embedded()?;
/// let token = std::env::var("SECMASTER_AUTH_TOKEN").ok();
/// let cleaned = clean_up(&service, "run.journal".as_ref(), token, &Options::default())?;
/// assert!(cleaned.left.is_empty(), "{:?}", cleaned.notes);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`RunError::Configuration`] if the journal cannot be read or written, or if another machine is
/// meant and `live` or the token is missing.
pub fn clean_up(
    service: &Service,
    journal: &Path,
    token: Option<String>,
    options: &Options<'_>,
) -> Result<Cleaned, RunError> {
    let wrong = |text: String| RunError::Configuration(format!("{}: {text}", journal.display()));
    let bytes = plain_file::read(journal).map_err(|error| wrong(error.to_string()))?;
    let remains = Remains::read(&bytes).map_err(wrong)?;
    let target = target(&remains, token, options).map_err(wrong)?;
    let file =
        Journal::reopen(journal, remains.length).map_err(|error| wrong(error.to_string()))?;
    let (deletable, rest): (Vec<&Made>, Vec<&Made>) =
        remains.left.iter().partition(|made| made.id.is_some() && !made.redacted);
    let mut ids: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for made in &deletable {
        ids.entry(made.operation.clone()).or_default().extend(made.id.clone());
    }
    let known = ids.iter().flat_map(|(operation, ids)| {
        ids.iter().map(|id| (operation.clone(), id.clone())).collect::<Vec<_>>()
    });
    let polite = Options { live: options.live || !target.is_loopback(), ..options.clone() };
    let http = HttpSender::new(&target, options.timeout, 1);
    let paced = Paced::new(&http, SystemClock::new(), &polite);
    let sender = Journaled::new(&paced, service, target.secret(), &file, known);
    let mut done = Created::of(ids).clean_up(service, &target, &polite, &sender);
    let gone = gone_before(&remains, service, &done.exchanges);
    done.left.retain(|id| !gone.contains(id));
    for made in deletable.iter().filter(|made| made.id.as_ref().is_some_and(|id| gone.contains(id)))
    {
        let ids = made.id.clone().into_iter().collect();
        file.write(&Entry::Deleted { operation: made.operation.clone(), ids });
    }
    file.sync();
    let mut left: Vec<String> = done.left.iter().map(|id| target.secret().redact(id)).collect();
    left.extend(rest.into_iter().map(undeletable));
    let notes = [done.problems, notes(&remains), file.problem().into_iter().collect()].concat();
    let mut answers = done.exchanges.iter().map(|(_, sent)| &sent.answer);
    let is_unreachable = !done.exchanges.is_empty()
        && answers.all(|answer| matches!(answer, Err(SendFailure::Unreachable(_))));
    let deleted = done.deleted + gone.len();
    let doubtful = remains.doubtful.len();
    let endpoint = target.endpoint().to_owned();
    Ok(Cleaned { endpoint, is_unreachable, deleted, left, doubtful, notes })
}

/// Where the journal says that the run went.
fn target(
    remains: &Remains,
    token: Option<String>,
    options: &Options<'_>,
) -> Result<Target, String> {
    let mut target = Target::new(&remains.header.endpoint).map_err(|error| error.to_string())?;
    for (name, value) in &remains.header.parameters {
        target = target.parameter(name, value);
    }
    if !target.is_loopback() && !options.live {
        let endpoint = target.endpoint();
        return Err(format!("{endpoint} is another machine; say --live to delete there"));
    }
    match token {
        Some(token) => Ok(target.token(token)),
        None if target.is_loopback() => Ok(target),
        None => Err("another machine needs a token: set SECMASTER_AUTH_TOKEN".to_owned()),
    }
}

/// Ids whose deletion was under way when the run ended, and that the endpoint now fails to delete:
/// they were deleted then.
fn gone_before(
    remains: &Remains,
    service: &Service,
    exchanges: &[(crate::case::Case, crate::dispatch::Sent)],
) -> Vec<String> {
    let mut gone = Vec::new();
    for (_, sent) in exchanges {
        let Ok(received) = &sent.answer else { continue };
        for made in &remains.left {
            let Some((_, delete)) = deleter(service, &made.operation) else { continue };
            let refused = refused_ids(delete, received.value.as_ref());
            gone.extend(made.id.clone().filter(|id| {
                received.is_success() && refused.contains(id) && remains.deleting.contains(id)
            }));
        }
    }
    gone
}

fn undeletable(made: &Made) -> String {
    match &made.id {
        Some(id) => format!(
            "{id} (the id held the token, so that the journal has not all of it; {} created it)",
            made.case
        ),
        None => {
            format!("one without an id (the endpoint did not give it; {} created it)", made.case)
        }
    }
}

fn notes(remains: &Remains) -> Vec<String> {
    let mut notes = Vec::new();
    if remains.is_cut {
        notes.push("the last line was cut off when the run ended; it is left out".to_owned());
    }
    if !remains.doubtful.is_empty() {
        let look = match &remains.header.marker {
            Some(marker) => format!("look for `[{marker}]` in names"),
            None => "the run had no marker to look for".to_owned(),
        };
        let cases: Vec<&str> = remains.doubtful.iter().map(String::as_str).collect();
        notes.push(format!(
            "{} more may exist, whose answers never came; {look}; the journal has done its work then ({})",
            cases.len(),
            cases.join(", ")
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::Cleaned;

    #[test]
    fn ids_of_others_do_not_steer_the_terminal() {
        let left = vec!["i\u{1b}[2J\nleft nothing".to_owned()];
        let cleaned = Cleaned { endpoint: "e".to_owned(), left, ..Cleaned::default() };
        let told = "e: deleted 0, left 1\nleft i\\u{1b}[2J left nothing\n";
        assert_eq!(cleaned.to_string(), told);
    }
}
