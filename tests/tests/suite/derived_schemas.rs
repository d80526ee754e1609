//! The schema derived from each type says the same as the one that was written by hand.

use conformance::bodies::{self, Body};
use conformance::{breakage, strategy};
use jsonschema::canonical::Satisfiability;
use jsonschema::canonicalize;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use secmaster_spec::{Operation, Service, Strictness};
use serde_json::{Value, json};

fn for_each_table(test: impl Fn(&Operation, &Body, &Value, &Value)) {
    let service = Service::embedded().unwrap();
    for body in bodies::all(&service) {
        let operation = service.operation(body.operation).unwrap();
        let documented = operation.body_schema(body.table, Strictness::Documented);
        test(operation, &body, &documented, &(body.schema)());
    }
}

#[test]
fn they_accept_and_refuse_the_same() {
    for_each_table(|operation, body, documented, derived| {
        let documented = jsonschema::validator_for(documented).unwrap();
        let derived = jsonschema::validator_for(derived).unwrap();
        let generate = (strategy::body(operation, body.table), any::<prop::sample::Index>());
        let mut runner =
            TestRunner::new(Config { cases: 64, failure_persistence: None, ..Config::default() });
        let result = runner.run(&generate, |(value, index)| {
            prop_assert!(documented.is_valid(&value), "by hand: {value}");
            prop_assert!(derived.is_valid(&value), "derived: {value}");
            let ways = breakage::breakages(operation, body.table, &value);
            if !ways.is_empty() {
                let way = index.get(&ways);
                let broken = way.apply(&value);
                prop_assert!(!documented.is_valid(&broken), "by hand, {way:?}: {broken}");
                prop_assert!(!derived.is_valid(&broken), "derived, {way:?}: {broken}");
            }
            Ok(())
        });
        if let Err(error) = result {
            panic!("{}/T{}: {error}", body.operation, body.table);
        }
    });
}

/// What one schema accepts and the other does not, as a schema; nothing if that is nothing.
fn beyond(one: &Value, other: &Value) -> Option<Value> {
    let difference = canonicalize(one).unwrap().subtract(&canonicalize(other).unwrap()).unwrap();
    (difference.satisfiability() != Satisfiability::No).then(|| difference.to_json_schema())
}

#[test]
fn neither_accepts_what_the_other_does_not() {
    for_each_table(|_, body, documented, derived| {
        let name = format!("{}/T{}", body.operation, body.table);
        assert_eq!(beyond(documented, derived), None, "{name}: only by hand");
        assert_eq!(beyond(derived, documented), None, "{name}: only derived");
    });
}

#[test]
fn the_comparison_sees_a_difference() {
    let schema = |least: u8| {
        json!({
            "$ref": "#/$defs/A",
            "$defs": {"A": {"type": "object", "properties": {"n": {"type": "integer", "minimum": least}}}},
        })
    };
    assert_eq!(beyond(&schema(1), &schema(1)), None);
    assert_eq!(beyond(&schema(2), &schema(1)), None);
    assert!(beyond(&schema(1), &schema(2)).is_some());
}
