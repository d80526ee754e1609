//! Every optional row of the body left out alone, given alone, and all of them left out.

use secmaster_spec::{Mandatory, RuleKind};
use serde_json::Value;

use super::Spot;
use crate::baseline::{Places, bare, without};
use crate::case::{Case, Phase, Proof};
use crate::cases::{Builder, put_body};
use crate::expectation::Expectation;

pub(crate) fn add(builder: &mut Builder<'_>, spot: &Spot<'_>, places: &Places<'_>) {
    if spot.row.mandatory != Mandatory::No {
        return;
    }
    let rule = spot.rule(RuleKind::Optional);
    let name = &spot.row.name;
    let id = format!("{rule}/absent");
    let title = format!("without `{name}`");
    let mut case = builder.case(&id, title, rule.clone(), Expectation::Accepted);
    put_body(&mut case.request, without(spot.body, spot.pointer));
    case.proof = Proof::Valid;
    // Whoever demands something inside the object cannot do without the object.
    let inside = optional_rules(places, &format!("{}/", spot.pointer));
    case.explained_by = inside.clone();
    builder.add(case);

    let title = format!("with `{name}`");
    builder.accepted(&format!("{rule}/present"), title, rule.clone(), Value::clone(spot.body));

    let alone = bare(places, spot.body, Some(spot.pointer));
    let title = format!("`{name}` is the only optional row");
    let id = format!("{rule}/alone");
    let mut case = builder.case(&id, title, rule, Expectation::Accepted);
    put_body(&mut case.request, alone);
    case.proof = Proof::Valid;
    // Without this, an endpoint that demands one optional row would seem to forbid all others.
    case.needs = Some(id_of_none(builder));
    case.explained_by = inside;
    builder.add(case);
}

/// The request with the mandatory rows only.
pub(crate) fn add_all(builder: &mut Builder<'_>, places: &Places<'_>, base: &Value) {
    let optional = optional_rules(places, "");
    if optional.is_empty() {
        return;
    }
    let rule = builder.success_rule();
    let id = format!("{}/optional/none", builder.operation.name);
    let title = "without any optional row";
    let mut case: Case = builder.case(&id, title, rule, Expectation::Accepted);
    put_body(&mut case.request, bare(places, base, None));
    case.proof = Proof::Valid;
    case.rules.extend(optional.iter().cloned());
    case.explained_by = optional;
    builder.add(case);
}

/// The rules of the optional rows at places that begin like this.
pub(in crate::cases) fn optional_rules(places: &Places<'_>, prefix: &str) -> Vec<String> {
    places
        .iter()
        .filter(|(place, _, row)| place.starts_with(prefix) && row.mandatory == Mandatory::No)
        .map(|(_, _, row)| format!("{}/{}", row.id, RuleKind::Optional))
        .collect()
}

/// The id of the case without any optional row.
pub(in crate::cases) fn id_of_none(builder: &Builder<'_>) -> String {
    format!("{}/{}/optional/none", Phase::Coverage, builder.operation.name)
}
