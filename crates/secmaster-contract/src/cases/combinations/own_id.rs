//! What is created with an id of the caller's, after the same without one.

use secmaster_spec::{Effect, RuleKind};
use serde_json::Value;

use crate::baseline::{Places, reaching, with, without};
use crate::case::{Difference, Proof};
use crate::cases::{Builder, put_body};
use crate::expectation::Expectation;

pub(crate) fn add(builder: &mut Builder<'_>, places: &Places<'_>, base: &Value) {
    let operation = builder.operation;
    let Some(Effect::Create(create)) = &operation.effect else { return };
    let Some(root) = operation.success().and_then(|response| response.body_table) else { return };
    for id in &create.ids {
        let (Some(place), Some((row, _))) = (create.counterpart(id), operation.row_at(root, id))
        else {
            continue;
        };
        if !places.iter().any(|(known, ..)| *known == place) {
            continue;
        }
        let rule = format!("{}/{}", row.id, RuleKind::Identity);
        let body = reaching(operation, places, base, &place);
        let own = with(&body, &place, "contract-own".into());
        for (variant, title, body) in [
            ("without", "without an id of the caller", without(&body, &place)),
            ("own", "with an id of the caller, after one without", own),
        ] {
            let id = format!("{rule}/{variant}");
            let success = builder.success_rule();
            let mut case = builder.case(&id, title, success, Expectation::Accepted);
            put_body(&mut case.request, body);
            case.rules.push(rule.clone());
            case.proof = Proof::Valid;
            case.turn = Some(rule.clone());
            let case = builder.add(case);
            // The id has become one that no other case sends.
            let sent = case.request.value.as_deref().and_then(|body| body.pointer(&place));
            case.difference = sent.map(|id| Difference { place: place.clone(), value: id.clone() });
        }
    }
}
