//! A pair of operations, one of which deletes what the other creates.

use secmaster_spec::{Delete, Operation, RuleKind, Service};

use super::scenario::{List, SCENARIOS, Scenario, Step};
use super::{Scene, Stage};
use crate::baseline;
use crate::case::Phase;
use crate::cases::Builder;
use crate::created::deleter;
use crate::dispatch::most_threads;
use crate::options::Options;
use crate::target::Target;

/// So many deletions of one indicator are sent at the same time.
const AT_ONCE: usize = 4;

/// A pair of operations, one of which deletes what the other creates.
pub(crate) struct Pair<'a> {
    pub(crate) create: Builder<'a>,
    pub(crate) delete: Builder<'a>,
    pub(crate) effect: &'a Delete,
    pub(crate) seed: u64,
    /// Whether everything stays on this machine.
    pub(crate) is_loopback: bool,
    /// How many deletions are sent at the same time, where that is asked for.
    pub(crate) at_once: usize,
}

/// Every pair that the service has.
pub(crate) fn pairs<'a>(
    service: &'a Service,
    target: &'a Target,
    options: &Options<'_>,
) -> Vec<Pair<'a>> {
    let builder = |operation: &'a Operation| {
        let body = baseline::candidates(operation, target.parameters()).into_iter().next();
        Builder::new(service, operation, target.parameters(), options.profile, body)
            .of(Phase::Stateful)
    };
    let pair = |create: &'a Operation| {
        let (delete, effect) = deleter(service, &create.name)?;
        let (create, delete) = (builder(create), builder(delete));
        let is_loopback = target.is_loopback();
        let at_once = AT_ONCE.min(most_threads(target, options));
        Some(Pair { create, delete, effect, seed: options.seed, is_loopback, at_once })
    };
    service.operations.iter().filter_map(pair).collect()
}

/// The scenarios that a run with these options plays on this machine: id, rule and title of each.
///
/// ```
/// use secmaster_contract::{Options, scenarios};
/// let service = secmaster_spec::Service::embedded()?;
/// let all = scenarios(&service, &Options::default());
/// assert!(all.iter().any(|(id, _, _)| id == "stateful/delete-indicator/again"));
/// # Ok::<(), secmaster_spec::Problems>(())
/// ```
pub fn scenarios(service: &Service, options: &Options<'_>) -> Vec<(String, String, String)> {
    if !options.phases.contains(&Phase::Stateful) {
        return Vec::new();
    }
    let Ok(target) = Target::new("http://127.0.0.1") else { return Vec::new() };
    let target = target.filled(service);
    let of_pair = |pair: &Pair<'_>| {
        let rules = pair.rules().into_iter().zip(&SCENARIOS);
        let told = rules.map(|((id, rule), it)| (id, rule, it.title.to_owned()));
        told.filter(|(id, rule, _)| options.plays(id, rule)).collect::<Vec<_>>()
    };
    pairs(service, &target, options).iter().flat_map(of_pair).collect()
}

/// How many requests the scenarios have that a run plays, and how many of them create something.
pub(crate) fn size(service: &Service, target: &Target, options: &Options<'_>) -> [usize; 2] {
    if !options.phases.contains(&Phase::Stateful) {
        return [0, 0];
    }
    let taken = |id: &str, rule: &str| options.plays(id, rule);
    let sizes = pairs(service, target, options).into_iter().map(|pair| pair.size(&taken));
    sizes.fold([0, 0], |[requests, creations], [more, created]| {
        [requests + more, creations + created]
    })
}

impl Pair<'_> {
    /// The ids of all cases, each with the rules that it is about.
    pub(crate) fn rules(&self) -> Vec<(String, String)> {
        let rule = |it: &Scenario| self.rule(it.rule).map(|rule| (self.id(it), rule));
        SCENARIOS.iter().filter_map(rule).collect()
    }

    /// Plays every scenario that `takes` takes, by case id and rule.
    pub(crate) fn play(&self, takes: &dyn Fn(&str, &str) -> bool, stage: &mut dyn Stage) {
        for (number, scenario) in SCENARIOS.iter().enumerate() {
            let Some(rule) = self.rule(scenario.rule) else { continue };
            if takes(&self.id(scenario), &rule) {
                Scene::new(self, scenario, rule, number).play(stage);
            }
        }
    }

    /// How many requests the taken scenarios have, and how many of them create something.
    fn size(&self, takes: &dyn Fn(&str, &str) -> bool) -> [usize; 2] {
        let is_taken =
            |it: &&Scenario| self.rule(it.rule).is_some_and(|rule| takes(&self.id(it), &rule));
        let steps = SCENARIOS.iter().filter(is_taken).flat_map(|it| it.steps);
        steps.fold([0, 0], |[requests, creations], step| match step {
            Step::Create(count) | Step::CreateAlike(count) => [requests + count, creations + count],
            Step::DeleteAtOnce(_) => [requests + self.at_once, creations],
            _ => [requests + 1, creations],
        })
    }

    fn id(&self, scenario: &Scenario) -> String {
        format!("{}/{}/{}", Phase::Stateful, self.delete.operation.name, scenario.name)
    }

    fn rule(&self, (list, kind): (List, RuleKind)) -> Option<String> {
        let place = match list {
            List::Succeeded => &self.effect.succeeded,
            List::Failed => &self.effect.failed,
        };
        let operation = self.delete.operation;
        let root = operation.success()?.body_table?;
        let (row, _) = operation.row_at(root, place)?;
        Some(format!("{}/{kind}", row.id))
    }
}
