//! The schema files cut into pieces that are small enough to be read thousands of times.
//!
//! A piece is a file with one table of one row, or one deviation with one fact. Parts that differ in nothing but words make one
//! piece, and what no file uses is in a piece of its own.

use std::collections::BTreeSet;

use secmaster_spec::SchemaFile;
use serde_json::{Value, json};

use crate::edit::{Files, put, take_away};

/// A small file, the files that it is read beside, and the part of it that is worth changing.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The file's path in `schemas/`.
    pub path: String,
    /// The file.
    pub value: Value,
    /// The other files.
    pub beside: Vec<SchemaFile>,
    /// The JSON pointer of the part.
    pub below: String,
}

/// All pieces.
///
/// # Panics
/// The schema files are not as they should be.
pub fn pieces() -> Vec<Piece> {
    let files = Files::embedded();
    let service = json!({
        "$schema": "meta/service.schema.json", "name": "A", "title": "A", "description": "A.",
        "endpoint": {"pattern": "https://a.{region}", "regions": ["a"]},
        "errors": [{"name": "a", "description": "A.", "code": "/a", "message": "/b"}],
        "operations": ["create-indicator"],
        "$defs": files.get("service.json")["$defs"],
    });
    let mut cut = Cut { pieces: Vec::new(), seen: BTreeSet::new(), service };
    cut.add("service.json", &uncommon_service(&files), &Files::of([]), "");
    let mut operations: Vec<(&str, Value)> = files
        .iter()
        .filter(|(path, _)| path.starts_with("operations/"))
        .map(|(path, value)| (path, value.clone()))
        .collect();
    let mut uncommon = operations.first().expect("an operation").1.clone();
    uncommon["$defs"] = json!({"Uncommon": uncommon_table()});
    operations.push(("operations/uncommon.json", uncommon));
    for (path, operation) in &operations {
        cut.operation(path, operation, &files);
    }
    for deviation in files.get("deviations.json")["deviations"].as_array().unwrap() {
        cut.deviation(&files, deviation);
    }
    cut.pieces
}

struct Cut {
    pieces: Vec<Piece>,
    seen: BTreeSet<String>,
    service: Value,
}

impl Cut {
    fn add(&mut self, path: &str, value: &Value, beside: &Files, below: &str) {
        let part = value.pointer(below).expect("the part is there");
        if self.seen.insert(format!("{} {}", path.split('/').next().unwrap(), likeness("", part))) {
            let (path, below) = (path.to_owned(), below.to_owned());
            self.pieces.push(Piece { path, value: value.clone(), beside: beside.texts(), below });
        }
    }

    fn operation(&mut self, path: &str, operation: &Value, files: &Files) {
        let name = path.trim_start_matches("operations/").trim_end_matches(".json");
        let mut service = self.service.clone();
        service["operations"] = json!([name]);
        let beside = Files::of([("service.json", service)]);
        let mut head = operation.clone();
        head["name"] = name.into();
        head["$defs"] = json!({"Only": {"x-table": 1, "title": "Only", "type": "object", "properties": {"row": any_row()}}});
        self.add(path, &head, &beside, "");
        take_away(&mut head, "/effect");
        take_away(&mut head, "/request");
        take_away(&mut head, "/parameters/path");
        head["responses"] = json!({"200": {"description": "Done."}});
        for name in ["title", "description"] {
            head[name] = json!("A.");
        }
        for (table, value) in operation["$defs"].as_object().unwrap() {
            let whole = format!("/$defs/{table}");
            let mut alone = head.clone();
            put(&mut alone, &whole, value.clone());
            alone["$defs"][table]["properties"] = json!({"row": any_row()});
            if let Some(Value::Array(required)) = alone["$defs"][table].get_mut("required") {
                required.truncate(2);
            }
            self.add(path, &alone, &beside, &whole);
            for (row, keywords) in value["properties"].as_object().unwrap() {
                let mut alone = alone.clone();
                alone["$defs"][table]["properties"] = json!({row: keywords});
                let reference = keywords.get("$ref").or_else(|| keywords.get("items")?.get("$ref"));
                let reference = reference.and_then(Value::as_str).unwrap_or_default();
                if let Some(inner) = reference.strip_prefix("#/$defs/") {
                    alone["$defs"][inner] = alone["$defs"]["Only"].clone();
                }
                self.add(path, &alone, &beside, &format!("{whole}/properties/{row}"));
            }
        }
        let folder = format!("examples/{name}/");
        for (path, example) in files.iter().filter(|(path, _)| path.starts_with(&folder)) {
            let mut beside = beside.clone();
            beside.insert(&format!("operations/{name}.json"), head.clone());
            let mut example = example.clone();
            example["value"] = json!("anything");
            self.add(path, &example, &beside, "");
        }
    }

