//! Bodies that are large or deep: no table bounds them, so they may be refused, but no server may
//! fail over them.

use std::collections::HashSet;
use std::sync::Arc;

use secmaster_spec::{Mandatory, RuleKind, Shape};
use serde_json::{Value, json};

use crate::baseline::{reaching, with, without};
use crate::case::{Connection, Proof};
use crate::cases::coverage::is_free;
use crate::cases::{Builder, put_body, put_bytes};
use crate::expectation::{Expectation, Refusal};

/// Deeper than most readers go.
const DEEP: usize = 5000;

/// More than any member needs.
const LARGE: usize = 100_000;

/// More than many servers let through.
const HUGE: usize = 1_100_000;

/// One character more than two bytes can count.
const ENDLESS: usize = 65_536;

pub(crate) fn add(builder: &mut Builder<'_>, base: &Value) {
    let text = base.to_string();
    let rest = text.strip_prefix('{').unwrap_or_default();
    let comma = if rest == "}" { "" } else { "," };
    let with = |value: &str| format!("{{\"x_contract_unknown\":{value}{comma}{rest}");
    let many: Vec<String> = (0..2000).map(|number| format!("\"x{number}\":{number}")).collect();
    let bodies = [
        ("deep", "an unknown member is deep", with(&("[".repeat(DEEP) + &"]".repeat(DEEP)))),
        ("objects", "an unknown member has many objects in one another", {
            with(&("{\"a\":".repeat(200) + "1" + &"}".repeat(200)))
        }),
        ("nested", "an unknown member is nested", with(&("[".repeat(60) + &"]".repeat(60)))),
        ("large", "an unknown member is a long text", with(&format!("\"{}\"", "a".repeat(LARGE)))),
        ("huge", "an unknown member is a very long text", {
            with(&format!("\"{}\"", "a".repeat(HUGE)))
        }),
        ("wide", "an unknown member has many members", with(&format!("{{{}}}", many.join(",")))),
        ("crowded", "every object has many unknown members", crowded(base.clone()).to_string()),
        ("integer", "an unknown member is a large integer", with("18446744073709551615")),
        ("number", "an unknown member is a number of many digits", with(&"9".repeat(400))),
    ];
    let rule = format!("{}/answer/{}", builder.operation.name, RuleKind::ServerError);
    for (variant, title, body) in bodies {
        let id = format!("{}/request/size/{variant}", builder.operation.name);
        let mut case = builder.case(&id, title, rule.clone(), Expectation::Either);
        // Who refuses so much may end the connection before it is read.
        case.refusal = if body.len() > HUGE { Refusal::Transport } else { Refusal::Any };
        put_bytes(&mut case.request, body.into_bytes());
        case.connection = Connection::Watched;
        builder.add(case);
    }
    add_wrong(builder, base);
    add_nested(builder, base);
    add_endless(builder, base);
}

/// The value with many unknown members in every object.
fn crowded(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let known = members.into_iter().map(|(name, value)| (name, crowded(value)));
            let unknown = (0..300).map(|number| (format!("x{number}"), number.into()));
            known.chain(unknown).collect()
        }
        other => other,
    }
}

/// Each free text longer than columns of databases are: whoever takes it has to keep it.
fn add_endless(builder: &mut Builder<'_>, base: &Value) {
    let operation = builder.operation;
    let Some(root) = operation.request_table else { return };
    let places = operation.places(root);
    for (pointer, _, row) in &places {
        let Shape::Text(text) = &row.shape else { continue };
        if !is_free(builder, row, text) || text.max_length.is_some() {
            continue;
        }
        let rule = format!("{}/{}", row.id, RuleKind::Type);
        let id = format!("{rule}/{ENDLESS}");
        let title = format!("`{}` is {ENDLESS} characters long", row.name);
        let mut case = builder.case(&id, title, rule, Expectation::Either);
        let body = reaching(operation, &places, base, pointer);
        put_body(&mut case.request, with(&body, pointer, "a".repeat(ENDLESS).into()));
        case.refusal = Refusal::Any;
        case.connection = Connection::Watched;
        builder.add(case);
    }
}

/// Large bodies that the tables refuse: whoever reads only the beginning lets them pass.
fn add_wrong(builder: &mut Builder<'_>, base: &Value) {
    let operation = builder.operation;
    let Some(root) = operation.request_table else { return };
    let places = operation.places(root);
    let good = Arc::new(with(base, "/x_contract_unknown", "a".repeat(LARGE).into()));
    let mut seen = HashSet::new();
    for (pointer, table, row) in &places {
        let is_due = row.mandatory == Mandatory::Yes && row.reads.is_empty();
        if !is_due || good.pointer(pointer).is_none() || !seen.insert(table.number) {
            continue;
        }
        let rule = format!("{}/{}", row.id, RuleKind::Mandatory);
        let id = format!("{rule}/absent-in-large");
        let title = format!("{LARGE} bytes without `{}`", row.name);
        let mut case = builder.case(&id, title, rule, Expectation::Refused);
        put_body(&mut case.request, without(&good, pointer));
        case.proof = Proof::Invalid { undone: Arc::clone(&good) };
        case.refusal = Refusal::Any;
        case.connection = Connection::Watched;
        builder.add(case);
    }
}

/// A member of each type that tables know, with arrays in one another in the place of its value.
fn add_nested(builder: &mut Builder<'_>, base: &Value) {
    let operation = builder.operation;
    let Some(root) = operation.request_table else { return };
    let places = operation.places(root);
    let nested = (0..60).fold(json!([]), |inner, _| json!([inner]));
    let mut seen = HashSet::new();
    for (pointer, _, row) in &places {
        if row.shape.table().is_some() || !seen.insert(row.shape.json_type()) {
            continue;
        }
        let is_array = matches!(row.shape, Shape::Array { .. });
        let kind = if is_array { RuleKind::Items } else { RuleKind::Type };
        let rule = format!("{}/{kind}", row.id);
        let title = format!("`{}` is arrays in one another", row.name);
        let id = format!("{rule}/nested");
        let mut case = builder.case(&id, title, rule, Expectation::Refused);
        let body = reaching(operation, &places, base, pointer);
        put_body(&mut case.request, with(&body, pointer, nested.clone()));
        case.proof = Proof::Invalid { undone: body.into() };
        case.refusal = Refusal::Any;
        builder.add(case);
    }
}
