//! The documented request to other paths.

use std::collections::HashSet;

use secmaster_spec::RuleKind;

use crate::cases::Builder;
use crate::expectation::{Expectation, Refusal};

pub(crate) fn add(builder: &mut Builder<'_>) {
    let rule = format!("{}/request/{}", builder.operation.name, RuleKind::Path);
    let path = builder.path_with(None);
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    let mut others = vec![
        ("longer".to_owned(), "with one segment more".to_owned(), format!("{path}/more")),
        ("shorter".to_owned(), "without its last segment".to_owned(), parent.to_owned()),
        ("joined".to_owned(), "with more letters at its end".to_owned(), format!("{path}x")),
        ("prefixed".to_owned(), "below another segment".to_owned(), format!("/more{path}")),
    ];
    others.push(("suffixed".to_owned(), "with a suffix".to_owned(), format!("{path}.json")));
    let what = "with an escape that is none in the place of its last segment".to_owned();
    others.push(("broken-escape".to_owned(), what, format!("{parent}/%zz")));
    let template: Vec<&str> = builder.operation.path.split('/').collect();
    for (at, fixed) in template.iter().enumerate().skip(1).filter(|(_, it)| !it.starts_with('{')) {
        let segments = path.split('/').enumerate();
        let other: Vec<&str> =
            segments.map(|(number, it)| if number == at { "nosuch" } else { it }).collect();
        let what = format!("with another segment in the place of {fixed}");
        others.push((format!("other-{fixed}"), what, other.join("/")));
        let shorter = fixed.get(..fixed.len().saturating_sub(1)).filter(|it| !it.is_empty());
        if let Some(shorter) = shorter {
            let other = path.split('/').enumerate();
            let other = other.map(|(number, it)| if number == at { shorter } else { it });
            let what = format!("with {shorter} in the place of {fixed}");
            let other = other.collect::<Vec<_>>().join("/");
            others.push((format!("shortened-{fixed}"), what, other));
        }
        let version = fixed.strip_prefix('v').and_then(|number| number.parse::<u32>().ok());
        if let Some(next) = version.and_then(|number| number.checked_add(1)) {
            let other = path.replacen(&format!("/{fixed}/"), &format!("/v{next}/"), 1);
            others.push((format!("version-{next}"), format!("with version {next}"), other));
        }
    }
    // The last segments stay: what is above them may be all that there is.
    let last = template.len().saturating_sub(1);
    for (at, segment) in template.iter().enumerate().take(last).skip(1) {
        let without = |count: usize| {
            let kept = path.split('/').enumerate().filter(|(it, _)| !(at..at + count).contains(it));
            kept.map(|(_, it)| it).collect::<Vec<_>>().join("/")
        };
        let name = segment.trim_matches(['{', '}']);
        others.push((format!("without-{name}"), format!("without its {segment}"), without(1)));
        let next = template.get(at + 1).filter(|it| it.starts_with('{') && at + 1 < last);
        if let Some(next) = next.filter(|_| !segment.starts_with('{')) {
            let what = format!("without its {segment}/{next}");
            others.push((format!("without-pair-{name}"), what, without(2)));
        }
    }
    let mut seen = HashSet::new();
    others.retain(|(_, _, other)| seen.insert(other.clone()));
    let is_free = |other: &str| !builder.paths.iter().any(|path| fits(path, other));
    others.retain(|(_, _, other)| is_free(other));
    for (variant, what, other) in others {
        let id = format!("{rule}/{variant}");
        let title = format!("the documented request to its path {what}");
        let mut case = builder.case(&id, title, rule.clone(), Expectation::Refused);
        case.request.path = other;
        case.refusal = Refusal::Any;
        case.is_foreign = true;
        builder.add(case);
    }
}

/// Whether a path is one of a template, in which `{name}` stands for any segment.
fn fits(template: &str, path: &str) -> bool {
    let (mut segments, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (segments.next(), given.next()) {
            (None, None) => return true,
            (Some(fixed), Some(text)) if fixed.starts_with('{') || fixed == text => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_template_fits_paths_of_as_many_segments() {
        assert!(fits("/v1/{p}/x", "/v1/a/x") && fits("/v1/{p}", "/v1/ax"));
        for other in ["/v1/a/y", "/v1/a/x/y", "/v1/a", "/v2/a/x"] {
            assert!(!fits("/v1/{p}/x", other), "{other}");
        }
    }
}
