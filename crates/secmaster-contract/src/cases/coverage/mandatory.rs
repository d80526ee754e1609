//! Every mandatory row of the body left out, alone.

use secmaster_spec::{Mandatory, Row, RuleKind, Shape, Wider};
use serde_json::json;

use super::Spot;
use crate::baseline::without;
use crate::cases::Builder;

pub(crate) fn add(builder: &mut Builder<'_>, spot: &Spot<'_>) {
    add_empty(builder, spot);
    if spot.row.mandatory != Mandatory::Yes {
        return;
    }
    let rule = spot.rule(RuleKind::Mandatory);
    let id = format!("{rule}/absent");
    let title = format!("without `{}`", spot.row.name);
    let body = without(spot.body, spot.pointer);
    let profile = builder.profile;
    let case = builder.refused(&id, title, rule, body, spot.body);
    case.deviation = spot.row.reading(Wider::Absent);
    super::types::open_if_known(case, profile);
}

/// An object without any of its rows, where one of them is mandatory.
fn add_empty(builder: &mut Builder<'_>, spot: &Spot<'_>) {
    let Shape::Object { table } = spot.row.shape else { return };
    let rows = builder.operation.table(table).map_or(&[][..], |table| table.rows.as_slice());
    let is_due =
        |row: &&Row| row.mandatory == Mandatory::Yes && row.reading(Wider::Absent).is_none();
    let Some(due) = rows.iter().find(is_due) else { return };
    let rule = format!("{}/{}", due.id, RuleKind::Mandatory);
    let id = format!("{rule}/empty-object");
    let title = format!("`{}` is an empty object", spot.row.name);
    builder.refused(&id, title, rule, spot.with(json!({})), spot.body);
}
