//! Rules as tests in the test suite of another project.

use std::env;
use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use secmaster_spec::Service;

use crate::harness::run;
use crate::options::Options;
use crate::report::{Report, shown_finding};
use crate::target::Target;
use crate::verdict::Verdict;

/// One test for each rule that the options select, called like the rule.
///
/// A kept rule passes, and so does a known deviation unless the options are strict; a broken rule
/// fails with its finding; a rule of which nothing can be seen is ignored, and says why.
///
/// Nothing is sent until a test runs, and `target` is not asked before. In one process, all tests
/// share one run. Where each test has a process of its own, as with `cargo nextest`, each sends
/// only the cases of its rule; `--partition` then splits the rules over machines.
///
/// ```
/// use secmaster_contract::{Options, Target, trials};
///
/// let service = secmaster_spec::Service::embedded()?;
/// let rules = service.rules().len();
/// let trials = trials(service, || Target::new("http://127.0.0.1:8080"), Options::default());
/// assert_eq!(trials.len(), rules);
/// # Ok::<(), secmaster_spec::Problems>(())
/// ```
pub fn trials<T, E>(service: Service, target: T, options: Options<'static>) -> Vec<Trial>
where
    T: Fn() -> Result<Target, E> + Send + Sync + 'static,
    E: Display,
{
    let rules = service.rules();
    let target = move || target().map_err(|error| error.to_string());
    let suite = Arc::new(Suite { service, target, options, shared: OnceLock::new() });
    let selected = rules.into_iter().filter(|rule| suite.options.selection.takes(&rule.id));
    let trial = |rule: secmaster_spec::Rule| {
        let suite = Arc::clone(&suite);
        Trial::ignorable_test(rule.id.clone(), move || suite.test(&rule.id))
    };
    selected.map(trial).collect()
}

/// The `main` of a test with `harness = false`: runs the [`trials`] as the command line asks for.
///
/// ```no_run
/// use std::process::ExitCode;
/// use secmaster_contract::{Options, Target, test_main};
///
/// fn main() -> ExitCode {
///     let service = secmaster_spec::Service::embedded().expect("the embedded description is good");
///     test_main(service, || Target::new("http://127.0.0.1:8080"), Options::default())
/// }
/// ```
pub fn test_main<T, E>(service: Service, target: T, options: Options<'static>) -> ExitCode
where
    T: Fn() -> Result<Target, E> + Send + Sync + 'static,
    E: Display,
{
    libtest_mimic::run(&Arguments::from_args(), trials(service, target, options)).exit_code()
}

struct Suite<T> {
    service: Service,
    target: T,
    options: Options<'static>,
    /// The report of all tests of this process.
    shared: OnceLock<Result<Report, String>>,
}

impl<T: Fn() -> Result<Target, String>> Suite<T> {
    fn test(&self, rule: &str) -> Result<Completion, Failed> {
        let report = if is_alone() {
            let selection = self.options.selection.narrowed(rule);
            &self.run(&self.options.clone().selection(selection))
        } else {
            self.shared.get_or_init(|| self.run(&self.options))
        };
        told(report.as_ref()?, rule, self.options.strict)
    }

    fn run(&self, options: &Options<'_>) -> Result<Report, String> {
        let target = (self.target)()?;
        let report = run(&self.service, &target, options).map_err(|error| error.to_string())?;
        if !report.clean_up.left.is_empty() {
            // No rule is broken by it, but whoever owns the endpoint has to know.
            let left = report.clean_up.left.join(", ");
            let _ = writeln!(io::stderr(), "left behind at {}: {left}", report.endpoint);
        }
        Ok(report)
    }
}

/// Whether each test has a process of its own.
fn is_alone() -> bool {
    env::var_os("NEXTEST_EXECUTION_MODE").is_some_and(|mode| mode == "process-per-test")
}

/// What the report says about one rule, as the outcome of its test.
fn told(report: &Report, id: &str, is_strict: bool) -> Result<Completion, Failed> {
    let Some(rule) = report.rule(id) else {
        return Ok(Completion::ignored_with(report.left_out.join("; ")));
    };
    match rule.verdict {
        Verdict::Kept => Ok(Completion::Completed),
        Verdict::KnownDeviation(number) if is_strict => {
            Err(format!("broken as the known deviation {number} describes it").into())
        }
        Verdict::KnownDeviation(_) => Ok(Completion::Completed),
        Verdict::Broken => Err(shown_finding(report, id).into()),
        Verdict::NotObservable => match (blocking(report, id), &report.stopped) {
            (Some(finding), _) => Err(finding.into()),
            (None, Some(why)) => Err(format!("the run ended early: {why}").into()),
            (None, None) => {
                Ok(Completion::ignored_with(rule.reason.as_deref().unwrap_or("not observable")))
            }
        },
    }
}

/// The finding that keeps the rule's operation from being tested, in a process that has no other
/// test to show it.
fn blocking(report: &Report, id: &str) -> Option<String> {
    let operation = id.split('/').next()?;
    let is_of_it = |rule: &str| rule.split('/').next() == Some(operation);
    let finding = report.findings.iter().find(|one| one.blocks_operation && is_of_it(&one.rule))?;
    is_alone().then(|| shown_finding(report, &finding.rule))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use libtest_mimic::{Arguments, Conclusion};
    use secmaster_mock::{Config, Mock, Profile};
    use secmaster_spec::Service;

    use super::trials;
    use crate::options::Options;
    use crate::selection::Selection;
    use crate::target::Target;

    /// How often the target was asked for, and what came out.
    fn run(config: Config, options: Options<'static>, arguments: &[&str]) -> (usize, Conclusion) {
        let mock = Arc::new(Mock::start(config).unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let target = move || {
            count.fetch_add(1, Ordering::Relaxed);
            Target::new(&mock.endpoint())
        };
        let trials = trials(Service::embedded().unwrap(), target, options);
        let mut arguments = Arguments::from_iter(["trials", "--quiet"].iter().chain(arguments));
        // Trials that fail on purpose would read like failures of ours.
        arguments.logfile = Some("/dev/null".to_owned()).filter(|_| cfg!(unix));
        let conclusion = libtest_mimic::run(&arguments, trials);
        (asked.load(Ordering::Relaxed), conclusion)
    }

    fn verdict() -> Options<'static> {
        Options::default().selection(Selection::default().only("create-indicator/T4/verdict/*"))
    }

    #[test]
    fn one_run_is_enough_for_all_and_a_broken_rule_fails_alone() {
        let fault = "ignore:create-indicator/T4/verdict/mandatory".parse().unwrap();
        let (asked, conclusion) = run(Config::default().with_fault(fault), verdict(), &[]);
        assert_eq!((asked, conclusion.num_failed), (1, 1));
        assert!(conclusion.num_passed > 0 && conclusion.has_failed());
        let (asked, conclusion) = run(Config::default(), verdict(), &[]);
        assert_eq!((asked, conclusion.num_failed), (1, 0));
    }

    #[test]
    fn listing_asks_nobody() {
        let (asked, _) = run(Config::default(), Options::default(), &["--list"]);
        assert_eq!(asked, 0);
    }

    #[test]
    fn known_deviations_fail_strict_suites_only() {
        let rule = "create-indicator/T6/vendor_type/mandatory";
        let options = || {
            let only = Selection::default().only(rule);
            Options::default().selection(only).profile(crate::options::Profile::Lenient)
        };
        let config = || Config::default().with_profile(Profile::Lenient);
        let (_, conclusion) = run(config(), options(), &[]);
        assert_eq!((conclusion.num_passed, conclusion.num_failed), (1, 0));
        let (_, conclusion) = run(config(), options().strict(true), &[]);
        assert_eq!((conclusion.num_passed, conclusion.num_failed), (0, 1));
    }

    #[test]
    fn an_endpoint_that_cannot_be_had_fails_every_rule() {
        let target = || Err::<Target, _>("the server did not start");
        let trials = trials(Service::embedded().unwrap(), target, verdict());
        let count = u64::try_from(trials.len()).unwrap();
        let mut arguments = Arguments::from_iter(["trials", "--quiet"]);
        arguments.logfile = Some("/dev/null".to_owned()).filter(|_| cfg!(unix));
        let conclusion = libtest_mimic::run(&arguments, trials);
        assert_eq!(conclusion.num_failed, count);
    }
}
