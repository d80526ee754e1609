//! The cases that the description yields.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use secmaster_contract::{Case, Expectation, Phase, Profile, cases};
use secmaster_spec::{Mandatory, RuleKind, SchemaFile, Service, Side};

fn all(service: &Service) -> Vec<Case> {
    cases(service, &Phase::ALL, &BTreeMap::new(), Profile::Documented)
}

#[test]
fn there_are_enough_cases_and_each_has_its_own_id() {
    let cases = all(&Service::embedded().unwrap());
    assert!(cases.len() >= 400, "{}", cases.len());
    let ids: HashSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids.len(), cases.len());
    assert!(ids.iter().all(|id| id.is_ascii() && !id.contains(' ')));
}

#[test]
fn every_rule_of_a_request_has_a_case_that_can_break_it() {
    let service = Service::embedded().unwrap();
    let cases = all(&service);
    for rule in service.rules().iter().filter(|rule| rule.side == Side::Request) {
        let due = match rule.kind {
            RuleKind::Optional => Expectation::Accepted,
            _ => Expectation::Refused,
        };
        let is_covered = cases
            .iter()
            .any(|case| case.rules.first() == Some(&rule.id) && case.expectation == due);
        assert!(is_covered, "{}", rule.id);
    }
}

#[test]
fn every_rule_that_is_named_exists() {
    let service = Service::embedded().unwrap();
    let rules: BTreeSet<String> = service.rules().into_iter().map(|rule| rule.id).collect();
    for case in all(&service) {
        assert!(!case.rules.is_empty(), "{}", case.id);
        for rule in &case.rules {
            assert!(rules.contains(rule), "{} names {rule}", case.id);
        }
    }
}

#[test]
fn every_body_is_the_json_that_it_says() {
    for case in all(&Service::embedded().unwrap()) {
        let Some(body) = case.request.body.as_deref() else { continue };
        let value: Option<serde_json::Value> = serde_json::from_slice(body).ok();
        assert_eq!(value.as_ref(), case.request.value.as_deref(), "{}", case.id);
    }
}

#[test]
fn every_operation_with_a_body_gets_bodies_that_are_no_object() {
    let service = Service::embedded().unwrap();
    let cases = all(&service);
    for operation in service.operations.iter().filter(|one| one.request_table.is_some()) {
        let find = |variant: &str| {
            let id = format!("protocol/{}/request/json/{variant}", operation.name);
            cases.iter().find(|case| case.id == id)
        };
        for variant in ["empty", "truncated", "trailing", "array", "null", "string", "number"] {
            let case = find(variant).unwrap();
            // Where no row is mandatory, no body may count as one without rows.
            let is_open = variant == "empty" && operation.name == "delete-indicator";
            let due = if is_open { Expectation::Either } else { Expectation::Refused };
            assert_eq!(case.expectation, due, "{}", case.id);
            assert_eq!(case.rules, [format!("{}/request/json", operation.name)]);
        }
        // A body without members has none to repeat.
        let Some(duplicate) = find("duplicate") else { continue };
        assert_eq!(duplicate.expectation, Expectation::Either);
        let text = duplicate.request.text().unwrap();
        let value = duplicate.request.value.as_deref().unwrap();
        let (name, _) = value.as_object().unwrap().iter().next().unwrap();
        assert_eq!(text.matches(&format!("\"{name}\":")).count(), 2, "{text}");
    }
}

#[test]
fn the_documented_request_is_sent_as_printed() {
    let service = Service::embedded().unwrap();
    let cases = all(&service);
    let pretty =
        cases.iter().find(|case| case.id == "examples/delete-indicator/request/pretty").unwrap();
    let text = pretty.request.text().unwrap();
    assert_eq!(text, "{\n  \"batch_ids\": [\n    \"909494e3-558e-46b6-a9eb-07a8e18ca62f\"\n  ]\n}");
    let names: Vec<&str> = pretty.request.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["X-Auth-Token", "content-type"]);
}

/// Ranges, lengths and numbers of items that no request has today are covered when they come.
#[test]
fn bounds_that_are_added_are_covered_by_themselves() {
    let mut files = SchemaFile::embedded();
    let create = files.iter_mut().find(|file| file.path == "operations/create-indicator.json");
    let create = create.unwrap();
    let mut schema: serde_json::Value = serde_json::from_str(&create.text).unwrap();
    let rows = &mut schema["$defs"]["CreateIndicatorDetail"]["properties"];
    rows["labels"]["minLength"] = 1.into();
    rows["labels"]["maxLength"] = 64.into();
    rows["confidence"] = serde_json::json!(
        { "type": "integer", "minimum": 0, "maximum": 100, "description": "Sure." }
    );
    rows["status"] = serde_json::json!(
        { "type": "string", "enum": ["Open", "Closed"], "description": "Status." }
    );
    rows["dataclass_id"] = serde_json::json!(
        { "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 3, "description": "Ids." }
    );
    create.text = schema.to_string();
    let service = Service::from_files(&files).unwrap();
    let cases = all(&service);
    let find = |id: &str| {
        let id = format!("coverage/create-indicator/T4/{id}");
        cases.iter().find(|case| case.id == id).map(|case| case.expectation)
    };
    for (id, expected) in [
        ("labels/length/0", Expectation::Refused),
        ("labels/length/1", Expectation::Accepted),
        ("labels/length/65", Expectation::Refused),
        ("confidence/range/-1", Expectation::Refused),
        ("confidence/range/100", Expectation::Accepted),
        ("confidence/range/101", Expectation::Refused),
        ("status/options/Closed", Expectation::Accepted),
        ("status/options/upper-Open", Expectation::Either),
        ("status/options/outside-unknown", Expectation::Refused),
        ("dataclass_id/item-count/0", Expectation::Refused),
        ("dataclass_id/item-count/3", Expectation::Accepted),
        ("dataclass_id/item-count/4", Expectation::Refused),
        ("dataclass_id/items/null-last", Expectation::Refused),
    ] {
        assert_eq!(find(id), Some(expected), "{id}");
    }
    let labels = service.row("create-indicator/T4/labels").unwrap();
    assert_eq!(labels.mandatory, Mandatory::No);
}
