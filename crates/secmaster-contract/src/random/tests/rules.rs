//! Which rules are broken, and how.

use std::collections::{BTreeMap, BTreeSet};

use secmaster_spec::{Operation, RuleKind, Wider};
use serde_json::Value;

use super::{all, service, uncommon};
use crate::random::Kind;

/// The values that break each rule, as text; none where the member is gone.
fn broken(operation: &Operation, count: u64) -> BTreeMap<String, BTreeSet<Option<String>>> {
    let mut broken: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for case in all(operation, 2, count).into_iter().filter(|case| case.kind == Kind::Broken) {
        let value = case.body.pointer(&case.pointer).map(Value::to_string);
        broken.entry(case.rule.unwrap()).or_default().insert(value);
    }
    broken
}

#[test]
fn every_rule_is_broken_but_for_known_deviations() {
    for service in [service(), uncommon()] {
        for operation in &service.operations {
            let broken = broken(operation, 3000);
            let places = operation.places(operation.request_table.unwrap());
            let rows: BTreeMap<_, _> =
                places.into_iter().map(|(_, _, row)| (row.id.clone(), row)).collect();
            for rule in operation.rules() {
                let Some(row) = rule.row.as_ref().and_then(|id| rows.get(id)) else { continue };
                let is_open = match rule.kind {
                    RuleKind::Optional => true,
                    RuleKind::Mandatory => row.reading(Wider::Absent).is_some(),
                    _ => false,
                };
                assert_eq!(broken.contains_key(&rule.id), !is_open, "{}", rule.id);
            }
        }
    }
}

#[test]
fn types_are_nearly_right_and_never_what_a_known_deviation_accepts() {
    let service = service();
    let broken = broken(service.operation("create-indicator").unwrap(), 5000);
    let values = |rule: &str| -> BTreeSet<&str> {
        let values = &broken[&format!("create-indicator/{rule}")];
        values.iter().flatten().map(String::as_str).collect()
    };
    assert!(values("T4/defanged/type").is_superset(&["null", "\"true\"", "1", "[true]"].into()));
    assert!(values("T5/source_type/type").is_superset(&["\"2\"", "1.5", "[3]", "{}"].into()));
    assert!(values("T3/data_object/type").is_superset(&["null", "[]", "\"text\""].into()));
    assert!(values("T4/name/type").iter().any(|value| value.parse::<u32>().is_ok()));
    let marking = values("T4/granular_marking/type");
    assert!(marking.contains("null"));
    assert!(marking.iter().all(|value| value.parse::<f64>().is_err()), "{marking:?}");
}

#[test]
fn edges_are_missed_by_one_and_by_far() {
    let service = uncommon();
    let broken = broken(service.operation("delete-indicator").unwrap(), 5000);
    let check = |rule: &str, due: &[&str]| {
        let values = &broken[&format!("delete-indicator/T3/{rule}")];
        for value in due {
            assert!(values.contains(&Some((*value).to_owned())), "{rule}: {value}");
        }
    };
    check("amount/range", &["79", "101", "9223372036854775807", "-9223372036854775808"]);
    check("kind/options", &["\"BLACK\"", "\"white\"", "\"Black,White\"", "\"Black \"", "\"\""]);
    check("short/length", &["\"a\"", "\"\"", "\"aaaaaa\""]);
    check("form/format", &["\"no such form\""]);
    check("batch_ids/item-count", &["[]"]);
    let cases = all(service.operation("delete-indicator").unwrap(), 2, 2000);
    let of_items = |case: &&super::RandomCase| {
        case.rule.as_deref() == Some("delete-indicator/T3/batch_ids/items")
    };
    let places: BTreeSet<_> = cases.iter().filter(of_items).map(|case| &case.pointer).collect();
    assert_eq!(places.len(), 3, "{places:?}");
}
