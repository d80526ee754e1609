//! From exchanges to the report.

use std::collections::BTreeMap;

use jiff::Timestamp;
use secmaster_spec::Operation;

use super::finding::{Finding, finding};
use super::material::Material;
use super::tally::Tally;
use super::{
    FORMAT, OperationReport, Report, RowReport, RuleReport, TableReport, Totals, deviations, notes,
};
use crate::case::Phase;
use crate::created::CleanUp;
use crate::exchange::Exchange;
use crate::rules::RuleBook;
use crate::selection::Selection;
use crate::verdict::{Again, Observation, Verdict};

/// Makes the report.
pub(crate) fn make(material: &Material<'_>) -> Report {
    let tally = Tally::new(material);
    let findings = findings(material);
    let operations: Vec<OperationReport> = material
        .service
        .operations
        .iter()
        .filter_map(|operation| operation_report(material, &tally, operation))
        .collect();
    let secret = material.target.secret();
    let notes = if material.options.phases.contains(&Phase::Examples) {
        let Material { service, target, options, book, judge, .. } = material;
        notes::notes(service, target, options, book, judge)
    } else {
        Vec::new()
    };
    let now = Timestamp::now();
    let started = now.checked_sub(material.started.elapsed()).unwrap_or(now);
    let facts = &material.facts;
    let deviations = deviations::met(material);
    Report {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        run: if facts.run.is_empty() {
            format!("{:x}", started.as_millisecond())
        } else {
            facts.run.clone()
        },
        endpoint: material.target.endpoint().to_owned(),
        started: started.to_string(),
        seed: facts.seed,
        strict: facts.strict,
        shard: facts.shard.clone(),
        phases: material.options.phases.clone(),
        totals: totals(material, &operations),
        operations,
        findings,
        unseen_deviations: deviations::unseen(material, &deviations),
        deviations,
        undocumented: facts.undocumented.clone(),
        notes,
        clean_up: CleanUp {
            created: material.clean_up.created,
            deleted: material.clean_up.deleted,
            nameless: material.clean_up.nameless,
            left: material.clean_up.left.iter().map(|id| secret.redact(id)).collect(),
            problems: material.clean_up.problems.clone(),
            exchanges: Vec::new(),
        },
        stopped: material.stopped.clone(),
        left_out: material.left_out.iter().map(ToString::to_string).collect(),
        internal_errors: material.mistakes.clone(),
    }
}

impl Material<'_> {
    pub(super) fn is_reported(&self, rule: usize) -> bool {
        self.reported.get(rule).copied().unwrap_or(false)
    }

    /// A rule outside the selection is of interest only where it keeps all others from being seen.
    pub(super) fn counts(&self, exchange: &Exchange, seen: &Observation) -> bool {
        self.is_reported(seen.rule)
            || (exchange.is_baseline_failure && seen.verdict == Verdict::Broken)
    }
}

fn operation_report(
    material: &Material<'_>,
    tally: &Tally,
    operation: &Operation,
) -> Option<OperationReport> {
    let everything = material.options.selection == Selection::default();
    let report = |id: &str| tally.report(material, material.book.find(id)?);
    let mut tables = Vec::new();
    for table in &operation.tables {
        let mut rows = Vec::new();
        let mut table_cases = Distinct::new(material);
        for row in &table.rows {
            let indices: Vec<usize> =
                material.book.of_row(&row.id).iter().map(|(_, rule)| *rule).collect();
            let rules: Vec<RuleReport> =
                indices.iter().filter_map(|rule| tally.report(material, *rule)).collect();
            let mut cases = Distinct::new(material);
            for case in indices.iter().flat_map(|rule| tally.cases(*rule)) {
                cases.add(case);
                table_cases.add(case);
            }
            if everything || !rules.is_empty() {
                rows.push(RowReport { id: row.id.clone(), cases: cases.count, rules });
            }
        }
        if everything || !rows.is_empty() {
            tables.push(TableReport {
                number: table.number,
                title: table.title.clone(),
                place: table.place.to_string(),
                status: table.status,
                cases: table_cases.count,
                rows,
            });
        }
    }
    let rules = operation.rules();
    let rowless = rules.iter().filter(|rule| rule.row.is_none());
    let (statuses, promises): (Vec<_>, Vec<_>) =
        rowless.filter_map(|rule| report(&rule.id)).partition(|rule| is_of_a_status(&rule.id));
    let is_empty = tables.is_empty() && statuses.is_empty() && promises.is_empty();
    (!is_empty).then(|| OperationReport {
        name: operation.name.clone(),
        request: format!("{} {}", operation.method, operation.path),
        tables,
        statuses,
        promises,
    })
}

