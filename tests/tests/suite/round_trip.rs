//! What keeps the tables survives the model unchanged, and what breaks one rule is refused by schema and model alike.

use std::collections::BTreeSet;

use conformance::bodies::{self, Body};
use conformance::breakage::{Breakage, Refusal, breakages, is_of_the_value};
use conformance::{edit, strategy};
use jsonschema::Validator;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use secmaster_spec::{Operation, Place, Service, Shape, Strictness};
use serde_json::Value;

fn runner() -> TestRunner {
    TestRunner::new(Config { failure_persistence: None, ..Config::default() })
}

fn documented(operation: &Operation, table: u16) -> Validator {
    jsonschema::validator_for(&operation.body_schema(table, Strictness::Documented)).unwrap()
}

/// Runs a test on generated values, for the body of each request and answer.
fn for_each_body<T: std::fmt::Debug>(
    generate: impl Fn(&Operation, u16) -> BoxedStrategy<T>,
    test: impl Fn(&Operation, &Body, &Validator, T) -> Result<(), TestCaseError>,
) {
    let service = Service::embedded().unwrap();
    for (operation, body) in bodies::whole(&service) {
        let schema = documented(operation, body.table);
        let result = runner()
            .run(&generate(operation, body.table), |value| test(operation, &body, &schema, value));
        if let Err(error) = result {
            panic!("{}/T{}: {error}", body.operation, body.table);
        }
    }
}

#[test]
fn what_keeps_the_tables_survives() {
    for_each_body(strategy::body, |_, body, schema, value| {
        prop_assert!(schema.is_valid(&value), "the schema refuses {value}");
        let read = (body.decode)(&value).map_err(|why| TestCaseError::fail(format!("{why:?}")))?;
        prop_assert_eq!(&read.json, &value);
        prop_assert_eq!(read.violations, []);
        Ok(())
    });
}

/// Schema and model both refuse the broken body, at the same place.
fn check_refused(
    body: &Body,
    schema: &Validator,
    valid: &Value,
    breakage: &Breakage,
) -> Result<(), TestCaseError> {
    let broken = breakage.apply(valid);
    let errors: Vec<String> =
        schema.iter_errors(&broken).map(|error| error.instance_path().to_string()).collect();
    prop_assert!(!errors.is_empty(), "{breakage:?}: the schema accepts {broken}");
    let place = if breakage.wrong.is_some() { &breakage.pointer } else { breakage.parent() };
    prop_assert!(
        errors.iter().all(|error| error == place),
        "{breakage:?}: the schema refuses {errors:?}"
    );
    match ((body.decode)(&broken), &breakage.refusal) {
        (Err(refused), Refusal::Lack) => {
            prop_assert_eq!(refused.pointer.as_str(), breakage.parent(), "{:?}", breakage);
            let name = format!("`{}`", breakage.row.rsplit('/').next().unwrap());
            prop_assert!(refused.message.contains(&name), "{breakage:?}: {}", refused.message);
        }
        (Err(refused), Refusal::Reading) => {
            prop_assert_eq!(
                refused.pointer,
                breakage.pointer.as_str(),
                "{:?}: {}",
                breakage,
                refused.message
            );
        }
        (Ok(read), Refusal::Validation(breach)) => {
            let found: Vec<_> = read
                .violations
                .iter()
                .map(|violation| {
                    (violation.row.unwrap().id(), violation.pointer.as_str(), violation.breach)
                })
                .collect();
            prop_assert_eq!(found, [(breakage.row.clone(), breakage.pointer.as_str(), *breach)]);
            prop_assert_eq!(read.json, broken);
        }
        (result, _) => prop_assert!(false, "{breakage:?}: {result:?}"),
    }
    Ok(())
}

#[test]
fn what_breaks_one_rule_is_refused() {
    let generate =
        |operation: &Operation, table| (strategy::body(operation, table), any::<Index>()).boxed();
    for_each_body(generate, |operation, body, schema, (value, index)| {
        let ways = breakages(operation, body.table, &value);
        if ways.is_empty() {
            return Ok(());
        }
        check_refused(body, schema, &value, index.get(&ways))
    });
}

/// A body of that table with every optional row, and with at least one item in each array.
fn full_body(operation: &Operation, table: u16) -> Value {
    let mut members = serde_json::Map::new();
    for row in &operation.table(table).unwrap().rows {
        let value = match &row.shape {
            Shape::Text(text) => text.options.first().map_or("text", |choice| &choice.value).into(),
            Shape::Integer { minimum, .. } => minimum.unwrap_or(0).into(),
            Shape::Boolean => true.into(),
            Shape::Array { .. } => serde_json::json!(["a", "b"]),
            Shape::Object { table } => full_body(operation, *table),
        };
        members.insert(row.name.clone(), value);
    }
    members.into()
}

