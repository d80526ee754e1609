//! Operations that the mock has never seen: a schema file is all that it takes.

use std::sync::LazyLock;
use std::time::Duration;

use crate::support::line::{Ending, Line};
use crate::support::{Answer, Call};
use secmaster_mock::{Config, Mock};
use secmaster_spec::{SchemaFile, Service, Strictness};
use serde_json::{Value, json};

fn service() -> Service {
    static SERVICE: LazyLock<Service> = LazyLock::new(described);
    SERVICE.clone()
}

/// Everything that the two real operations do not have: no effect, ranges of parameters, optional
/// headers, lengths, patterns, item counts, arrays of objects, mandatory rows of answers.
fn described() -> Service {
    let file = |name: &str, path: &str, method: &str, effect: Value| {
        let mut operation = json!({
            "$schema": "../meta/operation.schema.json",
            "name": name,
            "title": "Other",
            "description": "Something else.",
            "source": { "page": "Other", "updated": "2025-07-04" },
            "method": method,
            "path": path,
            "idempotent": true,
            "parameters": {
                "path": { "$ref": "#/$defs/Path" },
                "header": { "$ref": "#/$defs/Headers" }
            },
            "request": { "$ref": "#/$defs/Request" },
            "responses": {
                "200": {
                    "description": "Done.",
                    "headers": { "$ref": "#/$defs/AnswerHeaders" },
                    "body": { "$ref": "#/$defs/Answer" }
                },
                "422": { "description": "Refused.", "body": { "$ref": "#/$defs/Refusal" } }
            },
            "$defs": {
                "Path": table(1, &["number"], json!({
                    "number": { "type": "integer", "minimum": 1, "maximum": 9, "description": "Number." }
                })),
                "Headers": table(2, &[], json!({
                    "X-Mode": { "type": "string", "enum": ["fast", "slow"], "description": "Mode." },
                    "X-Key": { "type": "string", "x-secret": true, "description": "Key." }
                })),
                "Request": table(3, &["tags", "parts"], json!({
                    "tags": { "type": "array", "minItems": 1, "maxItems": 2, "items": { "type": "string" }, "description": "Tags." },
                    "label": { "type": "string", "minLength": 2, "maxLength": 4, "description": "Label." },
                    "form": { "type": "string", "pattern": "^[a-c]+$", "description": "Form." },
                    "parts": { "type": "array", "items": { "$ref": "#/$defs/Part" }, "description": "Parts." }
                })),
                "Part": table(4, &["size"], json!({
                    "size": { "type": "integer", "minimum": 0, "maximum": 5, "description": "Size." }
                })),
                "AnswerHeaders": table(5, &[], json!({
                    "X-Other": { "type": "string", "enum": ["this"], "description": "Other." }
                })),
                "Answer": table(6, &["form", "count"], json!({
                    "code": { "type": "string", "description": "Code." },
                    "id": { "type": "string", "description": "Id." },
                    "made": { "type": "string", "description": "Time." },
                    "form": { "type": "string", "description": "Form." },
                    "count": { "type": "integer", "minimum": 3, "maximum": 4, "description": "Count." },
                    "label": { "type": "string", "minLength": 3, "maxLength": 4, "description": "Label." },
                    "parts": { "type": "array", "items": { "$ref": "#/$defs/AnswerPart" }, "description": "Parts." },
                    "total": { "type": "integer", "minimum": 2, "description": "Total." },
                    "key": { "type": "string", "x-secret": true, "description": "Key." },
                    "more": { "type": "array", "items": { "$ref": "#/$defs/More" }, "description": "More." }
                })),
                "AnswerPart": table(7, &[], json!({
                    "size": { "type": "integer", "minimum": 1, "maximum": 5, "description": "Size." },
                    "colour": { "type": "string", "enum": ["red", "green"], "description": "Colour." }
                })),
                "More": table(9, &["serial"], json!({
                    "serial": { "type": "string", "pattern": "^[0-9]$", "description": "Serial." },
                    "strange": { "type": "string", "pattern": "^s{3}t{4}$", "description": "Strange." },
                    "names": { "type": "array", "items": { "type": "string" }, "description": "Names." }
                })),
                "Refusal": table(8, &[], json!({
                    "code": { "type": "string", "description": "Code." }
                }))
            }
        });
        if !effect.is_null() {
            operation["effect"] = effect;
        }
        SchemaFile::new(format!("operations/{name}.json"), operation.to_string())
    };
    let make = json!({
        "kind": "create", "id": "/id", "ids": ["/id"], "times": ["/made"], "states": {},
        "echo": { "/form": "/form", "/count": "{number}", "/label": "/label", "/parts": "/parts" }
    });
    let mut files = SchemaFile::embedded();
    for schema in &mut files {
        if schema.path == "service.json" {
            let mut service: Value = serde_json::from_str(&schema.text).unwrap();
            let operations = service["operations"].as_array_mut().unwrap();
            operations.extend([json!("make"), json!("look")]);
            schema.text = service.to_string();
        }
    }
    files.push(file("make", "/v2/things/{number}", "PUT", make));
    files.push(file("look", "/v2/things/{number}/look", "POST", Value::Null));
    Service::from_files(&files).unwrap_or_else(|problems| panic!("{problems}"))
}

fn table(number: u16, required: &[&str], properties: Value) -> Value {
    let mut table = json!({ "x-table": number, "title": format!("T{number}"), "type": "object", "properties": properties });
    if !required.is_empty() {
        table["required"] = json!(required);
    }
    table
}

fn make(body: &Value) -> Call {
    Call::new("PUT", "/v2/things/3", body.to_string().as_bytes())
}

