//! Every mandatory row of the body left out, alone.

use secmaster_spec::{Mandatory, RuleKind, Wider};

use super::Spot;
use crate::baseline::without;
use crate::cases::Builder;

pub(crate) fn add(builder: &mut Builder<'_>, spot: &Spot<'_>) {
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
