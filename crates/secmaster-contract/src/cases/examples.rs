//! The documented requests, verbatim: written compactly and as the pages print them.

use serde_json::Value;

use super::builder::{Builder, put_body};
use crate::case::{Phase, Proof};
use crate::expectation::Expectation;

pub(crate) fn add(builder: &mut Builder<'_>) {
    let documented = crate::baseline::candidates(builder.operation).into_iter().next();
    add_compact(builder, documented.clone());
    let Some(body) = documented else { return };
    let id = format!("{}/request/pretty", builder.operation.name);
    let title = "the documented request, indented as on the page";
    let rule = builder.success_rule();
    let mut case = builder.case(Phase::Examples, &id, title, rule, Expectation::Accepted);
    case.request.body = serde_json::to_string_pretty(&body).ok().map(Into::into);
    case.request.value = Some(body.into());
    case.proof = Proof::Valid;
    builder.add(case);
}

/// The documented request, or the same with another body.
pub(crate) fn add_compact(builder: &mut Builder<'_>, body: Option<Value>) {
    let id = format!("{}/request/compact", builder.operation.name);
    let rule = builder.success_rule();
    let mut case =
        builder.case(Phase::Examples, &id, "the documented request", rule, Expectation::Accepted);
    if let Some(body) = body {
        put_body(&mut case.request, body);
        case.proof = Proof::Valid;
    }
    builder.add(case);
}
