//! Whether memory stays flat under very many requests of which nothing is kept.
//!
//! `cargo bench -p secmaster-mock --bench soak` sends a million, `… -- --requests N` that many. It
//! prints the memory after each tenth, and ends with 1 if it grew after the second.

mod support;

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use support::Failure;
use support::program::{Program, unmeasured};
use support::soak::{excess_kib, soak};

/// Sends requests to a mock of its own and looks at the memory that the mock has.
#[derive(Debug, Parser)]
#[command(
    after_help = "Example:\n  cargo bench -p secmaster-mock --bench soak -- --requests 100000"
)]
struct Arguments {
    /// How many requests are sent
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1000..=100_000_000))]
    requests: u64,

    /// Given by `cargo bench`; without it nothing is done
    #[arg(long)]
    bench: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if !arguments.bench {
        println!("run it by `cargo bench -p secmaster-mock --bench soak`");
        return ExitCode::SUCCESS;
    }
    if let Some(reason) = unmeasured() {
        println!("nothing is measured: {reason}");
        return ExitCode::SUCCESS;
    }
    match run(arguments.requests) {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(excess)) => {
            eprintln!("memory is not flat: {excess} KiB more than is allowed");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(requests: u64) -> Result<Option<u64>, Failure> {
    let mock = Program::start()?;
    let started = Instant::now();
    let mut part = 0_u32;
    let memory = soak(&mock, requests, |resident| {
        part += 1;
        println!("{:>3} %: {resident} KiB resident", part * 10);
    })?;
    let seconds = started.elapsed().as_secs_f64();
    println!("{requests} requests in {seconds:.1} s, {:.0} a second", requests as f64 / seconds);
    Ok(excess_kib(&memory))
}
