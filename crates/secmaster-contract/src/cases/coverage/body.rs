//! Bodies that are no JSON object, or no JSON at all.

use serde_json::{Value, json};

use crate::case::{Phase, Proof};
use crate::cases::Builder;
use crate::expectation::{Expectation, Refusal};

pub(crate) fn add(builder: &mut Builder<'_>, base: &Value) {
    let Some(rule) = builder.refusal_rule() else { return };
    let id = |variant: &str| format!("{}/body/{variant}", builder.operation.name);
    let text = base.to_string();
    let half: String = text.chars().take(text.chars().count() / 2).collect();
    let broken = [
        (id("empty"), "the body is empty", String::new()),
        (id("truncated"), "the body is cut off in the middle", half),
        (id("trailing"), "the body goes on after its end", format!("{text}}}")),
    ];
    let others = [
        (id("array"), "the body is an array with the object in it", json!([base])),
        (id("null"), "the body is null", Value::Null),
        (id("string"), "the body is a string with the object in it", text.clone().into()),
        (id("number"), "the body is a number", json!(1)),
    ];
    let duplicate = id("duplicate");
    for (id, title, body) in broken {
        let mut case =
            builder.case(Phase::Coverage, &id, title, rule.clone(), Expectation::Refused);
        case.request.body = Some(body.into());
        case.request.value = None;
        case.proof = Proof::NotJson;
        case.refusal = Refusal::Any;
        builder.add(case);
    }
    for (id, title, body) in others {
        builder.refused(&id, title, rule.clone(), body, base).refusal = Refusal::Any;
    }
    if let Some(twice) = with_first_member_twice(base) {
        let title = "the body has its first member twice";
        let mut case = builder.case(Phase::Coverage, &duplicate, title, rule, Expectation::Either);
        case.request.body = Some(twice.into());
        case.refusal = Refusal::Any;
        builder.add(case);
    }
}

/// The object's text, with its first member a second time; none if there is no member.
fn with_first_member_twice(body: &Value) -> Option<String> {
    let (name, value) = body.as_object()?.iter().next()?;
    let text = body.to_string();
    let rest = text.strip_prefix('{')?;
    Some(format!("{{{}:{value},{rest}", Value::from(name.as_str())))
}
