//! Calling operations by name, as generated code does it.

use std::collections::BTreeMap;
use std::error::Error;

use crate::support::{DELETED, DeleteIndicator, Ids, client};
use secmaster_client::call::{body, parameter, send};
use secmaster_client::{Answer, CallError, Canned, Client};
use serde_json::{Value, json};

fn call(
    client: &Client,
    name: &str,
    parameters: &BTreeMap<String, String>,
    json: Value,
) -> Result<Answer<Value>, CallError> {
    match name {
        "delete-indicator" => send(
            client,
            &DeleteIndicator {
                workspace_id: parameter("delete-indicator", parameters, "workspace_id")?,
                body: body::<Ids>("delete-indicator", json)?,
            },
        ),
        _ => Err(CallError::UnknownOperation { name: name.to_owned() }),
    }
}

fn in_workspace() -> BTreeMap<String, String> {
    BTreeMap::from([("workspace_id".to_owned(), "w".to_owned())])
}

#[test]
fn the_answer_is_the_json_as_it_came() {
    let canned = Canned::new().answer(200, DELETED);
    let client = client(canned.clone());
    let answer =
        call(&client, "delete-indicator", &in_workspace(), json!({"batch_ids": ["a"]})).unwrap();
    assert_eq!(*answer.value(), serde_json::from_str::<Value>(DELETED).unwrap());
    assert_eq!(canned.requests()[0].body(), br#"{"batch_ids":["a"]}"#);
    assert_eq!(canned.left(), 0);
}

#[test]
fn each_mistake_has_its_error() {
    let client = client(Canned::new().answer(400, r#"{"code":"S.1","message":"m"}"#));
    let line = |name: &str, parameters: &BTreeMap<String, String>, json: Value| {
        call(&client, name, parameters, json).unwrap_err().to_string()
    };
    let ids = json!({"batch_ids": ["a"]});
    assert_eq!(
        line("rename\n", &in_workspace(), ids.clone()),
        "there is no operation \"rename\\n\""
    );
    assert_eq!(
        line("delete-indicator", &BTreeMap::new(), ids.clone()),
        "delete-indicator: give the path parameter workspace_id"
    );
    assert_eq!(
        line("delete-indicator", &in_workspace(), json!({"batch_ids": ["a", 7]})),
        "delete-indicator: body at /batch_ids/1: invalid type: integer `7`, expected a string"
    );
    assert_eq!(
        line("delete-indicator", &in_workspace(), ids.clone()),
        "delete-indicator: 400 S.1 m"
    );
    let failed = call(&client, "delete-indicator", &in_workspace(), ids).unwrap_err();
    assert!(matches!(&failed, CallError::Error(error) if error.is_transport()));
    assert!(failed.source().is_none());
}
