//! Deletions that have to be refused: a good one with one thing wrong.

use secmaster_spec::{Delete, Format, Place, Row, RuleKind, Shape};
use serde_json::json;

use super::scenario::Wrong;
use crate::baseline::with;
use crate::case::{Case, HeaderText, Proof};
use crate::cases::{Builder, put_body, put_bytes};
use crate::expectation::{Expectation, Refusal};

/// A method that no operation of the API has.
const METHOD: &str = "PUT";

/// The good deletion with that wrong; none if the operation has nothing that could be.
pub(super) fn wronged(
    builder: &Builder<'_>,
    effect: &Delete,
    mut case: Case,
    wrong: Wrong,
) -> Option<Case> {
    let good = case.request.value.clone()?;
    let operation = builder.operation;
    case.expectation = Expectation::Refused;
    case.refusal = Refusal::Any;
    case.proof = Proof::None;
    let of_request = |kind: RuleKind| format!("{}/request/{kind}", operation.name);
    let rule = match wrong {
        Wrong::Item | Wrong::Bare => {
            let ids = good.pointer(&effect.ids)?.as_array()?;
            let (kind, value) = match wrong {
                Wrong::Item => (RuleKind::Items, json!([ids.first(), 7])),
                _ => (RuleKind::Type, json!(ids.first())),
            };
            put_body(&mut case.request, with(&good, &effect.ids, value));
            case.refusal = Refusal::Documented;
            case.proof = Proof::Invalid { undone: good };
            let (row, _) = operation.row_at(operation.request_table?, &effect.ids)?;
            format!("{}/{kind}", row.id)
        }
        Wrong::Json => {
            let mut text = good.to_string().into_bytes();
            text.pop();
            put_bytes(&mut case.request, text);
            case.refusal = Refusal::Documented;
            case.proof = Proof::NotJson;
            of_request(RuleKind::Json)
        }
        Wrong::ContentType => {
            let row = header(builder, is_media_type)?;
            put_header(&mut case, row, Some("text/plain"));
            format!("{}/{}", row.id, RuleKind::Options)
        }
        Wrong::NoContentType => {
            let row = header(builder, is_media_type)?;
            put_header(&mut case, row, None);
            format!("{}/{}", row.id, RuleKind::Mandatory)
        }
        Wrong::NoToken | Wrong::EmptyToken => {
            let row = header(builder, |row| row.secret)?;
            put_header(&mut case, row, matches!(wrong, Wrong::EmptyToken).then_some(""));
            case.refusal = Refusal::Authentication;
            format!("{}/{}", row.id, RuleKind::Mandatory)
        }
        Wrong::Path => {
            case.request.path.push_str("/more");
            case.is_foreign = true;
            of_request(RuleKind::Path)
        }
        Wrong::Method => {
            if builder.methods.iter().any(|method| method == METHOD) {
                return None;
            }
            METHOD.clone_into(&mut case.request.method);
            case.is_foreign = true;
            of_request(RuleKind::Method)
        }
    };
    case.rules = vec![rule];
    case.has_own_headers = true;
    Some(case)
}

fn header<'a>(builder: &Builder<'a>, is_it: impl Fn(&Row) -> bool) -> Option<&'a Row> {
    builder.operation.rows(Place::RequestHeader).map(|(_, row)| row).find(|row| is_it(row))
}

fn is_media_type(row: &Row) -> bool {
    matches!(&row.shape, Shape::Text(text) if text.format == Some(Format::MediaType))
}

/// The header with another value, or without it.
fn put_header(case: &mut Case, row: &Row, value: Option<&str>) {
    case.request.headers.retain(|(name, _)| *name != row.name);
    let header = value.map(|text| (row.name.clone(), HeaderText::Text(text.to_owned())));
    case.request.headers.extend(header);
}
