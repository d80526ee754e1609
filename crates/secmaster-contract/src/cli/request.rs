//! From the command line to a target and the options of a run.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secmaster_contract::{Options, Profile, RunError, Selection, Target};
use secmaster_spec::Service;

use super::arguments::Arguments;

/// An error of usage.
pub(crate) fn wrong(text: impl Into<String>) -> RunError {
    RunError::Configuration(text.into())
}

/// The description of the API.
pub(crate) fn service(arguments: &Arguments) -> Result<Service, RunError> {
    match &arguments.cases.schemas {
        Some(folder) => Service::load(folder).map_err(|error| wrong(error.to_string())),
        None => Service::embedded().map_err(|error| wrong(error.to_string())),
    }
}

/// What the run does, on a live system or not.
pub(crate) fn options(arguments: &Arguments, is_live: bool) -> Options<'static> {
    let cases = &arguments.cases;
    let selection = cases.only.iter().fold(Selection::default(), Selection::only);
    let selection = cases.skip.iter().fold(selection, Selection::skip);
    let profile = match cases.profile.as_str() {
        "lenient" => Profile::Lenient,
        _ => Profile::Documented,
    };
    let mut options = Options::default()
        .selection(selection)
        .profile(profile)
        .strict(cases.strict)
        .live(is_live)
        .timeout(Duration::from_secs(arguments.sending.timeout));
    if !cases.phase.is_empty() {
        options = options.phases(cases.phase.clone());
    }
    if let Some(count) = cases.cases {
        options = options.random_cases(count);
    }
    if let Some(seed) = cases.seed {
        options = options.seed(seed);
    }
    if let Some(marker) = &arguments.safety.marker {
        options = options.marker(marker);
    }
    if let Some(path) = journal(arguments, is_live, &options.run) {
        options = options.journal(path);
    }
    if let Some(rate) = arguments.sending.rate {
        options = options.rate(rate);
    }
    if let Some(most) = arguments.sending.max_requests {
        options = options.max_requests(usize::try_from(most).unwrap_or(usize::MAX));
    }
    if let Some(shard) = cases.shard {
        options = options.shard(shard);
    }
    options
}

/// Where the journal is, if there is one.
fn journal(arguments: &Arguments, is_live: bool, run: &str) -> Option<PathBuf> {
    let folder = arguments.output.report.as_deref().unwrap_or(Path::new(""));
    let usual = || folder.join(format!("secmaster-contract-{run}.journal"));
    arguments.safety.journal.clone().or_else(|| is_live.then(usual))
}

/// Where requests go: to this endpoint unless another is given.
pub(crate) fn target(arguments: &Arguments, default: &str) -> Result<Target, RunError> {
    let place = &arguments.place;
    let mut target = Target::new(place.endpoint.as_deref().unwrap_or(default))?;
    if !target.is_loopback() && (place.project.is_none() || place.workspace.is_none()) {
        return Err(wrong("another machine needs --project and --workspace"));
    }
    if let Some(project) = &place.project {
        target = target.project(project);
    }
    if let Some(workspace) = &place.workspace {
        target = target.workspace(workspace);
    }
    for parameter in &place.parameter {
        let (name, value) = parameter
            .split_once('=')
            .ok_or_else(|| wrong("--parameter wants NAME=VALUE, for example region_id=x"))?;
        target = target.parameter(name, value);
    }
    match token()? {
        Some(token) => Ok(target.token(token)),
        None if target.is_loopback() => Ok(target),
        None => {
            Err(wrong("another machine needs a token: set SECMASTER_AUTH_TOKEN in the environment"))
        }
    }
}

/// The token, if the environment has one.
pub(crate) fn token() -> Result<Option<String>, RunError> {
    match env::var("SECMASTER_AUTH_TOKEN") {
        Ok(token) => Ok(Some(token).filter(|token| !token.is_empty())),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(wrong("SECMASTER_AUTH_TOKEN is no Unicode text")),
    }
}