    fn deviation(&mut self, files: &Files, deviation: &Value) {
        let beside = Files::of([("service.json", self.service.clone())]);
        let mut value = files.get("deviations.json").clone();
        // One fact is like another where the rest is concerned, and members may be missing one by one.
        if deviation.get("writing").is_some() && deviation.get("live").is_some() {
            value["deviations"] = json!([deviation]);
            let short = &mut value["deviations"][0];
            short["rows"].as_array_mut().unwrap().truncate(2);
            short["says"] =
                json!([{"source": "One", "value": "text"}, {"source": "Two", "value": 1}]);
            short["evidence"] = json!([{"kind": "title", "example": "a/b", "contains": "c"}]);
            self.add("deviations.json", &value, &beside, "");
        }
        let says = json!([{"source": "One", "value": 1}, {"source": "Two", "value": 2}]);
        for evidence in deviation["evidence"].as_array().unwrap() {
            value["deviations"] = json!([{
                "number": 1, "title": "Short", "rows": ["a"], "says": says, "reading": "One.", "evidence": [evidence],
            }]);
            self.add("deviations.json", &value, &beside, "/deviations/0/evidence/0");
        }
    }
}

fn any_row() -> Value {
    json!({"type": "string", "description": "Text."})
}

/// The service with scalars like no other.
fn uncommon_service(files: &Files) -> Value {
    let mut service = files.get("service.json").clone();
    service["endpoint"]["regions"].as_array_mut().unwrap().truncate(2);
    service["$defs"]["Uncommon"] = json!({
        "type": "string", "enum": ["a"], "x-names": ["A"], "minLength": 1, "maxLength": 9, "deprecated": true, "x-secret": true,
        "x-writes": {"enum": ["a"], "deviation": 1}, "description": "Text.",
    });
    service["$defs"]["Number"] = json!({
        "type": "integer", "minimum": 1, "maximum": 9, "x-writes": {"minimum": 1, "maximum": 2, "deviation": 1},
        "description": "A number.",
    });
    service["$defs"]["Flag"] = json!({"type": "boolean", "deprecated": true, "x-secret": true});
    service
}

/// A table of rows with keywords that no real row has.
fn uncommon_table() -> Value {
    json!({
        "x-table": 1,
        "title": "Uncommon",
        "description": "Rows like no other.",
        "type": "object",
        "required": ["text"],
        "properties": {
            "text": {
                "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^a", "format": "timestamp",
                "deprecated": true, "x-secret": true, "description": "Text.",
            },
            "options": {"type": "string", "enum": ["a", "b"], "x-names": ["A", "B"], "description": "One of two."},
            "number": {
                "type": "integer", "minimum": 1, "maximum": 9, "deprecated": false, "x-secret": true,
                "x-reads": [{"as": "string", "deviation": 1}],
                "x-writes": {"minimum": 1, "maximum": 2, "deviation": 1}, "description": "A number.",
            },
            "flag": {
                "type": "boolean", "deprecated": true, "x-secret": true,
                "x-reads": [{"as": "absent", "deviation": 1}], "description": "A flag.",
            },
            "texts": {
                "type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1, "maxItems": 9,
                "deprecated": true, "x-secret": true, "x-reads": [{"as": "absent", "deviation": 1}], "description": "Texts.",
            },
            "objects": {"type": "array", "items": {"$ref": "#/$defs/Inner"}, "description": "Objects."},
            "object": {
                "$ref": "#/$defs/Inner", "deprecated": true,
                "x-reads": [{"as": "absent", "deviation": 1}], "description": "An object.",
            },
        },
    })
}

/// What a part is like but for its words: the same change is right or wrong in all parts that are alike.
fn likeness(name: &str, value: &Value) -> String {
    let set = |parts: &mut dyn Iterator<Item = String>| {
        parts.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(",")
    };
    match value {
        Value::String(text) if ["type", "kind", "as", "format"].contains(&name) => text.clone(),
        Value::String(text) if name == "$ref" => {
            text.split_once("#").map_or("", |(file, _)| file).to_owned()
        }
        Value::String(_) => "text".to_owned(),
        Value::Number(_) => "number".to_owned(),
        Value::Array(items) => {
            format!("[{}]", set(&mut items.iter().map(|item| likeness("", item))))
        }
        Value::Object(members) => {
            let member =
                |(name, value): (&String, &Value)| format!("{name}:{}", likeness(name, value));
            format!("{{{}}}", set(&mut members.iter().map(member)))
        }
        other => other.to_string(),
    }
}
