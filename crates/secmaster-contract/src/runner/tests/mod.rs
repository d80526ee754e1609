//! Whole runs against endpoints that are wrong as a whole.

mod again;
mod beside;
mod created;
mod spelling;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use secmaster_spec::{Place, SchemaFile, Service};
use serde_json::{Value, json};

use super::run_with;
use crate::case::{Case, Request};
use crate::error::RunError;
use crate::harness::Harness;
use crate::options::Options;
use crate::replay::replay_with;
use crate::report::{Finding, Report};
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
    run_of(&Service::embedded().unwrap(), answer, options)
}

fn run_of(
    service: &Service,
    answer: impl Fn(&Request) -> Result<Received, SendFailure> + Sync,
    options: &Options<'_>,
) -> Result<Report, RunError> {
    let target = Target::new("http://127.0.0.1:1").unwrap().filled(service);
    run_with(&Harness::new(service)?, &target, options, &Canned(answer))
}

/// The embedded description with one file changed, and with others besides.
fn changed(path: &str, change: impl Fn(&mut Value), more: Vec<SchemaFile>) -> Service {
    let mut files = SchemaFile::embedded();
    let file = files.iter_mut().find(|file| file.path == path).unwrap();
    let mut schema: Value = serde_json::from_str(&file.text).unwrap();
    change(&mut schema);
    file.text = schema.to_string();
    files.extend(more);
    Service::from_files(&files).unwrap()
}

/// With an operation that has a path parameter of its own and no body.
fn with_third_operation() -> Service {
    let files = SchemaFile::embedded();
    let delete = files.iter().find(|file| file.path == "operations/delete-indicator.json").unwrap();
    let mut show: Value = serde_json::from_str(&delete.text).unwrap();
    show["name"] = "sample-operation".into();
    show["method"] = "GET".into();
    show["path"] = "/v1/{project_id}/workspaces/{workspace_id}/soc/samples/{sample_id}".into();
    let parameters = &mut show["$defs"]["PathParameters"];
    parameters["required"] = json!(["project_id", "workspace_id", "sample_id"]);
    parameters["properties"]["sample_id"] = json!({ "type": "string", "description": "Id." });
    show.as_object_mut().unwrap().shift_remove("effect");
    let file = SchemaFile::new("operations/sample-operation.json", show.to_string());
    let add = |service: &mut Value| {
        service["operations"].as_array_mut().unwrap().push("sample-operation".into());
    };
    changed("service.json", add, vec![file])
}

fn plain(status: u16, body: &str) -> Result<Received, SendFailure> {
    Ok(Received::new(status, Vec::new(), body.as_bytes()))
}

