//! What creating and deleting does, and what it answers.

use crate::support::{Answer, create, delete, example, service, start};
use secmaster_mock::{Config, Mock, Profile};
use serde_json::{Value, json};

const ELSEWHERE: &str = "/v1/project_id/workspaces/elsewhere/soc/indicators";

#[test]
fn what_is_created_can_be_deleted_once() {
    let mock = start();
    let (one, two) = (id(&create().send(&mock)), id(&create().send(&mock)));
    assert_ne!(one, two);
    assert_eq!(mock.kept().len(), 2);
    let answer = delete(&json!([one, "unknown", one])).send(&mock).json();
    assert_eq!(answer["data"], json!({ "success_ids": [one], "error_ids": ["unknown"] }));
    let answer = delete(&json!([one, two])).send(&mock).json();
    assert_eq!(answer["data"], json!({ "success_ids": [two], "error_ids": [one] }));
    assert!(mock.kept().is_empty());
}

#[test]
fn workspaces_and_projects_are_apart() {
    let mock = start();
    let id = id(&create().send(&mock));
    for path in [ELSEWHERE, "/v1/elsewhere/workspaces/workspace_id/soc/indicators"] {
        let answer = delete(&json!([id])).path(path).send(&mock).json();
        assert_eq!(answer["data"], json!({ "success_ids": [], "error_ids": [id] }));
    }
    // The same path in another spelling.
    let same = "/v1/project%5Fid/workspaces/workspace_id/soc/indicators";
    let answer = delete(&json!([id])).path(same).send(&mock).json();
    assert_eq!(answer["data"], json!({ "success_ids": [id], "error_ids": [] }));
}

#[test]
fn nothing_to_delete_is_no_mistake() {
    let mock = start();
    for body in [json!({}), json!({ "batch_ids": [] })] {
        let answer = delete(&json!([])).body(&body).send(&mock);
        assert_eq!(answer.status, 200);
        let expected = json!({
            "code": "00000000",
            "message": "success",
            "data": { "success_ids": [], "error_ids": [] }
        });
        assert_eq!(answer.json(), expected);
    }
}

#[test]
fn the_answer_repeats_the_request_as_documented() {
    let mock = Mock::start(Config::default().with_seed(1)).unwrap();
    let answer = create().send(&mock).json();
    let id = answer["data"]["id"].clone();
    let sent = example(service().operation("create-indicator").unwrap())["data_object"].clone();
    let expected = json!({
        "code": "00000000",
        "message": "success",
        "data": {
            "id": id,
            "name": sent["name"],
            "data_object": {
                "indicator_type": sent["indicator_type"],
                "value": "123",
                "update_time": "2025-01-01T08:00:00.000Z+0800",
                "create_time": "2025-01-01T08:00:00.000Z+0800",
                "environment": sent["environment"],
                "data_source": {
                    "source_type": 3,
                    "domain_id": sent["data_source"]["domain_id"],
                    "project_id": sent["data_source"]["project_id"],
                    "region_id": sent["data_source"]["region_id"]
                },
                "first_report_time": sent["first_report_time"],
                "is_deleted": false,
                "last_report_time": sent["last_report_time"],
                "granular_marking": 1,
                "name": sent["name"],
                "id": id,
                "project_id": sent["project_id"],
                "revoked": false,
                "status": "Open",
                "verdict": "Black",
                "workspace_id": sent["workspace_id"]
            },
            "workspace_id": "workspace_id",
            "project_id": "project_id",
            "dataclass_ref": sent["dataclass"],
            "create_time": "2025-01-01T08:00:00.000Z+0800",
            "update_time": "2025-01-01T08:00:00.000Z+0800"
        }
    });
    assert_eq!(answer, expected);
    assert_eq!(mock.kept(), [expected]);
}

#[test]
fn a_creation_with_every_row_is_answered_with_every_row() {
    let service = service();
    let operation = service.operation("create-indicator").unwrap();
    let mut body = example(operation);
    let sent = body["data_object"].as_object_mut().unwrap();
    sent.insert("confidence".to_owned(), json!(80));
    sent.insert("id".to_owned(), json!("sent"));
    let answer = create().body(&body).send(&start()).json();
    let root = operation.success().unwrap().body_table.unwrap();
    for (place, ..) in operation.places(root) {
        assert!(answer.pointer(&place).is_some(), "{place}");
    }
}

#[test]
fn a_seed_repeats_everything() {
    let run = |seed: u64| {
        let mock = Mock::start(Config::default().with_seed(seed)).unwrap();
        let answers: Vec<(String, String)> = [create().send(&mock), create().send(&mock)]
            .into_iter()
            .map(|answer| (answer.header("x-request-id").unwrap().to_owned(), answer.text))
            .collect();
        answers
    };
    assert_eq!(run(5), run(5));
    assert_ne!(run(5), run(6));
}

#[test]
fn lenient_takes_what_live_traffic_sends() {
    let strict = start();
    let lenient = Mock::start(Config::default().with_profile(Profile::Lenient)).unwrap();
    let mut body = example(service().operation("create-indicator").unwrap());
    body["data_object"]["granular_marking"] = json!(3);
    crate::support::remove(&mut body, "/data_object/environment/vendor_type");
    let refused = create().body(&body).send(&strict);
    assert_eq!(refused.status, 400);
    assert!(refused.message().contains("vendor_type is missing"), "{refused:?}");
    assert!(refused.message().contains("granular_marking is 3, a number"), "{refused:?}");
    let accepted = create().body(&body).send(&lenient).json();
    assert_eq!(accepted["data"]["data_object"]["granular_marking"], 3);
    body["data_object"]["granular_marking"] = json!("7");
    let refused = create().body(&body).send(&lenient);
    assert!(refused.message().contains("granular_marking: options"), "{refused:?}");
    body["data_object"]["granular_marking"] = json!(null);
    let refused = create().body(&body).send(&lenient);
    assert_eq!(refused.message().matches("granular_marking: ").count(), 1, "{refused:?}");
    assert!(refused.message().contains("granular_marking: type"), "{refused:?}");
}

fn id(answer: &Answer) -> Value {
    let id = answer.json()["data"]["id"].clone();
    assert_eq!(id.as_str().unwrap().len(), 32);
    id
}
