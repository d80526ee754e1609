//! The mock endpoint as a program.

mod ending;
mod stdout;

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use ending::Ending;
use secmaster_mock::{Config, Fault, Mock, Profile, StartError};
use secmaster_spec::Service;

/// A mock of the SecMaster indicator API: it enforces the documented tables, keeps what is created,
/// and can break any documented promise on purpose.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Example:\n  secmaster-mock --port 8080 --fault ignore:create-indicator/T4/verdict/mandatory\n\nThe first line printed is `listening on http://127.0.0.1:PORT`; then one line per request.\nExit status: 0 when told to end, 1 if it cannot start, 2 on bad usage."
)]
struct Arguments {
    /// Port on 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 0)]
    port: u16,

    /// What is enforced: `documented`, the tables to the letter, or `lenient`, what live traffic
    /// is known to send
    #[arg(long, default_value_t = Profile::Documented)]
    profile: Profile,

    /// Do something wrong on purpose; may be given several times
    #[arg(long = "fault", value_name = "NAME")]
    faults: Vec<Fault>,

    /// List all faults, with the rule that each breaks and what it does, and exit
    #[arg(long)]
    list_faults: bool,

    /// Make ids and times the same in each run
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,

    /// Accept only the token in this environment variable, instead of any
    #[arg(long, value_name = "VARIABLE")]
    token_from_env: Option<String>,

    /// Read the description of the API from this folder, instead of the built-in one
    #[arg(long, value_name = "FOLDER")]
    schemas: Option<PathBuf>,

    /// End when standard input does: whoever starts this with a pipe need not stop it, and cannot
    /// leave it behind
    #[arg(long)]
    while_stdin_is_open: bool,

    /// Print no line per request
    #[arg(long)]
    quiet: bool,
}

/// Why the program ends with an error.
enum Failure {
    Usage(String),
    Start(String),
}

fn main() -> ExitCode {
    let (message, code) = match run(Arguments::parse()) {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Usage(message)) => (message, 2),
        Err(Failure::Start(message)) => (message, 1),
    };
    let _ = writeln!(io::stderr(), "error: {message}");
    ExitCode::from(code)
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let service = service(&arguments)?;
    if arguments.list_faults {
        list_faults(&service);
        return Ok(());
    }
    let (lines, printer) = stdout::log();
    let mut config = config(&arguments, service)?;
    if !arguments.quiet {
        let lines = std::sync::Arc::clone(&lines);
        config = config.with_log(move |exchange| lines.add(exchange));
    }
    // Signals that come early must not be missed.
    let ending = Ending::new(arguments.while_stdin_is_open)
        .map_err(|error| Failure::Start(error.to_string()))?;
    let mock = Mock::start(config).map_err(|error| match error {
        StartError::UnknownFault { .. } => {
            Failure::Usage(format!("{error}\n(--list-faults lists all)"))
        }
        error => Failure::Start(error.to_string()),
    })?;
    let mut stdout = io::stdout();
    let _ = writeln!(stdout, "listening on {}", mock.endpoint());
    let _ = stdout.flush();
    let printer = printer.start().map_err(|error| Failure::Start(error.to_string()))?;

    ending.wait();
    drop(mock);
    lines.close();
    let _ = printer.join();
    Ok(())
}

fn service(arguments: &Arguments) -> Result<Service, Failure> {
    match &arguments.schemas {
        Some(folder) => Service::load(folder).map_err(|error| Failure::Usage(error.to_string())),
        None => Service::embedded().map_err(|error| Failure::Start(error.to_string())),
    }
}

fn config(arguments: &Arguments, service: Service) -> Result<Config, Failure> {
    let mut config = Config::default()
        .with_port(arguments.port)
        .with_profile(arguments.profile)
        .with_service(service);
    for fault in &arguments.faults {
        config = config.with_fault(fault.clone());
    }
    if let Some(seed) = arguments.seed {
        config = config.with_seed(seed);
    }
    if let Some(variable) = &arguments.token_from_env {
        let token = std::env::var(variable).ok().filter(|token| !token.is_empty());
        let missing = || Failure::Usage(format!("the environment variable {variable} is not set"));
        config = config.with_token(token.ok_or_else(missing)?);
    }
    Ok(config)
}

/// One line per fault, with tabs between its name, the rule that it breaks, and what it does.
fn list_faults(service: &Service) {
    let mut stdout = io::stdout().lock();
    for fault in Mock::faults(service) {
        // The reader may have seen enough.
        if writeln!(stdout, "{fault}\t{}\t{}", fault.rule(), fault.kind().effect()).is_err() {
            return;
        }
    }
}
