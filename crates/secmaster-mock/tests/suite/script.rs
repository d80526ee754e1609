//! Troubles that come by a script, and the journal that tells of them.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use crate::support::line::{Came, Ending, Line};
use crate::support::{Call, create, delete, example, service};
use secmaster_mock::{Config, Iam, JournalEntry, Mock, Processed, StartError, Trouble};
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(10);

fn start(script: &str) -> Mock {
    let config = Config::default().with_service(service().clone()).with_seed(5).with_journal();
    Mock::start(config.with_script(script.parse().unwrap())).unwrap()
}

fn named(name: &str) -> Call {
    let mut body = example(service().operation("create-indicator").unwrap());
    body["data_object"]["name"] = json!(name);
    create().body(&body)
}

fn status(came: &Came) -> Option<u16> {
    came.text.split(' ').nth(1)?.parse().ok()
}

fn status_trouble(status: u16, retry_after: Option<u32>, is_late: bool) -> Trouble {
    Trouble::Status { status, retry_after, is_late }
}

/// One creation with that trouble: what came, what is kept, and the journal's entry.
fn suffer(trouble: &str) -> (Came, usize, JournalEntry) {
    let mock = start(&format!("{trouble}=1"));
    let came = Line::new(&mock, PATIENCE).send(&named("one"));
    let [entry] = &mock.journal()[..] else { panic!("{:?}", mock.journal()) };
    assert_eq!(entry.operation.as_deref(), Some("create-indicator"));
    // The next is spared.
    assert_eq!(named("two").send(&mock).status, 200);
    assert_eq!(mock.journal()[1].trouble, None);
    (came, mock.kept().len() - 1, entry.clone())
}

#[test]
fn resets_come_before_or_after() {
    let (came, kept, entry) = suffer("reset-before");
    assert_eq!((came.ending, came.text.as_str(), kept), (Ending::Reset, "", 0));
    assert_eq!((entry.processed, entry.status), (Processed::Nothing, None));
    assert_eq!(entry.trouble, Some(Trouble::ResetBefore));

    let (came, kept, entry) = suffer("reset-after");
    assert_eq!((came.ending, came.text.as_str(), kept), (Ending::Reset, "", 1));
    assert!(
        matches!(entry.processed, Processed::Created { name: Some(name), .. } if name == "one")
    );
    assert_eq!((entry.status, entry.trouble), (None, Some(Trouble::ResetAfter)));
}

#[test]
fn another_status_comes_instead() {
    for (trouble, status, code) in [
        ("429", 429, "APIGW.0308"),
        ("500", 500, "APIGW.0601"),
        ("503", 503, "APIGW.0613"),
        ("504", 504, "APIGW.0201"),
    ] {
        let (came, kept, entry) = suffer(trouble);
        assert_eq!((self::status(&came), came.ending, kept), (Some(status), Ending::Complete, 0));
        let (head, body) = came.text.split_once("\r\n\r\n").unwrap();
        let body: Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["error_code"], code);
        assert_eq!(body["request_id"], entry.request_id.as_str());
        assert!(head.contains(&entry.request_id) && !head.contains("retry-after"), "{head}");
        assert_eq!((entry.processed, entry.status), (Processed::Nothing, Some(status)));
        assert_eq!(entry.trouble, Some(status_trouble(status, None, false)));
    }
    let (came, ..) = suffer("429:3s");
    assert!(came.text.contains("\r\nretry-after: 3\r\n"), "{came:?}");
    let (came, ..) = suffer("502");
    assert!(came.text.contains("\r\ncontent-type: text/html\r\n"), "{came:?}");
    assert!(came.text.ends_with("</html>"), "{came:?}");
}

#[test]
fn another_status_may_come_late() {
    let (came, kept, entry) = suffer("504-after");
    assert_eq!((status(&came), kept), (Some(504), 1));
    assert!(matches!(entry.processed, Processed::Created { .. }));
    assert_eq!(entry.trouble, Some(status_trouble(504, None, true)));
}

#[test]
fn bodies_are_broken() {
    for trouble in ["cut-body", "bad-chunk"] {
        let (came, kept, entry) = suffer(trouble);
        assert_eq!((status(&came), came.ending, kept), (Some(200), Ending::Closed, 1));
        assert_eq!(entry.status, Some(200));
        assert_eq!(entry.trouble.unwrap().to_string(), trouble);
        assert_eq!(came.text.contains("\r\n\r\nmany\r\n"), trouble == "bad-chunk");
    }
}

