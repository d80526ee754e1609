//! The documented request to other paths.

use secmaster_spec::RuleKind;

use crate::case::Phase;
use crate::cases::Builder;
use crate::expectation::{Expectation, Refusal};

pub(crate) fn add(builder: &mut Builder<'_>) {
    let rule = format!("{}/request/{}", builder.operation.name, RuleKind::Path);
    let path = builder.path_with(None);
    let (parent, last) = path.rsplit_once('/').unwrap_or(("", &path));
    let (first, rest) = path.trim_start_matches('/').split_once('/').unwrap_or((&path, ""));
    let others = [
        ("longer", "with one segment more", format!("{path}/more")),
        ("shorter", "without its last segment", parent.to_owned()),
        ("other-end", "with another last segment", format!("{parent}/no-such-{last}")),
        ("joined-end", "with more letters at its end", format!("{path}x")),
        ("other-version", "with another version", format!("/no-such-{first}/{rest}")),
        ("prefixed", "below another segment", format!("/more{path}")),
    ];
    for (variant, what, other) in others {
        let id = format!("{rule}/{variant}");
        let title = format!("the documented request to its path {what}");
        let mut case =
            builder.case(Phase::Protocol, &id, title, rule.clone(), Expectation::Refused);
        case.request.path = other;
        case.refusal = Refusal::Any;
        case.is_foreign = true;
        builder.add(case);
    }
}
