//! Findings that come and go.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::{plain, run};
use crate::case::{Phase, Request};
use crate::options::Options;
use crate::report::Finding;
use crate::verdict::Again;

/// The findings about an endpoint that accepts everything but this.
fn findings(is_failing: impl Fn(&Request) -> bool + Sync) -> Vec<Finding> {
    let answer = |request: &Request| match is_failing(request) {
        true => plain(500, "{}"),
        false => plain(200, r#"{"data":{"id":"a"}}"#),
    };
    let options = Options::default().phases([Phase::Examples, Phase::Coverage]);
    run(answer, &options).unwrap().findings
}

fn again(findings: &[Finding], rule: &str) -> Option<Again> {
    findings.iter().find(|it| it.rule == rule).map(|it| it.again)
}

#[test]
fn what_shows_once_only_is_said_to_come_and_go() {
    let count = AtomicUsize::new(0);
    let found = findings(|_| count.fetch_add(1, Ordering::Relaxed) == 30);
    assert_eq!(again(&found, "create-indicator/answer/server-error"), Some(Again::NotShown));
    assert_eq!(again(&found, "create-indicator/T4/verdict/mandatory"), Some(Again::Shown));
}

#[test]
fn what_shows_each_time_is_steady() {
    let found = findings(|request| request.headers.len() == 1);
    let gone = found.iter().find(|it| it.again == Again::NotShown).map(|it| &it.rule);
    assert_eq!(gone, None);
    assert_eq!(again(&found, "create-indicator/answer/server-error"), Some(Again::Shown));
}
