//! The meta-schemas and the reader of the description draw the same line between right and wrong schema files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::thread;

use conformance::edit::Files;
use conformance::mutants::{Mutant, mutants};
use conformance::pieces::{Piece, pieces};
use jsonschema::Validator;
use secmaster_spec::{Problem, ProblemKind, SchemaFile, Service};
use serde_json::{Value, json};

const METAS: [&str; 4] = ["service", "operation", "example", "deviations"];
const CREATE: &str = "operations/create-indicator.json";

fn meta_of(path: &str) -> &'static str {
    match path.split('/').next().unwrap() {
        "service.json" => "service",
        "deviations.json" => "deviations",
        "operations" => "operation",
        "examples" => "example",
        _ => panic!("no meta-schema describes {path}"),
    }
}

fn meta_schema(name: &str) -> Value {
    Files::embedded().get(&format!("meta/{name}.schema.json")).clone()
}

fn validators() -> BTreeMap<&'static str, Validator> {
    METAS.map(|name| (name, jsonschema::validator_for(&meta_schema(name)).unwrap())).into()
}

#[test]
fn the_meta_schemas_are_valid() {
    let files = Files::embedded();
    let found = files.iter().filter(|(path, _)| path.starts_with("meta/")).count();
    // The report's is about a file that the harness writes; its own tests hold the two together.
    let all = METAS.into_iter().chain(["report"]);
    assert_eq!(found, all.clone().count());
    for name in all {
        let schema = meta_schema(name);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        if let Err(error) = jsonschema::meta::validate(&schema) {
            panic!("{name}: {}: {error}", error.instance_path());
        }
    }
}

#[test]
fn every_file_keeps_its_meta_schema() {
    let validators = validators();
    let files = Files::embedded();
    for (path, value) in files.iter().filter(|(path, _)| !path.starts_with("meta/")) {
        let why = meta_schema_refuses(&validators[meta_of(path)], value);
        assert_eq!(why, None, "{path}");
    }
}

fn meta_schema_refuses(validator: &Validator, value: &Value) -> Option<String> {
    let error = validator.validate(value).err()?;
    Some(format!("{}: {error}", error.instance_path()))
}

/// The first problem of shape that the reader finds in the file, or none.
fn reader_refuses(piece: &Piece, value: &Value) -> Option<String> {
    let mut files = piece.beside.clone();
    files.push(SchemaFile::new(&*piece.path, value.to_string()));
    let problems = Service::from_files(&files).err()?;
    let is_it =
        |problem: &&Problem| problem.kind == ProblemKind::Shape && problem.file == piece.path;
    problems.iter().find(is_it).map(ToString::to_string)
}

fn disagreement(piece: &Piece, validator: &Validator, mutant: &Mutant) -> Option<String> {
    let Mutant { pointer, change, value } = mutant;
    let place = format!("{}#{pointer} {change}", piece.path);
    match (meta_schema_refuses(validator, value), reader_refuses(piece, value)) {
        (Some(why), None) => Some(format!("{place}: only the meta-schema refuses it: {why}")),
        (None, Some(why)) => Some(format!("{place}: only the reader refuses it: {why}")),
        _ => None,
    }
}

/// Every member that a meta-schema describes somewhere.
fn keywords(meta: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    match meta {
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), value) {
                    ("properties", Value::Object(properties)) => {
                        found.extend(properties.keys().cloned());
                        found.extend(properties.values().flat_map(keywords));
                    }
                    ("$defs", Value::Object(schemas)) => {
                        found.extend(schemas.values().flat_map(keywords))
                    }
                    ("$defs" | "properties", _) => panic!("no schemas: {value}"),
                    _ => found.extend(keywords(value)),
                }
            }
        }
        Value::Array(items) => found.extend(items.iter().flat_map(keywords)),
        _ => {}
    }
    found
}

