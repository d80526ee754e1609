//! The plan of a run: which cases of which operations, for which rules.

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::sync::Arc;

use secmaster_spec::{Operation, Place, Service};
use serde_json::Value;

use crate::baseline;
use crate::case::{Case, Phase};
use crate::cases::{self, Builder, of_random, random_share};
use crate::created;
use crate::error::RunError;
use crate::expectation::Expectation;
use crate::harness::Harness;
use crate::options::Options;
use crate::random::RandomCases;
use crate::rules::{RuleBook, answer_rules};
use crate::selection::Selection;
use crate::stateful::{self, Pair, pairs};
use crate::target::Target;

/// One operation's part of a run.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) cases: Vec<Arc<Case>>,
    /// How many random cases are sent besides.
    pub(crate) random: usize,
    /// The rules of a good answer's rows and status, and those of a refusal's.
    answers: [Vec<usize>; 2],
}

impl<'a> Plan<'a> {
    /// The selected cases, made from `base`.
    pub(crate) fn new(
        harness: &Harness<'_>,
        operation: &'a Operation,
        base: Option<Value>,
        target: &Target,
        options: &Options<'_>,
    ) -> Self {
        let book = &harness.book;
        let of_status = |response: Option<&secmaster_spec::Response>| {
            let rules = response.map(|response| answer_rules(operation, response.status));
            rules.unwrap_or_default().iter().filter_map(|rule| book.find(rule)).collect()
        };
        let answers = [of_status(operation.success()), of_status(operation.refusal())];
        let cases = harness.cases(operation, base.clone(), target, options).to_vec();
        let mut plan = Self { operation, cases, random: 0, answers };
        plan.select(options, book);
        plan.random = plan.random(harness, base, target, options);
        plan
    }

    /// Leaves out the cases that send the documented request, which is not what it should be.
    pub(crate) fn drop_examples(&mut self) {
        self.cases.retain(|case| case.phase != Phase::Examples);
    }

    /// Every rule that a case bears on, the primary one first.
    pub(crate) fn bears_on(&self, case: &Case, book: &RuleBook) -> Vec<usize> {
        let named: Vec<usize> = case.rules.iter().filter_map(|rule| book.find(rule)).collect();
        let answers = self.answers_to(case).into_iter().flatten().copied();
        let others: Vec<usize> = answers.filter(|rule| !named.contains(rule)).collect();
        [named, others].concat()
    }

    /// The rules of the answers that may come.
    fn answers_to(&self, case: &Case) -> [&[usize]; 2] {
        let [success, refusal] = &self.answers;
        match case.expectation {
            Expectation::Accepted => [success, &[]],
            Expectation::Refused => [&[], refusal],
            Expectation::Either => [success, refusal],
        }
    }

    /// Whether a case is to be sent, by its id and by the rules that it bears on.
    pub(crate) fn takes(&self, case: &Case, options: &Options<'_>, book: &RuleBook) -> bool {
        let selection = &options.selection;
        let is_taken =
            |rule: &usize| book.rules.get(*rule).is_some_and(|rule| selection.takes(&rule.id));
        if *selection == Selection::default() {
            return options.is_in_shard(case);
        }
        !selection.skips(&case.id)
            && (selection.names(&case.id) || self.bears_on(case, book).iter().any(is_taken))
            && options.is_in_shard(case)
    }

    /// How many of the operation's random cases are taken.
    fn random(
        &self,
        harness: &Harness<'_>,
        base: Option<Value>,
        target: &Target,
        options: &Options<'_>,
    ) -> usize {
        let (operation, parameters) = (self.operation, target.parameters());
        if !options.phases.contains(&Phase::Random) || operation.request_table.is_none() {
            return 0;
        }
        let share = random_share(harness.service, options);
        if is_whole(options) {
            return usize::try_from(share).unwrap_or(usize::MAX);
        }
        let builder = Builder::new(harness.service, operation, parameters, options.profile, base)
            .of(Phase::Random);
        // A schema of which nothing can be made is told when the run comes to it.
        let made = RandomCases::new(operation, parameters, options.seed, share).into_iter();
        let cases =
            made.flatten().enumerate().map(|(at, (random, _))| of_random(&builder, at, &random));
        cases.filter(|case| self.takes(case, options, &harness.book)).count()
    }