#[test]
fn an_endpoint_that_refuses_the_documented_request_is_reported_once() {
    for status in [400, 401, 429, 500] {
        let body = r#"{"code":"x","message":"no"}"#;
        let report = run(|_| plain(status, body), &Options::default()).unwrap();
        assert_eq!(report.exit_code(), 1);
        let first = report.findings.first().unwrap();
        assert_eq!(first.rule, "create-indicator/200/status", "{status}");
        assert!(first.blocks_operation && first.also.is_empty());
        let rule = report.rule("create-indicator/T4/verdict/mandatory").unwrap();
        assert_eq!(rule.verdict, Verdict::NotObservable);
        assert!(rule.reason.as_ref().unwrap().contains("documented request is refused"));
        // 400 is documented, and answers of that status lack their headers.
        let operations = Service::embedded().unwrap().operations;
        let headers = operations.iter().flat_map(|one| one.rows(Place::ResponseHeader));
        let lacking = headers.filter(|(table, _)| table.status == Some(status)).count();
        let content_types = if status == 400 { operations.len() } else { 0 };
        let failures = if status == 500 { operations.len() } else { 0 };
        let expected = operations.len() + lacking + content_types + failures;
        assert_eq!(report.findings.len(), expected, "{report}");
        let sent = report.totals.cases;
        assert_eq!(sent, operations.len(), "one request for each operation is told");
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
    assert!(finding.also.len() >= 5, "{:?}", finding.also);
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
fn an_endpoint_that_falls_silent_is_left_alone_and_what_it_kept_is_named() {
    let count = AtomicUsize::new(0);
    let answer = |_: &Request| match count.fetch_add(1, Ordering::Relaxed) {
        0..50 => plain(200, r#"{"data":{"id":"kept"}}"#),
        _ => Err(SendFailure::NoAnswer("timed out".to_owned())),
    };
    let report = run(answer, &Options::default()).unwrap();
    assert_eq!(report.clean_up.left, ["kept"]);
    let complete = report.rule("create-indicator/answer/complete").unwrap();
    assert_eq!(complete.verdict, Verdict::Broken);
    assert!(count.into_inner() < 80, "it stopped soon");
}

#[test]
fn an_endpoint_that_goes_away_ends_the_run_early() {
    let count = AtomicUsize::new(0);
    let answer = |_: &Request| match count.fetch_add(1, Ordering::Relaxed) {
        0..50 => plain(200, r#"{"data":{"id":"kept"}}"#),
        _ => Err(SendFailure::Unreachable("refused".to_owned())),
    };
    let report = run(answer, &Options::default().threads(1)).unwrap();
    let stopped = report.stopped.as_deref().unwrap();
    assert!(stopped.contains("cannot be reached any more: refused"), "{stopped}");
    assert!(report.to_string().contains(stopped));
    let unseen = report.rule("delete-indicator/T3/batch_ids/items").unwrap();
    assert_eq!(unseen.verdict, Verdict::NotObservable);
    assert!(count.into_inner() < 60, "it stopped soon");
}

#[test]
fn what_cannot_be_deleted_is_reported() {
    let number = AtomicUsize::new(0);
    let answer = |request: &Request| match request.method.as_str() {
        "POST" => {
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
    let harness = Harness::new(&service).unwrap();
    let far = Target::new("https://example.com").unwrap().token("t");
    let error = run_with(&harness, &far, &Options::default(), &Canned(answer)).unwrap_err();
    assert!(error.to_string().contains("--live"), "{error}");
    let no_token = Target::new("http://127.0.0.1:1").unwrap().token("");
    assert!(run_with(&harness, &no_token, &Options::default(), &Canned(answer)).is_err());
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

#[test]
fn a_path_parameter_that_nobody_knows_stops_nothing_on_this_machine() {
    let service = with_third_operation();
    let seen = Mutex::new(Vec::new());
    let answer = |request: &Request| {
        seen.lock().unwrap().push(request.path.clone());
        plain(200, "{}")
    };
    let report = run_of(&service, answer, &Options::default()).unwrap();
    assert_eq!(report.totals.operations, service.operations.len());
    let sample = format!("/samples/{}", Target::WORKSPACE);
    assert!(seen.lock().unwrap().iter().any(|path| path.ends_with(&sample)));
    assert!(report.left_out.is_empty(), "{report}");
}

#[test]
fn elsewhere_an_operation_without_its_path_parameter_is_left_out() {
    let service = with_third_operation();
    let paths = Mutex::new(Vec::new());
    let answer = |request: &Request| {
        paths.lock().unwrap().push(request.path.clone());
        plain(200, "{}")
    };
    let far = Target::new("https://example.com").unwrap().token("planted-token").filled(&service);
    let options = Options::default().live(true);
    let harness = Harness::new(&service).unwrap();
    let report = run_with(&harness, &far, &options, &Canned(answer)).unwrap();
    let said = "sample-operation is left out: give --parameter sample_id=…";
    assert!(report.left_out.iter().any(|left| left == said), "{:?}", report.left_out);
    assert!(report.to_string().contains(said), "{report}");
    assert!(paths.lock().unwrap().iter().all(|path| !path.contains("/samples")));
    let rule = report.rule("sample-operation/200/status").unwrap();
    assert!(rule.reason.as_ref().unwrap().contains("--parameter sample_id"), "{rule:?}");

    let only = Selection::default().only("sample-operation/*");
    let error = run_with(&harness, &far, &options.clone().selection(only), &Canned(answer));
    let error = error.unwrap_err();
    assert!(error.exit_code() == 2 && error.to_string().contains(said), "{error}");
    let given = far.parameter("sample_id", "7");
    let report = run_with(&harness, &given, &options, &Canned(answer)).unwrap();
    assert!(report.left_out.iter().all(|left| left != said), "{:?}", report.left_out);
    assert!(paths.lock().unwrap().iter().any(|path| path.ends_with("/samples/7")));
}

#[test]
fn a_documented_request_that_breaks_its_own_table_is_no_fault_of_the_endpoint() {
    let narrow = |schema: &mut Value| {
        schema["$defs"]["CreateIndicatorDetail"]["properties"]["labels"] =
            json!({ "type": "string", "enum": ["CLOSED"], "description": "Labels." });
    };
    let service = changed("operations/create-indicator.json", narrow, Vec::new());
    // It keeps the tables, and so refuses the documented request.
    let answer = |request: &Request| {
        let labels = request.value.as_ref().and_then(|body| body.pointer("/data_object/labels"));
        let is_good = labels.is_none_or(|labels| labels == "CLOSED");
        plain(if is_good { 200 } else { 400 }, "{}")
    };
    let report = run_of(&service, answer, &Options::default()).unwrap();
    let [mistake] = &report.internal_errors[..] else { panic!("{:?}", report.internal_errors) };
    let said = "the documented request of create-indicator breaks its own table: ";
    assert!(mistake.starts_with(said) && mistake.contains("OPEN"), "{mistake}");
    assert_eq!(report.rule("create-indicator/200/status").unwrap().verdict, Verdict::Kept);
    let labels = report.rule("create-indicator/T4/labels/options").unwrap();
    assert_eq!(labels.verdict, Verdict::Kept);
}

#[test]
fn a_server_that_refuses_one_optional_row_is_tested_all_the_same() {
    let answer = |request: &Request| {
        let labels = request.value.as_ref().and_then(|body| body.pointer("/data_object/labels"));
        plain(if labels.is_some() { 400 } else { 200 }, "{}")
    };
    let report = run(answer, &Options::default()).unwrap();
    let verdict = |rule: &str| report.rule(rule).unwrap().verdict;
    assert_eq!(verdict("create-indicator/T4/labels/optional"), Verdict::Broken);
    assert_eq!(verdict("create-indicator/T4/verdict/mandatory"), Verdict::Broken);
    assert!(report.findings.iter().all(|finding| !finding.blocks_operation));
}

#[test]
fn what_another_request_sent_must_not_come_back() {
    let service = Service::embedded().unwrap();
    for (row, carries, own) in [
        ("last_report_time", true, Value::Null),
        ("last_report_time", false, Value::Null),
        ("confidence", true, 82.into()),
        // One of the two numbers that the harness sends may be what an endpoint has by itself.
        ("confidence", false, 82.into()),
        ("confidence", false, 98.into()),
    ] {
        let last = Mutex::new(own.clone());
        let answer = |request: &Request| {
            let place = format!("/data_object/{row}");
            let sent = request.value.as_ref().and_then(|body| body.pointer(&place)).cloned();
            let mut last = last.lock().unwrap();
            if sent.is_some() || !carries {
                *last = sent.unwrap_or_else(|| own.clone());
            }
            plain(200, &json!({ "data": { "id": "1", "data_object": { row: *last } } }).to_string())
        };
        let report = run_of(&service, answer, &Options::default()).unwrap();
        let rule = "create-indicator/answer/secrecy";
        let found = report.findings.iter().find(|finding| finding.rule == rule);
        assert_eq!(found.is_some(), carries, "{row}: {found:?}");
        let Some(found) = found else { continue };
        // That it comes back shows only after the request that sent it.
        assert_eq!(found.curl.lines().count(), found.steps.len() + 1, "{}", found.curl);
        assert!(!found.steps.is_empty() && !found.curl.contains("ID1"), "{}", found.curl);
        let target = Target::new("http://127.0.0.1:1").unwrap().filled(&service);
        let again = |sender: &dyn Sender| {
            replay_with(&service, &target, &found.replay, &Options::default(), sender).unwrap()
        };
        *last.lock().unwrap() = own.clone();
        assert!(again(&Canned(answer)).still_fails());
        let mended = format!(r#"{{"data":{{"data_object":{{"{row}":82}}}}}}"#);
        assert!(!again(&Canned(|_: &Request| plain(200, &mended))).still_fails());
    }
}

#[test]
fn a_server_that_fails_on_one_kind_of_request_leads_to_the_row() {
    let rule = "create-indicator/T4/verdict/mandatory";
    for hangs_up in [true, false] {
        let answer = |request: &Request| {
            let object = request.value.as_ref().and_then(|body| body.pointer("/data_object"));
            match object.filter(|object| object.is_object()) {
                Some(object) if object.get("verdict").is_none() && hangs_up => {
                    Err(SendFailure::NoAnswer("closed".to_owned()))
                }
                Some(object) if object.get("verdict").is_none() => plain(500, "{}"),
                _ => plain(200, "{}"),
            }
        };
        let report = run(answer, &Options::default().threads(1)).unwrap();
        let kind = if hangs_up { "complete" } else { "server-error" };
        let failed = |finding: &&Finding| finding.rule == format!("create-indicator/answer/{kind}");
        let finding = report.findings.iter().find(failed).unwrap();
        let said = format!("{rule}: `verdict` must be there");
        assert_eq!(finding.made_for.as_ref(), Some(&said));
        assert!(report.to_string().contains(&said), "{report}");
        let reason = report.rule(rule).unwrap().reason.as_deref();
        let said = if hangs_up { "no answer: closed" } else { "answered with 500" };
        assert_eq!(reason, Some(said));
    }
}
