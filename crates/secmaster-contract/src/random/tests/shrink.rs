//! Shrinking makes all small but what is broken.

use std::collections::BTreeMap;

use super::{Schemas, check_case, service, uncommon};
use crate::random::{Kind, RandomCase, RandomCases, shrink};

#[test]
fn shrinking_keeps_the_broken_rule_and_makes_the_rest_minimal() {
    let service = uncommon();
    for operation in &service.operations {
        let root = operation.request_table.unwrap();
        let schemas = Schemas::new(operation);
        let cases = RandomCases::new(operation, &BTreeMap::new(), 11, 20).unwrap();
        for (case, tree) in cases {
            let mut seen = 0;
            let small = shrink(
                tree,
                |step| {
                    seen += 1;
                    assert_eq!((step.kind, &step.rule), (case.kind, &case.rule));
                    if seen % 7 == 0 {
                        check_case(&schemas, step);
                    }
                    true
                },
                100_000,
            );
            check_case(&schemas, &small);
            let body = small.undone.as_ref().unwrap_or(&small.body);
            for (pointer, _, row) in operation.places(root) {
                let is_needed =
                    case.pointer.starts_with(&pointer) || small.pointer.starts_with(&pointer);
                let is_optional = row.mandatory != secmaster_spec::Mandatory::Yes;
                assert!(
                    !is_optional || is_needed || body.pointer(&pointer).is_none(),
                    "{pointer} {small:?}"
                );
            }
            if case.kind == Kind::Broken {
                let value = |case: &RandomCase| case.body.pointer(&case.pointer).cloned();
                assert_eq!(value(&small), value(&case));
            }
        }
    }
}

#[test]
fn a_wrong_item_moves_to_the_front() {
    let service = service();
    let delete = service.operation("delete-indicator").unwrap();
    let is_late = |case: &RandomCase| case.pointer == "/batch_ids/2";
    let (_, tree) = RandomCases::new(delete, &BTreeMap::new(), 1, 2000)
        .unwrap()
        .find(|(case, _)| is_late(case))
        .unwrap();
    let small = shrink(tree.clone(), |_| true, 10_000);
    assert_eq!(small.pointer, "/batch_ids/0");
    assert_eq!(small.undone.unwrap()["batch_ids"].as_array().unwrap().len(), 1);
    let kept = shrink(tree, is_late, 10_000);
    assert_eq!(kept.undone.unwrap()["batch_ids"].as_array().unwrap().len(), 3);
}

#[test]
fn shrinking_stops_when_told() {
    let service = service();
    let create = service.operation("create-indicator").unwrap();
    let (case, tree) = RandomCases::new(create, &BTreeMap::new(), 1, 1).unwrap().next().unwrap();
    let mut tries = 0;
    let mut count = |_: &RandomCase| {
        tries += 1;
        false
    };
    assert_eq!(shrink(tree.clone(), &mut count, 5), case);
    assert_eq!(tries, 5);
    assert_eq!(shrink(tree, |_| panic!("not asked"), 0), case);
}