    fn select(&mut self, options: &Options<'_>, book: &RuleBook) {
        if is_whole(options) {
            return;
        }
        let taken: HashSet<String> = self
            .cases
            .iter()
            .filter(|case| self.takes(case, options, book))
            .flat_map(|case| [Some(case.id.clone()), case.needs.clone()])
            .flatten()
            .collect();
        self.cases.retain(|case| taken.contains(&case.id));
    }
}

/// Whether every case is taken.
fn is_whole(options: &Options<'_>) -> bool {
    options.selection == Selection::default() && options.shard.is_none()
}

/// An operation that cannot be tested, and what would have to be given.
#[derive(Clone, Debug)]
pub(crate) struct LeftOut {
    pub(crate) operation: String,
    pub(crate) reason: String,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}", self.operation, self.reason)
    }
}

/// Why an operation cannot be tested at this target, if so.
fn left_out(service: &Service, operation: &Operation, target: &Target) -> Option<LeftOut> {
    let missing = |operation: &Operation| {
        let given = target.missing(operation).into_iter();
        let asked: Vec<String> = given.map(|row| format!("--parameter {}=…", row.name)).collect();
        (!asked.is_empty()).then(|| asked.join(" "))
    };
    let reason = match missing(operation) {
        Some(asked) => format!("left out: give {asked}"),
        None => {
            // Nothing is created elsewhere that could not be deleted again.
            let (deleter, _) = created::deleter(service, &operation.name)?;
            let asked = missing(deleter)?;
            format!("left out: {} has to delete what it creates; give {asked}", deleter.name)
        }
    };
    Some(LeftOut { operation: operation.name.clone(), reason })
}

/// What will be done, and which operations are left out; or why it makes no sense.
pub(crate) fn plans<'a>(
    harness: &Harness<'a>,
    target: &Target,
    options: &Options<'_>,
) -> Result<(Vec<Plan<'a>>, Vec<LeftOut>), RunError> {
    let (service, book) = (harness.service, &harness.book);
    let wrong = |text: String| Err(RunError::Configuration(text));
    if target.secret().reveal().is_empty() {
        return wrong("there is no token; set SECMASTER_AUTH_TOKEN".to_owned());
    }
    if options.rate.is_some_and(|rate| !(rate.is_finite() && rate > 0.0)) {
        return wrong("the rate has to be a number greater than 0".to_owned());
    }
    let named = target.parameters().iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let marker = options.marker.iter().map(|marker| ("the marker", marker.as_str()));
    let mut shown = named.chain(marker).chain([("the endpoint", target.endpoint())]);
    if let Some((name, _)) = shown.find(|(_, value)| target.secret().is_in(value)) {
        return wrong(format!("{name} holds the token, which would stand in every log: change it"));
    }
    if let Some(text) = unknown_parameter(service, target) {
        return wrong(text);
    }
    let mut skipped = Vec::new();
    let built_on = built_on(service, target, options, book);
    let mut plans: Vec<Plan<'_>> = service
        .operations
        .iter()
        .map(|operation| {
            let base = baseline::candidates(operation, target.parameters()).into_iter().next();
            let is_due = options.until.as_ref().is_none_or(|rule| is_of(rule, operation));
            // Cases of other operations show nothing of the rule that is waited for.
            let phases = if is_due { options.phases.clone() } else { Vec::new() };
            let options = options.clone().phases(phases);
            Plan::new(harness, operation, base, target, &options)
        })
        .filter(|plan| !plan.cases.is_empty() || built_on.contains(&plan.operation.name))
        .filter(|plan| {
            let left_out = left_out(service, plan.operation, target);
            let is_tested = left_out.is_none();
            skipped.extend(left_out);
            is_tested
        })
        .collect();
    if let Some(rule) = &options.until {
        plans.sort_by_key(|plan| !is_of(rule, plan.operation));
    }
    if let Some(pattern) = idle_pattern(service, target, options, book) {
        return wrong(format!("no rule and no case is called `{pattern}`; --list shows them all"));
    }
    let [of_scenes, _] = stateful::size(service, target, options);
    let count = requests(&plans) + of_scenes;
    let has_cases = plans.iter().any(|plan| !plan.cases.is_empty() || plan.random > 0);
    if plans.is_empty() || !(has_cases || of_scenes > 0) {
        let reasons = skipped.iter().map(|left| format!("; {left}"));
        return wrong(format!("no case is left to run{}", reasons.collect::<String>()));
    }
    if !target.is_loopback() && !options.live {
        return wrong(format!(
            "{} is another machine: this would send about {count} requests there and create and delete \
             indicators in workspace {}; say --live to do that",
            target.endpoint(),
            target.parameters().get("workspace_id").map_or("-", String::as_str),
        ));
    }
    Ok((plans, skipped))
}

