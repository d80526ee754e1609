//! What the benchmarks share: the mock as a program of its own, and a client that costs little.
#![allow(dead_code, reason = "each benchmark uses a part of it")]

pub mod bare;
pub mod connection;
pub mod program;
pub mod soak;

/// What goes wrong in a benchmark.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The bytes of a request.
pub fn request(method: &str, path: &str, lines: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nhost: mock\r\n{lines}content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// The header lines that each operation demands.
pub const HEADERS: &str = "x-auth-token: any\r\ncontent-type: application/json;charset=UTF-8\r\n";

/// Where the operations of the benchmarks are.
pub const PATH: &str = "/v1/project/workspaces/workspace/soc/indicators";

/// The body of the documented creation.
pub fn documented_body() -> Result<serde_json::Value, Failure> {
    let service = secmaster_spec::Service::embedded()?;
    let operation = service.operation("create-indicator").ok_or("there is no creation")?;
    let root = operation.request_table.ok_or("the creation has no body")?;
    Ok(operation.example(root).ok_or("the creation has no example")?.value.clone())
}

/// The documented creation.
pub fn documented_create() -> Result<Vec<u8>, Failure> {
    Ok(request("POST", PATH, HEADERS, &documented_body()?.to_string()))
}