#[test]
fn every_rule_of_a_body_is_broken_in_every_way() {
    let service = Service::embedded().unwrap();
    let mut broken = BTreeSet::new();
    for (operation, body) in bodies::whole(&service) {
        let schema = documented(operation, body.table);
        let full = full_body(operation, body.table);
        for breakage in breakages(operation, body.table, &full) {
            check_refused(&body, &schema, &full, &breakage).unwrap();
            broken.insert(breakage.rule);
        }
    }
    for operation in &service.operations {
        for rule in operation.rules() {
            let place =
                rule.table.and_then(|table| operation.table(table)).map(|table| table.place);
            let is_of_a_body = matches!(place, Some(Place::RequestBody | Place::ResponseBody));
            if is_of_a_body && is_of_the_value(rule.kind) {
                assert!(broken.contains(&rule.id), "nothing breaks {}", rule.id);
            }
        }
    }
}

#[test]
fn anything_at_all_is_refused_or_survives() {
    // Half of it is a body with something else in one place, so that much of it can be read.
    let generate = |operation: &Operation, table| {
        let changed = (strategy::body(operation, table), any::<Index>(), strategy::anything());
        prop_oneof![
            strategy::anything(),
            changed.prop_map(|(mut value, index, other)| {
                let places = pointers(&value);
                edit::put(&mut value, &places[index.index(places.len())], other);
                value
            })
        ]
        .boxed()
    };
    for_each_body(generate, |_, body, _, value| {
        if let Ok(read) = (body.decode)(&value) {
            prop_assert_eq!(read.json, value);
        }
        Ok(())
    });
}

/// Every place in a value.
fn pointers(value: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (secmaster_spec::pointer_token(name), value))
            .collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    for (token, child) in children {
        found.extend(pointers(child).into_iter().map(|below| format!("/{token}{below}")));
    }
    found
}

#[test]
fn the_strategy_reaches_every_corner() {
    let mut seen = BTreeSet::new();
    let mut due = BTreeSet::new();
    let service = Service::embedded().unwrap();
    for (operation, body) in bodies::whole(&service) {
        let places = operation.places(body.table);
        for (pointer, _, row) in &places {
            due.insert(format!("{pointer} there"));
            if row.mandatory.as_str() != "Yes" {
                due.insert(format!("{pointer} absent"));
            }
            let options =
                row.shape.options().iter().map(|choice| Value::from(choice.value.as_str()));
            let edges = row
                .shape
                .range()
                .into_iter()
                .flat_map(|(least, most)| [least, most])
                .flatten()
                .map(Value::from);
            due.extend(options.chain(edges).map(|value| format!("{pointer} {value}")));
            if let Shape::Array { .. } = row.shape {
                due.insert(format!("{pointer} []"));
            }
        }
        due.extend((0..=16).map(|plane| format!("plane {plane}")));
        due.insert("an unknown member".to_owned());
        let seen = std::cell::RefCell::new(&mut seen);
        let mut runner =
            TestRunner::new(Config { cases: 2048, failure_persistence: None, ..Config::default() });
        let result = runner.run(&strategy::body(operation, body.table), |value| {
            let mut seen = seen.borrow_mut();
            for (pointer, ..) in &places {
                let parent = pointer.rsplit_once('/').unwrap().0;
                match (value.pointer(pointer), value.pointer(parent)) {
                    (Some(found), _) => {
                        seen.insert(format!("{pointer} there"));
                        seen.insert(format!("{pointer} {found}"));
                    }
                    (None, Some(_)) => _ = seen.insert(format!("{pointer} absent")),
                    (None, None) => {}
                }
            }
            let rows = &operation.table(body.table).unwrap().rows;
            if value
                .as_object()
                .unwrap()
                .keys()
                .any(|name| rows.iter().all(|row| row.name != *name))
            {
                seen.insert("an unknown member".to_owned());
            }
            seen.extend(
                value
                    .to_string()
                    .chars()
                    .map(|character| format!("plane {}", u32::from(character) >> 16)),
            );
            Ok(())
        });
        result.unwrap();
    }
    let missed: Vec<_> = due.difference(&seen).collect();
    assert!(missed.is_empty(), "{missed:?}");
}
