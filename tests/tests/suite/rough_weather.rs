//! Ten thousand creations while connections break and the gateway refuses: what the client says of
//! each agrees with what the mock did.

use std::collections::HashMap;
use std::time::Duration;

use secmaster_client::bulk::{Deletion, OnError, Outcome};
use secmaster_client::model::create_indicator;
use secmaster_client::{Client, RetryPolicy};
use secmaster_mock::{Config, JournalEntry, Mock, Processed};
use secmaster_spec::Service;

const WORKSPACE: &str = "909494e3-558e-46b6-a9eb-07a8e18ca620";
const COUNT: usize = 10_000;
const SCRIPT: &str = "reset-before=1%,reset-after=1%,429=1%,503=1%";

/// What the client says of one creation.
#[derive(Debug)]
enum Said {
    Created(String),
    MayExist,
}

fn start() -> Mock {
    let config = Config::default().with_seed(11).with_journal();
    Mock::start(config.with_script(SCRIPT.parse().unwrap())).unwrap()
}

fn client(mock: &Mock) -> Client {
    Client::builder()
        .endpoint(mock.endpoint())
        .project_id("0123456789abcdef")
        .token("a-token-from-iam")
        .max_requests_per_second(None)
        .retries(RetryPolicy::default().with_first_wait(Duration::from_millis(1)))
        .build()
        .unwrap()
}

fn bodies() -> impl Iterator<Item = create_indicator::Request> + Send {
    let service = Service::embedded().unwrap();
    let operation = service.operation("create-indicator").unwrap();
    let example = &operation.examples.iter().find(|it| it.id.ends_with("/request")).unwrap().value;
    let body: create_indicator::Request = serde_json::from_value(example.clone()).unwrap();
    (0..COUNT).map(move |number| {
        let mut body = body.clone();
        body.data_object.name = format!("indicator {number}");
        body
    })
}

/// The ids of what was created, by name.
fn made(journal: &[JournalEntry]) -> HashMap<String, Vec<String>> {
    let mut made: HashMap<String, Vec<String>> = HashMap::new();
    for entry in journal {
        if let Processed::Created { id, name: Some(name) } = &entry.processed {
            made.entry(name.clone()).or_default().push(id.clone());
        }
    }
    made
}

#[test]
fn client_and_mock_agree_on_each_of_ten_thousand() {
    let mock = start();
    let client = client(&mock);
    let mut said = Vec::new();
    client.create_many(WORKSPACE, bodies()).concurrency(8).on_error(OnError::KeepGoing).for_each(
        |item| {
            let outcome = match item.outcome {
                Outcome::Done(answer) => {
                    Said::Created(answer.data.as_ref().unwrap().id.clone().unwrap())
                }
                Outcome::Failed(error) if error.may_have_been_applied() => {
                    assert!(error.to_string().contains("the indicator may exist"), "{error}");
                    Said::MayExist
                }
                other => panic!("{}: {other:?}", item.index),
            };
            said.push((item.index, outcome));
        },
    );
    assert_eq!(said.len(), COUNT);

    let made = made(&mock.journal());
    let mut in_doubt = 0;
    for (index, said) in &said {
        let ids = made.get(&format!("indicator {index}")).map_or(&[][..], Vec::as_slice);
        match said {
            Said::Created(id) => assert_eq!(ids, std::slice::from_ref(id), "{index}"),
            Said::MayExist => {
                in_doubt += 1;
                assert!(ids.len() <= 1, "{index}: {ids:?}");
            }
        }
    }
    assert!((100..600).contains(&in_doubt), "{in_doubt}");

    let ids: Vec<String> = made.into_values().flatten().collect();
    assert_eq!(ids.len(), mock.kept().len());
    let mut deleted = 0;
    client.delete_many(WORKSPACE, ids.clone()).chunk_size(100).for_each(|item| {
        let outcome: Deletion = item.outcome;
        assert!(outcome.may_have_been_deleted(), "{}: {outcome:?}", item.input);
        deleted += 1;
    });
    assert_eq!(deleted, ids.len());
    assert!(mock.kept().is_empty());
}
