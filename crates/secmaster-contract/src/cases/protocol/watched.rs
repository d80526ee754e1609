//! A good request and bad ones, whose answers are watched to the end of the connection; header
//! names in every letter case.

use secmaster_spec::{Mandatory, Place, Row, RuleKind, pointer_token};
use serde_json::Value;

use crate::baseline::{with, without};
use crate::case::{Connection, HeaderText, Proof};
use crate::cases::{Builder, put_body, put_bytes};
use crate::expectation::{Expectation, Refusal};

/// A token that no endpoint knows. Many accept it; none may repeat it.
const PLANTED: &str = "Nt3pWx8vJq5ZbHy2Lc6G";

/// How often the documented request is sent again.
const AGAIN: usize = 24;

pub(crate) fn add(builder: &mut Builder<'_>) {
    let name = builder.operation.name.clone();
    let complete = format!("{name}/answer/{}", RuleKind::Complete);
    let success = builder.success_rule();
    for variant in ["documented", "upper", "lower"] {
        let id = format!("{complete}/accepted-{variant}");
        let title = format!("the documented request, header names in {variant} letters, watched");
        let mut case = builder.case(&id, title, success.clone(), Expectation::Accepted);
        for (header, _) in &mut case.request.headers {
            *header = match variant {
                "upper" => header.to_uppercase(),
                "lower" => header.to_lowercase(),
                _ => continue,
            };
        }
        case.connection = Connection::Watched;
        case.proof = Proof::Valid;
        builder.add(case);
    }
    add_again(builder, &complete);
    if builder.operation.request_table.is_some() {
        let id = format!("{complete}/refused");
        let title = "a body that is no JSON, watched";
        let rule = format!("{name}/request/{}", RuleKind::Json);
        let mut case = builder.case(&id, title, rule, Expectation::Refused);
        put_bytes(&mut case.request, b"{".to_vec());
        case.refusal = Refusal::Any;
        case.connection = Connection::Watched;
        case.proof = Proof::NotJson;
        builder.add(case);
    }
    add_refused(builder);
    add_other_token(builder);
}

/// The documented request so many times in a row: some of many answers may go wrong.
fn add_again(builder: &mut Builder<'_>, complete: &str) {
    for number in 1..=AGAIN {
        let id = format!("{complete}/again-{number}");
        let title = format!("the documented request, watched, {number} of {AGAIN} in a row");
        let rule = builder.success_rule();
        let mut case = builder.case(&id, title, rule, Expectation::Accepted);
        case.connection = Connection::Watched;
        case.turn = Some(complete.to_owned());
        case.proof = Proof::Valid;
        builder.add(case);
    }
}

/// Bodies that the tables refuse: each kind of refusal may go wrong on its own.
fn add_refused(builder: &mut Builder<'_>) {
    let Some((root, base)) = builder.body() else { return };
    let rows = builder.operation.table(root).map_or(&[][..], |table| table.rows.as_slice());
    let is_due = |row: &&Row| row.mandatory == Mandatory::Yes && row.reads.is_empty();
    let missing = rows.iter().find(is_due).map(|row| (row, RuleKind::Mandatory, None));
    let mistyped = rows.first().map(|row| (row, RuleKind::Type, Some(Value::from(1))));
    for (row, kind, value) in [missing, mistyped].into_iter().flatten() {
        let pointer = format!("/{}", pointer_token(&row.name));
        let body = match value {
            Some(value) => with(&base, &pointer, value),
            None => without(&base, &pointer),
        };
        let rule = format!("{}/{kind}", row.id);
        let id = format!("{rule}/watched");
        let title = format!("a body that breaks {kind} of `{}`, watched", row.name);
        let mut case = builder.case(&id, title, rule, Expectation::Refused);
        put_body(&mut case.request, body);
        case.connection = Connection::Watched;
        case.proof = Proof::Invalid { undone: base.clone() };
        builder.add(case);
    }
}

fn add_other_token(builder: &mut Builder<'_>) {
    let rows = builder.operation.rows(Place::RequestHeader);
    let secrets: Vec<(String, String)> = rows
        .filter(|(_, row)| row.secret && row.mandatory == Mandatory::Yes)
        .map(|(_, row)| (row.id.clone(), row.name.clone()))
        .collect();
    for (row, header) in secrets {
        let rule = format!("{row}/{}", RuleKind::Mandatory);
        let id = format!("{rule}/other");
        let title = format!("the header `{header}` has a token that nobody gave out");
        let mut case = builder.case(&id, title, rule, Expectation::Either);
        for (name, text) in &mut case.request.headers {
            if *name == header {
                *text = HeaderText::Text(PLANTED.to_owned());
            }
        }
        case.planted = Some(PLANTED.to_owned());
        case.refusal = Refusal::Authentication;
        let (other, mut long) = (case.id.clone(), case.clone());
        builder.add(case);

        // Who takes any token takes a long one: real ones have thousands of letters.
        long.id = other.replace("/other", "/long");
        long.title = format!("the header `{header}` has a token of 4000 letters");
        long.rules = vec![builder.success_rule()];
        long.expectation = Expectation::Accepted;
        long.needs = Some(other);
        for (name, text) in &mut long.request.headers {
            if *name == header {
                *text = HeaderText::Text(PLANTED.repeat(200));
            }
        }
        builder.add(long);
    }
}
