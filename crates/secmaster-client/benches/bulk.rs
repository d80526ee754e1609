//! How fast `create_many` is beside a bare ureq loop, and how much memory a long input takes.
//!
//! `cargo bench -p secmaster-client --bench bulk` prints each figure with its limit, and ends with 1
//! if a limit is missed. A number after `--` is how many items the long input has: 1,000,000 by
//! default, which takes about half a minute.

mod support;

use std::error::Error;
use std::iter::repeat_n;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use secmaster_client::http::{Request, Response};
use secmaster_client::model::create_indicator;
use secmaster_client::{Client, ClientBuilder, Limits, Timeouts, Transport, TransportError};
use support::responder;

const THREADS: usize = 8;
const ROUNDS: usize = 15;
const CREATES: usize = 6_000;
const LEAST_RATIO: f64 = 0.85;

const SHORT: usize = 10_000;
const LONG: usize = 1_000_000;
/// Four bytes for each further item: what the allocator strews, and nothing that is kept.
const MOST_GROWTH_KIB: u64 = 4096;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        println!("run it by `cargo bench -p secmaster-client --bench bulk`");
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

fn body() -> create_indicator::Request {
    support::creation("203.0.113.7")
}

fn memory(long: usize) -> Result<bool, Failure> {
    let client = builder().region("cn-north-4").transport(AtOnce).build()?;
    let mut peaks = Vec::new();
    for items in [SHORT, long] {
        let started = Instant::now();
        let bodies = (0..items).map(|_| body());
        let run = client.create_many("w", bodies).ordered(true).concurrency(THREADS);
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

/// Answers in this process.
struct AtOnce;

impl Transport for AtOnce {
    fn send(&self, _: Request<&[u8]>, _: &Limits) -> Result<Response<Vec<u8>>, TransportError> {
        Ok(Response::new(responder::ANSWER.as_bytes().to_vec()))
    }
}

fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

fn speed() -> Result<bool, Failure> {
    let url = format!("http://{}", responder::start()?);
    let client = builder().endpoint(&url).build()?;
    let bare = Bare::new(&url);
    let mut ratios = Vec::with_capacity(ROUNDS);
    for round in 0..=ROUNDS {
        // In turns, so that a busy machine slows both down; the first round opens connections.
        let theirs = rate(|| bare.create(&body()))?;
        let ours = rate(|| {
            let run = client.create_many("w", repeat_n(body(), CREATES)).concurrency(THREADS);
            Ok(run.for_each(|_| ()).counts.succeeded)
        })?;
        if round > 0 {
            let ratio = ours / theirs;
            println!("round {round}: {ours:.0} creates/s, bare {theirs:.0}/s, ratio {ratio:.2}");
            ratios.push(ratio);
        }
    }
    ratios.sort_by(f64::total_cmp);
    let median = ratios.get(ROUNDS / 2).copied().unwrap_or(0.0);
    let kept = median >= LEAST_RATIO;
    println!("{} median ratio {median:.2} (at least {LEAST_RATIO})", mark(kept));
    Ok(kept)
}

/// Creations a second.
fn rate(create: impl FnOnce() -> Result<usize, Failure>) -> Result<f64, Failure> {
    let started = Instant::now();
    if create()? != CREATES {
        return Err("a creation failed".into());
    }
    Ok(CREATES as f64 / started.elapsed().as_secs_f64())
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

    fn create(&self, body: &create_indicator::Request) -> Result<usize, Failure> {
        let taken = AtomicUsize::new(0);
        let work = || -> Result<usize, Failure> {
            let mut done = 0;
            while taken.fetch_add(1, Ordering::Relaxed) < CREATES {
                let request = self
                    .agent
                    .post(&self.url)
                    .header("content-type", "application/json;charset=UTF-8")
                    .header("x-auth-token", "a-token-from-iam");
                let mut answer = request.send(serde_json::to_vec(body)?)?;
                let answer = answer.body_mut().read_to_vec()?;
                let answer: create_indicator::Response = serde_json::from_slice(&answer)?;
                done += usize::from(answer.data.is_some());
            }
            Ok(done)
        };
        thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
            let done = threads.into_iter().map(|thread| thread.join());
            done.map(|done| done.map_err(|_| "a thread panicked")?).sum()
        })
    }
}

fn mark(kept: bool) -> &'static str {
    if kept { "ok:    " } else { "MISSED:" }
}
