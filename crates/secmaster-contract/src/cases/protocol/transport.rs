//! The documented request with unusual framing and headers: HTTP lets servers refuse some of it
//! before anyone reads it, but nothing may fail over it.

use secmaster_spec::{Place, RuleKind};

use crate::case::{Connection, HeaderText};
use crate::cases::Builder;
use crate::expectation::{Expectation, Refusal};

/// More than many servers read of a header.
const HEADER: usize = 20_000;

/// More than many servers read of a path.
const PATH: usize = 9_000;

pub(crate) fn add(builder: &mut Builder<'_>) {
    let long = "a".repeat(HEADER);
    for (variant, title, header, value) in [
        ("chunked", "the body is sent in chunks", "transfer-encoding", "chunked"),
        ("expect", "the client would wait before it sends the body", "expect", "100-continue"),
        ("long-header", "a header is very long", "x-contract", long.as_str()),
        ("header-text", "a header is not ASCII", "x-contract", "é 威胁"),
    ] {
        let header = (header.to_owned(), HeaderText::Text(value.to_owned()));
        add_case(builder, variant, title, |_, headers| headers.push(header));
    }
    for (variant, title, end) in [
        ("long-query", "a query is very long", format!("?x={}", "a".repeat(PATH))),
        ("query-text", "a query is not ASCII", "?x=é威胁".to_owned()),
        ("broken-query", "a query has an escape that is none", "?x=%zz".to_owned()),
        ("long-path", "the path has a very long segment more", format!("/{}", "a".repeat(PATH))),
        ("path-bytes", "the path has a segment more, which is no UTF-8", "/%ff%fe".to_owned()),
    ] {
        add_case(builder, variant, title, |path, _| path.push_str(&end));
    }
    let rows = builder.operation.rows(Place::RequestHeader);
    let secrets: Vec<String> =
        rows.filter(|(_, row)| row.secret).map(|(_, row)| row.name.clone()).collect();
    for name in secrets {
        let title = format!("the header `{name}` is not ASCII");
        add_case(builder, "secret-text", &title, |_, headers| {
            for (header, text) in headers {
                if *header == name {
                    *text = HeaderText::Text("é 威胁".repeat(8));
                }
            }
        });
    }
}

fn add_case(
    builder: &mut Builder<'_>,
    variant: &str,
    title: &str,
    change: impl FnOnce(&mut String, &mut Vec<(String, HeaderText)>),
) {
    let operation = &builder.operation.name;
    let rule = format!("{operation}/answer/{}", RuleKind::ServerError);
    let id = format!("{operation}/request/transport/{variant}");
    let mut case = builder.case(&id, title, rule, Expectation::Either);
    change(&mut case.request.path, &mut case.request.headers);
    case.refusal = Refusal::Transport;
    case.connection = Connection::Watched;
    builder.add(case);
}
