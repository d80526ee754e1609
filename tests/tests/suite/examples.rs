//! The documented examples through the model and the client: nothing is lost, and their known mistakes are reported, no others.

use std::collections::BTreeMap;

use conformance::bodies::{self, Decoded};
use secmaster_client::{Canned, Client, operations};
use secmaster_model::{Breach, Deviation, Violation, create_indicator, delete_indicator};
use secmaster_spec::{Example, Service};
use serde_json::Value;

fn example(id: &str) -> Example {
    let service = Service::embedded().unwrap();
    let mut all = service.operations.into_iter().flat_map(|operation| operation.examples);
    all.find(|example| example.id == id).expect("the example is there")
}

fn decoded(id: &str) -> Decoded {
    let service = Service::embedded().unwrap();
    let (example, operation) = (example(id), id.split('/').next().unwrap());
    let all = bodies::all(&service);
    let body = all.iter().find(|body| (body.operation, body.table) == (operation, example.table));
    let decoded = (body.unwrap().decode)(&example.value).unwrap();
    assert_eq!(decoded.json, example.value);
    decoded
}

fn numbers(deviations: &[Deviation]) -> Vec<(u16, &str)> {
    deviations.iter().map(|deviation| (deviation.number, deviation.pointer.as_str())).collect()
}

fn client(canned: &Canned) -> Client {
    let client = Client::builder().region("cn-north-4").project_id("project").token("a-token");
    client.transport(canned.clone()).build().unwrap()
}

/// The body of the only request that was sent.
fn sent(canned: &Canned) -> Value {
    let requests = canned.requests();
    assert_eq!(requests.len(), 1);
    serde_json::from_slice(requests[0].body()).unwrap()
}

const CREATE_REQUEST: [(u16, &str); 7] = [
    (7, "/data_object/verdict"),
    (8, "/data_object/confidence"),
    (9, "/data_object/status"),
    (21, "/data_object/first_report_time"),
    (21, "/data_object/last_report_time"),
    (21, "/data_object/create_time"),
    (21, "/data_object/update_time"),
];

const CREATE_ANSWER: [(u16, &str); 4] = [
    (42, "/code"),
    (21, "/data/data_object/first_report_time"),
    (21, "/data/create_time"),
    (21, "/data/update_time"),
];

#[test]
fn there_are_four() {
    let service = Service::embedded().unwrap();
    let all = service.operations.iter().flat_map(|operation| &operation.examples);
    let ids: Vec<&str> = all.map(|example| example.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "create-indicator/request",
            "create-indicator/response-200",
            "delete-indicator/request",
            "delete-indicator/response-200",
        ]
    );
}

#[test]
fn the_request_to_create_deviates_but_breaks_no_rule() {
    let read = decoded("create-indicator/request");
    assert_eq!(read.violations, []);
    assert_eq!(numbers(&read.deviations), CREATE_REQUEST);
    let value = example("create-indicator/request").value;
    let typed: create_indicator::Request = serde_json::from_value(value).unwrap();
    assert_eq!(typed.validate(), Ok(()));
    assert_eq!(typed.deviations(), read.deviations);
}

#[test]
fn the_answer_to_creating_breaks_one_rule() {
    let read = decoded("create-indicator/response-200");
    let found: Vec<(&str, Breach, Option<u16>)> = read
        .violations
        .iter()
        .map(|Violation { pointer, breach, deviation, .. }| (pointer.as_str(), *breach, *deviation))
        .collect();
    assert_eq!(found, [("/code", Breach::Type, Some(42))]);
    assert_eq!(read.violations[0].row.unwrap().id(), "create-indicator/T10/code");
    assert_eq!(numbers(&read.deviations), CREATE_ANSWER);
    let value = example("create-indicator/response-200").value;
    let typed: create_indicator::Response = serde_json::from_value(value).unwrap();
    assert_eq!(typed.validate().unwrap_err().into_iter().collect::<Vec<_>>(), read.violations);
}

#[test]
fn deleting_is_documented_without_deviation() {
    for id in ["delete-indicator/request", "delete-indicator/response-200"] {
        let read = decoded(id);
        assert_eq!(read.violations, [], "{id}");
        assert_eq!(read.deviations, [], "{id}");
    }
}

#[test]
fn the_client_sends_and_reads_them_alike() {
    for (operation, expected) in
        [("create-indicator", &CREATE_ANSWER[..]), ("delete-indicator", &[])]
    {
        let request = example(&format!("{operation}/request")).value;
        let answer = example(&format!("{operation}/response-200")).value;
        let canned = Canned::new().answer(200, answer.to_string());
        let parameters = BTreeMap::from([("workspace_id".to_owned(), "workspace".to_owned())]);
        let received =
            operations::by_name(&client(&canned), operation, &parameters, request.clone()).unwrap();
        assert_eq!(*received.value(), answer);
        assert_eq!(numbers(received.deviations()), expected, "{operation}");
        assert_eq!(sent(&canned), request);
    }
}

#[test]
fn the_named_methods_do_the_same() {
    let value = |id: &str| example(id).value;
    let canned = Canned::new().answer(200, value("create-indicator/response-200").to_string());
    let request: create_indicator::Request =
        serde_json::from_value(value("create-indicator/request")).unwrap();
    let answer = client(&canned).create_indicator("workspace", &request).unwrap();
    assert_eq!(
        serde_json::to_value(answer.value()).unwrap(),
        value("create-indicator/response-200")
    );
    assert_eq!(answer.deviations(), answer.value().deviations());
    assert_eq!(numbers(answer.deviations()), CREATE_ANSWER);
    assert_eq!(sent(&canned), value("create-indicator/request"));

    let canned = Canned::new().answer(200, value("delete-indicator/response-200").to_string());
    let request: delete_indicator::Request =
        serde_json::from_value(value("delete-indicator/request")).unwrap();
    let answer = client(&canned).delete_indicator("workspace", &request).unwrap();
    assert_eq!(
        serde_json::to_value(answer.value()).unwrap(),
        value("delete-indicator/response-200")
    );
    assert!(answer.deviations().is_empty());
    assert_eq!(sent(&canned), value("delete-indicator/request"));
}
