//! What creations and deletions have to say, against answers with one thing changed.

use std::collections::BTreeMap;

use secmaster_spec::Service;
use serde_json::{Value, json};

use super::Judge;
use crate::baseline::{remove, set, with};
use crate::case::{Case, Phase};
use crate::cases::{cases, put_body};
use crate::known::Known;
use crate::options::Profile;
use crate::rules::RuleBook;
use crate::secret::Secret;
use crate::send::Received;
use crate::verdict::Verdict;

/// The rules that the answer breaks, without their operation, and the known deviations.
fn told(case: &Case, body: &Value) -> Vec<String> {
    let service = Service::embedded().unwrap();
    let book = RuleBook::new(&service);
    let parameters = parameters();
    let secret = Secret::new("planted-token");
    let judge = Judge::new(&service, &book, &parameters, &secret, Profile::Documented).unwrap();
    let operation = service.operation(&case.operation).unwrap();
    let received = Received::new(200, Vec::new(), body.to_string().as_bytes());
    let mut seen = super::creation::judge(&judge, operation, case, &received);
    seen.extend(super::deletion::judge(&judge, operation, case, &received));
    let told = |seen: &crate::verdict::Observation| {
        let rule = book.rules[seen.rule].id.split_once('/').unwrap().1.to_owned();
        match seen.verdict {
            Verdict::Broken => Some(rule),
            Verdict::KnownDeviation(number) => Some(format!("{rule} {number}")),
            Verdict::Kept | Verdict::NotObservable => None,
        }
    };
    seen.iter().filter_map(told).collect()
}

fn parameters() -> BTreeMap<String, String> {
    BTreeMap::from([
        ("project_id".to_owned(), "909494e3-558e-46b6-a9eb-07a8e18ca62f".to_owned()),
        ("workspace_id".to_owned(), "909494e3-558e-46b6-a9eb-07a8e18ca620".to_owned()),
    ])
}

fn case(id: &str) -> Case {
    let service = Service::embedded().unwrap();
    let all = cases(&service, &Phase::ALL, &parameters(), Profile::Documented);
    all.into_iter().find(|case| case.id == id).unwrap()
}

/// The documented creation, without times of its own, and a right answer to it.
fn creation() -> (Case, Value) {
    let mut case = case("examples/create-indicator/request/compact");
    let mut body = case.request.value.as_deref().unwrap().clone();
    remove(&mut body, "/data_object/create_time");
    remove(&mut body, "/data_object/update_time");
    set(&mut body, "/data_object/confidence", json!(90));
    let mut object = body["data_object"].clone();
    object["granular_marking"] = json!(1);
    object["status"] = json!("Open");
    object["verdict"] = json!("Black");
    object["id"] = json!("i");
    object["is_deleted"] = json!(false);
    object["revoked"] = json!(false);
    object["create_time"] = json!("2025-01-01T00:00:00Z+0800");
    object["update_time"] = json!("2025-01-01T00:00:00Z+0800");
    let answer = json!({
        "code": "0", "message": "", "data": {
            "id": "i", "name": body["data_object"]["name"], "data_object": object,
            "workspace_id": parameters()["workspace_id"], "project_id": parameters()["project_id"],
            "dataclass_ref": body["data_object"]["dataclass"],
            "create_time": "2025-01-01T00:00:00Z+0800", "update_time": "2025-01-01T00:00:01Z+0800",
        },
    });
    put_body(&mut case.request, body);
    (case, answer)
}

#[test]
fn what_was_sent_comes_back() {
    let (case, answer) = creation();
    assert_eq!(told(&case, &answer), Vec::<String>::new());
    for (place, value, expected) in [
        ("/data/name", json!("other"), "T11/name/echo"),
        ("/data/workspace_id", json!("other"), "T11/workspace_id/echo"),
        ("/data/dataclass_ref/name", json!("other"), "T16/name/echo"),
        ("/data/data_object/value", json!("0123"), "T12/value/echo"),
        ("/data/data_object/granular_marking", json!(2), "T12/granular_marking/echo"),
        ("/data/data_object/verdict", json!("White"), "T12/verdict/echo"),
        ("/data/data_object/confidence", json!(91), "T12/confidence/echo"),
        (
            "/data/data_object/first_report_time",
            json!("2021-01-30T23:00:00Z"),
            "T12/first_report_time/echo",
        ),
        ("/data/data_object/environment/region_id", json!(""), "T14/region_id/echo"),
        ("/data/data_object/id", json!("j"), "T12/id/identity"),
        ("/data/data_object/is_deleted", json!(true), "T12/is_deleted/state"),
        ("/data/data_object/revoked", json!(true), "T12/revoked/state"),
        ("/data/update_time", json!("2024-12-31T23:59:59Z+0800"), "T11/update_time/order"),
    ] {
        assert_eq!(told(&case, &with(&answer, place, value)), [expected], "{place}");
    }
    for (place, value) in [
        // The same instant in another notation, the same number as text, an option as it was sent.
        ("/data/data_object/first_report_time", json!("2021-01-30T15:00:00.000Z")),
        ("/data/data_object/granular_marking", json!("1")),
        ("/data/data_object/verdict", json!("BLACK")),
        (
            "/data/workspace_id",
            case.request.value.as_ref().unwrap()["data_object"]["workspace_id"].clone(),
        ),
    ] {
        assert_eq!(told(&case, &with(&answer, place, value)), Vec::<String>::new(), "{place}");
    }
}

