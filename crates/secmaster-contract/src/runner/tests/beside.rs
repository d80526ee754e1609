//! Whole runs against endpoints that check one row by the value of another.

use serde_json::Value;

use super::{plain, run};
use crate::case::{Phase, Request};
use crate::options::Options;
use crate::send::{Received, SendFailure};
use crate::verdict::Verdict;

/// The answer of an endpoint that looks at the type of the name only where there are labels.
fn answer(request: &Request) -> Result<Received, SendFailure> {
    let body = request.value.as_deref();
    let at = |pointer| body.and_then(|body| body.pointer(pointer));
    let is_wrong = at("/data_object/name").is_some_and(|name| !name.is_string());
    if is_wrong && at("/data_object/labels").is_some_and(Value::is_string) {
        return plain(400, r#"{"code":"c","message":"m"}"#);
    }
    plain(200, "{}")
}

#[test]
fn a_type_that_is_checked_beside_some_values_only_is_found() {
    let told = |phase: Phase| {
        let report = run(answer, &Options::default().phases([phase])).unwrap();
        report.rule("create-indicator/T4/name/type").unwrap().verdict
    };
    assert_eq!(told(Phase::Coverage), Verdict::Kept);
    assert_eq!(told(Phase::Combinations), Verdict::Broken);
}
