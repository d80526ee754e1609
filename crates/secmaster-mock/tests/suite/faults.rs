//! Faults of answers, and names of faults that there are not.

use crate::support::{Answer, Call, create, delete, service, with_fault};
use secmaster_mock::{Config, FaultKind, Mock, StartError};
use secmaster_spec::{Operation, Service, Strictness};
use serde_json::{Value, json};

#[test]
fn every_answer_fault_breaks_its_rule_and_no_other() {
    let service = service();
    for fault in Mock::faults(service) {
        // What the tables say nothing about is compared in a conversation.
        let is_of_row = fault.target().split('/').nth(1).unwrap().starts_with('T');
        let is_seen = match fault.kind() {
            FaultKind::Garble | FaultKind::Null => is_of_row,
            FaultKind::DropHeader => true,
            FaultKind::Status => fault.variant().is_none(),
            _ => false,
        };
        if !is_seen {
            continue;
        }
        let operation = service.operation(fault.target().split('/').next().unwrap()).unwrap();
        let mock = with_fault(&fault.to_string());
        for other in &service.operations {
            for status in [crate::support::success(other), crate::support::refusal(other)] {
                let answer = answer(&mock, other, status);
                let broken = broken_rules(service, other, status, &answer);
                let part = fault.target().trim_start_matches(&operation.name).to_owned();
                let is_meant = other.name == operation.name && concerns(operation, &part, status);
                let expected = is_meant.then(|| fault.rule().to_owned());
                assert_eq!(broken, Vec::from_iter(expected), "{fault} {answer:?}");
            }
        }
    }
}

#[test]
fn what_is_no_request_is_carried_out_only_where_that_is_ignored() {
    let path = create().path;
    for call in [create(), delete(&json!(["x"]))] {
        let operation =
            service().operations.iter().find(|one| one.method.as_str() == call.method).unwrap();
        let document = String::from_utf8(call.body.clone()).unwrap();
        let with_body = |body: &str| Call { body: body.into(), ..call.clone() };
        let put = Call { method: "PUT".to_owned(), ..call.clone() };
        let cases = [
            ("method", vec![put]),
            (
                "path",
                [format!("{path}/"), format!("{path}/x"), path.replace("/indicators", "")]
                    .map(|path| call.clone().path(&path))
                    .into(),
            ),
            ("path=any-segment", vec![call.clone().path(&path.replace("soc", "other"))]),
            ("json", vec![with_body(&format!("{document} x")), with_body("{"), with_body("")]),
            ("json=trailing-text", vec![with_body(&format!("{document}]"))]),
            ("json=empty", vec![with_body("")]),
        ];
        for other in &service().operations {
            for (rule, calls) in &cases {
                // Where no row is mandatory, nothing says that there has to be a body.
                if *rule == "json=empty" && !other.demands_body() {
                    continue;
                }
                let mock = with_fault(&format!("ignore:{}/request/{rule}", other.name));
                for call in calls {
                    let is_taken = call.send(&mock).status == 200;
                    assert_eq!(is_taken, other == operation, "{}: {rule}: {call:?}", other.name);
                }
            }
        }
    }
}

#[test]
fn deletions_go_wrong_as_they_are_told() {
    let cases = [
        ("T6/success_ids/listed", "unlist", json!([["a"], ["x", "y"]]), 1),
        ("T6/error_ids/listed", "unlist", json!([["a", "b"], ["x"]]), 1),
        ("T6/success_ids/listed", "mislist", json!([[], ["x", "y", "a", "b"]]), 1),
        ("T6/error_ids/listed", "mislist", json!([["a", "b", "x", "y"], []]), 1),
        ("T6/success_ids/exclusive", "both", json!([["a", "b"], ["x", "y", "a"]]), 1),
        ("T6/success_ids/untouched", "spill", json!([["a", "b"], ["x", "y"]]), 0),
        ("T6/error_ids/gone=kept", "resurrect", json!([["a", "b"], ["x", "y"]]), 3),
        ("T6/error_ids/gone", "resurrect", json!([["a", "b"], ["x", "y"]]), 1),
    ];
    for (rule, kind, expected, left) in cases {
        let mock = with_fault(&format!("{kind}:delete-indicator/{rule}"));
        let new = || create().send(&mock).json()["data"]["id"].as_str().unwrap().to_owned();
        let (a, b, _) = (new(), new(), new());
        let deleted = || {
            let body = delete(&json!(["x", a, "y", b])).send(&mock).json();
            let lists = json!([body["data"]["success_ids"], body["data"]["error_ids"]]);
            let text = lists.to_string().replace(&a, "a").replace(&b, "b");
            serde_json::from_str::<Value>(&text).unwrap()
        };
        assert_eq!(deleted(), expected, "{kind}:{rule}");
        assert_eq!(mock.kept().len(), left, "{kind}:{rule}");
        if kind == "resurrect" {
            assert_eq!(deleted(), expected, "{kind}:{rule}");
        }
    }
    let mock = with_fault("spill:delete-indicator/T6/success_ids/untouched=empty");
    create().send(&mock);
    delete(&json!(["x"])).send(&mock);
    assert_eq!(mock.kept().len(), 1);
    delete(&json!([])).send(&mock);
    assert!(mock.kept().is_empty());
}

