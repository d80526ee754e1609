//! Findings that are sent again: they fail where they failed, and nowhere else.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Output;
use std::{env, fs, process};

use secmaster_contract::{Harness, Options, Replay, Report, Selection, Target, Verdict, replay};
use secmaster_mock::{Config, Fault, FaultKind, Mock};
use secmaster_spec::Service;

use crate::support::program;

/// So many faults of each kind are tried.
const EACH: usize = 2;

fn faulty(fault: &Fault) -> Mock {
    Mock::start(Config::default().with_fault(fault.clone())).unwrap()
}

fn report(mock: &Mock, harness: &Harness<'_>, rule: &str) -> Report {
    let options = Options::default().seed(7).selection(Selection::default().only(rule));
    harness.run(&Target::new(&mock.endpoint()).unwrap(), &options).unwrap()
}

/// Through the report's text, as the binary does.
fn stored(report: &Report, name: &str) -> PathBuf {
    let folder = env::temp_dir().join(format!("contract-replay-{name}-{}", process::id()));
    report.write_to(&folder).unwrap();
    folder.join("report.json")
}

#[test]
fn every_finding_fails_again_there_and_not_on_a_correct_endpoint() {
    let service = Service::embedded().unwrap();
    let harness = Harness::new(&service).unwrap();
    let correct = Mock::start(Config::default()).unwrap();
    let options = Options::default();
    let mut kinds: Vec<FaultKind> = Vec::new();
    for fault in Mock::faults(&service) {
        let kind = fault.kind();
        let is_slow = matches!(kind, FaultKind::Hang | FaultKind::Slow);
        if is_slow || kinds.iter().filter(|known| **known == kind).count() >= EACH {
            continue;
        }
        let mock = faulty(&fault);
        let report = report(&mock, &harness, fault.rule());
        if report.findings.is_empty() {
            continue;
        }
        kinds.push(kind);
        let file = stored(&report, "kinds");
        for (place, finding) in report.findings.iter().enumerate() {
            let again = Replay::read(&format!("{}#{}", file.display(), place + 1)).unwrap();
            assert_eq!(
                (again.rule(), again.endpoint()),
                (finding.rule.as_str(), report.endpoint.as_str())
            );
            let there = Target::new(again.endpoint()).unwrap();
            let outcome = replay(&service, &there, &again, &options).unwrap();
            assert_eq!(outcome.verdict, Verdict::Broken, "{fault}: {outcome}");
            let elsewhere = Target::new(&correct.endpoint()).unwrap();
            let outcome = replay(&service, &elsewhere, &again, &options).unwrap();
            assert_eq!(outcome.verdict, Verdict::Kept, "{fault}: {outcome}");
        }
        fs::remove_dir_all(file.parent().unwrap()).unwrap();
    }
    assert_eq!(correct.kept().len(), 0, "nothing is left behind");
    assert!(kinds.iter().any(|kind| kind.as_str() == "resurrect"), "{kinds:?}");
    assert!(kinds.len() > 40, "{kinds:?}");
}