#[test]
fn an_answer_comes_late() {
    let started = Instant::now();
    let (came, kept, entry) = suffer("latency:150ms");
    assert!(started.elapsed() >= Duration::from_millis(150));
    assert_eq!((status(&came), kept, entry.trouble), (Some(200), 1, None));
    // It holds up no one else.
    let mock = start("latency:5s=1");
    let slow = || Line::new(&mock, Duration::from_millis(100)).send(&create());
    assert_eq!(slow().ending, Ending::Silent);
    assert_eq!(create().send(&mock).status, 200);
    assert_eq!(mock.journal().len(), 2);
}

#[test]
fn operations_and_credentials_are_meant_by_name() {
    let config = Config::default().with_iam(Iam::new("d", "u", "p")).with_journal();
    let script = "delete-indicator/503=1, credentials/504=2".parse().unwrap();
    let mock = Mock::start(config.with_script(script)).unwrap();
    let login = Call::new("POST", "/v3/auth/tokens", b"");
    let statuses = [
        create().send(&mock).status,
        login.send(&mock).status,
        delete(&json!([])).send(&mock).status,
        delete(&json!([])).send(&mock).status,
        login.send(&mock).status,
        create().path("/nowhere").send(&mock).status,
    ];
    assert_eq!(statuses, [401, 400, 503, 401, 504, 404]);
    let operations = mock.journal().into_iter().map(|entry| entry.operation.unwrap_or_default());
    let [create, delete, credentials] = ["create-indicator", "delete-indicator", "credentials"];
    let due = [create, credentials, delete, delete, credentials, ""];
    assert_eq!(operations.collect::<Vec<_>>(), due);

    let script = "create-indicators/503=1".parse().unwrap();
    let error = Mock::start(Config::default().with_script(script)).unwrap_err();
    assert!(matches!(error, StartError::UnknownOperation { .. }));
    let due = "the script names `create-indicators`, which is no operation; there are create-indicator, delete-indicator, credentials";
    assert_eq!(error.to_string(), due);
}

const CREATIONS: usize = 2000;

/// What a client knows of each creation: the id, or nothing.
fn create_all(mock: &Mock) -> Vec<Option<String>> {
    let mut line = Line::new(mock, PATIENCE);
    let created = (0..CREATIONS).map(|number| {
        let came = line.send(&named(&format!("indicator-{number}")));
        if status(&came) != Some(200) || came.ending != Ending::Complete {
            return None;
        }
        let body: Value = serde_json::from_str(came.text.split_once("\r\n\r\n")?.1).unwrap();
        Some(body["data"]["id"].as_str().unwrap().to_owned())
    });
    created.collect()
}

#[test]
fn the_journal_agrees_with_the_client_item_by_item() {
    let script = "reset-before=1%, reset-after=1%, 429=1%, 503=1%, cut-body=every-97";
    let mock = start(script);
    let known = create_all(&mock);
    let journal = mock.journal();
    assert_eq!(journal.len(), CREATIONS);
    let mut created = HashSet::new();
    for (number, (known, entry)) in known.iter().zip(&journal).enumerate() {
        match &entry.processed {
            Processed::Created { id, name } => {
                assert_eq!(name.as_deref(), Some(&*format!("indicator-{number}")));
                assert_eq!(known.as_ref(), entry.trouble.is_none().then_some(id));
                created.insert(id.clone());
            }
            _ => {
                assert_eq!(known, &None);
                assert!(!entry.trouble.unwrap().is_processed());
            }
        }
    }
    let kinds: HashSet<String> =
        journal.iter().filter_map(|it| it.trouble).map(|it| it.to_string()).collect();
    assert_eq!(kinds.len(), 5, "{kinds:?}");
    assert_eq!(mock.kept().len(), created.len());

    // The same seed, the same troubles.
    let again = start(script);
    assert_eq!(create_all(&again), known);
    assert_eq!(again.journal(), journal);

    let ids: Vec<&String> = created.iter().collect();
    for ids in ids.chunks(999) {
        let deleted = (0..10).any(|_| succeeds(&mock, &delete(&json!(ids))));
        assert!(deleted);
    }
    assert!(mock.kept().is_empty());
    let deleted = mock.journal().into_iter().filter_map(|entry| match entry.processed {
        Processed::Deleted { succeeded, .. } => Some(succeeded),
        _ => None,
    });
    assert_eq!(deleted.flatten().collect::<HashSet<_>>(), created);
}

/// Whether the call succeeded, and the client knows it.
fn succeeds(mock: &Mock, call: &Call) -> bool {
    let came = Line::new(mock, PATIENCE).send(call);
    status(&came) == Some(200) && came.ending == Ending::Complete
}

#[test]
fn no_journal_is_kept_unless_asked_for() {
    let mock = crate::support::start();
    create().send(&mock);
    assert!(mock.journal().is_empty());
}
