//! Whole runs against endpoints that are wrong as a whole.

use std::sync::atomic::{AtomicUsize, Ordering};

use secmaster_spec::{Method, Service};

use super::run_with;
use crate::case::{Case, Request};
use crate::error::RunError;
use crate::options::Options;
use crate::report::Report;
use crate::selection::Selection;
use crate::send::{Received, SendFailure, Sender};
use crate::target::Target;
use crate::verdict::Verdict;

struct Canned<F>(F);

impl<F: Fn(&Request) -> Result<Received, SendFailure> + Sync> Sender for Canned<F> {
    fn send(&self, case: &Case) -> Result<Received, SendFailure> {
        (self.0)(&case.request)
    }
}

fn run(
    answer: impl Fn(&Request) -> Result<Received, SendFailure> + Sync,
    options: &Options<'_>,
) -> Result<Report, RunError> {
    let service = Service::embedded().unwrap();
    let target = Target::new("http://127.0.0.1:1").unwrap();
    run_with(&service, &target, options, &Canned(answer))
}

fn plain(status: u16, body: &str) -> Result<Received, SendFailure> {
    Ok(Received::new(status, Vec::new(), body.as_bytes()))
}

#[test]
fn an_endpoint_that_refuses_the_documented_request_is_reported_once() {
    for status in [400, 401, 429, 500] {
        let report = run(|_| plain(status, r#"{"message":"no"}"#), &Options::default()).unwrap();
        assert_eq!(report.exit_code(), 1);
        let first = report.findings.first().unwrap();
        assert_eq!(first.rule, "create-indicator/200/status", "{status}");
        assert!(first.blocks_operation && first.also.is_empty());
        let rule = report.rule("create-indicator/T4/verdict/mandatory").unwrap();
        assert_eq!(rule.verdict, Verdict::NotObservable);
        assert!(rule.reason.as_ref().unwrap().contains("documented request is refused"));
        // 400 is documented, and answers of that status lack their header.
        let most = if status == 400 { 4 } else { 2 };
        assert_eq!(report.findings.len(), most, "{report}");
        let sent = report.totals.cases;
        assert_eq!(sent, 2, "one request for each operation is told");
    }
}

#[test]
fn an_endpoint_that_accepts_everything_breaks_what_it_should_refuse() {
    let report = run(|_| plain(200, "{}"), &Options::default()).unwrap();
    for (rule, verdict) in [
        ("create-indicator/T1/project_id/mandatory", Verdict::Broken),
        ("create-indicator/T2/X-Auth-Token/mandatory", Verdict::Broken),
        ("create-indicator/T4/verdict/mandatory", Verdict::Broken),
        ("create-indicator/T4/granular_marking/options", Verdict::Broken),
        ("delete-indicator/T3/batch_ids/items", Verdict::Broken),
        ("create-indicator/T4/labels/optional", Verdict::Kept),
        ("create-indicator/T9/X-request-id/present", Verdict::Broken),
        ("create-indicator/T12/verdict/options", Verdict::NotObservable),
    ] {
        assert_eq!(report.rule(rule).unwrap().verdict, verdict, "{rule}");
    }
    let finding = report
        .findings
        .iter()
        .find(|finding| finding.rule == "create-indicator/T4/verdict/type")
        .unwrap();
    assert_eq!(finding.documented.as_ref().unwrap().mandatory, "Yes");
    assert_eq!(finding.also.len(), 5, "{:?}", finding.also);
    assert!(finding.curl.contains(r#""verdict":null"#), "{}", finding.curl);
    assert!(
        report.to_string().contains("create-indicator, Table 4, verdict (String, mandatory: Yes)")
    );
}

#[test]
fn an_endpoint_out_of_reach_ends_the_run() {
    let away = |_: &Request| Err(SendFailure::Unreachable("refused".to_owned()));
    let error = run(away, &Options::default()).unwrap_err();
    assert_eq!(error.exit_code(), 3);
    assert!(error.to_string().contains("http://127.0.0.1:1"), "{error}");
}

#[test]
fn an_endpoint_that_falls_silent_ends_the_run_and_what_it_kept_is_named() {
    let count = AtomicUsize::new(0);
    let answer = |_: &Request| match count.fetch_add(1, Ordering::Relaxed) {
        0..50 => plain(200, r#"{"data":{"id":"kept"}}"#),
        _ => Err(SendFailure::NoAnswer("timed out".to_owned())),
    };
    let error = run(answer, &Options::default()).unwrap_err();
    let RunError::Unreachable { left_behind, .. } = &error else { panic!("{error}") };
    assert_eq!(left_behind, &["kept"]);
    assert!(count.into_inner() < 80, "it stopped soon");
}

#[test]
fn what_cannot_be_deleted_is_reported() {
    let number = AtomicUsize::new(0);
    let answer = |request: &Request| match request.method {
        Method::Post => {
            let id = number.fetch_add(1, Ordering::Relaxed);
            plain(200, &format!(r#"{{"data":{{"id":"id-{id}"}}}}"#))
        }
        _ => plain(200, r#"{"data":{"success_ids":["id-0"]}}"#),
    };
    let only = Selection::default().only("create-indicator/T4/labels/optional");
    let report = run(answer, &Options::default().selection(only).threads(1)).unwrap();
    let created = report.clean_up.created;
    assert!(created > 1);
    assert_eq!((report.clean_up.deleted, report.clean_up.left.len()), (1, created - 1));
    assert!(report.to_string().contains("left behind"), "{report}");
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_is_sent() {
    let count = AtomicUsize::new(0);
    let answer = |_: &Request| {
        count.fetch_add(1, Ordering::Relaxed);
        plain(200, "{}")
    };
    let only = |pattern: &str| Options::default().selection(Selection::default().only(pattern));
    for options in [only("no-such-rule"), Options::default().phases([])] {
        assert_eq!(run(answer, &options).unwrap_err().exit_code(), 2);
    }
    let service = Service::embedded().unwrap();
    let far = Target::new("https://example.com").unwrap().token("t");
    let error = run_with(&service, &far, &Options::default(), &Canned(answer)).unwrap_err();
    assert!(error.to_string().contains("--live"), "{error}");
    let no_token = Target::new("http://127.0.0.1:1").unwrap().token("");
    assert!(run_with(&service, &no_token, &Options::default(), &Canned(answer)).is_err());
    assert_eq!(count.into_inner(), 0);
}

#[test]
fn a_selection_leaves_everything_else_alone() {
    let only = Selection::default().only("coverage/create-indicator/T4/verdict/type/null");
    let report = run(|_| plain(200, "{}"), &Options::default().selection(only)).unwrap();
    assert_eq!(report.totals.cases, 1, "{report}");
    let rules: Vec<&str> = report.rules().map(|rule| rule.id.as_str()).collect();
    assert_eq!(rules, ["create-indicator/T4/verdict/type"]);
}