#[test]
fn a_report_holds_every_byte_and_follows_the_caller_to_another_workspace() {
    let service = Service::embedded().unwrap();
    let rule = "create-indicator/request/json";
    let mock = faulty(&format!("ignore:{rule}").parse().unwrap());
    let case = "protocol/create-indicator/request/json/invalid-utf-8";
    let report = report(&mock, &Harness::new(&service).unwrap(), case);
    let finding = report.findings.iter().find(|finding| finding.case == case).unwrap();
    let text = serde_json::to_string(&finding.replay).unwrap();
    assert!(text.contains(r#""body":{"base64":""#), "{text}");
    let again: Replay = serde_json::from_str(&text).unwrap();
    let other = Target::new(&mock.endpoint()).unwrap().workspace("another one").project("p");
    let outcome = replay(&service, &other, &again, &Options::default()).unwrap();
    assert_eq!(outcome.verdict, Verdict::Broken, "{outcome}");
}

#[test]
fn what_is_created_on_a_live_system_has_the_mark_of_this_run() {
    let service = Service::embedded().unwrap();
    let rule = "create-indicator/T4/verdict/mandatory";
    let kept = "resurrect:delete-indicator/T6/error_ids/gone=kept";
    let faults = [format!("ignore:{rule}"), kept.to_owned()];
    let config = faults
        .iter()
        .fold(Config::default(), |config, fault| config.with_fault(fault.parse().unwrap()));
    let mock = Mock::start(config).unwrap();
    let report = report(&mock, &Harness::new(&service).unwrap(), rule);
    let finding = report.findings.iter().find(|finding| finding.rule == rule).unwrap();
    let before = mock.kept().len();
    let options = Options::default().live(true).marker("of-this-run");
    let there = Target::new(&mock.endpoint()).unwrap();
    let outcome = replay(&service, &there, &finding.replay, &options).unwrap();
    assert_eq!(outcome.verdict, Verdict::Broken, "{outcome}");
    let marked = mock.kept().iter().filter(|it| it.to_string().contains("[of-this-run]")).count();
    assert_eq!((marked, mock.kept().len()), (1, before + 1));
}

fn contract(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
}

#[test]
fn the_exit_code_says_what_became_of_it() {
    let service = Service::embedded().unwrap();
    let rule = "create-indicator/T4/verdict/mandatory";
    let mock = faulty(&format!("ignore:{rule}").parse().unwrap());
    let file = stored(&report(&mock, &Harness::new(&service).unwrap(), rule), "binary");
    let correct = Mock::start(Config::default()).unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let free = format!("http://{free}");
    let place = |finding: &str| format!("{}#{finding}", file.display());
    for (place, endpoint, code, said) in [
        (place("1"), None, 1, "still fails"),
        (place(rule), None, 1, "still fails"),
        (place("1"), Some(correct.endpoint()), 0, "no longer fails"),
        (place("1"), Some(free), 3, "cannot reach"),
        (place("1"), Some("https://example.invalid".to_owned()), 2, "--project"),
        (place("2"), None, 2, "has no finding 2"),
        (place("create-indicator/T4/verdict/mandatori"), None, 2, "report.json#1 ("),
        (file.display().to_string(), None, 2, "which finding"),
        ("no/such/file.json#1".to_owned(), None, 2, "--report DIR"),
    ] {
        let mut arguments = vec!["--replay", &place];
        arguments.extend(endpoint.iter().flat_map(|endpoint| ["--endpoint", endpoint]));
        let output = contract(&arguments);
        let shown = [output.stdout, output.stderr].concat();
        let shown = String::from_utf8_lossy(&shown);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {shown}");
        assert!(shown.contains(said), "{arguments:?}: {shown}");
    }
    fs::remove_dir_all(file.parent().unwrap()).unwrap();
}

#[test]
fn a_report_cannot_send_the_request_to_another_host() {
    let service = Service::embedded().unwrap();
    let fault: Fault = "ignore:create-indicator/T4/verdict/mandatory".parse().unwrap();
    let mock = faulty(&fault);
    let file = stored(&report(&mock, &Harness::new(&service).unwrap(), fault.rule()), "elsewhere");
    let stranger = TcpListener::bind("127.0.0.1:0").unwrap();
    stranger.set_nonblocking(true).unwrap();
    let address = stranger.local_addr().unwrap();
    let text = fs::read_to_string(&file).unwrap();
    for path in [format!("@{address}/x"), format!(".{address}/x"), String::new()] {
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        value["findings"][0]["replay"]["path"] = path.into();
        fs::write(&file, value.to_string()).unwrap();
        let again = Replay::read(&format!("{}#1", file.display())).unwrap();
        let target = Target::new(again.endpoint()).unwrap();
        let error = replay(&service, &target, &again, &Options::default()).unwrap_err();
        assert!(error.to_string().contains("does not begin with a slash"), "{error}");
    }
    assert!(stranger.accept().is_err());
    fs::remove_dir_all(file.parent().unwrap()).unwrap();
}
