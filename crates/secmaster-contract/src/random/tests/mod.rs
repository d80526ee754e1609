//! Each random case is what it says.

mod rules;
mod shrink;

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::Validator;
use secmaster_spec::{Narrower, Operation, SchemaFile, Service, Strictness, parse_json};
use serde_json::{Value, json};

use super::{Kind, RandomCase, RandomCases, plain};

fn service() -> Service {
    Service::embedded().unwrap()
}

fn all(operation: &Operation, seed: u64, count: u64) -> Vec<RandomCase> {
    let made = RandomCases::new(operation, &BTreeMap::new(), seed, count).unwrap();
    made.map(|(case, _)| case).collect()
}

/// A service with rows of every kind of rule.
fn uncommon() -> Service {
    let mut files = SchemaFile::embedded();
    let file =
        files.iter_mut().find(|file| file.path == "operations/delete-indicator.json").unwrap();
    let mut operation = parse_json(&file.text).unwrap();
    let request = &mut operation["$defs"]["Request"];
    request["required"] = json!(["batch_ids", "kind", "flag", "rows", "short"]);
    request["properties"]["batch_ids"]["minItems"] = json!(2);
    request["properties"]["batch_ids"]["maxItems"] = json!(3);
    let added = json!({
        "kind": {"type": "string", "enum": ["Black", "White"], "x-names": ["Black", "White"], "description": "A."},
        "amount": {"type": "integer", "minimum": 80, "maximum": 100, "description": "A."},
        "flag": {"type": "boolean", "description": "A."},
        "short": {"type": "string", "minLength": 2, "maxLength": 5, "description": "A."},
        "form": {"type": "string", "pattern": "^[a-z]{2}-[0-9]+$", "description": "A."},
        "rows": {"type": "array", "items": {"$ref": "#/$defs/Inner"}, "description": "A."},
    });
    request["properties"].as_object_mut().unwrap().extend(added.as_object().unwrap().clone());
    operation["$defs"]["Inner"] = json!({
        "x-table": 9, "title": "Inner", "type": "object", "required": ["name"],
        "properties": {"name": {"type": "string", "description": "A."}},
    });
    file.text = operation.to_string();
    Service::from_files(&files).unwrap()
}

/// What the schemas say of one operation's cases.
struct Schemas {
    documented: Validator,
    plain: Validator,
}

impl Schemas {
    fn new(operation: &Operation) -> Self {
        let root = operation.request_table.unwrap();
        let documented = operation.body_schema(root, Strictness::Documented);
        Self {
            documented: jsonschema::validator_for(&documented).unwrap(),
            plain: jsonschema::validator_for(&plain::schema(operation, root, &BTreeMap::new()))
                .unwrap(),
        }
    }
}

fn check_case(schemas: &Schemas, case: &RandomCase) {
    let Schemas { documented, plain } = schemas;
    match (&case.undone, case.kind) {
        (None, Kind::Plain) => assert!(plain.is_valid(&case.body), "{case:?}"),
        (None, Kind::Wild) => {}
        (Some(undone), Kind::Broken) => {
            assert!(documented.is_valid(undone) && plain.is_valid(undone), "{case:?}");
            let errors = documented.iter_errors(&case.body);
            let places: BTreeSet<String> =
                errors.map(|error| error.instance_path().to_string()).collect();
            assert_eq!(places.len(), 1, "{case:?}");
        }
        _ => panic!("{case:?}"),
    }
    assert_eq!(documented.is_valid(&case.body), case.kind != Kind::Broken, "{case:?}");
    assert_eq!(case.rule.is_some(), case.kind == Kind::Broken, "{case:?}");
    if let Some(text) = &case.text {
        // The last one of two counts.
        assert_eq!(serde_json::from_str::<Value>(text).unwrap(), case.body, "{case:?}");
        assert!(parse_json(text).unwrap_err().to_string().contains("named twice"), "{case:?}");
    }
}

