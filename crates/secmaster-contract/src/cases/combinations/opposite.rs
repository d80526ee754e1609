//! A request that is as unlike the documented one as the tables allow.

use std::sync::Arc;

use secmaster_spec::{Row, RuleKind};
use serde_json::Value;

use super::beside::{self, Other};
use crate::baseline::{Places, opposite};
use crate::case::{Case, Proof};
use crate::cases::{Builder, put_body};
use crate::expectation::Expectation;

pub(crate) fn add(builder: &mut Builder<'_>, places: &Places<'_>, base: &Value) {
    let body = Arc::new(opposite(builder.operation, places, base));
    if *body == *base {
        return;
    }
    add_whole(builder, places, &body);
    let title = "every row is unlike the documented one";
    beside::add(builder, places, &Other { name: "opposite", title, body });
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
