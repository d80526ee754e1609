//! What curl puts on the wire, beside what the harness does: the same for every case.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use secmaster_spec::Service;

use super::script;
use crate::case::{Case, Phase, Route, route_of};
use crate::cases::cases;
use crate::options::Profile;
use crate::secret::Secret;
use crate::send::{HttpSender, Sender as _};
use crate::target::Target;

/// Headers that say who asks, not what.
const OF_THE_PROGRAM: [&str; 4] = ["user-agent:", "accept:", "connection:", "content-length: 0"];

#[derive(PartialEq)]
struct Sent {
    line: String,
    headers: BTreeSet<String>,
    body: Vec<u8>,
}

impl Sent {
    /// The client has an order of members of its own.
    fn sort_body(&mut self) {
        if let Ok(mut value) = serde_json::from_slice::<serde_json::Value>(&self.body) {
            value.sort_all_objects();
            self.body = value.to_string().into_bytes();
        }
    }
}

impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        write!(f, "{} {:?} {:.200}", self.line, self.headers, body)
    }
}

/// An endpoint that says what it was sent.
fn listen() -> (String, Receiver<Sent>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (sent, heard) = channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if let Some(request) = read(&stream)
                && sent.send(request).is_err()
            {
                return;
            }
            let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            let _ = (&stream).write_all(answer.as_bytes());
        }
    });
    (endpoint, heard)
}

fn read(stream: &TcpStream) -> Option<Sent> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|count| *count > 0)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let length = lines
        .iter()
        .find_map(|it| it.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let is_meant =
        |line: &String| !OF_THE_PROGRAM.iter().any(|it| line.to_lowercase().starts_with(it));
    let line = lines.remove(0);
    // Only the harness's own headers are told apart by letter case.
    let told = |line: String| {
        let is_of_curl = line.starts_with("Host:") || line.starts_with("Content-Length:");
        if is_of_curl { line.to_lowercase() } else { line }
    };
    let headers = lines.into_iter().map(told).filter(is_meant).collect();
    Some(Sent { line, headers, body })
}

#[test]
fn curl_sends_what_the_harness_sends() {
    if Command::new("curl").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("skipped: curl is not installed");
        return;
    }
    let service = Service::embedded().unwrap();
    let (endpoint, heard) = listen();
    let target = Target::new(&endpoint).unwrap().token("a-to$ken");
    let phases = [Phase::Examples, Phase::Coverage, Phase::Protocol];
    let all = cases(&service, &phases, target.parameters(), Profile::Documented);
    // Of the coverage of bodies, every few are as good as all.
    let is_taken = |(place, case): &(usize, &Case)| {
        case.phase != Phase::Coverage || case.id.contains("/T2/") || place % 15 == 0
    };
    let sender = HttpSender::new(&target, Duration::from_secs(10), 1);
    let mut compared = 0;
    let mut shell = Command::new("sh")
        .env("SECMASTER_ENDPOINT", &endpoint)
        .env("SECMASTER_AUTH_TOKEN", "a-to$ken")
        .env_remove("http_proxy")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = shell.stdin.take().unwrap();
    for (_, case) in all.iter().enumerate().filter(is_taken) {
        let lines = script(&[], case, &Secret::new("a-to$ken"));
        input.write_all(format!("{lines}\n").as_bytes()).unwrap();
        let mut by_curl = heard.recv_timeout(Duration::from_secs(10)).unwrap();
        sender.send(case).unwrap();
        let mut by_harness = heard.recv_timeout(Duration::from_secs(10)).unwrap();
        if route_of(case) == Route::Client {
            by_curl.sort_body();
            by_harness.sort_body();
        }
        assert!(by_curl == by_harness, "{}: {lines}\n{by_curl}\n{by_harness}", case.id);
        compared += 1;
    }
    drop(input);
    shell.wait().unwrap();
    assert!(compared > 150, "{compared}");
}
