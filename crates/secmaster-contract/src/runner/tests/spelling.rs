//! Whole runs against endpoints that take options in one spelling only.

use serde_json::Value;

use super::{plain, run};
use crate::case::Request;
use crate::options::Options;
use crate::selection::Selection;
use crate::verdict::Verdict;

/// What a run says of an endpoint that takes these verdicts, if only their spellings are tried.
fn told_where(takes: fn(&str) -> bool) -> Verdict {
    let answer = |request: &Request| {
        let body = request.value.as_ref();
        let verdict = body.and_then(|body| body.pointer("/data_object/verdict"));
        match verdict.and_then(Value::as_str) {
            Some(other) if !takes(other) => plain(400, r#"{"code":"c","message":"m"}"#),
            _ => plain(200, "{}"),
        }
    };
    let cases = ["text/*", "type/upper-*", "type/lower-*"];
    let selection = cases.iter().fold(Selection::default(), |selection, cases| {
        selection.only(format!("coverage/create-indicator/T4/verdict/{cases}"))
    });
    let report = run(answer, &Options::default().selection(selection)).unwrap();
    report.rule("create-indicator/T4/verdict/type").unwrap().verdict
}

#[test]
fn one_spelling_of_each_option_is_enough() {
    assert_eq!(told_where(|_| true), Verdict::Kept);
    let is_upper = |verdict: &str| verdict == verdict.to_uppercase();
    assert_eq!(told_where(is_upper), Verdict::NotObservable);
    assert_eq!(told_where(|verdict| verdict == "BLACK"), Verdict::Broken);
}