#[test]
fn reader_and_meta_schemas_agree_on_every_mistake() {
    let validators = validators();
    let keywords: BTreeMap<&str, Vec<String>> =
        METAS.map(|name| (name, keywords(&meta_schema(name)).into_iter().collect())).into();
    let pieces = pieces();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let (count, found) = (Mutex::new(0), Mutex::new(Vec::new()));
    let judge = |piece: &Piece| {
        let meta = meta_of(&piece.path);
        let validator = &validators[meta];
        assert_eq!(meta_schema_refuses(validator, &piece.value), None, "{}", piece.path);
        assert_eq!(reader_refuses(piece, &piece.value), None, "{}", piece.path);
        let mutants = mutants(&piece.value, &piece.below, &keywords[meta]);
        *count.lock().unwrap() += mutants.len();
        let wrong = mutants.iter().filter_map(|mutant| disagreement(piece, validator, mutant));
        found.lock().unwrap().extend(wrong.collect::<Vec<_>>());
    };
    thread::scope(|scope| {
        for first in 0..threads {
            let (pieces, judge) = (&pieces, &judge);
            scope.spawn(move || pieces.iter().skip(first).step_by(threads).for_each(judge));
        }
    });
    let (count, mut found) = (count.into_inner().unwrap(), found.into_inner().unwrap());
    found.sort_unstable();
    assert!(found.is_empty(), "{} of {count} mutants:\n{}", found.len(), found.join("\n"));
    assert!(count > 5_000, "only {count} mutants");
}

#[test]
fn the_pieces_use_every_keyword() {
    let pieces = pieces();
    for name in METAS {
        let mut used = BTreeSet::new();
        for piece in pieces.iter().filter(|piece| meta_of(&piece.path) == name) {
            names(piece.value.pointer(&piece.below).unwrap(), &mut used);
        }
        let unused: Vec<_> = keywords(&meta_schema(name)).difference(&used).cloned().collect();
        assert!(unused.is_empty(), "{name}: {unused:?}");
    }
}

/// Every name of a member in a value.
fn names(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                found.insert(name.clone());
                names(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| names(item, found)),
        _ => {}
    }
}

/// The places and kinds of all problems of files that are all right but for one.
fn problems(files: &Files, path: &str) -> (Vec<(String, ProblemKind)>, String) {
    let problems = files.read().unwrap_err();
    let place = |problem: &Problem| {
        assert_eq!(problem.file, path, "{problems}");
        (problem.pointer.clone(), problem.kind)
    };
    (problems.iter().map(place).collect(), problems.to_string())
}

#[test]
fn three_mistakes_are_three_problems() {
    let mut files = Files::embedded();
    *files.at(CREATE, "/$defs/DataSource/properties/region_id") =
        json!({"type": "string", "maxSize": 9, "description": "Id of the region."});
    files.at(CREATE, "/$defs/DataClassRef/properties")["zone"] =
        json!({"$ref": "#/$defs/Zone", "description": "Zone."});
    files.at(CREATE, "/$defs/Environment/required").as_array_mut().unwrap().push("area".into());
    let (found, text) = problems(&files, CREATE);
    let expected = [
        ("/$defs/DataSource/properties/region_id", ProblemKind::Shape),
        ("/$defs/Environment/required/4", ProblemKind::Meaning),
        ("/$defs/DataClassRef/properties/zone/$ref", ProblemKind::Meaning),
    ];
    assert_eq!(found, expected.map(|(pointer, kind)| (pointer.to_owned(), kind)), "{text}");
    for part in [
        "unknown keyword `maxSize`",
        "`#/$defs/Zone` leads nowhere",
        "`area` is mandatory but has no property",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn a_dangling_reference_hides_nothing_else_of_its_row() {
    let mut files = Files::embedded();
    files.at(CREATE, "/$defs/DataClassRef/properties")["zone"] =
        json!({"$ref": "#/$defs/Zone", "description": ""});
    let (found, text) = problems(&files, CREATE);
    let expected = [
        ("/$defs/DataClassRef/properties/zone/$ref", ProblemKind::Meaning),
        ("/$defs/DataClassRef/properties/zone/description", ProblemKind::Shape),
    ];
    assert_eq!(found, expected.map(|(pointer, kind)| (pointer.to_owned(), kind)), "{text}");
}