#[test]
fn a_time_that_the_caller_sent_may_come_back_and_no_other() {
    let (mut case, answer) = creation();
    let mut body = case.request.value.as_deref().unwrap().clone();
    set(&mut body, "/data_object/create_time", json!("2024-03-01T00:00:00Z+0800"));
    set(&mut body, "/data_object/update_time", json!("2024-02-01T00:00:00Z+0800"));
    put_body(&mut case.request, body);
    for (time, expected) in [
        ("2024-02-01T00:00:00Z+0800", &[][..]),
        ("2024-01-31T16:00:00Z", &[]),
        ("2020-01-01T00:00:00Z+0800", &["T11/update_time/order"]),
        ("1577836800000", &["T11/update_time/order"]),
        ("1893456000000", &[]),
    ] {
        let answer = with(&answer, "/data/update_time", json!(time));
        assert_eq!(told(&case, &answer), expected, "{time}");
    }
}

#[test]
fn of_a_body_that_says_two_things_nothing_has_to_come_back() {
    let (mut case, answer) = creation();
    case.request.value = None;
    let answer = with(&answer, "/data/workspace_id", json!("other"));
    assert_eq!(told(&case, &answer), Vec::<String>::new());
}

#[test]
fn what_does_not_come_back_is_a_deviation_only_where_the_example_lacks_it() {
    let (case, answer) = creation();
    let without = |places: &[&str]| {
        let mut answer = answer.clone();
        places.iter().for_each(|place| remove(&mut answer, place));
        told(&case, &answer)
    };
    assert_eq!(without(&["/data/data_object/value"]), ["T12/value/echo"]);
    assert_eq!(without(&["/data/data_object"]), ["T11/data_object/echo"]);
    // With the table's other rows there, this one is missing.
    assert_eq!(without(&["/data/data_object/verdict"]), ["T12/verdict/echo"]);
    let rows = ["environment", "last_report_time", "name", "verdict", "confidence"];
    let places = rows.map(|row| format!("/data/data_object/{row}"));
    let mut expected: Vec<String> = rows
        .iter()
        .map(|row| format!("T12/{row}/echo {}", if *row == "environment" { 17 } else { 48 }))
        .collect();
    let mut found = without(&places.iter().map(String::as_str).collect::<Vec<_>>());
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn what_the_answers_row_cannot_hold_need_not_come_back() {
    let (mut case, mut answer) = creation();
    let body = case.request.value.as_deref().unwrap();
    let body = with(
        &with(body, "/data_object/confidence", json!(4)),
        "/data_object/verdict",
        json!("Red"),
    );
    put_body(&mut case.request, body);
    remove(&mut answer, "/data/data_object/confidence");
    remove(&mut answer, "/data/data_object/verdict");
    assert_eq!(told(&case, &answer), Vec::<String>::new());
}

#[test]
fn ids_are_in_the_list_that_they_belong_to() {
    let known = Known {
        alive: vec!["a".to_owned()],
        deleted: vec!["d".to_owned()],
        unknown: vec!["u".to_owned()],
        unnamed: vec!["n".to_owned()],
    };
    let mut case = case("examples/delete-indicator/request/compact");
    put_body(&mut case.request, json!({ "batch_ids": ["u", "a", "d", "n"] }));
    case.known = known;
    for (succeeded, failed, expected) in [
        (json!(["a", "n"]), json!(["d", "u"]), vec![]),
        (json!(["n", "a"]), json!(["u", "d"]), vec![]),
        (json!(["n"]), json!(["a", "u", "d"]), vec!["T6/success_ids/listed"]),
        (json!(["n"]), json!(["u", "d"]), vec!["T6/success_ids/listed"]),
        (json!(["a"]), json!(["u", "d", "n"]), vec!["T6/success_ids/untouched"]),
        (json!(["a", "n", "d"]), json!(["u"]), vec!["T6/error_ids/gone"]),
        (json!(["a", "n", "u"]), json!(["d"]), vec!["T6/error_ids/listed"]),
        (json!(["a", "n"]), json!(["d"]), vec!["T6/error_ids/listed"]),
        (json!(["a", "n", "x"]), json!(["u", "d"]), vec!["T6/success_ids/asked"]),
        (json!(["a", "n"]), json!(["u", "d", "x"]), vec!["T6/error_ids/asked"]),
        (json!(["a", "n", "d"]), json!(["u", "d"]), vec!["T6/success_ids/exclusive"]),
    ] {
        let body = json!({ "data": { "success_ids": succeeded, "error_ids": failed } });
        assert_eq!(told(&case, &body), expected, "{body}");
    }
}

#[test]
fn of_ids_that_nobody_knows_each_is_in_some_list() {
    let case = case("examples/delete-indicator/request/compact");
    let id = case.request.value.as_ref().unwrap()["batch_ids"][0].clone();
    let lists = |succeeded: Value, failed: Value| {
        told(&case, &json!({ "data": { "success_ids": succeeded, "error_ids": failed } }))
    };
    assert!(lists(json!([id]), json!([])).is_empty());
    assert!(lists(json!([]), json!([id])).is_empty());
    assert_eq!(lists(json!([]), json!([])), ["T6/error_ids/listed"]);
}
