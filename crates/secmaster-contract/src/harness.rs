//! A service made ready for runs: what does not depend on the endpoint is made once for all of them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use secmaster_client::SystemClock;
use secmaster_spec::{Operation, Service};
use serde_json::Value;

use crate::case::{Case, Phase};
use crate::cases::{self, Builder};
use crate::connections;
use crate::dispatch::most_threads;
use crate::error::RunError;
use crate::live::Paced;
use crate::options::{Options, Profile};
use crate::patience::Patient;
use crate::proof::Prover;
use crate::report::Report;
use crate::rules::RuleBook;
use crate::runner;
use crate::send::HttpSender;
use crate::target::Target;

/// Tests the target against every selected rule of the service.
///
/// Whatever the cases created is deleted again before this returns.
///
/// ```no_run
/// use secmaster_contract::{Options, Target, run};
///
/// let service = secmaster_spec::Service::embedded()?;
/// let target = Target::new("http://127.0.0.1:8080")?;
/// let report = run(&service, &target, &Options::default())?;
/// assert_eq!(report.totals.broken, 0, "{report}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`RunError::Unreachable`] if there is no way to the target, [`RunError::Configuration`] if what
/// is asked for makes no sense. Broken rules are no error: they are in the [`Report`].
pub fn run(service: &Service, target: &Target, options: &Options<'_>) -> Result<Report, RunError> {
    Harness::new(service)?.run(target, options)
}

/// The rules, validators and cases of a service, for one run or many.
///
/// Cases are made when a run first needs them and kept for the next one that needs the same. Runs
/// may go on at the same time.
///
/// ```no_run
/// use secmaster_contract::{Harness, Options, Target};
///
/// let service = secmaster_spec::Service::embedded()?;
/// let harness = Harness::new(&service)?;
/// for endpoint in ["http://127.0.0.1:8080", "http://127.0.0.1:8081"] {
///     let report = harness.run(&Target::new(endpoint)?, &Options::default())?;
///     println!("{endpoint}: {} rules are broken", report.totals.broken);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Harness<'a> {
    pub(crate) service: &'a Service,
    pub(crate) book: RuleBook,
    pub(crate) prover: Prover,
    made: Mutex<HashMap<Start, Arc<[Arc<Case>]>>>,
}

/// What the cases of an operation are made from.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Start {
    operation: String,
    phases: Vec<Phase>,
    profile: Profile,
    parameters: BTreeMap<String, String>,
    base: Option<Value>,
}

impl<'a> Harness<'a> {
    /// Makes a service ready.
    ///
    /// # Errors
    /// [`RunError::Configuration`] if a schema of the service is none that bodies can be validated
    /// with.
    pub fn new(service: &'a Service) -> Result<Self, RunError> {
        let prover = Prover::new(service).map_err(RunError::Configuration)?;
        let made = Mutex::default();
        Ok(Self { service, book: RuleBook::new(service), prover, made })
    }

    /// Tests the target against every selected rule of the service, as [`run`](crate::run) does.
    ///
    /// # Errors
    /// As those of [`run`](crate::run).
    pub fn run(&self, target: &Target, options: &Options<'_>) -> Result<Report, RunError> {
        let target = target.filled(self.service);
        // Others are asked nothing that the run did not announce.
        let is_one_at_a_time = target.is_loopback() && connections::is_one_at_a_time(&target);
        let (options, sender) = if is_one_at_a_time {
            (options.clone().threads(1), HttpSender::closing(&target, options.timeout))
        } else {
            let threads = most_threads(&target, options);
            (options.clone(), HttpSender::new(&target, options.timeout, threads))
        };
        let patient = Patient::new(&sender);
        let paced = Paced::new(&patient, SystemClock::new(), &options);
        runner::run_with(self, &target, &options, &paced)
    }

    /// The cases of one operation, made from `base`.
    pub(crate) fn cases(
        &self,
        operation: &Operation,
        base: Option<Value>,
        target: &Target,
        options: &Options<'_>,
    ) -> Arc<[Arc<Case>]> {
        let start = Start {
            operation: operation.name.clone(),
            phases: options.phases.clone(),
            profile: options.profile,
            parameters: target.parameters().clone(),
            base,
        };
        // A panic elsewhere leaves whole entries behind.
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cases) = made.get(&start) {
            return Arc::clone(cases);
        }
        let base = start.base.clone();
        let builder = Builder::new(self.service, operation, &start.parameters, start.profile, base);
        let cases = cases::of_operation(builder, &start.phases).into_iter().map(Arc::new);
        let cases: Arc<[_]> = cases.collect();
        made.insert(start, Arc::clone(&cases));
        cases
    }
}
