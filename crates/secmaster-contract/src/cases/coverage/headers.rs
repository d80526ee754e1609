//! Headers: absent, empty, other values, other spellings of the same value.

use secmaster_spec::{Format, Mandatory, Place, Row, RuleKind, Shape, Wider};
use serde_json::json;

use super::values::other_cases;
use crate::baseline::{reaching, with};
use crate::case::{Case, Connection, HeaderText, Proof};
use crate::cases::{Builder, put_body};
use crate::expectation::{Expectation, Refusal};

/// At least as many connections as are open at once: one of so many requests in a row goes over that of
/// the request before them.
const CONNECTIONS: usize = 5;

/// A token that nobody gave out, as long as real ones are.
const OTHER: &str = "contractcontractcontractcontractcontract";

pub(crate) fn add(builder: &mut Builder<'_>) {
    for (_, row) in builder.operation.rows(Place::RequestHeader) {
        add_presence(builder, row);
        match &row.shape {
            Shape::Text(text) if text.format == Some(Format::MediaType) => {
                for choice in &text.options {
                    add_media_types(builder, row, &choice.value);
                }
            }
            Shape::Text(text) if !text.options.is_empty() => {
                let rule = format!("{}/{}", row.id, RuleKind::Options);
                let header = Header { row, rule, expectation: Expectation::Refused };
                header.add(builder, "outside-unknown", "no-such-option", None);
            }
            _ => {}
        }
    }
}

fn add_presence(builder: &mut Builder<'_>, row: &Row) {
    let (kind, expectation) = match row.mandatory {
        Mandatory::Yes => (RuleKind::Mandatory, Expectation::Refused),
        Mandatory::No => (RuleKind::Optional, Expectation::Accepted),
        Mandatory::Unmarked => return,
    };
    let rule = format!("{}/{kind}", row.id);
    let id = format!("{rule}/absent");
    let title = format!("without the header `{}`", row.name);
    let mut case = builder.case(&id, title, rule.clone(), expectation);
    case.request.headers.retain(|(name, _)| *name != row.name);
    case.refusal = refusal(row);
    builder.add(case);
    if row.mandatory == Mandatory::Yes {
        Header { row, rule, expectation }.add(builder, "empty", "", None);
        if row.secret {
            add_without_secret(builder, row);
        }
    }
}

/// Requests that a server may let pass without the secret: on a connection that had it, with one said
/// elsewhere, and one that asks for nothing.
fn add_without_secret(builder: &mut Builder<'_>, row: &Row) {
    let rule = format!("{}/{}", row.id, RuleKind::Mandatory);
    let without = |builder: &Builder<'_>, variant: &str, title: &str| {
        let id = format!("{rule}/{variant}");
        let title = format!("without the header `{}`, {title}", row.name);
        let mut case = builder.case(&id, title, rule.clone(), Expectation::Refused);
        case.request.headers.retain(|(name, _)| *name != row.name);
        case.refusal = refusal(row);
        case
    };
    // Who saw the secret on a connection may let pass what comes after it there.
    let id = format!("{rule}/present");
    let (success, title) = (builder.success_rule(), format!("with the header `{}`", row.name));
    let mut present = builder.case(&id, title, success, Expectation::Accepted);
    present.turn = Some(rule.clone());
    present.rules.push(rule.clone());
    present.proof = Proof::Valid;
    builder.add(present);
    for _ in 0..CONNECTIONS {
        let mut after = without(builder, "absent-after", "on a connection that had one");
        after.turn = Some(rule.clone());
        after.connection = Connection::OfTurn;
        builder.add(after);
    }
    let text = |text: String| HeaderText::Text(text);
    let name = &row.name;
    for (variant, title, header, value) in [
        ("bearer", "but with a bearer token", "authorization", text("Bearer contract".to_owned())),
        (
            "authorization",
            "but with its value as authorization",
            "authorization",
            HeaderText::Token,
        ),
        ("cookie", "but with a cookie of its name", "cookie", text(format!("{name}={OTHER}"))),
    ] {
        let mut case = without(builder, variant, title);
        case.request.headers.push((header.to_owned(), value));
        builder.add(case);
    }
    // Servers write queries to logs: nothing secret belongs there.
    let mut query = without(builder, "query", "but with a query of its name");
    query.request.path = format!("{}?{name}={OTHER}", query.request.path);
    builder.add(query);
    let Some((root, base)) = builder.body() else { return };
    let places = builder.operation.places(root);
    let arrays = places.iter().filter(|(_, _, row)| matches!(row.shape, Shape::Array { .. }));
    let empty = arrays.fold(base.as_ref().clone(), |body, (pointer, ..)| {
        with(&reaching(builder.operation, &places, &body, pointer), pointer, json!([]))
    });
    if empty != *base {
        let mut idle = without(builder, "idle", "and with empty arrays");
        put_body(&mut idle.request, empty);
        builder.add(idle);
    }
}

