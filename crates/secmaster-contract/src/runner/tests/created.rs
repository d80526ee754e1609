//! Whole runs against endpoints that are wrong about what was created and deleted.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::{plain, run};
use crate::case::{Phase, Request};
use crate::options::Options;
use crate::send::{Received, SendFailure};
use crate::verdict::Verdict;

/// Gives out `made-0`, `made-1` and so on.
#[derive(Default)]
struct Ids(AtomicUsize);

impl Ids {
    fn next(&self) -> String {
        format!("made-{}", self.0.fetch_add(1, Ordering::Relaxed))
    }
}

/// The ids that a deletion asks for; none if the request is a creation.
fn asked(request: &Request) -> Option<Vec<String>> {
    let ids = request.value.as_ref().and_then(|body| body.pointer("/batch_ids"));
    let ids = ids.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    (request.method == "DELETE").then(|| ids.map(str::to_owned).collect())
}

fn created(id: &str) -> Result<Received, SendFailure> {
    plain(200, &json!({ "data": { "id": id } }).to_string())
}

fn deleted(succeeded: &[String], failed: &[String]) -> Result<Received, SendFailure> {
    plain(200, &json!({ "data": { "success_ids": succeeded, "error_ids": failed } }).to_string())
}

#[test]
fn what_was_created_without_an_id_is_counted() {
    let report = run(|_| plain(200, "{}"), &Options::default()).unwrap();
    let nameless = report.clean_up.nameless;
    assert!(nameless > 100 && report.clean_up.created == nameless);
    let said = format!("{nameless} were created whose ids the endpoint did not give");
    assert!(report.to_string().contains(&said), "{report}");
}

#[test]
fn a_deletion_is_believed_only_of_the_ids_it_was_asked_for() {
    let (ids, all_asked) = (Ids::default(), Mutex::new(BTreeSet::new()));
    let answer = |request: &Request| {
        let Some(asked) = asked(request) else { return created(&ids.next()) };
        all_asked.lock().unwrap().extend(asked);
        let everything: Vec<String> = (0..9_999).map(|id| format!("made-{id}")).collect();
        deleted(&everything, &[])
    };
    run(answer, &Options::default()).unwrap();
    let made = ids.0.into_inner();
    assert!(made > 100);
    let asked = all_asked.into_inner().unwrap();
    let is_forgotten = |id: &usize| !asked.contains(&format!("made-{id}"));
    let forgotten: Vec<usize> = (0..made).filter(is_forgotten).collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
}

#[test]
fn where_many_ids_are_refused_fewer_are_deleted() {
    let ids = Ids::default();
    let answer = |request: &Request| match asked(request) {
        None => created(&ids.next()),
        Some(asked) if asked.len() > 20 => plain(400, r#"{"code":"c","message":"too many"}"#),
        Some(asked) => deleted(&asked, &[]),
    };
    let report = run(answer, &Options::default().phases([Phase::Coverage])).unwrap();
    let clean_up = &report.clean_up;
    assert!(clean_up.created > 100 && clean_up.left.is_empty(), "{clean_up:?}");
    assert_eq!(clean_up.deleted, clean_up.created);
}

#[test]
fn what_the_clean_up_deleted_is_gone() {
    for keeps in [true, false] {
        let (ids, gone) = (Ids::default(), Mutex::new(BTreeSet::new()));
        let answer = |request: &Request| {
            let Some(asked) = asked(request) else { return created(&ids.next()) };
            let mut gone = gone.lock().unwrap();
            let is_there = |id: &String| id.starts_with("made-") && (keeps || !gone.contains(id));
            let (there, not): (Vec<String>, Vec<String>) = asked.into_iter().partition(is_there);
            gone.extend(there.iter().cloned());
            deleted(&there, &not)
        };
        // No scenario, which would show it as well.
        let report = run(answer, &Options::default().phases([Phase::Coverage])).unwrap();
        let verdict = report.rule("delete-indicator/T6/error_ids/gone").unwrap().verdict;
        assert_eq!(verdict, if keeps { Verdict::Broken } else { Verdict::Kept });
    }
}

#[test]
fn an_id_that_was_deleted_long_ago_must_not_come_again() {
    for reuses in [true, false] {
        let (ids, gone) = (Ids::default(), Mutex::new(VecDeque::new()));
        let answer = |request: &Request| {
            let mut gone = gone.lock().unwrap();
            let Some(asked) = asked(request) else {
                let old = if reuses && gone.len() > 500 { gone.pop_front() } else { None };
                return created(&old.unwrap_or_else(|| ids.next()));
            };
            let is_there = |id: &String| id.starts_with("made-");
            let (there, not): (Vec<String>, Vec<String>) = asked.into_iter().partition(is_there);
            gone.extend(there.iter().cloned());
            deleted(&there, &not)
        };
        let report = run(answer, &Options::default()).unwrap();
        let verdict = report.rule("create-indicator/T11/id/fresh").unwrap().verdict;
        assert_eq!(verdict, if reuses { Verdict::Broken } else { Verdict::Kept });
    }
}
