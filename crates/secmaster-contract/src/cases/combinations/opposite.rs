//! Every rule of the body broken once more, in a request that is as unlike the documented one as
//! the tables allow: a server may check one row by the value of another.

use std::sync::Arc;

use secmaster_spec::{Mandatory, Row, RuleKind, Shape, Wider};
use serde_json::{Value, json};

use crate::baseline::{Places, opposite, without};
use crate::case::{Case, Proof};
use crate::cases::coverage::Spot;
use crate::cases::{Builder, put_body};
use crate::expectation::Expectation;

pub(crate) fn add(builder: &mut Builder<'_>, places: &Places<'_>, base: &Value) {
    let body = Arc::new(opposite(builder.operation, places, base));
    if *body == *base {
        return;
    }
    add_whole(builder, places, &body);
    for (pointer, _, row) in places {
        let spot = Spot { pointer, row, body: &body };
        let is_due = row.mandatory == Mandatory::Yes && row.reading(Wider::Absent).is_none();
        if is_due {
            let absent = without(&body, pointer);
            add_broken(builder, &spot, RuleKind::Mandatory, "absent", absent);
        }
        add_broken(builder, &spot, RuleKind::Type, "null", spot.with(Value::Null));
        if let Some((kind, value)) = outside(&row.shape) {
            add_broken(builder, &spot, kind, "outside", spot.with(value));
        }
    }
}

/// The request itself, in which each rule of each row is kept.
fn add_whole(builder: &mut Builder<'_>, places: &Places<'_>, body: &Value) {
    let rule = builder.success_rule();
    let id = format!("{}/opposite", builder.operation.name);
    let title = "unlike the documented request in every row";
    let mut case: Case = builder.case(&id, title, rule, Expectation::Accepted);
    put_body(&mut case.request, body.clone());
    case.proof = Proof::Valid;
    case.explained_by = places.iter().flat_map(|(_, _, row)| rules(row)).collect();
    builder.add(case);
}

/// The rules of a row that a server breaks by refusing what is good.
pub(super) fn rules(row: &Row) -> Vec<String> {
    use RuleKind::{Items, Optional, Options, Range, Type};
    [Optional, Type, Options, Range, Items].map(|kind| format!("{}/{kind}", row.id)).to_vec()
}

fn add_broken(
    builder: &mut Builder<'_>,
    spot: &Spot<'_>,
    kind: RuleKind,
    variant: &str,
    body: Value,
) {
    let rule = spot.rule(kind);
    let id = format!("{rule}/opposite-{variant}");
    let title = format!("unlike the documented request, and `{}` is {variant}", spot.row.name);
    builder.refused(&id, title, rule, body, Arc::clone(spot.body));
}

/// A value beyond what the row's text fixes.
fn outside(shape: &Shape) -> Option<(RuleKind, Value)> {
    match shape {
        Shape::Text(text) if !text.options.is_empty() => {
            Some((RuleKind::Options, "no-such-option".into()))
        }
        Shape::Integer { maximum: Some(most), .. } => {
            Some((RuleKind::Range, json!(most.checked_add(1)?)))
        }
        Shape::Array { items, .. } if !matches!(**items, Shape::Object { .. }) => {
            Some((RuleKind::Items, json!([null])))
        }
        _ => None,
    }
}
