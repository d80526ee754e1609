//! What a run would do.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use secmaster_spec::{Effect, Service};

use crate::baseline;
use crate::case::Phase;
use crate::error::RunError;
use crate::harness::Harness;
use crate::options::Options;
use crate::plan::{self, Plan};
use crate::stateful;
use crate::target::Target;

/// What a run would do; `Display` tells it in a few lines.
///
/// ```
/// use secmaster_contract::Intent;
///
/// fn is_small(intent: &Intent) -> bool {
///     intent.requests <= 500 && intent.creations <= 100
/// }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Intent {
    /// Where requests go.
    pub endpoint: String,
    /// The parameters of the path.
    pub parameters: BTreeMap<String, String>,
    /// The operations that are called.
    pub operations: Vec<String>,
    /// Those that are left out, and what would have to be given.
    pub left_out: Vec<String>,
    /// The phases.
    pub phases: Vec<Phase>,
    /// How many requests are sent, about.
    pub requests: usize,
    /// How many indicators an endpoint can create at most, one that accepts everything.
    pub creations: usize,
    /// Requests per second.
    pub rate: Option<f64>,
    /// The number of requests that ends the run.
    pub max_requests: Option<usize>,
    /// What stands in the name of everything that is created.
    pub marker: Option<String>,
    /// Where ids are written down.
    pub journal: Option<PathBuf>,
    /// The id of the run.
    pub run: String,
}

/// What [`run`](crate::run) would do, without doing it. Another machine needs no `live` here.
///
/// ```
/// use secmaster_contract::{Options, Target, intent};
/// let service = secmaster_spec::Service::embedded()?;
/// let target = Target::new("http://127.0.0.1:8080")?;
/// let intent = intent(&service, &target, &Options::default().max_requests(100))?;
/// assert!(intent.requests <= 100 && intent.creations <= 100);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`run`](crate::run), but nothing is sent.
pub fn intent(
    service: &Service,
    target: &Target,
    options: &Options<'_>,
) -> Result<Intent, RunError> {
    let target = target.filled(service);
    let options = options.clone().live(options.live || !target.is_loopback());
    let (plans, left_out) = plan::plans(&Harness::new(service)?, &target, &options)?;
    let [scene_requests, scene_creations] = stateful::size(service, &target, &options);
    let is_creator = |plan: &&Plan<'_>| matches!(plan.operation.effect, Some(Effect::Create(_)));
    // Every body that is tried as long as none is accepted may be created.
    let most = |plan: &Plan<'_>| {
        let bodies = baseline::candidates(plan.operation, target.parameters()).len();
        plan.cases.len() + plan.random + bodies
    };
    let creations: usize = plans.iter().filter(is_creator).map(most).sum();
    let limit = super::max_requests(&options).unwrap_or(usize::MAX);
    Ok(Intent {
        endpoint: target.endpoint().to_owned(),
        parameters: target.parameters().clone(),
        operations: plans.iter().map(|plan| plan.operation.name.clone()).collect(),
        left_out: left_out.iter().map(ToString::to_string).collect(),
        phases: options.phases.clone(),
        requests: (plan::requests(&plans) + scene_requests).min(limit),
        creations: (creations + scene_creations).min(limit),
        rate: super::rate(&options),
        max_requests: super::max_requests(&options),
        marker: super::marker(&options),
        journal: options.journal.clone(),
        run: options.run.clone(),
    })
}

impl fmt::Display for Intent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phases: Vec<&str> = self.phases.iter().map(|phase| phase.as_str()).collect();
        let mut line = |name: &str, value: &str| writeln!(f, "{name:<11}{value}");
        line("endpoint", &self.endpoint)?;
        for (name, value) in &self.parameters {
            line(name.trim_end_matches("_id"), value)?;
        }
        line("operations", &self.operations.join(", "))?;
        for left_out in &self.left_out {
            line("", left_out)?;
        }
        line("phases", &phases.join(", "))?;
        let limit = self.max_requests.map(|most| format!(", never more than {most}"));
        let limit = limit.unwrap_or_default();
        line("requests", &format!("about {}{limit}, clean-up aside", self.requests))?;
        match self.rate {
            Some(rate) => {
                let seconds = (self.requests as f64 / rate).ceil();
                line("rate", &format!("at most {rate} per second, so {seconds} s or more"))?;
            }
            None => line("rate", "as fast as the endpoint answers")?,
        }
        line("creates", &format!("at most {}, all deleted again at the end", self.creations))?;
        match &self.marker {
            Some(marker) => line("named", &format!("… [{marker}]"))?,
            None => line("named", "as the cases have it, without a marker")?,
        }
        match &self.journal {
            Some(path) => line("journal", &path.display().to_string()),
            None => line("journal", "none"),
        }
    }
}
