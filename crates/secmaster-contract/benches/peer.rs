//! How many cases a second the harness runs, beside Schemathesis on the same mock endpoint.
//!
//! `cargo bench -p secmaster-contract --bench peer`; the peer is the program that the environment
//! variable `SCHEMATHESIS` names, or `schemathesis`. Where it is not installed, only our rate is
//! printed. Exits 1 if ours is less than a hundred times the peer's.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

use std::process::{Command, ExitCode};
use std::time::Instant;

use secmaster_contract::{Options, Target, run};
use secmaster_mock::{Config, Mock};
use secmaster_spec::{Operation, Service, Strictness};
use serde_json::{Map, Value, json};

/// So many random cases are made by each.
const CASES: usize = 2000;

/// How many times the peer's rate ours has to be.
const RATIO: f64 = 100.0;

fn main() -> ExitCode {
    let service = Service::embedded().unwrap();
    let mock = Mock::start(Config::default().with_service(service.clone())).unwrap();
    let target = Target::new(&mock.endpoint()).unwrap();
    let options = Options::default().seed(1).random_cases(CASES);
    // The first run finds no connections open, and nothing in the caches.
    let reports = [(); 3].map(|()| run(&service, &target, &options).unwrap());
    let rate = |report: &secmaster_contract::Report| {
        report.totals.cases as f64 / report.totals.elapsed_seconds
    };
    let mut rates: Vec<f64> = reports.iter().map(rate).collect();
    rates.sort_by(f64::total_cmp);
    let cases = reports[0].totals.cases;
    println!("ours: {cases} cases, {:.0}/{:.0}/{:.0} cases/s", rates[0], rates[1], rates[2]);
    let Some((requests, seconds)) = peer(&service, &mock) else { return ExitCode::SUCCESS };
    let theirs = requests as f64 / seconds;
    println!("Schemathesis: {requests} requests in {seconds:.1} s, {theirs:.1} cases/s");
    println!("ratio: {:.0} (at least {RATIO} is due)", rates[1] / theirs);
    ExitCode::from(u8::from(rates[1] / theirs < RATIO))
}

/// How many requests the peer sent in which time; none if it is not installed.
fn peer(service: &Service, mock: &Mock) -> Option<(usize, f64)> {
    let program = std::env::var("SCHEMATHESIS").unwrap_or_else(|_| "schemathesis".to_owned());
    let folder = std::env::temp_dir().join(format!("contract-peer-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let document = folder.join("openapi.json");
    std::fs::write(&document, openapi(service).to_string()).unwrap();
    let har = folder.join("peer.har");
    let started = Instant::now();
    let output = Command::new(&program)
        .arg("run")
        .arg(&document)
        .args(["--url", &mock.endpoint(), "--header", "X-Auth-Token: any", "--phases", "fuzzing"])
        .args(["--max-examples", &(CASES / 10).to_string(), "--seed", "1", "--workers", "1"])
        .current_dir(&folder)
        .args(["--continue-on-failure", "--report", "har", "--report-har-path"])
        .arg(&har)
        .output();
    let seconds = started.elapsed().as_secs_f64();
    let requests = match output {
        Ok(_) => entries(&har),
        Err(error) => {
            println!("skipped: {program} cannot be started ({error})");
            None
        }
    };
    std::fs::remove_dir_all(&folder).unwrap();
    requests.map(|requests| (requests, seconds))
}

fn entries(har: &std::path::Path) -> Option<usize> {
    let archive: Value = serde_json::from_slice(&std::fs::read(har).ok()?).ok()?;
    Some(archive.pointer("/log/entries")?.as_array()?.len())
}

/// The operations as an OpenAPI document, which is what the peer reads.
fn openapi(service: &Service) -> Value {
    let mut paths = Map::new();
    for operation in &service.operations {
        let path = paths.entry(operation.path.clone()).or_insert_with(|| json!({}));
        path[operation.method.as_str().to_lowercase()] = described(operation);
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": service.title, "version": "1" },
        "paths": paths,
    })
}

fn described(operation: &Operation) -> Value {
    let parameter = |name: &str| {
        let schema = json!({ "type": "string", "pattern": "^[0-9a-f]{8}$" });
        json!({ "name": name, "in": "path", "required": true, "schema": schema })
    };
    let parameters: Vec<Value> =
        operation.rows(secmaster_spec::Place::Path).map(|(_, row)| parameter(&row.name)).collect();
    let root = operation.request_table.expect("both operations have a body");
    let body = inlined(operation.body_schema(root, Strictness::Documented));
    let content = json!({ "application/json;charset=UTF-8": { "schema": body } });
    json!({
        "parameters": parameters,
        "requestBody": { "required": true, "content": content },
        "responses": { "200": { "description": "good" }, "400": { "description": "refused" } },
    })
}

/// The schema with every reference replaced by what it names: references of bodies do not stand at
/// the top of an OpenAPI document.
fn inlined(schema: Value) -> Value {
    fn walk(value: &Value, definitions: &Value) -> Value {
        match value {
            Value::Object(members) => match members.get("$ref").and_then(Value::as_str) {
                Some(name) => {
                    let name = name.trim_start_matches("#/$defs/");
                    walk(&definitions[name], definitions)
                }
                None => Value::Object(
                    members
                        .iter()
                        .map(|(name, value)| (name.clone(), walk(value, definitions)))
                        .collect(),
                ),
            },
            Value::Array(items) => items.iter().map(|item| walk(item, definitions)).collect(),
            other => other.clone(),
        }
    }
    walk(&json!({ "$ref": schema["$ref"] }), &schema["$defs"])
}