fn assert_documented(answer: &Answer) {
    let service = service();
    let schema = service.operation("make").unwrap().body_schema(6, Strictness::Documented);
    assert!(jsonschema::is_valid(&schema, &answer.json()), "{answer:?}");
    assert_eq!(answer.header("x-other"), Some("this"));
}

#[test]
fn they_are_enforced_and_named() {
    let mock = Mock::start(Config::default().with_service(service()).with_seed(1)).unwrap();
    let valid = json!({ "tags": ["a"], "parts": [] });
    let cases = [
        (make(&valid).path("/v2/things/10"), "make, Table 1, number: range"),
        (make(&valid).path("/v2/things/x"), "make, Table 1, number: type"),
        (make(&valid).with("x-mode", "FAST"), "make, Table 2, X-Mode: options"),
        (make(&json!({ "tags": [], "parts": [] })), "make, Table 3, tags: item-count"),
        (make(&json!({ "tags": ["a", 1], "parts": [] })), "make, Table 3, tags: items"),
        (
            make(&json!({ "tags": ["a"], "parts": [], "label": "x" })),
            "make, Table 3, label: length",
        ),
        (
            make(&json!({ "tags": ["a"], "parts": [], "form": "xyz" })),
            "make, Table 3, form: format",
        ),
        (make(&json!({ "tags": ["a"], "parts": [1] })), "make, Table 3, parts: items"),
        (make(&json!({ "tags": ["a"], "parts": [{}] })), "make, Table 4, size: mandatory"),
        (make(&json!({ "tags": ["a"], "parts": [{ "size": 6 }] })), "make, Table 4, size: range"),
    ];
    for (call, expected) in cases {
        let answer = call.send(&mock);
        assert_eq!(answer.status, 422, "{expected}: {answer:?}");
        assert!(answer.message().contains(&format!("({expected})")), "{expected}: {answer:?}");
        let rule = expected.replacen(", Table ", "/T", 1).replace(", ", "/").replace(": ", "/");
        let Ok(config) = format!("ignore:{rule}")
            .parse()
            .map(|fault| Config::default().with_service(service()).with_fault(fault))
        else {
            panic!("{rule}")
        };
        // The type of a path parameter has no rule, so nothing can ignore it.
        if !rule.ends_with("number/type") {
            let answer = call.send(&Mock::start(config).unwrap());
            assert_eq!(answer.status, 200, "{rule}: {answer:?}");
            assert_documented(&answer);
        }
    }
}

#[test]
fn their_answers_are_built_from_their_tables() {
    let mock = Mock::start(Config::default().with_service(service()).with_seed(1)).unwrap();
    let body = json!({
        "tags": ["a"], "form": "abc", "label": "ab",
        "parts": [{ "size": 1 }, { "size": 0 }, { "size": 5, "more": 1 }]
    });
    let answer = make(&body).send(&mock);
    assert_documented(&answer);
    let id = answer.json()["id"].clone();
    assert_eq!(
        answer.json(),
        json!({
            "code": "00000000", "id": id, "made": "2025-01-01T08:00:00.000Z+0800", "form": "abc", "count": 3,
            "parts": [
                { "size": 1, "colour": "red" }, { "colour": "red" }, { "size": 5, "colour": "red" }
            ],
            "total": 2, "more": [{ "serial": "1", "names": ["mock"] }]
        })
    );
    let least = make(&json!({ "tags": ["a"], "parts": [] })).path("/v2/things/9").send(&mock);
    assert_documented(&least);
    assert_eq!(mock.kept().len(), 2);

    let look = Call { method: "POST".to_owned(), ..make(&body).path("/v2/things/9/look") };
    let answer = look.send(&mock);
    assert_eq!(answer.status, 200);
    assert_documented(&answer);
    assert_eq!(
        answer.json(),
        json!({
            "code": "00000000", "id": "mock", "made": "mock", "form": "mock", "count": 3, "label": "mock",
            "parts": [{ "size": 1, "colour": "red" }], "total": 2,
            "more": [{ "serial": "1", "names": ["mock"] }]
        })
    );
    assert_eq!(mock.kept().len(), 2);
    assert_eq!(look.path("/v2/things/9").send(&mock).header("allow"), Some("PUT"));
}

#[test]
fn an_optional_secret_is_not_shown() {
    let name = "require:make/T2/X-Key/optional";
    let config = Config::default().with_service(service()).with_fault(name.parse().unwrap());
    let mock = Mock::start(config).unwrap();
    let valid = json!({ "tags": ["a"], "parts": [] });
    assert_eq!(make(&valid).send(&mock).status, 401);
    assert_eq!(make(&valid).with("x-key", "anything").send(&mock).status, 200);
}

#[test]
fn each_of_their_faults_starts() {
    let service = service();
    let is_theirs = |fault: &secmaster_mock::Fault| fault.target().starts_with("make");
    for fault in Mock::faults(&service).into_iter().filter(is_theirs) {
        let config = Config::default().with_service(service.clone()).with_fault(fault.clone());
        let mock = Mock::start(config).unwrap_or_else(|error| panic!("{fault}: {error}"));
        let is_late = fault.rule().ends_with("answer/in-time");
        let patience = if is_late { Duration::from_millis(100) } else { Duration::from_secs(10) };
        let mut line = Line::new(&mock, patience);
        let came = line.send(&make(&json!({ "tags": ["a"], "parts": [] })));
        let is_cut = is_late || fault.rule().ends_with("answer/complete");
        assert!(is_cut || came.ending == Ending::Complete, "{fault}: {came:?}");
    }
}
