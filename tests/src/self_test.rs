//! The harness tested by the mock: each fault has to be caught, and nothing where there is none.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use secmaster_contract::{Options, Report, Target, Verdict, run};
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
pub fn misses(service: &Service, faults: &[Fault], done: &(dyn Fn() + Sync)) -> Vec<Miss> {
    each(faults, done, &|fault| {
        let options = options(fault).until(fault.rule());
        miss(service, fault, &options)
    })
}

/// Runs the harness in full against a mock without a fault, once per seed.
pub fn false_alarms(service: &Service, seeds: &[u64], done: &(dyn Fn() + Sync)) -> Vec<Miss> {
    each(seeds, done, &|seed| {
        let what = format!("seed {seed}");
        let mock = match Mock::start(Config::default().with_service(service.clone())) {
            Ok(mock) => mock,
            Err(error) => return Some(Miss { what, said: error.to_string() }),
        };
        let said = match report(service, &mock, &Options::default().seed(*seed).threads(2)) {
            Ok(report) if report.totals.kept == report.totals.rules && report.exit_code() == 0 => {
                let left = mock.kept().len();
                (left > 0).then(|| format!("{left} indicators left behind"))
            }
            Ok(report) => Some(report.to_string()),
            Err(error) => Some(error),
        };
        said.map(|said| Miss { what, said })
    })
}

/// How a run against a fault is made: in full, but with few random cases.
pub fn options(fault: &Fault) -> Options<'static> {
    let options = Options::default().seed(1).random_cases(RANDOM_CASES).threads(2);
    let is_late = fault.rule().ends_with("/in-time");
    if is_late { options.timeout(IMPATIENT) } else { options }
}

/// The report of a run against a mock with that fault.
///
/// # Errors
/// The mock cannot be started, or the harness makes no report of it.
pub fn report_of(
    service: &Service,
    fault: &Fault,
    options: &Options<'_>,
) -> Result<Report, String> {
    let mut config = Config::default().with_service(service.clone()).with_seed(1);
    if fault.target().ends_with("/401") {
        // Only who knows a token can refuse another.
        config = config.with_token(Target::LOOPBACK_TOKEN);
    }
    let mock = Mock::start(config.with_fault(fault.clone())).map_err(|error| error.to_string())?;
    report(service, &mock, options)
}

fn report(service: &Service, mock: &Mock, options: &Options<'_>) -> Result<Report, String> {
    let target = Target::new(&mock.endpoint()).map_err(|error| error.to_string())?;
    run(service, &target, options).map_err(|error| error.to_string())
}

fn miss(service: &Service, fault: &Fault, options: &Options<'_>) -> Option<Miss> {
    let said = match report_of(service, fault, options) {
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
