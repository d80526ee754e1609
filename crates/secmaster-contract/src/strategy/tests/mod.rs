//! What is generated is valid, reaches the corners, and shrinks; what is not understood is refused.

mod reach;
mod refused;
mod schemas;
mod shrink;

use proptest::strategy::{Strategy, ValueTree};
use serde_json::Value;

use super::Knobs;
use super::tree::seeded_runner;
use schemas::{bodies, handwritten};

/// So many instances of a schema.
fn instances(schema: &Value, knobs: &Knobs, count: usize) -> Vec<Value> {
    let strategy = knobs.strategy_for(schema).unwrap_or_else(|error| panic!("{schema}: {error}"));
    let mut runner = seeded_runner(7, 0);
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

fn check_all(schemas: &[Value], count: usize) {
    let knobs = [
        Knobs::wild(),
        Knobs::plain(),
        Knobs::wild().depth(0).most_items(0).longest_text(0).unknown_members(0),
        Knobs::plain().unknown_members(5).any_order(true),
    ];
    for schema in schemas {
        let validator = jsonschema::draft202012::new(schema).unwrap();
        for knobs in &knobs {
            for value in instances(schema, knobs, count) {
                if let Err(error) = validator.validate(&value) {
                    panic!("{knobs:?} {schema}: {value}: {error}");
                }
                let text = value.to_string();
                assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value, "{schema}");
            }
        }
    }
}

#[test]
fn every_instance_of_every_body_is_valid() {
    let bodies = bodies();
    assert!(bodies.len() > 40, "{}", bodies.len());
    check_all(&bodies, 64);
}

#[test]
fn every_instance_of_other_schemas_is_valid() {
    check_all(&handwritten(), 256);
}