/// What is wrong with a parameter that no path has: most likely a slip of the pen.
fn unknown_parameter(service: &Service, target: &Target) -> Option<String> {
    let rows = service.operations.iter().flat_map(|operation| operation.rows(Place::Path));
    let known: BTreeSet<&str> = rows.map(|(_, row)| row.name.as_str()).collect();
    let (name, _) = target.given().find(|(name, _)| !known.contains(name))?;
    let known: Vec<&str> = known.into_iter().collect();
    Some(format!("no path has a parameter `{name}`; they have {}", known.join(", ")))
}

fn is_of(rule: &str, operation: &Operation) -> bool {
    rule.strip_prefix(operation.name.as_str()).is_some_and(|rest| rest.starts_with('/'))
}

/// The operations that have to be seen to work although no case of theirs may be selected: scenarios
/// and random cases start from their requests.
fn built_on(
    service: &Service,
    target: &Target,
    options: &Options<'_>,
    book: &RuleBook,
) -> HashSet<String> {
    let mut names = HashSet::new();
    if options.phases.contains(&Phase::Stateful) {
        let pairs = pairs(service, target, options).into_iter();
        let is_played =
            |pair: &Pair<'_>| pair.rules().iter().any(|(id, rule)| options.plays(id, rule));
        for Pair { create, delete, .. } in pairs.filter(is_played) {
            names.extend([create, delete].map(|builder| builder.operation.name.clone()));
        }
    }
    if options.phases.contains(&Phase::Random) {
        let selected = book.rules.iter().filter(|rule| options.selection.takes(&rule.id));
        names.extend(selected.map(|rule| rule.operation.clone()));
    }
    names
}

/// A pattern that names nothing: most likely a slip of the pen.
fn idle_pattern(
    service: &Service,
    target: &Target,
    options: &Options<'_>,
    book: &RuleBook,
) -> Option<String> {
    let rules: Vec<&str> = book.rules.iter().map(|rule| rule.id.as_str()).collect();
    if options.selection.idle(&rules).is_empty() {
        return None;
    }
    let all = cases::cases(service, &Phase::ALL, target.parameters(), options.profile);
    let scenes = scenes(service, target, options);
    let ids =
        all.iter().map(|case| case.id.as_str()).chain(scenes.iter().map(|(id, _)| id.as_str()));
    let ids: Vec<&str> = rules.into_iter().chain(ids).collect();
    options.selection.idle(&ids).first().map(|pattern| (*pattern).to_owned())
}

/// Which rules the report is about: those that the selection takes, and those of cases that it
/// takes by name.
pub(crate) fn reported(
    service: &Service,
    plans: &[Plan<'_>],
    target: &Target,
    options: &Options<'_>,
    book: &RuleBook,
) -> Vec<bool> {
    let selection = &options.selection;
    let mut reported: Vec<bool> = book.rules.iter().map(|rule| selection.takes(&rule.id)).collect();
    for case in plans.iter().flat_map(|plan| &plan.cases).filter(|case| selection.names(&case.id)) {
        let primary = case.rules.first().and_then(|rule| book.find(rule));
        if let Some(flag) = primary.and_then(|rule| reported.get_mut(rule)) {
            *flag = true;
        }
    }
    for (_, rule) in
        scenes(service, target, options).into_iter().filter(|(id, _)| selection.names(id))
    {
        if let Some(flag) = book.find(&rule).and_then(|rule| reported.get_mut(rule)) {
            *flag = true;
        }
    }
    reported
}

/// The scenarios that can be played, each with its rule.
fn scenes(service: &Service, target: &Target, options: &Options<'_>) -> Vec<(String, String)> {
    pairs(service, target, options).iter().flat_map(Pair::rules).collect()
}

/// How many requests are planned, about, those of scenarios aside.
pub(crate) fn requests(plans: &[Plan<'_>]) -> usize {
    plans.iter().map(|plan| plan.cases.len() + plan.random + 1).sum()
}