#[test]
fn every_case_is_what_it_says() {
    for service in [service(), uncommon()] {
        for operation in &service.operations {
            let schemas = Schemas::new(operation);
            let all = all(operation, 1, 600);
            assert_eq!(all.len(), 600);
            for case in &all {
                check_case(&schemas, case);
            }
            for kind in [Kind::Plain, Kind::Wild, Kind::Broken] {
                assert!(all.iter().filter(|case| case.kind == kind).count() > 100, "{kind:?}");
            }
        }
    }
}

#[test]
fn what_the_path_names_is_the_same_in_plain_bodies() {
    let service = service();
    let operation = service.operation("create-indicator").unwrap();
    let given = BTreeMap::from([("workspace_id".to_owned(), "w".to_owned())]);
    let made = RandomCases::new(operation, &given, 3, 400).unwrap();
    let plain = made.map(|(case, _)| case).filter(|case| case.kind == Kind::Plain);
    let named: Vec<Value> =
        plain.filter_map(|case| case.body.pointer("/data_object/workspace_id").cloned()).collect();
    assert!(named.len() > 10 && named.iter().all(|id| id == "w"), "{named:?}");
}

#[test]
fn the_same_seed_gives_the_same_cases_and_another_one_others() {
    let service = service();
    let create = service.operation("create-indicator").unwrap();
    let texts = |seed, count| -> Vec<String> {
        all(create, seed, count).iter().map(|case| format!("{case:?}")).collect()
    };
    let first = texts(5, 40);
    assert_eq!(first, texts(5, 40));
    assert_eq!(first[..10], texts(5, 10));
    assert_ne!(first, texts(6, 40));
    assert!(first.iter().collect::<BTreeSet<_>>().len() > 38);
    // The same on any machine.
    let delete = service.operation("delete-indicator").unwrap();
    let bodies = all(delete, 1, 40).into_iter().filter(|case| case.kind == Kind::Plain);
    let body = bodies.map(|case| case.body).find(|body| body.get("batch_ids").is_some());
    assert_eq!(body, Some(json!({"batch_ids": ["spam 24", "command 461"]})));
}

#[test]
fn what_is_plain_keeps_to_what_we_write() {
    let service = service();
    let create = service.operation("create-indicator").unwrap();
    for case in all(create, 4, 800).iter().filter(|case| case.kind == Kind::Plain) {
        for (pointer, _, row) in create.places(3) {
            let Some(value) = case.body.pointer(&pointer) else { continue };
            assert!(value.as_str() != Some(""), "{case:?}");
            match row.writes.as_ref().map(|writes| &writes.narrower) {
                Some(Narrower::Options(options)) => {
                    assert!(
                        options.iter().any(|choice| Some(choice.value.as_str()) == value.as_str())
                    );
                }
                Some(Narrower::Range(least, most)) => {
                    assert!((least..=most).contains(&&value.as_i64().unwrap()));
                }
                None => {}
            }
        }
    }
}

#[test]
fn wild_bodies_are_deep_wide_and_have_members_twice() {
    let service = service();
    let create = service.operation("create-indicator").unwrap();
    let cases = all(create, 8, 2500);
    let wild: Vec<_> = cases.iter().filter(|case| case.kind == Kind::Wild).collect();
    let depth = |case: &RandomCase| {
        case.body
            .to_string()
            .chars()
            .fold((0_i32, 0), |(depth, most), letter| {
                let depth =
                    depth + i32::from("[{".contains(letter)) - i32::from("]}".contains(letter));
                (depth, most.max(depth))
            })
            .1
    };
    assert!(wild.iter().any(|case| depth(case) > 90));
    assert!(wild.iter().any(|case| case.body.to_string().matches("\"x_").count() > 900));
    assert!(wild.iter().filter(|case| case.text.is_some()).count() > 20);
    assert!(wild.iter().all(|case| serde_json::from_str::<Value>(&case.body.to_string()).is_ok()));
}
