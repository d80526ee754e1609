//! Failing instances become as small as they can, and stay valid.

use proptest::strategy::{Strategy, ValueTree};
use serde_json::{Value, json};

use super::schemas::{bodies, handwritten};
use crate::strategy::strategy_for;
use crate::strategy::tree::seeded_runner;

/// The smallest instance that `fails`, as proptest finds it, starting from the first that does.
fn smallest(schema: &Value, fails: impl Fn(&Value) -> bool) -> Value {
    let validator = jsonschema::draft202012::new(schema).unwrap();
    let strategy = strategy_for(schema).unwrap();
    let mut runner = seeded_runner(3, 0);
    let mut trees = (0..10_000).map(|_| strategy.new_tree(&mut runner).unwrap());
    let mut tree = trees.find(|tree| fails(&tree.current())).expect("some instance fails");
    let mut best = tree.current();
    let mut has_more = tree.simplify();
    let mut steps = 0;
    while has_more {
        steps += 1;
        assert!(steps < 20_000, "{best}");
        let value = tree.current();
        assert!(validator.is_valid(&value), "{value}");
        has_more = if fails(&value) {
            best = value;
            tree.simplify()
        } else {
            tree.complicate()
        };
    }
    best
}

#[test]
fn failing_instances_shrink_to_the_smallest() {
    let list = json!({"type": "array", "items": {"type": "integer"}});
    let sum = |value: &Value| {
        value.as_array().unwrap().iter().filter_map(Value::as_i64).any(|item| item > 1000)
    };
    assert_eq!(smallest(&list, sum), json!([1001]));

    let text = json!({"type": "string", "minLength": 3});
    let has_mark = |value: &Value| value.as_str().unwrap().contains('\u{301}');
    let small = smallest(&text, has_mark);
    assert_eq!(small.as_str().unwrap().chars().count(), 3, "{small}");

    let [.., tree, _] = &handwritten()[..] else { panic!("no tree") };
    let is_deep = |value: &Value| value.pointer("/next/children/0").is_some();
    let small = smallest(tree, is_deep).to_string();
    let names = small.matches("name").count();
    assert!(names == 3 && small.len() < 65, "{small}");

    let body = &bodies()[2];
    let object = &smallest(body, |value| value.to_string().contains("\\u0000"));
    let validator = jsonschema::draft202012::new(body).unwrap();
    assert!(
        validator.is_valid(object) && object.to_string().matches("\\u0000").count() == 1,
        "{object}"
    );
    assert!(object.pointer("/data_object/dataclass").is_none(), "{object}");
}
