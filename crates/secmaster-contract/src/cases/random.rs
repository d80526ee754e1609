//! Cases from random bodies.

use std::sync::Arc;

use secmaster_spec::{Narrower, Operation, Service};
use serde_json::Value;

use super::builder::{Builder, put_body};
use super::coverage::{option_id, optional_rules};
use crate::case::{Case, Phase, Proof};
use crate::expectation::Expectation;
use crate::options::Options;
use crate::random::{Kind, RandomCase};

/// How many random cases one operation gets.
pub(crate) fn random_share(service: &Service, options: &Options<'_>) -> u64 {
    let with_body = service.operations.iter().filter(|it| it.request_table.is_some());
    let share = options.random_cases.div_ceil(with_body.count().max(1));
    u64::try_from(share).unwrap_or(u64::MAX)
}

/// The case that sends a random body.
pub(crate) fn of_random(builder: &Builder<'_>, number: usize, random: &RandomCase) -> Case {
    let expectation = match random.kind {
        Kind::Plain => Expectation::Accepted,
        Kind::Wild => Expectation::Either,
        Kind::Broken => Expectation::Refused,
    };
    let id = format!("{}/{number}", builder.operation.name);
    let rule = random.rule.clone().unwrap_or_else(|| builder.success_rule());
    let mut case = builder.case(&id, &random.title, rule, expectation);
    put_body(&mut case.request, random.body.clone());
    if expectation == Expectation::Accepted {
        // Who demands an optional row refuses every body without it.
        let places = builder.body().map(|(root, _)| builder.operation.places(root));
        case.explained_by = places.map(|places| optional_rules(&places, "")).unwrap_or_default();
    }
    case.proof = match &random.undone {
        Some(undone) => Proof::Invalid { undone: Arc::new(undone.clone()) },
        None => Proof::Valid,
    };
    if let Some(text) = &random.text {
        // Of a member that is there twice, nobody knows which one counts.
        case.request.body = Some(text.clone().into_bytes().into());
        case.request.value = None;
    }
    case
}

/// The options of other tables that a row of the body may have: the place, the option, and the id of
/// the case that sends it alone.
pub(crate) fn options_of_answers(operation: &Operation) -> Vec<(String, Value, String)> {
    let Some(root) = operation.request_table else { return Vec::new() };
    let mut all = Vec::new();
    for (place, _, row) in operation.places(root) {
        if let Some(Narrower::Options(options)) = row.writes.as_ref().map(|it| &it.narrower) {
            all.extend(options.iter().map(|choice| {
                let id = format!("{}/{}", Phase::Coverage, option_id(row, choice));
                (place.clone(), choice.value.as_str().into(), id)
            }));
        }
    }
    all
}
