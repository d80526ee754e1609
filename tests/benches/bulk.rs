//! How fast `create_many` is beside a bare ureq loop, both against the mock, and how much memory a
//! long input takes.
//!
//! `cargo bench -p conformance --bench bulk` prints each figure with its limit, and ends with 1 if a
//! limit is missed. A number after `--` is how many items the long input has: 1,000,000 by default.

use std::error::Error;
use std::io::{self, BufRead as _, BufReader};
use std::iter::repeat_n;
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use secmaster_client::bulk::Outcome;
use secmaster_client::http::{Request, Response};
use secmaster_client::model::create_indicator;
use secmaster_client::{Client, ClientBuilder, Limits, Timeouts, Transport, TransportError};
use secmaster_mock::{Config, Mock};
use secmaster_spec::Service;

/// Makes this program the mock: a server has a process of its own.
const MOCK: &str = "mock";

const THREADS: usize = 8;
const ROUNDS: usize = 15;
const CREATES: usize = 12_000;
const LEAST_RATIO: f64 = 0.85;

const SHORT: usize = 10_000;
const LONG: usize = 1_000_000;
/// Four bytes for each further item: what the allocator strews, and nothing that is kept.
const MOST_GROWTH_KIB: u64 = 4096;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|argument| argument == MOCK) {
        return serve();
    }
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("run it by `cargo bench -p conformance --bench bulk`");
        return ExitCode::SUCCESS;
    }
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints all figures; whether each keeps its limit.
fn run(arguments: &[String]) -> Result<bool, Failure> {
    let given = arguments.iter().find(|argument| *argument != "--bench");
    let long = given.map_or(Ok(LONG), |given| given.parse());
    let long = long.map_err(|_| "give the number of items of the long input, or nothing")?;
    // First, while the peak is still its own.
    let memory = memory(long)?;
    Ok(speed()? && memory)
}

fn builder() -> ClientBuilder {
    Client::builder().project_id("p").token("a-token-from-iam").max_requests_per_second(None)
}

/// A documented example of a creation: `request` or `response`.
fn example(direction: &str) -> Result<serde_json::Value, Failure> {
    let service = Service::embedded()?;
    let operation = service.operation("create-indicator").ok_or("no such operation")?;
    let example = operation.examples.iter().find(|example| example.id.ends_with(direction));
    Ok(example.ok_or("no such example")?.value.clone())
}

fn memory(long: usize) -> Result<bool, Failure> {
    let body: create_indicator::Request = serde_json::from_value(example("/request")?)?;
    let transport = AtOnce(serde_json::to_vec(&example("/response-200")?)?);
    let client = builder().region("cn-north-4").transport(transport).build()?;
    let mut peaks = Vec::new();
    for items in [SHORT, long] {
        let started = Instant::now();
        let run = client
            .create_many("w", repeat_n(body.clone(), items))
            .ordered(true)
            .concurrency(THREADS);
        if !run.for_each(|_| ()).all_succeeded() {
            return Err("a creation failed".into());
        }
        let Some(peak) = peak_kib() else {
            println!("memory is not measured: there is no /proc/self/status");
            return Ok(true);
        };
        let seconds = started.elapsed().as_secs_f64();
        println!("peak resident after {items} items: {peak} KiB ({seconds:.1} s)");
        peaks.push(peak);
    }
    let growth = peaks.last().zip(peaks.first()).map_or(0, |(last, first)| last - first);
    let kept = growth <= MOST_GROWTH_KIB;
    println!("{} grown by {growth} KiB (at most {MOST_GROWTH_KIB})", mark(kept));
    Ok(kept)
}

/// Answers in this process, each time the same.
struct AtOnce(Vec<u8>);

impl Transport for AtOnce {
    fn send(&self, _: Request<&[u8]>, _: &Limits) -> Result<Response<Vec<u8>>, TransportError> {
        Ok(Response::new(self.0.clone()))
    }
}

fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Is the mock until its standard input ends.
fn serve() -> ExitCode {
    match Mock::start(Config::default()) {
        Ok(mock) => {
            println!("{}", mock.endpoint());
            let _ = io::copy(&mut io::stdin(), &mut io::sink());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn speed() -> Result<bool, Failure> {
    // Its standard input ends with this process.
    let mut mock = Command::new(std::env::current_exe()?)
        .arg(MOCK)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut endpoint = String::new();
    BufReader::new(mock.stdout.take().ok_or("no output")?).read_line(&mut endpoint)?;
    let endpoint = endpoint.trim_end();
    let body = serde_json::from_value(example("/request")?)?;
    let client = builder().endpoint(endpoint).build()?;
    let bare = Bare::new(endpoint);
    let mut ratios = Vec::with_capacity(ROUNDS);
    for round in 0..=ROUNDS {
        // In turns, so that a busy machine slows both down; the first round opens connections.
        let theirs = rate(&client, |ids| bare.create(&body, ids))?;
        let ours = rate(&client, |ids| {
            let bodies = repeat_n(&body, CREATES);
            client.create_many("w", bodies).concurrency(THREADS).for_each(|item| {
                if let Outcome::Done(answer) = item.outcome {
                    ids.extend(answer.into_value().data.and_then(|created| created.id));
                }
            });
            Ok(())
        })?;
        if round > 0 {
            let ratio = ours / theirs;
            println!("round {round}: {ours:.0} creates/s, bare {theirs:.0}/s, ratio {ratio:.2}");
            ratios.push(ratio);
        }
    }
    drop(mock.stdin.take());
    mock.wait()?;
    ratios.sort_by(f64::total_cmp);
    let median = ratios.get(ROUNDS / 2).copied().unwrap_or(0.0);
    let kept = median >= LEAST_RATIO;
    println!("{} median ratio {median:.2} (at least {LEAST_RATIO})", mark(kept));
    Ok(kept)
}

/// Creations a second. What was created is deleted afterwards, so that the mock does not grow.
fn rate(
    client: &Client,
    create: impl FnOnce(&mut Vec<String>) -> Result<(), Failure>,
) -> Result<f64, Failure> {
    let mut ids = Vec::with_capacity(CREATES);
    let started = Instant::now();
    create(&mut ids)?;
    let rate = CREATES as f64 / started.elapsed().as_secs_f64();
    if ids.len() != CREATES {
        return Err("a creation failed".into());
    }
    if !client.delete_many("w", ids).for_each(|_| ()).all_succeeded() {
        return Err("a deletion failed".into());
    }
    Ok(rate)
}

/// What one would write first: ureq with time limits, the client's here; a few threads, a counter.
struct Bare {
    agent: ureq::Agent,
    url: String,
}

impl Bare {
    fn new(url: &str) -> Self {
        let limits = Timeouts::default();
        let config = ureq::Agent::config_builder()
            .max_idle_connections(THREADS)
            .max_idle_connections_per_host(THREADS)
            .timeout_connect(Some(limits.connect))
            .timeout_send_request(Some(limits.send_request))
            .timeout_send_body(Some(limits.send_body))
            .timeout_recv_response(Some(limits.receive_response))
            .timeout_recv_body(Some(limits.receive_body))
            .build();
        let url = format!("{url}/v1/p/workspaces/w/soc/indicators");
        Self { agent: config.new_agent(), url }
    }

    fn create(
        &self,
        body: &create_indicator::Request,
        ids: &mut Vec<String>,
    ) -> Result<(), Failure> {
        let taken = AtomicUsize::new(0);
        let work = || -> Result<Vec<String>, Failure> {
            let mut ids = Vec::new();
            while taken.fetch_add(1, Ordering::Relaxed) < CREATES {
                let request = self
                    .agent
                    .post(&self.url)
                    .header("content-type", "application/json;charset=UTF-8")
                    .header("x-auth-token", "a-token-from-iam");
                let mut answer = request.send(serde_json::to_vec(body)?)?;
                let answer = answer.body_mut().read_to_vec()?;
                let answer: create_indicator::Response = serde_json::from_slice(&answer)?;
                ids.extend(answer.data.and_then(|created| created.id));
            }
            Ok(ids)
        };
        thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
            for thread in threads {
                ids.extend(thread.join().map_err(|_| "a thread panicked")??);
            }
            Ok(())
        })
    }
}

fn mark(kept: bool) -> &'static str {
    if kept { "ok:    " } else { "MISSED:" }
}