fn add_media_types(builder: &mut Builder<'_>, row: &Row, option: &str) {
    let rule = format!("{}/{}", row.id, RuleKind::Options);
    let (essence, parameters) = option.split_once(';').unwrap_or((option, ""));
    let charset = parameters.split_once('=').filter(|(name, _)| name.trim() == "charset");
    let wrong = Header { row, rule: rule.clone(), expectation: Expectation::Refused };
    let others = [
        ("text-plain", "text/plain"),
        ("application-xml", "application/xml"),
        ("form", "application/x-www-form-urlencoded"),
        ("suffix", "application/vnd.contract+json"),
        ("text-json", "text/json"),
        ("similar", "application/jsonp"),
        ("patch", "application/json-patch+json"),
        ("sequence", "application/json-seq"),
        ("list", "text/plain, application/json"),
        ("any", "*/*"),
        ("script", "application/javascript"),
        ("yaml", "application/yaml"),
        ("bytes", "application/octet-stream"),
        ("parts", "multipart/form-data; boundary=x"),
    ];
    for (variant, other) in others {
        if essence != other {
            wrong.add(builder, variant, other, None);
        }
    }
    let same = Header { row, rule, expectation: Expectation::Either };
    for (variant, other) in other_cases(option) {
        same.add(builder, &format!("same-{variant}"), &other, None);
    }
    if let Some((_, value)) = charset {
        for other in ["iso-8859-1", "utf-16", "utf-7", "gbk"] {
            let text = format!("{essence};charset={other}");
            wrong.add(builder, &format!("charset-{other}"), &text, None);
        }
        // HTTP allows a space there, and most clients write it.
        let accepted = Header { expectation: Expectation::Accepted, ..same.clone() };
        let lower = format!("{essence};charset={}", value.to_lowercase());
        accepted.add(builder, "same-lower-charset", &lower, None);
        accepted.add(builder, "same-space", &format!("{essence}; charset={value}"), None);
        let quoted = format!("{}; charset=\"{}\"", title_case(essence), value.to_lowercase());
        same.add(builder, "same-quoted", &quoted, None);
        same.add(builder, "same-spaced", &format!("{essence} ; charset={value}"), None);
        let known = row.reading(Wider::WithoutCharset);
        same.add(builder, "without-charset", essence, known);
    }
}

/// `application/json` as `Application/JSON`.
fn title_case(essence: &str) -> String {
    let (kind, subtype) = essence.split_once('/').unwrap_or((essence, ""));
    let mut letters = kind.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    format!(
        "{}{}/{}",
        first.map(String::from).unwrap_or_default(),
        letters.as_str(),
        subtype.to_uppercase()
    )
}

/// Cases that send one header with another value.
#[derive(Clone)]
struct Header<'a> {
    row: &'a Row,
    rule: String,
    expectation: Expectation,
}

impl Header<'_> {
    fn add(&self, builder: &mut Builder<'_>, variant: &str, value: &str, deviation: Option<u16>) {
        let id = format!("{}/{variant}", self.rule);
        let title = format!("the header `{}` is {value:?}", self.row.name);
        let mut case: Case = builder.case(&id, title, self.rule.clone(), self.expectation);
        case.request.headers.retain(|(name, _)| *name != self.row.name);
        case.request.headers.push((self.row.name.clone(), HeaderText::Text(value.to_owned())));
        case.refusal = refusal(self.row);
        case.deviation = deviation;
        builder.add(case);
    }
}

/// Who does not know the caller answers 401 or 403; other headers may be refused anywhere.
fn refusal(row: &Row) -> Refusal {
    if row.secret { Refusal::Authentication } else { Refusal::Any }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use secmaster_spec::Service;

    use crate::case::{Connection, Phase};
    use crate::cases::cases;
    use crate::options::Profile;

    #[test]
    fn whoever_selects_the_second_request_of_a_connection_selects_the_first() {
        let service = Service::embedded().unwrap();
        let all = cases(&service, &[Phase::Coverage], &BTreeMap::new(), Profile::Documented);
        let (mut after, mut first) = (0, None);
        for case in &all {
            if case.connection != Connection::OfTurn {
                first = case.turn.is_some().then_some(case);
                continue;
            }
            after += 1;
            let before = first.filter(|one| one.turn == case.turn).unwrap_or(case);
            assert_ne!(before.id, case.id);
            assert!(case.rules.iter().all(|rule| before.rules.contains(rule)), "{}", case.id);
        }
        assert!(after > 0);
    }
}
