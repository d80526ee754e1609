//! The client against the mock endpoint, over HTTP.

use secmaster_client::Client;
use secmaster_client::model::{create_indicator, delete_indicator};
use secmaster_mock::{Config, Mock};
use secmaster_spec::Service;
use serde_json::Value;

const WORKSPACE: &str = "909494e3-558e-46b6-a9eb-07a8e18ca620";

fn client(mock: &Mock) -> Client {
    Client::builder()
        .endpoint(mock.endpoint())
        .project_id("0123456789abcdef")
        .token("a-token-from-iam")
        .build()
        .unwrap()
}

fn documented(example: &str) -> Value {
    let service = Service::embedded().unwrap();
    let mut examples = service.operations.iter().flat_map(|operation| &operation.examples);
    examples.find(|known| known.id == example).unwrap().value.clone()
}

#[test]
fn what_is_created_can_be_deleted_once() {
    let mock = Mock::start(Config::default()).unwrap();
    let client = client(&mock);
    let body: create_indicator::Request =
        serde_json::from_value(documented("create-indicator/request")).unwrap();

    let created = client.create_indicator(WORKSPACE, &body).unwrap();
    assert!(created.validate().is_ok(), "the mock keeps the tables");
    assert!(created.request_id().is_some());
    let data = created.data.as_ref().unwrap();
    assert_eq!(data.name.as_deref(), Some("Threat indicator name."));
    let id = data.id.clone().unwrap();

    let ids = vec![id.clone(), "unknown".to_owned()];
    let batch = delete_indicator::Request::builder().batch_ids(ids).build();
    let outcome = |answer: &delete_indicator::Response| {
        let data = answer.data.as_ref().unwrap();
        (data.success_ids.clone().unwrap(), data.error_ids.clone().unwrap())
    };
    let first = client.delete_indicator(WORKSPACE, &batch).unwrap();
    assert_eq!(outcome(&first), (vec![id.clone()], vec!["unknown".to_owned()]));
    let second = client.delete_indicator(WORKSPACE, &batch).unwrap();
    assert_eq!(outcome(&second), (vec![], vec![id, "unknown".to_owned()]));
}

#[test]
fn a_request_that_breaks_a_row_is_refused_before_it_is_sent_and_by_the_mock() {
    let mock = Mock::start(Config::default()).unwrap();
    let mut body: create_indicator::Request =
        serde_json::from_value(documented("create-indicator/request")).unwrap();
    body.data_object.granular_marking = "5".into();

    let refused = client(&mock).create_indicator(WORKSPACE, &body).unwrap_err();
    assert!(refused.is_invalid_request());
    assert!(
        refused
            .violations()
            .unwrap()
            .to_string()
            .contains("create-indicator, Table 4, `granular_marking`")
    );

    let unchecked = Client::builder()
        .endpoint(mock.endpoint())
        .project_id("0123456789abcdef")
        .token("a-token-from-iam")
        .validate_requests(false)
        .build()
        .unwrap();
    let refused = unchecked.create_indicator(WORKSPACE, &body).unwrap_err();
    assert!(refused.is_service());
    assert_eq!(
        (refused.status().map(|status| status.as_u16()), refused.code()),
        (Some(400), Some("SecMaster.20030001"))
    );
    assert!(
        refused.message().unwrap().contains("create-indicator, Table 4, granular_marking"),
        "{refused}"
    );
    assert!(refused.request_id().is_some());
}
