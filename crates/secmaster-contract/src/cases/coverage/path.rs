//! Every path parameter left empty, and left out with its segment.

use secmaster_spec::{Place, RuleKind};

use crate::cases::Builder;
use crate::expectation::{Expectation, Refusal};

pub(crate) fn add(builder: &mut Builder<'_>) {
    for (_, row) in builder.operation.rows(Place::Path) {
        let rule = format!("{}/{}", row.id, RuleKind::Mandatory);
        let id = format!("{rule}/empty");
        let title = format!("`{}` is empty in the path", row.name);
        let mut case = builder.case(&id, title, rule, Expectation::Refused);
        case.request.path = builder.path_with(Some((&row.name, "")));
        case.refusal = Refusal::Any;
        builder.add(case);

        let rule = format!("{}/{}", row.id, RuleKind::Mandatory);
        let id = format!("{rule}/left-out");
        let title = format!("the path has no segment for `{}`", row.name);
        let mut case = builder.case(&id, title, rule, Expectation::Refused);
        let segment = format!("/{{{}}}", row.name);
        case.request.path = builder.filled(&builder.operation.path.replacen(&segment, "", 1), None);
        case.refusal = Refusal::Any;
        case.is_foreign = true;
        builder.add(case);
    }
}
