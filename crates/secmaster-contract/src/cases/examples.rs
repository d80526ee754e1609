//! The documented requests, verbatim: written compactly and as the pages print them.

use serde_json::Value;

use super::builder::{Builder, put_body};
use crate::case::Proof;
use crate::expectation::Expectation;

pub(crate) fn add(builder: &mut Builder<'_>) {
    let documented =
        crate::baseline::candidates(builder.operation, builder.parameters).into_iter().next();
    add_compact(builder, documented.clone());
    let Some(body) = documented else { return };
    let id = format!("{}/request/pretty", builder.operation.name);
    let title = "the documented request, indented as on the page";
    let rule = builder.success_rule();
    let mut case = builder.case(&id, title, rule, Expectation::Accepted);
    case.request.body = serde_json::to_vec_pretty(&body).ok().map(Into::into);
    case.request.value = Some(body.into());
    case.proof = Proof::Valid;
    builder.add(case);
}

/// The documented request.
pub(crate) fn add_compact(builder: &mut Builder<'_>, body: Option<Value>) {
    add_request(builder, "compact", "the documented request", body);
}

/// A request that stands for the documented one.
pub(crate) fn add_other(builder: &mut Builder<'_>, body: Option<Value>) {
    add_request(builder, "other", "a request that keeps every rule of the tables", body);
}

fn add_request(builder: &mut Builder<'_>, variant: &str, title: &str, body: Option<Value>) {
    let id = format!("{}/request/{variant}", builder.operation.name);
    let rule = builder.success_rule();
    let mut case = builder.case(&id, title, rule, Expectation::Accepted);
    if let Some(body) = body {
        put_body(&mut case.request, body);
        case.proof = Proof::Valid;
    }
    builder.add(case);
}
