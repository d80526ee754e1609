//! Every path parameter left empty.

use secmaster_spec::{Place, RuleKind};

use crate::case::Phase;
use crate::cases::Builder;
use crate::expectation::{Expectation, Refusal};

pub(crate) fn add(builder: &mut Builder<'_>) {
    for (_, row) in builder.operation.rows(Place::Path) {
        let rule = format!("{}/{}", row.id, RuleKind::Mandatory);
        let id = format!("{rule}/empty");
        let title = format!("`{}` is empty in the path", row.name);
        let mut case = builder.case(Phase::Coverage, &id, title, rule, Expectation::Refused);
        case.request.path = builder.path_with(Some((&row.name, "")));
        case.refusal = Refusal::Any;
        builder.add(case);
    }
}