/// Counts numbers of exchanges, each once.
struct Distinct {
    seen: Vec<bool>,
    count: usize,
}

impl Distinct {
    fn new(material: &Material<'_>) -> Self {
        Self { seen: vec![false; material.exchanges.len()], count: 0 }
    }

    fn add(&mut self, number: usize) {
        if let Some(seen) = self.seen.get_mut(number)
            && !std::mem::replace(seen, true)
        {
            self.count += 1;
        }
    }
}

/// Whether the id reads `operation/<status>/…`.
fn is_of_a_status(id: &str) -> bool {
    id.split('/').nth(1).is_some_and(|part| part.parse::<u16>().is_ok())
}

/// One finding for each broken rule: the first case that shows it each time in full, the others by id.
fn findings(material: &Material<'_>) -> Vec<Finding> {
    let mut broken: BTreeMap<usize, Vec<(&Exchange, &Observation)>> = BTreeMap::new();
    for exchange in material.exchanges {
        for seen in &exchange.observations {
            if seen.verdict == Verdict::Broken && material.counts(exchange, seen) {
                broken.entry(seen.rule).or_default().push((exchange, seen));
            }
        }
    }
    let mut ranked: Vec<(u8, Finding)> =
        broken.values().filter_map(|showing| ranked_finding(material, showing)).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let numbered = (1..).zip(ranked);
    numbered.map(|(number, (_, finding))| Finding { number, ..finding }).collect()
}

/// The finding about a rule of which these show that it is broken, and how far ahead it belongs.
fn ranked_finding(
    material: &Material<'_>,
    showing: &[(&Exchange, &Observation)],
) -> Option<(u8, Finding)> {
    let (exchange, seen) =
        showing.iter().min_by_key(|(exchange, seen)| doubt(material.book, exchange, seen.rule))?;
    let Material { service, book, target, .. } = material;
    let facts = material.facts.cases.get(&exchange.case.id);
    let leads: Vec<&Exchange> =
        exchange.leads.iter().filter_map(|place| material.exchanges.get(*place)).collect();
    let mut made = finding(service, book, target, exchange, facts, &leads, seen)?;
    let cases = showing.iter().map(|(other, _)| other.case.id.clone());
    made.also = cases.filter(|id| *id != made.case).collect();
    made.also.dedup();
    let rank = match exchange.case.phase {
        _ if made.blocks_operation => 0,
        Phase::Examples => 1,
        _ => 2,
    };
    Some((rank, made))
}

/// How much there is to doubt that the exchange shows the breach each time.
fn doubt(book: &RuleBook, exchange: &Exchange, rule: usize) -> u8 {
    let is_made_for = || exchange.case.rules.iter().any(|id| book.find(id) == Some(rule));
    let is_led_to = !exchange.leads.is_empty() && is_made_for();
    match exchange.again.get(&rule).copied().unwrap_or_default() {
        Again::Shown => 0,
        // What it needs is told with it.
        Again::NotSent if is_led_to => 1,
        Again::NotShown => 2,
        Again::NotSent => 3,
    }
}

fn totals(material: &Material<'_>, operations: &[OperationReport]) -> Totals {
    let tables = || operations.iter().flat_map(|operation| &operation.tables);
    let rows = || tables().flat_map(|table| &table.rows);
    let mut totals = Totals {
        operations: operations.len(),
        tables: tables().count(),
        rows: rows().count(),
        cases: material.exchanges.iter().filter(|exchange| exchange.answer.is_some()).count(),
        random_cases: material.facts.random_cases,
        undocumented: material.facts.undocumented.len(),
        ..Totals::default()
    };
    for rule in operations.iter().flat_map(OperationReport::rules) {
        totals.rules += 1;
        match rule.verdict {
            Verdict::Kept => totals.kept += 1,
            Verdict::Broken => totals.broken += 1,
            Verdict::KnownDeviation(_) => totals.known_deviations += 1,
            Verdict::NotObservable => totals.not_observable += 1,
        }
    }
    totals.elapsed_seconds = material.started.elapsed().as_secs_f64();
    totals
}
