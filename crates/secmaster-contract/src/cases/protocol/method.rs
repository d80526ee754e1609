//! The documented request with another method.

use secmaster_spec::RuleKind;

use crate::case::Connection;
use crate::cases::Builder;
use crate::expectation::{Expectation, Refusal};

/// Methods that HTTP knows, and some that it does not know.
const METHODS: [&str; 17] = [
    "GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "REPORT", "QUERY", "LINK",
    "PURGE", "MKCOL", "COPY", "LOCK", "SEARCH", "BREW", "FOO",
];

pub(crate) fn add(builder: &mut Builder<'_>) {
    let rule = format!("{}/request/{}", builder.operation.name, RuleKind::Method);
    let taken = builder.methods.clone();
    for method in METHODS.into_iter().filter(|method| !taken.iter().any(|taken| taken == method)) {
        let id = format!("{rule}/{}", method.to_lowercase());
        let title = format!("the documented request with the method {method}");
        let mut case = builder.case(&id, title, rule.clone(), Expectation::Refused);
        case.request.method = method.to_owned();
        case.refusal = Refusal::Any;
        case.is_foreign = true;
        // Servers end the connection over a method that they cannot read, not all with a word.
        case.connection = Connection::Watched;
        builder.add(case);
    }
    // What a server may answer to these is HTTP's business, not the reference's.
    for method in ["OPTIONS", "HEAD"] {
        let id = format!("{rule}/{}", method.to_lowercase());
        let title = format!("the method {method}");
        let mut case = builder.case(&id, title, rule.clone(), Expectation::Either);
        case.request.method = method.to_owned();
        case.request.body = None;
        case.request.value = None;
        case.refusal = Refusal::Any;
        case.is_foreign = true;
        builder.add(case);
    }
}
