//! The binary of the contract harness.

use std::collections::BTreeMap;
use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use secmaster_contract::{
    Observer, Options, Phase, Profile, Report, RunError, Selection, Style, Target, cases, run,
};
use secmaster_spec::Service;

/// Proves over HTTP, rule by rule, that an endpoint keeps what the API's reference promises.
#[derive(Parser)]
#[command(
    version,
    after_help = "Example:\n  secmaster-contract --endpoint http://127.0.0.1:8080 --report target/contract\n  secmaster-contract --endpoint http://127.0.0.1:8080 --only 'create-indicator/T4/*'\n\nThe token is taken from SECMASTER_AUTH_TOKEN.\nExit codes: 0 every rule is kept (known deviations are allowed), 1 a rule is broken,\n2 wrong usage, 3 the endpoint cannot be reached."
)]
struct Arguments {
    /// URL of the endpoint: https, or http to this machine.
    #[arg(long, value_name = "URL", required_unless_present = "list")]
    endpoint: Option<String>,
    #[arg(long, value_name = "ID", help = format!("Id of the project; on this machine {} unless given", Target::PROJECT))]
    project: Option<String>,
    #[arg(long, value_name = "ID", help = format!("Id of the workspace; on this machine {} unless given", Target::WORKSPACE))]
    workspace: Option<String>,
    /// Any other path parameter; on this machine a sample unless given. Repeatable.
    #[arg(long, value_name = "NAME=VALUE")]
    parameter: Vec<String>,
    /// Folder for report.json; made if it is not there.
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Look only at rules (or cases) whose id matches; * stands for any text. Repeatable.
    #[arg(long, value_name = "PATTERN")]
    only: Vec<String>,
    /// Leave out rules (or cases) whose id matches. Repeatable.
    #[arg(long, value_name = "PATTERN")]
    skip: Vec<String>,
    /// Run this phase only: examples or coverage. Repeatable.
    #[arg(long, value_name = "PHASE")]
    phase: Vec<Phase>,
    /// How to judge requests that the tables refuse and a known deviation accepts.
    #[arg(long, value_name = "PROFILE", default_value = "documented", value_parser = ["documented", "lenient"])]
    profile: String,
    /// Seconds that one request may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// Allow to send requests to another machine, and to create and delete indicators there.
    #[arg(long)]
    live: bool,
    /// Print every rule and every case, and send nothing.
    #[arg(long)]
    list: bool,
    /// Folder with the description of the API instead of the built-in one.
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,
    /// Print nothing unless something is wrong.
    #[arg(long)]
    quiet: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let code = carry_out(&arguments).unwrap_or_else(|error| {
        // Nobody may be there to read it any more.
        let _ = writeln!(io::stderr(), "secmaster-contract: {error}");
        error.exit_code()
    });
    ExitCode::from(code)
}

fn carry_out(arguments: &Arguments) -> Result<u8, RunError> {
    let wrong = |text: String| RunError::Configuration(text);
    let service = match &arguments.schemas {
        Some(folder) => Service::load(folder).map_err(|error| wrong(error.to_string()))?,
        None => Service::embedded().map_err(|error| wrong(error.to_string()))?,
    };
    let progress = Progress::new(arguments.quiet);
    let options = options(arguments).progress(&progress);
    if arguments.list {
        list(&service, &options);
        return Ok(0);
    }
    let target = target(arguments)?;
    let unwritable = |error| wrong(format!("cannot write the report: {error}"));
    if let Some(folder) = &arguments.report {
        Report::prepare(folder).map_err(unwritable)?;
    }
    let options = match &arguments.report {
        Some(folder) => options.transcript(folder),
        None => options,
    };
    let report = run(&service, &target, &options)?;
    for left_out in &report.left_out {
        let _ = writeln!(io::stderr(), "secmaster-contract: {left_out}");
    }
    print(&report, arguments.quiet);
    if let Some(folder) = &arguments.report {
        report.write_to(folder).map_err(unwritable)?;
    }
    Ok(report.exit_code())
}

fn options(arguments: &Arguments) -> Options<'static> {
    let selection = arguments.only.iter().fold(Selection::default(), Selection::only);
    let selection = arguments.skip.iter().fold(selection, Selection::skip);
    let profile = match arguments.profile.as_str() {
        "lenient" => Profile::Lenient,
        _ => Profile::Documented,
    };
    let options = Options::default()
        .selection(selection)
        .profile(profile)
        .live(arguments.live)
        .timeout(Duration::from_secs(arguments.timeout));
    if arguments.phase.is_empty() { options } else { options.phases(arguments.phase.clone()) }
}

fn target(arguments: &Arguments) -> Result<Target, RunError> {
    let wrong = |text: &str| RunError::Configuration(text.to_owned());
    let mut target = Target::new(arguments.endpoint.as_deref().unwrap_or_default())?;
    if !target.is_loopback() && (arguments.project.is_none() || arguments.workspace.is_none()) {
        return Err(wrong("another machine needs --project and --workspace"));
    }
    if let Some(project) = &arguments.project {
        target = target.project(project);
    }
    if let Some(workspace) = &arguments.workspace {
        target = target.workspace(workspace);
    }
    for parameter in &arguments.parameter {
        let (name, value) = parameter
            .split_once('=')
            .ok_or_else(|| wrong("--parameter wants NAME=VALUE, for example region_id=x"))?;
        target = target.parameter(name, value);
    }
    match env::var("SECMASTER_AUTH_TOKEN") {
        Ok(token) if !token.is_empty() => Ok(target.token(token)),
        Err(env::VarError::NotUnicode(_)) => Err(wrong("SECMASTER_AUTH_TOKEN is no Unicode text")),
        _ if target.is_loopback() => Ok(target),
        _ => {
            Err(wrong("another machine needs a token: set SECMASTER_AUTH_TOKEN in the environment"))
        }
    }
}

fn list(service: &Service, options: &Options<'_>) {
    let mut out = io::stdout().lock();
    let rules = service.rules();
    let cases = cases(service, &options.phases, &BTreeMap::new(), options.profile);
    for rule in rules.iter().filter(|rule| options.selection.takes(&rule.id)) {
        let _ = writeln!(out, "rule\t{}\t{}", rule.id, rule.statement);
    }
    for case in &cases {
        let is_taken = options.selection.takes(&case.id)
            || case.rules.first().is_some_and(|rule| options.selection.takes(rule));
        if is_taken {
            let rule = case.rules.first().map_or("", String::as_str);
            let _ =
                writeln!(out, "case\t{}\t{}\t{rule}\t{}", case.id, case.expectation, case.title);
        }
    }
}

fn print(report: &Report, quiet: bool) {
    let is_plain = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let style =
        if io::stdout().is_terminal() && !is_plain { Style::Coloured } else { Style::Plain };
    if !quiet || report.exit_code() != 0 {
        let _ = write!(io::stdout(), "{}", report.shown(style));
    }
}

/// A bar on standard error, if that is a terminal.
struct Progress {
    bar: ProgressBar,
}

impl Progress {
    fn new(quiet: bool) -> Self {
        let bar = if quiet || !io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            ProgressBar::new(0)
        };
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        Self { bar }
    }
}

impl Observer for Progress {
    fn started(&self, requests: usize) {
        self.bar.set_length(u64::try_from(requests).unwrap_or(u64::MAX));
    }

    fn answered(&self, case: &str) {
        self.bar.inc(1);
        if !self.bar.is_hidden() {
            self.bar.set_message(case.to_owned());
        }
    }

    fn finished(&self) {
        self.bar.finish_and_clear();
    }
}
