//! The harness tested by the mock: each fault has to be caught, and nothing where there is none.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use secmaster_contract::{Harness, Options, Report, RunError, Target, Verdict};
use secmaster_mock::{Config, Fault, Mock};
use secmaster_spec::Service;

/// How long an answer may take where the fault is that none comes in time.
const IMPATIENT: Duration = Duration::from_millis(500);

/// So many random cases are sent for each fault.
const RANDOM_CASES: usize = 20;

/// A fault that was not caught, or a false alarm, and what the run said instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// The fault, or the seed.
    pub what: String,
    /// What the run said.
    pub said: String,
}

/// Every fault that a mock of the service can have.
pub fn faults(service: &Service) -> Vec<Fault> {
    Mock::faults(service)
}

/// Runs the harness once per fault, until the rule that it breaks is seen broken. `done` is told of
/// each fault that is through.
///
/// # Errors
/// As those of [`Harness::new`].
pub fn misses(
    service: &Service,
    faults: &[Fault],
    done: &(dyn Fn() + Sync),
) -> Result<Vec<Miss>, RunError> {
    let harness = Harness::new(service)?;
    Ok(each(faults, done, &|fault| miss(&harness, service, fault)))
}

/// Runs the harness in full against a mock without a fault, once per seed.
///
/// # Errors
/// As those of [`Harness::new`].
pub fn false_alarms(
    service: &Service,
    seeds: &[u64],
    done: &(dyn Fn() + Sync),
) -> Result<Vec<Miss>, RunError> {
    let harness = Harness::new(service)?;
    Ok(each(seeds, done, &|seed| false_alarm(&harness, service, *seed)))
}

fn false_alarm(harness: &Harness<'_>, service: &Service, seed: u64) -> Option<Miss> {
    let what = format!("seed {seed}");
    let mock = match Mock::start(Config::default().with_service(service.clone())) {
        Ok(mock) => mock,
        Err(error) => return Some(Miss { what, said: error.to_string() }),
    };
    let said = match report(harness, &mock, &Options::default().seed(seed).threads(2)) {
        Ok(report) if report.totals.kept == report.totals.rules && report.exit_code() == 0 => {
            let left = mock.kept().len();
            (left > 0).then(|| format!("{left} indicators left behind"))
        }
        Ok(report) => Some(report.to_string()),
        Err(error) => Some(error),
    };
    said.map(|said| Miss { what, said })
}

fn miss(harness: &Harness<'_>, service: &Service, fault: &Fault) -> Option<Miss> {
    let said = match report_of(harness, service, fault) {
        Ok(report) => {
            let verdict = report.rule(fault.rule()).map(|rule| rule.verdict);
            if verdict == Some(Verdict::Broken) && report.exit_code() == 1 {
                return None;
            }
            let rules: Vec<&str> = report.findings.iter().map(|one| one.rule.as_str()).collect();
            format!("{} is {verdict:?}; broken: {}", fault.rule(), rules.join(", "))
        }
        Err(error) => error,
    };
    Some(Miss { what: fault.to_string(), said })
}

/// The report of a run against a mock with that fault.
fn report_of(harness: &Harness<'_>, service: &Service, fault: &Fault) -> Result<Report, String> {
    let mut config = Config::default().with_service(service.clone()).with_seed(1);
    if fault.target().ends_with("/401") {
        // Only who knows a token can refuse another.
        config = config.with_token(Target::LOOPBACK_TOKEN);
    }
    let mock = Mock::start(config.with_fault(fault.clone())).map_err(|error| error.to_string())?;
    report(harness, &mock, &options(fault))
}

/// How a run against a fault is made: until it is found, and with few random cases.
fn options(fault: &Fault) -> Options<'static> {
    let options = Options::default().seed(1).random_cases(RANDOM_CASES).threads(2);
    let options = options.until(fault.rule());
    let is_late = fault.rule().ends_with("/in-time");
    if is_late { options.timeout(IMPATIENT) } else { options }
}

fn report(harness: &Harness<'_>, mock: &Mock, options: &Options<'_>) -> Result<Report, String> {
    let target = Target::new(&mock.endpoint()).map_err(|error| error.to_string())?;
    harness.run(&target, options).map_err(|error| error.to_string())
}

/// Does something with each item, on as many threads as the machine has cores.
fn each<T: Sync>(
    items: &[T],
    done: &(dyn Fn() + Sync),
    work: &(dyn Fn(&T) -> Option<Miss> + Sync),
) -> Vec<Miss> {
    let (next, misses) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let miss = work(item);
                    misses.lock().unwrap().extend(miss);
                    done();
                }
            });
        }
    });
    misses.into_inner().unwrap()
}
