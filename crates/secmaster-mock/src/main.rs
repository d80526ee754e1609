//! The mock endpoint as a program.

mod arguments;
mod ending;
mod stdout;

use std::io::{self, Write as _};
use std::process::ExitCode;

use arguments::{Arguments, Failure};
use clap::Parser as _;
use ending::Ending;
use secmaster_mock::{Mock, StartError};
use secmaster_spec::Service;

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
    let service = arguments.service()?;
    if arguments.list_faults {
        list_faults(&service);
        return Ok(());
    }
    let (lines, printer) = stdout::log();
    let mut config = arguments.config(service)?;
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
        StartError::UnknownOperation { .. } => Failure::Usage(error.to_string()),
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
