//! The command line.

use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Parser};
use secmaster_contract::{Phase, Shard, Target};

const EXAMPLES: &str = "\
Examples:
  secmaster-contract --endpoint http://127.0.0.1:8080 --report target/contract
  secmaster-contract --endpoint http://127.0.0.1:8080 --only 'create-indicator/T4/*'
  secmaster-contract --endpoint http://127.0.0.1:8080 --phase random --cases 5000 --seed 7
  secmaster-contract --endpoint https://… --project P --workspace W --live --dry-run
  secmaster-contract --replay target/contract/report.json#1
  secmaster-contract --cleanup secmaster-contract-1f9a.journal --live

The token is taken from SECMASTER_AUTH_TOKEN.
Exit codes: 0 every rule is kept (known deviations are allowed unless --strict), 1 a rule is broken,
2 wrong usage, 3 the endpoint cannot be reached or the run ended early, 130 Ctrl-C: what was created
is deleted and the report written; a second Ctrl-C ends at once.";

/// Proves over HTTP, rule by rule, that an endpoint keeps what the API's reference promises.
#[derive(Parser)]
#[command(version, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) place: Place,
    #[command(flatten)]
    pub(crate) cases: Cases,
    #[command(flatten)]
    pub(crate) sending: Sending,
    #[command(flatten)]
    pub(crate) safety: Safety,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Where requests go.
#[derive(Args)]
#[command(next_help_heading = "Endpoint")]
pub(crate) struct Place {
    /// URL of the endpoint: https, or http to this machine.
    #[arg(long, value_name = "URL", required_unless_present_any = ["list", "cleanup", "replay"])]
    pub(crate) endpoint: Option<String>,
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new(), help = format!("Id of the project; on this machine {} unless given", Target::PROJECT))]
    pub(crate) project: Option<String>,
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new(), help = format!("Id of the workspace; on this machine {} unless given", Target::WORKSPACE))]
    pub(crate) workspace: Option<String>,
    /// Any other path parameter; on this machine a sample unless given. Repeatable.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) parameter: Vec<String>,
}

/// What is sent, and how it is judged.
#[derive(Args)]
#[command(next_help_heading = "Cases")]
pub(crate) struct Cases {
    /// Look only at rules (or cases) whose id matches; * stands for any text. Repeatable.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
    /// Leave out rules (or cases) whose id matches. Repeatable.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) skip: Vec<String>,
    /// Run this phase only. Repeatable.
    #[arg(long, value_name = "PHASE", help = format!("Run this phase only: {}. Repeatable", Phase::ALL.map(Phase::as_str).join(", ")))]
    pub(crate) phase: Vec<Phase>,
    /// How many random cases to send, over all operations; 200 unless given.
    #[arg(long, value_name = "N", value_parser = whole::<usize>, allow_negative_numbers = true)]
    pub(crate) cases: Option<usize>,
    /// Make random cases from this number, which the last line of an earlier run names.
    #[arg(long, value_name = "N", value_parser = whole::<u64>, allow_negative_numbers = true)]
    pub(crate) seed: Option<u64>,
    /// Send only part K of N of the cases; each belongs to exactly one part.
    #[arg(long, value_name = "K/N")]
    pub(crate) shard: Option<Shard>,
    /// How to judge what the tables refuse and a known deviation knows of live traffic.
    #[arg(long, value_name = "PROFILE", default_value = "documented", value_parser = ["documented", "lenient"])]
    pub(crate) profile: String,
    /// Let known deviations, and members that no table lists, fail the run.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Folder with the description of the API instead of the built-in one.
    #[arg(long, value_name = "DIR")]
    pub(crate) schemas: Option<PathBuf>,
}

fn whole<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| "give a whole number from 0 on, for example 200".to_owned())
}

/// How requests are sent.
#[derive(Args)]
#[command(next_help_heading = "Sending")]
pub(crate) struct Sending {
    /// Seconds that one request may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600), allow_negative_numbers = true)]
    pub(crate) timeout: u64,
    /// Requests per second, also fractions; 5 with --live unless given, else any number.
    #[arg(long, value_name = "N", value_parser = rate, allow_negative_numbers = true)]
    pub(crate) rate: Option<f64>,
    /// End the run with a report after so many requests; 5000 with --live unless given. Clean-up is
    /// not counted.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), allow_negative_numbers = true)]
    pub(crate) max_requests: Option<u32>,
}

fn rate(text: &str) -> Result<f64, String> {
    let good = text.parse().ok().filter(|rate: &f64| (0.001..=1e6).contains(rate));
    good.ok_or_else(|| "give requests per second from 0.001 to 1000000, for example 0.5".to_owned())
}

/// What makes a run safe to point at a live system.
#[derive(Args)]
#[command(next_help_heading = "Live systems")]
pub(crate) struct Safety {
    /// Say that this is a live system: allow to send requests to another machine, and to create and
    /// delete indicators there.
    #[arg(long)]
    pub(crate) live: bool,
    /// Put [TEXT] at the end of the name of everything that is created; with --live [contract-ID]
    /// unless given.
    #[arg(long, value_name = "TEXT", value_parser = marker)]
    pub(crate) marker: Option<String>,
    /// Write the id of everything that is created into this new file at once; with --live
    /// secmaster-contract-ID.journal, in the folder of the report if there is one.
    #[arg(long, value_name = "FILE")]
    pub(crate) journal: Option<PathBuf>,
    /// Print what the run would do, and send nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Delete what a run that was killed left behind, by its journal. Exit code 1 says that something
    /// is left, or may be; 3 that nobody is there.
    #[arg(long, value_name = "JOURNAL", conflicts_with_all = [
        "endpoint", "project", "workspace", "parameter", "only", "skip", "phase", "cases", "seed",
        "shard", "journal", "marker", "report", "list", "dry_run",
    ])]
    pub(crate) cleanup: Option<PathBuf>,
}

fn marker(text: &str) -> Result<String, String> {
    let is_good = !text.is_empty() && text.len() <= 60 && !text.contains(char::is_control);
    is_good.then(|| text.to_owned()).ok_or_else(|| "give 1 to 60 letters on one line".to_owned())
}

/// What is told.
#[derive(Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// Folder for report.json, report.html, junit.xml and transcript.har; made if it is not there.
    #[arg(long, value_name = "DIR")]
    pub(crate) report: Option<PathBuf>,
    /// Send a finding of an earlier report again and say whether it still fails (exit 1) or not (0):
    /// its number or its rule. The endpoint is the report's unless given.
    #[arg(long, value_name = "FILE#FINDING", conflicts_with_all = ["list", "report", "cleanup", "dry_run"])]
    pub(crate) replay: Option<String>,
    /// Print every rule and every case, and send nothing.
    #[arg(long)]
    pub(crate) list: bool,
    /// Print nothing unless something is wrong.
    #[arg(long)]
    pub(crate) quiet: bool,
}