#[test]
fn what_lingers_is_deleted_by_all_who_ask_together_and_by_nobody_after() {
    let mock = with_fault("resurrect:delete-indicator/T6/error_ids/gone=at-once");
    let id = create().send(&mock).json()["data"]["id"].clone();
    let deleted = || delete(&json!([id])).send(&mock).json()["data"]["success_ids"] == json!([id]);
    let all = std::thread::scope(|scope| {
        let all = [scope.spawn(deleted), scope.spawn(deleted)];
        all.map(|one| one.join().unwrap())
    });
    assert_eq!((all, deleted()), ([true, true], false));
}

#[test]
fn unknown_faults_are_explained() {
    let fault = "ignore:create-indicator/T4/verdict/mandatori".parse().unwrap();
    let error = Mock::start(Config::default().with_fault(fault)).unwrap_err();
    assert!(matches!(error, StartError::UnknownFault { .. }));
    let text = error.to_string();
    assert!(text.contains("near it are: ignore:create-indicator/T4/verdict/mandatory"), "{text}");
}

#[test]
fn every_kind_is_listed() {
    let faults = Mock::faults(service());
    for name in [
        "ignore:create-indicator/T1/project_id/mandatory",
        "ignore:create-indicator/T2/X-Auth-Token/mandatory",
        "ignore:create-indicator/T4/granular_marking/options",
        "ignore:delete-indicator/T3/batch_ids/items",
        "require:delete-indicator/T3/batch_ids/optional",
        "drop-header:delete-indicator/T7/X-request-id/present",
        "garble:create-indicator/T9/X-request-id/format",
        "garble:create-indicator/T12/confidence/range",
        "garble:create-indicator/200/body=bom",
        "garble:delete-indicator/400/content-type=missing",
        "null:create-indicator/T12/confidence/type",
        "omit:create-indicator/T10/code/present",
        "omit:create-indicator/T12/environment/echo",
        "alter:create-indicator/T12/verdict/echo",
        "alter:create-indicator/T12/id/identity",
        "alter:create-indicator/T12/revoked/state",
        "truncate:create-indicator/T12/value/echo",
        "reverse:create-indicator/T11/update_time/order",
        "repeat:create-indicator/T11/id/fresh",
        "repeat:create-indicator/T17/X-request-id/fresh",
        "unlist:delete-indicator/T6/success_ids/listed",
        "mislist:delete-indicator/T6/error_ids/listed",
        "foreign:delete-indicator/T6/error_ids/asked",
        "both:delete-indicator/T6/success_ids/exclusive",
        "resurrect:delete-indicator/T6/error_ids/gone=kept",
        "spill:delete-indicator/T6/success_ids/untouched",
        "status:delete-indicator/400",
        "status:create-indicator/200=404",
        "status:create-indicator/400=500",
        "fail:create-indicator/non-ascii",
        "crash:delete-indicator/sometimes",
        "error-body:create-indicator/401",
        "error-body:delete-indicator/405=html",
        "leak-header:create-indicator/200=base64",
        "leak-body:delete-indicator/401=member",
        "cut-body:create-indicator/400",
        "slow:delete-indicator/200",
    ] {
        assert!(faults.contains(&name.parse().unwrap()), "{name}");
    }
}

/// Whether a fault of that target changes answers of that status.
fn concerns(operation: &Operation, part: &str, status: u16) -> bool {
    let first = part.split('/').nth(1).unwrap();
    match first.strip_prefix('T') {
        Some(number) => operation.table(number.parse().unwrap()).unwrap().status == Some(status),
        None => first == status.to_string(),
    }
}

/// An answer of that status, or what the fault made of it.
fn answer(mock: &Mock, operation: &Operation, status: u16) -> Answer {
    let call = Call::example(operation);
    if status == crate::support::success(operation) {
        return call.send(mock);
    }
    // Every operation has a parameter in its path, but not every one has a body.
    let (before, rest) = operation.path.split_once('{').unwrap();
    let (_, after) = rest.split_once('}').unwrap();
    call.path(&format!("{before}{}", after.replace(['{', '}'], ""))).send(mock)
}

/// The rules of the documented answer that this one breaks.
fn broken_rules(
    service: &Service,
    operation: &Operation,
    status: u16,
    answer: &Answer,
) -> Vec<String> {
    let response = operation.response(status).unwrap();
    let mut broken = Vec::new();
    if answer.status != status {
        assert_eq!(answer.status / 100, status / 100);
        broken.push(format!("{}/{status}/status", operation.name));
    }
    let headers = response.header_table.and_then(|number| operation.table(number));
    for row in headers.into_iter().flat_map(|table| &table.rows) {
        let schema = operation.row_schema(row, Strictness::Documented);
        match answer.header(&row.name) {
            None => broken.push(format!("{}/present", row.id)),
            Some(value) if !jsonschema::is_valid(&schema, &json!(value)) => {
                broken.push(format!("{}/format", row.id));
            }
            Some(_) => {}
        }
    }
    let body: Value = answer.json();
    let root = response.body_table.unwrap();
    let schema = operation.body_schema(root, Strictness::Documented);
    let validator = jsonschema::validator_for(&schema).unwrap();
    for error in validator.iter_errors(&body) {
        let (row, is_item) = operation.row_at(root, error.instance_path().as_str()).unwrap();
        let kind = match error.kind().keyword() {
            "enum" if !error.instance().is_string() => continue,
            _ if is_item => "items",
            "enum" => "options",
            "minimum" | "maximum" => "range",
            "minLength" | "maxLength" => "length",
            "minItems" | "maxItems" => "item-count",
            "pattern" => "format",
            other => other,
        };
        broken.push(format!("{}/{kind}", row.id));
    }
    assert!(service.rules().len() > 100);
    broken
}
