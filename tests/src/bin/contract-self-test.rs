//! `cargo xtask contract --self-test`: whether the harness catches what it should, and only that.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use conformance::self_test::{Miss, false_alarms, faults, misses};
use indicatif::{ProgressBar, ProgressStyle};
use secmaster_spec::Service;

/// Runs the contract harness against the mock endpoint once per fault that a mock can have, and
/// against a mock without a fault once per seed.
#[derive(Parser)]
#[command(
    name = "cargo xtask contract --self-test",
    after_help = "Example:\n  cargo xtask contract --self-test --fault 'delete-indicator'\n\nExit codes: 0 every fault is caught and there is no false alarm, 2 no such fault, else 1."
)]
struct Arguments {
    /// Test the harness itself.
    #[arg(long)]
    self_test: bool,
    /// Only faults whose name has this text in it. Repeatable.
    #[arg(long, value_name = "TEXT")]
    fault: Vec<String>,
    /// How many seeds the mock without a fault is run with.
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    seeds: u64,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match Service::embedded() {
        Ok(service) => ExitCode::from(code(&service, &arguments)),
        Err(problems) => {
            eprintln!("{problems}");
            ExitCode::from(2)
        }
    }
}

fn code(service: &Service, arguments: &Arguments) -> u8 {
    let started = Instant::now();
    let is_asked = |name: &str| {
        arguments.fault.is_empty() || arguments.fault.iter().any(|text| name.contains(text))
    };
    let faults: Vec<_> =
        faults(service).into_iter().filter(|fault| is_asked(&fault.to_string())).collect();
    if faults.is_empty() {
        eprintln!("no fault has {:?} in its name; cargo xtask mock --list-faults", arguments.fault);
        return 2;
    }
    let seeds: Vec<u64> = (1..=arguments.seeds).collect();
    let bar = bar(faults.len() + seeds.len());
    let slipped = misses(service, &faults, &|| bar.inc(1));
    let alarms = false_alarms(service, &seeds, &|| bar.inc(1));
    bar.finish_and_clear();
    let (slipped, alarms) = match (slipped, alarms) {
        (Ok(slipped), Ok(alarms)) => (slipped, alarms),
        (Err(error), _) | (_, Err(error)) => {
            eprintln!("{error}");
            return 2;
        }
    };
    for (kind, misses) in [("slipped through", &slipped), ("false alarm", &alarms)] {
        for Miss { what, said } in misses {
            say(&format!("{kind}: {what}\n    {}", said.trim_end().replace('\n', "\n    ")));
        }
    }
    say(&format!(
        "caught {}/{} faults, {} false alarms on {} seeds, in {:.1} s",
        faults.len() - slipped.len(),
        faults.len(),
        alarms.len(),
        seeds.len(),
        started.elapsed().as_secs_f64(),
    ));
    u8::from(!(slipped.is_empty() && alarms.is_empty()))
}

/// A bar on standard error, if that is a terminal.
fn bar(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    if !io::stderr().is_terminal() {
        bar.set_draw_target(indicatif::ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {per_sec} {eta}") {
        bar.set_style(style);
    }
    bar
}

fn say(text: &str) {
    // Nobody may be there to read it any more.
    let _ = writeln!(io::stdout(), "{text}");
}
