//! The bytes that the client sends for each documented example, to the last line break.
//!
//! The snapshots are written anew with `INSTA_UPDATE=always cargo test -p conformance wire`.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use secmaster_client::{Client, operations};
use secmaster_spec::{Place, Service};
use serde_json::Value;

/// Reads one request, head and body, as it came.
fn read_request(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let due: usize = length.expect("a length").parse().unwrap();
            if body.len() >= due {
                return bytes;
            }
        }
        let count = stream.read(&mut chunk).unwrap();
        assert!(count > 0, "the request ends too early: {text}");
        bytes.extend_from_slice(&chunk[..count]);
    }
}

/// What is sent for an operation's documented request, when its documented answer comes back.
fn sent(name: &str) -> String {
    let service = Service::embedded().unwrap();
    let operation = service.operation(name).unwrap();
    let example = |table: Option<u16>| operation.example(table.unwrap()).unwrap().value.clone();
    let request = example(operation.request_table);
    let answer: Value = example(operation.success().unwrap().body_table);

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let reply = answer.to_string();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let bytes = read_request(&mut stream);
        let head = "HTTP/1.1 200 OK\r\nX-request-id: id\r\nContent-Type: application/json\r\nConnection: close";
        write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{reply}", reply.len()).unwrap();
        bytes
    });
    let client = Client::builder()
        .endpoint(format!("http://{address}"))
        .project_id("project id")
        .token("token-of-the-caller")
        .build()
        .unwrap();
    let rows = operation.rows(Place::Path).filter(|(_, row)| row.name != "project_id");
    let parameters: BTreeMap<_, _> =
        rows.map(|(_, row)| (row.name.clone(), format!("{}/1", row.name))).collect();
    let received = operations::by_name(&client, name, &parameters, request).unwrap();
    assert_eq!((received.value(), received.request_id()), (&answer, Some("id")));

    let text = String::from_utf8(server.join().unwrap()).unwrap();
    let agent = concat!("secmaster-client/", env!("CARGO_PKG_VERSION"));
    for volatile in [address.as_str(), agent] {
        assert_eq!(text.matches(volatile).count(), 1, "{volatile}");
    }
    text.replace(&address, "HOST:PORT")
        .replace(agent, "secmaster-client/VERSION")
        .replace("\r\n", "\\r\\n\n")
}

#[test]
fn documented_examples() {
    for name in operations::NAMES {
        insta::assert_snapshot!(*name, sent(name));
    }
}
