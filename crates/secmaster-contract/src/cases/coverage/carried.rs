//! Optional texts that one request sends and a later one leaves out: they must not come back there.

use secmaster_spec::{Format, Mandatory, Row, RuleKind, Shape};

use super::Spot;
use crate::baseline::{fitted, without};
use crate::case::{Phase, Proof};
use crate::cases::{Builder, put_body};
use crate::expectation::Expectation;

pub(crate) fn add(builder: &mut Builder<'_>, spot: &Spot<'_>) {
    let Some(text) = recognisable(spot.row) else { return };
    let rule = spot.rule(RuleKind::Optional);
    let name = &spot.row.name;
    let own = (spot.with(text.clone().into()), "own", format!("with a `{name}` of its own"), None);
    let title = format!("without `{name}`, after a request with one of its own");
    let after = (without(spot.body, spot.pointer), "absent-after-own", title, Some(text));
    for (body, variant, title, others) in [own, after] {
        let id = format!("{rule}/{variant}");
        let rule = rule.clone();
        let mut case = builder.case(Phase::Coverage, &id, title, rule, Expectation::Accepted);
        put_body(&mut case.request, body);
        case.proof = Proof::Valid;
        case.is_in_turn = true;
        case.others = others;
        builder.add(case);
    }
}

/// A text that no other case sends; none if the row is mandatory or does not take any text.
fn recognisable(row: &Row) -> Option<String> {
    let Shape::Text(text) = &row.shape else { return None };
    let is_free = text.options.is_empty() && text.pattern.is_none();
    if row.mandatory != Mandatory::No || !is_free || text.max_length.is_some() {
        return None;
    }
    Some(match text.format {
        Some(Format::Timestamp) => "1987-06-05T04:03:02Z+0800".to_owned(),
        _ => fitted(&format!("carried-{}", row.name), text),
    })
}
