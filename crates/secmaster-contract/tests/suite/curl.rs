//! The curl lines of findings, run as they stand: they show again what the finding shows.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};

use secmaster_contract::{Finding, Harness, Options, ReceivedAnswer, Report, Selection, Target};
use secmaster_mock::{Config, Fault, FaultKind, Mock};
use secmaster_spec::Service;

/// For so many faults of each kind; those of deletions all.
const EACH: usize = 2;

fn has_curl() -> bool {
    let is_there = Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_ok();
    if !is_there {
        println!("skipped: curl is not installed");
    }
    is_there
}

/// The status and the body that the last line shows.
fn repeated(finding: &Finding, endpoint: &str) -> Option<(u16, String)> {
    let mut shell = Command::new("sh")
        .env("SECMASTER_ENDPOINT", endpoint)
        .env("SECMASTER_AUTH_TOKEN", Target::LOOPBACK_TOKEN)
        .env_remove("http_proxy")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let script = format!("{}\n", finding.curl);
    shell.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let shown = shell.wait_with_output().unwrap().stdout;
    let shown = String::from_utf8_lossy(&shown).into_owned();
    let last = shown.rfind("HTTP/1.1 ")?;
    let (head, body) = shown.get(last..)?.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
}

/// The text without what is another one each time: ids and times, long words with many digits.
fn steady(text: &str) -> String {
    let is_inside = |letter: char| letter.is_ascii_alphanumeric() || "-:.+".contains(letter);
    let mut steady = String::new();
    let mut word = String::new();
    for letter in text.chars().chain([' ']) {
        if is_inside(letter) {
            word.push(letter);
            continue;
        }
        let is_id = word.len() >= 16 && word.chars().filter(char::is_ascii_digit).count() >= 8;
        steady.push_str(if is_id { "…" } else { &word });
        word.clear();
        steady.push(letter);
    }
    steady.trim_end().to_owned()
}

fn is_same(received: &ReceivedAnswer, status: u16, body: &str) -> bool {
    let told = received.body.replace("$SECMASTER_AUTH_TOKEN", Target::LOOPBACK_TOKEN);
    // A long body is cut in the report, maybe in the middle of an id.
    let (kept, is_cut) = match told.rsplit_once("… (") {
        Some((kept, _)) => (kept.get(..kept.len().saturating_sub(64)).unwrap_or(kept), true),
        None => (told.as_str(), false),
    };
    let (kept, body) = (steady(kept), steady(body));
    received.status == status && (kept == body || (is_cut && body.starts_with(&kept)))
}

fn run_with(fault: &Fault, harness: &Harness<'_>) -> (Mock, Report) {
    let mock = Mock::start(Config::default().with_fault(fault.clone())).unwrap();
    let options = Options::default().seed(7).selection(Selection::default().only(fault.rule()));
    let report = harness.run(&Target::new(&mock.endpoint()).unwrap(), &options).unwrap();
    (mock, report)
}

#[test]
fn every_line_shows_what_its_finding_shows() {
    if !has_curl() {
        return;
    }
    let service = Service::embedded().unwrap();
    let harness = Harness::new(&service).unwrap();
    let mut kinds: Vec<FaultKind> = Vec::new();
    let mut shown = BTreeSet::new();
    for fault in Mock::faults(&service) {
        let kind = fault.kind();
        let is_of_deletions =
            ["unlist", "foreign", "both", "mislist", "resurrect", "spill"].contains(&kind.as_str());
        // Nobody waits for these.
        if matches!(kind, FaultKind::Hang | FaultKind::Slow)
            || (!is_of_deletions && kinds.iter().filter(|known| **known == kind).count() >= EACH)
        {
            continue;
        }
        let (mock, report) = run_with(&fault, &harness);
        if report.findings.is_empty() {
            continue;
        }
        kinds.push(kind);
        for finding in &report.findings {
            let Some(received) = &finding.received else { continue };
            let (status, body) = repeated(finding, &mock.endpoint()).unwrap_or_default();
            assert!(
                is_same(received, status, &body),
                "{fault}: {}\n{}\nreceived {received:?}\nrepeated {status} {body}",
                finding.case,
                finding.curl
            );
            shown.insert((kind.as_str(), finding.curl.contains("ID1=$(")));
            shown.extend(finding.curl.ends_with("\nwait").then_some(("at once", true)));
        }
    }
    // Faults that leave no complete answer have none to compare.
    assert!(shown.len() > 20, "{shown:?}");
    assert!(shown.contains(&("resurrect", true)), "{shown:?}");
    assert!(shown.contains(&("at once", true)), "{shown:?}");
}
