//! The binary of the contract harness.

mod cli;

use std::io::{self, Write as _};
use std::mem::ManuallyDrop;
use std::process::ExitCode;
use std::sync::atomic::Ordering;

use clap::Parser as _;
use secmaster_contract::{Harness, Report, RunError, clean_up, intent};

use cli::arguments::Arguments;
use cli::interrupt::{INTERRUPTED, listen};
use cli::output::{list, print, print_cleaned, put, say};
use cli::progress::Progress;
use cli::replay::replayed;
use cli::request::{options, service, target, token, wrong};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let code = carry_out(&arguments).unwrap_or_else(|error| {
        say(&error);
        error.exit_code()
    });
    ExitCode::from(code)
}

fn carry_out(arguments: &Arguments) -> Result<u8, RunError> {
    let service = service(arguments)?;
    let output = &arguments.output;
    let progress = Progress::new(output.quiet);
    let options = |is_live| options(arguments, is_live).progress(&progress);
    let is_live = arguments.safety.live;
    if output.list {
        return list(&service, &options(is_live)).map(|()| 0);
    }
    if let Some(journal) = &arguments.safety.cleanup {
        let cleaned = clean_up(&service, journal, token()?, &options(is_live))?;
        print_cleaned(&cleaned, output.quiet)?;
        return Ok(cleaned.exit_code());
    }
    if let Some(place) = &output.replay {
        let options = options(is_live);
        let stop = listen(options.journal.clone(), is_live)?;
        let code = replayed(place, arguments, &service, &options.stop(stop))?;
        return Ok(if stop.load(Ordering::Relaxed) { INTERRUPTED } else { code });
    }
    let target = target(arguments, "")?;
    if arguments.safety.dry_run {
        let options = options(is_live || !target.is_loopback());
        return put(intent(&service, &target, &options)?).map(|()| 0);
    }
    let options = options(is_live);
    if options.live && !output.quiet {
        let _ = write!(io::stderr(), "{}", intent(&service, &target, &options)?);
    }
    let unwritable = |error| wrong(format!("cannot write the report: {error}"));
    if let Some(folder) = &output.report {
        Report::prepare(folder).map_err(unwritable)?;
    }
    let stop = listen(options.journal.clone(), options.live)?;
    let options = match &output.report {
        Some(folder) => options.transcript(folder),
        None => options,
    };
    // The process ends soon after the run: to give thousands of cases back one by one is for nothing.
    let harness = ManuallyDrop::new(Harness::new(&service)?);
    let report = harness.run(&target, &options.clone().stop(stop))?;
    for left_out in &report.left_out {
        say(left_out);
    }
    let printed = print(&report, output.quiet);
    if report.findings.iter().any(|finding| finding.blocks_operation) && token()?.is_none() {
        say("SECMASTER_AUTH_TOKEN is not set: a made-up token was sent");
    }
    if let Some(folder) = &output.report
        && let Err(error) = report.write_to(folder)
    {
        say(unwritable(error));
        return Ok(report.exit_code().max(1));
    }
    printed?;
    Ok(if stop.load(Ordering::Relaxed) { INTERRUPTED } else { report.exit_code() })
}
