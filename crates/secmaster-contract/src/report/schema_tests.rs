//! The report's JSON is what `schemas/meta/report.schema.json` says, member by member.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::sample;

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../../schemas/meta/report.schema.json")).unwrap()
}

fn sample() -> Value {
    serde_json::to_value(sample::report()).unwrap()
}

#[test]
fn the_report_keeps_its_schema() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&sample())
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// Every object of the schema is closed, so that no new member goes in unnoticed.
#[test]
fn a_member_that_the_schema_does_not_know_is_refused_everywhere() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let mut objects = Vec::new();
    find_objects(&sample(), "", &mut objects);
    assert!(objects.len() >= 20, "{objects:?}");
    for pointer in objects {
        let mut changed = sample();
        changed.pointer_mut(&pointer).unwrap()["surprise"] = json!(1);
        assert!(!validator.is_valid(&changed), "{pointer} is open");
    }
}

/// The sample has every member of the schema, so that none goes untested.
#[test]
fn the_sample_has_everything() {
    let mut described = BTreeSet::new();
    find_properties(&schema(), &mut described);
    let mut there = BTreeSet::new();
    find_members(&sample(), &mut there);
    assert_eq!(described, there);
}

fn find_objects(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.push(pointer.to_owned());
            for (name, value) in members {
                find_objects(value, &format!("{pointer}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                find_objects(value, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

fn find_properties(schema: &Value, found: &mut BTreeSet<String>) {
    let definitions = schema["$defs"].as_object().unwrap().values();
    for properties in definitions.chain([schema]).filter_map(|one| one["properties"].as_object()) {
        found.extend(properties.keys().cloned());
    }
}

fn find_members(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            found.extend(members.keys().cloned());
            members.values().for_each(|value| find_members(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| find_members(value, found)),
        _ => {}
    }
}
