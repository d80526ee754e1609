//! Whole runs against endpoints that take options in one spelling only.

use serde_json::Value;

use super::{plain, run};
use crate::case::{Phase, Request};
use crate::options::Options;
use crate::selection::Selection;
use crate::send::{Received, SendFailure};
use crate::verdict::Verdict;

/// The answer of an endpoint that takes these verdicts.
fn answer(request: &Request, takes: fn(&str) -> bool) -> Result<Received, SendFailure> {
    let body = request.value.as_ref();
    let verdict = body.and_then(|body| body.pointer("/data_object/verdict"));
    match verdict.and_then(Value::as_str) {
        Some(other) if !takes(other) => plain(400, r#"{"code":"c","message":"m"}"#),
        _ => plain(200, "{}"),
    }
}

fn is_upper(verdict: &str) -> bool {
    verdict == verdict.to_uppercase()
}

/// What a run says of such an endpoint, if only the spellings of verdicts are tried.
fn told_where(takes: fn(&str) -> bool) -> Verdict {
    let cases = ["text/*", "type/upper-*", "type/lower-*"];
    let selection = cases.iter().fold(Selection::default(), |selection, cases| {
        selection.only(format!("coverage/create-indicator/T4/verdict/{cases}"))
    });
    let report =
        run(|request| answer(request, takes), &Options::default().selection(selection)).unwrap();
    report.rule("create-indicator/T4/verdict/type").unwrap().verdict
}

#[test]
fn one_spelling_of_each_option_is_enough() {
    assert_eq!(told_where(|_| true), Verdict::Kept);
    assert_eq!(told_where(is_upper), Verdict::NotObservable);
    assert_eq!(told_where(|verdict| verdict == "BLACK"), Verdict::Broken);
    // Who takes the others as they are spelled has no reason to refuse this one.
    assert_eq!(told_where(|verdict| verdict != "White"), Verdict::Broken);
}

#[test]
fn random_bodies_with_a_refused_spelling_tell_nothing() {
    let told = |phases: &[Phase]| {
        let options = Options::default().random_cases(80).phases(phases.iter().copied());
        let report = run(|request| answer(request, is_upper), &options).unwrap();
        report.rule("create-indicator/200/status").unwrap().verdict
    };
    assert_eq!(told(&[Phase::Random]), Verdict::Broken);
    assert_eq!(told(&[Phase::Coverage, Phase::Random]), Verdict::Kept);
}
