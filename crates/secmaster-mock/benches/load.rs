//! How fast the mock is, and how much memory it takes, beside a server that does nothing.
//!
//! `cargo bench -p secmaster-mock --bench load` prints each figure with its limit, and ends with 1
//! if a limit is missed.

mod support;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use support::connection::Connection;
use support::program::{Program, unmeasured};
use support::{Failure, documented_create};

const STARTS: usize = 20;
const KEPT: u32 = 100_000;
const CONNECTIONS: usize = 8;
const ROUNDS: usize = 3;
const ROUND: Duration = Duration::from_secs(5);

const MOST_UNTIL_ANSWER_MS: f64 = 20.0;
const MOST_IDLE_MIB: f64 = 10.0;
const MOST_BESIDE_JSON_BYTES: f64 = 1024.0;
const LEAST_CREATES_PER_SECOND: f64 = 20_000.0;

fn main() -> ExitCode {
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("run it by `cargo bench -p secmaster-mock --bench load`");
        return ExitCode::SUCCESS;
    }
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints all figures; whether each keeps its limit.
fn run() -> Result<bool, Failure> {
    let request = documented_create()?;
    let starts = starts(&request)?;
    let memory = memory(&request)?;
    let speed = speed(&request)?;
    Ok(starts && memory && speed)
}

fn starts(request: &[u8]) -> Result<bool, Failure> {
    let mut times = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let started = Instant::now();
        let mock = Program::start()?;
        let mut connection = Connection::open(mock.address)?;
        create(&mut connection, request)?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let [least, .., most] = times.as_slice() else { return Ok(false) };
    let median = times.get(STARTS / 2).copied().unwrap_or(f64::MAX);
    Ok(judged(
        &format!("from start to first answer, median of {STARTS} ({least:.1} to {most:.1})"),
        median,
        "ms",
        Limit::AtMost(MOST_UNTIL_ANSWER_MS),
    ))
}

fn memory(request: &[u8]) -> Result<bool, Failure> {
    if let Some(reason) = unmeasured() {
        println!("memory is not measured: {reason}");
        return Ok(true);
    }
    let mock = Program::start()?;
    let mut connection = Connection::open(mock.address)?;
    let json = create(&mut connection, request)?;
    let idle = mock.resident_kib()?;
    for _ in 0..KEPT {
        create(&mut connection, request)?;
    }
    let grown = mock.resident_kib()?.saturating_sub(idle);
    let beside = to_f64(grown) * 1024.0 / f64::from(KEPT) - to_f64(json);
    let is_idle_small =
        judged("resident when idle", to_f64(idle) / 1024.0, "MiB", Limit::AtMost(MOST_IDLE_MIB));
    let what = format!("per kept indicator beside its JSON of {json} bytes, {KEPT} kept");
    Ok(judged(&what, beside, "bytes", Limit::AtMost(MOST_BESIDE_JSON_BYTES)) && is_idle_small)
}

fn speed(request: &[u8]) -> Result<bool, Failure> {
    let mut rates = [0.0, 0.0];
    for round in 1..=ROUNDS {
        // A new one each time: what is kept must not fill the memory.
        let mock = Program::start()?;
        let size = create(&mut Connection::open(mock.address)?, request)?;
        let of_mock = rate(mock.address, request)?;
        drop(mock);
        let bare = support::bare::start(usize::try_from(size)?)?;
        let of_bare = rate(bare, request)?;
        println!("round {round}: {of_mock:.0} creates/s, bare {of_bare:.0}/s");
        rates = [rates[0] + of_mock, rates[1] + of_bare];
    }
    let [of_mock, of_bare] = rates.map(|sum| sum / to_f64(ROUNDS as u64));
    println!("a bare server answers {:.2} times as many", of_bare / of_mock);
    let what = format!("validated creates at {CONNECTIONS} connections");
    Ok(judged(&what, of_mock, "/s", Limit::AtLeast(LEAST_CREATES_PER_SECOND)))
}

/// Answers per second. One thread serves all connections in turn: while it does, the server has the
/// requests of the others.
fn rate(address: SocketAddr, request: &[u8]) -> Result<f64, Failure> {
    let mut connections = Vec::with_capacity(CONNECTIONS);
    for _ in 0..CONNECTIONS {
        let mut connection = Connection::open(address)?;
        connection.send(request)?;
        connections.push(connection);
    }
    let started = Instant::now();
    let mut answers = 0_u64;
    while started.elapsed() < ROUND {
        for connection in &mut connections {
            answered(connection)?;
            connection.send(request)?;
            answers += 1;
        }
    }
    Ok(to_f64(answers) / started.elapsed().as_secs_f64())
}

/// Creates one; how many bytes of JSON the answer has.
fn create(connection: &mut Connection, request: &[u8]) -> Result<u64, Failure> {
    connection.send(request)?;
    answered(connection)
}

fn answered(connection: &mut Connection) -> Result<u64, Failure> {
    let answer = connection.answer()?;
    if answer.status != 200 {
        return Err(format!("{}: {}", answer.status, String::from_utf8_lossy(answer.body)).into());
    }
    Ok(u64::try_from(answer.body.len())?)
}

enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

/// Prints a figure beside its limit; whether it keeps it.
fn judged(what: &str, figure: f64, unit: &str, limit: Limit) -> bool {
    let (is_kept, due, bound) = match limit {
        Limit::AtMost(most) => (figure <= most, "at most", most),
        Limit::AtLeast(least) => (figure >= least, "at least", least),
    };
    let verdict = if is_kept { "kept" } else { "MISSED" };
    println!("{what}: {figure:.1} {unit} ({due} {bound:.0}: {verdict})");
    is_kept
}

#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn to_f64(count: u64) -> f64 {
    count as f64
}
