//! A bare HTTP client, and requests to send with it.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

pub mod line;
pub mod signer;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::LazyLock;
use std::time::Duration;

use secmaster_mock::{Config, Mock};
use secmaster_spec::{Operation, Service};
use serde_json::Value;

pub const TOKEN: &str = "token-that-nobody-may-see";
pub const CONTENT_TYPE: &str = "application/json;charset=UTF-8";

/// An answer as it came.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub fn message(&self) -> String {
        let body = self.json();
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        text("message").or_else(|| text("error_msg")).unwrap_or_default()
    }
}

/// A request to one operation, which tests change before they send it.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Call {
    pub fn new(method: &str, path: &str, body: &[u8]) -> Self {
        let headers = [("X-Auth-Token", TOKEN), ("content-type", CONTENT_TYPE)];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Self { method: method.to_owned(), path: path.to_owned(), headers, body: body.to_vec() }
    }

    /// The documented example of that operation; without a body if it takes none.
    pub fn example(operation: &Operation) -> Self {
        let path = operation.path.replace(['{', '}'], "");
        let body = operation.request_table.map(|_| example(operation).to_string());
        Self::new(operation.method.as_str(), &path, body.unwrap_or_default().as_bytes())
    }

    pub fn body(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        self
    }

    pub fn path(mut self, path: &str) -> Self {
        self.path = path.to_owned();
        self
    }

    pub fn without(mut self, header: &str) -> Self {
        self.headers.retain(|(name, _)| !name.eq_ignore_ascii_case(header));
        self
    }

    pub fn with(mut self, header: &str, value: &str) -> Self {
        self.headers.push((header.to_owned(), value.to_owned()));
        self
    }

    pub fn head(&self) -> String {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: mock\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head
    }

    pub fn send(&self, mock: &Mock) -> Answer {
        let mut bytes = self.head();
        bytes += &format!("content-length: {}\r\nconnection: close\r\n\r\n", self.body.len());
        raw(mock, &[bytes.as_bytes(), &self.body].concat())
    }
}

/// The documented example request, or the least that the table allows.
pub fn example(operation: &Operation) -> Value {
    let root = operation.request_table.unwrap();
    match operation.example(root) {
        Some(example) => example.value.clone(),
        None => operation.minimal_value(root),
    }
}

/// The status of the operation's success.
pub fn success(operation: &Operation) -> u16 {
    operation.success().unwrap().status
}

/// The status of the operation's documented refusal.
pub fn refusal(operation: &Operation) -> u16 {
    operation.refusal().unwrap().status
}

/// Read once: it takes longer than starting a mock.
pub fn service() -> &'static Service {
    static SERVICE: LazyLock<Service> = LazyLock::new(|| Service::embedded().unwrap());
    &SERVICE
}

pub fn create() -> Call {
    Call::example(service().operation("create-indicator").unwrap())
}

pub fn delete(ids: &Value) -> Call {
    let call = Call::example(service().operation("delete-indicator").unwrap());
    call.body(&serde_json::json!({ "batch_ids": ids }))
}

pub fn start() -> Mock {
    Mock::start(Config::default().with_service(service().clone())).unwrap()
}

pub fn with_fault(name: &str) -> Mock {
    Mock::start(Config::default().with_service(service().clone()).with_fault(name.parse().unwrap()))
        .unwrap()
}

pub fn connect(mock: &Mock) -> TcpStream {
    let stream = TcpStream::connect(mock.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

/// Sends bytes and reads what comes back until the connection ends.
pub fn raw(mock: &Mock, bytes: &[u8]) -> Answer {
    let mut stream = connect(mock);
    stream.write_all(bytes).unwrap();
    read_to_end(&mut stream)
}

pub fn read_to_end(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no head: {text:?}"));
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Answer { status, headers, text: body.to_owned() }
}

/// Takes away what stands at a pointer.
pub fn remove(value: &mut Value, pointer: &str) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    value.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name).unwrap();
}
