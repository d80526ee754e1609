//! Starting, stopping, and what is said meanwhile.

use std::collections::HashSet;
use std::io::Write as _;
use std::net::TcpStream;
use std::num::NonZero;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::support::{TOKEN, connect, create, delete, start};
use secmaster_mock::{Config, Mock, StartError};

#[test]
fn dropping_stops_at_once() {
    let mock = start();
    let address = mock.address();
    let mut open = connect(&mock);
    let mut half = connect(&mock);
    half.write_all(b"POST / HTTP/1.1\r\ncontent-length: 10\r\n\r\n").unwrap();
    open.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    std::thread::sleep(Duration::from_millis(50));
    let started = Instant::now();
    drop(mock);
    assert!(started.elapsed() < Duration::from_millis(200), "{:?}", started.elapsed());
    assert!(TcpStream::connect(address).is_err());
    let _ = std::io::Read::read_to_end(&mut open, &mut Vec::new());
    let again = Mock::start(Config::default().with_port(address.port()));
    assert!(again.is_ok(), "{again:?}");
}

#[test]
fn a_taken_port_is_explained() {
    let mock = start();
    let error = Mock::start(Config::default().with_port(mock.address().port())).unwrap_err();
    assert!(matches!(error, StartError::PortInUse { .. }));
    assert!(mock.endpoint().starts_with("http://127.0.0.1:"));
}

#[test]
fn the_log_tells_each_decision_and_no_secret() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&lines);
    let config = Config::default()
        .with_token(TOKEN)
        .with_log(move |exchange| sink.lock().unwrap().push(exchange.to_string()));
    let debug = format!("{config:?}");
    let mock = Mock::start(config).unwrap();
    let id = create().send(&mock).json()["data"]["id"].as_str().unwrap().to_owned();
    delete(&serde_json::json!([id, "x"])).send(&mock);
    let mut broken =
        crate::support::example(crate::support::service().operation("create-indicator").unwrap());
    broken["data_object"]["granular_marking"] = TOKEN.into();
    broken["data_object"]["defanged"] = TOKEN.into();
    create().body(&broken).send(&mock);
    create().without("x-auth-token").send(&mock);
    create().without("x-auth-token").with("x-auth-token", "some-other-token").send(&mock);
    create().path(&format!("/{TOKEN}?secret=in-the-query")).send(&mock);
    crate::support::raw(&mock, b"\r\n\r\nnonsense\r\n\r\n");
    let path = "/v1/project_id/workspaces/workspace_id/soc/indicators";
    let expected = [
        format!(" POST {path} 200 created {id} "),
        format!(" DELETE {path} 200 deleted 1, 1 not there "),
        format!(
            " POST {path} 400 create-indicator/T4/granular_marking/options: /data_object/granular_marking is \"[redacted]\""
        ),
        format!(
            " POST {path} 401 create-indicator/T2/X-Auth-Token/mandatory: header X-Auth-Token is missing "
        ),
        format!(" POST {path} 401 header X-Auth-Token is not the token that this mock accepts "),
        " POST /[redacted] 404 no operation has this path ".to_owned(),
        " - - 400 ".to_owned(),
    ];
    // What is not HTTP is logged when its connection has ended.
    let started = Instant::now();
    while lines.lock().unwrap().len() < expected.len() && started.elapsed() < Duration::from_secs(5)
    {
        std::thread::sleep(Duration::from_millis(5));
    }
    let lines = lines.lock().unwrap().clone();
    for (line, expected) in lines.iter().zip(&expected) {
        assert!(line.contains(expected), "{line}\n{expected}");
        assert!(line.ends_with(" ms"), "{line}");
    }
    assert_eq!(lines.len(), expected.len());
    let all = lines.join("\n") + &debug + &format!("{mock:?}");
    for secret in [TOKEN, "some-other-token", "in-the-query"] {
        assert!(!all.contains(secret), "{all}");
    }
    assert!(lines[2].contains(" (+1 more) "), "{}", lines[2]);
}

#[test]
fn a_panic_in_the_log_ends_one_connection_only() {
    let mock = Mock::start(Config::default().with_log(|exchange| {
        assert!(exchange.status != 404, "on purpose");
    }))
    .unwrap();
    let mut stream = connect(&mock);
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    let _ = std::io::Read::read_to_end(&mut stream, &mut Vec::new());
    assert_eq!(create().send(&mock).status, 200);
}

#[test]
fn threads_share_what_is_kept() {
    let answering = Arc::new(Mutex::new(HashSet::new()));
    let seen = Arc::clone(&answering);
    let config = Config::default()
        .with_threads(NonZero::new(3).unwrap())
        .with_log(move |_| _ = seen.lock().unwrap().insert(std::thread::current().id()));
    let mock = Mock::start(config).unwrap();
    // Each request has a connection of its own, and these go to the threads in turn.
    let created: Vec<_> =
        (0..7).map(|_| create().send(&mock).json()["data"]["id"].clone()).collect();
    assert_eq!(mock.kept().len(), created.len());
    let answer = delete(&serde_json::Value::from(created.clone())).send(&mock).json();
    assert_eq!(answer["data"]["success_ids"], serde_json::Value::from(created));
    assert!(mock.kept().is_empty());
    assert_eq!(answering.lock().unwrap().len(), 3);
}
