//! Every rule of requests is enforced, alone, and not enforced when a fault says so.

use crate::support::{Answer, Call, example, refusal, remove, service, start, success, with_fault};
use secmaster_spec::{Operation, Place, Rule, RuleKind, Service, Shape, Side};
use serde_json::{Value, json};

#[test]
fn documented_examples_are_accepted() {
    let mock = start();
    for operation in &service().operations {
        let answer = Call::example(operation).send(&mock);
        assert_eq!(answer.status, success(operation), "{answer:?}");
        if operation.request_table.is_some() {
            let pretty = serde_json::to_vec_pretty(&example(operation)).unwrap();
            let answer = Call { body: pretty, ..Call::example(operation) }.send(&mock);
            assert_eq!(answer.status, success(operation), "{answer:?}");
        }
    }
}

#[test]
fn each_breach_is_refused_and_names_its_row() {
    let (service, mock) = (service(), start());
    let mut count = 0;
    for (rule, call) in breaches(service) {
        let operation = service.operation(&rule.operation).unwrap();
        let answer = call.send(&mock);
        if rule.kind == RuleKind::Optional {
            assert_eq!(answer.status, success(operation), "{}: {answer:?}", rule.id);
            continue;
        }
        let is_secret = service.row(rule.row.as_ref().unwrap()).unwrap().secret;
        let status = if is_secret { 401 } else { refusal(operation) };
        assert_eq!(answer.status, status, "{}: {answer:?}", rule.id);
        let named = format!("({}: {})", rule.subject(), rule.kind);
        let message = answer.message();
        assert!(message.contains(&named), "{} is not in: {message}", named);
        assert_eq!(message.matches(": ").count(), 2, "more than one violation: {message}");
        assert_refusal_is_documented(service, &rule, &answer);
        count += 1;
    }
    assert!(count > 200, "{count}");
}

#[test]
fn ignoring_a_rule_accepts_its_breaches() {
    let service = service();
    let mut mocks: Vec<(String, secmaster_mock::Mock)> = Vec::new();
    for (rule, call) in breaches(service) {
        if rule.kind == RuleKind::Optional {
            continue;
        }
        let operation = service.operation(&rule.operation).unwrap();
        if mocks.last().is_none_or(|(id, _)| *id != rule.id) {
            let mock = with_fault(&format!("ignore:{}", rule.id));
            // All else is enforced.
            if operation.request_table.is_some() {
                let other = Call { body: b"{".to_vec(), ..call.clone() };
                assert_eq!(other.send(&mock).status, refusal(operation), "{}", rule.id);
            }
            mocks = vec![(rule.id.clone(), mock)];
        }
        let (_, mock) = mocks.last().unwrap();
        let answer = call.send(mock);
        assert_eq!(answer.status, success(operation), "{}: {call:?} {answer:?}", rule.id);
        assert_body_is_documented(operation, answer.status, &answer);
    }
}

#[test]
fn requiring_an_optional_row_refuses_its_absence() {
    let service = service();
    for (rule, call) in breaches(service) {
        if rule.kind == RuleKind::Optional {
            let mock = with_fault(&format!("require:{}", rule.id));
            let answer = call.send(&mock);
            let operation = service.operation(&rule.operation).unwrap();
            assert_eq!(answer.status, refusal(operation), "{}: {answer:?}", rule.id);
            let named = format!("({}: optional)", rule.subject());
            assert!(answer.message().contains(&named), "{answer:?}");
        }
    }
}

#[test]
fn every_violation_is_listed() {
    let service = service();
    let operation = service.operation("create-indicator").unwrap();
    let mut body = example(operation);
    remove(&mut body, "/data_object/verdict");
    body["data_object"]["confidence"] = json!("80");
    body["data_object"]["granular_marking"] = json!("7");
    body["data_object"]["dataclass"] = json!([]);
    let call = Call::example(operation).body(&body).path("/v1//workspaces/w/soc/indicators");
    let message = call.send(&start()).message();
    assert_eq!(
        message,
        "Invalid parameters: path parameter project_id is empty (create-indicator, Table 1, project_id: mandatory). \
         /data_object/verdict is missing (create-indicator, Table 4, verdict: mandatory). \
         /data_object/confidence is \"80\", a string, not an integer (create-indicator, Table 4, confidence: type). \
         /data_object/granular_marking is \"7\", not \"1\", \"2\", \"3\" or \"4\" (create-indicator, Table 4, granular_marking: options). \
         /data_object/dataclass is an array, not an object (create-indicator, Table 4, dataclass: type)"
    );
}

#[test]
fn the_list_of_violations_and_each_value_are_cut() {
    let mock = start();
    let many: Vec<Value> = (0..100).map(Value::from).collect();
    let message = crate::support::delete(&many.into()).send(&mock).message();
    assert!(message.ends_with(". And 80 more") && message.len() < 3000, "{message}");
    let huge: Vec<Value> = (0..100_000).map(Value::from).collect();
    let message = crate::support::delete(&huge.into()).send(&mock).message();
    assert!(message.ends_with("there may be more") && message.len() < 300, "{message}");
    let long = json!("x".repeat(10_000));
    let body = json!({ "batch_ids": long });
    let message = crate::support::delete(&json!([])).body(&body).send(&mock).message();
    assert!(message.len() < 200, "{message}");
}

#[test]
fn unknown_members_are_accepted() {
    let mut body = example(service().operation("create-indicator").unwrap());
    body["unknown"] = json!(1);
    body["data_object"]["environment"]["unknown"] = json!(null);
    assert_eq!(crate::support::create().body(&body).send(&start()).status, 200);
}

#[test]
fn a_whole_number_may_have_a_fraction_of_zero() {
    let mut body = example(service().operation("create-indicator").unwrap());
    body["data_object"]["data_source"]["source_type"] = json!(2.0);
    let answer = crate::support::create().body(&body).send(&start());
    assert_eq!(answer.json()["data"]["data_object"]["data_source"]["source_type"], json!(2));
}

/// Requests that break one rule each; for an `optional` rule, that leave the row out.
fn breaches(service: &Service) -> Vec<(Rule, Call)> {
    let mut breaches = Vec::new();
    for operation in &service.operations {
        for rule in operation.rules().into_iter().filter(|rule| rule.side == Side::Request) {
            if rule.row.is_none() {
                continue;
            }
            let calls = broken(operation, &rule);
            assert!(!calls.is_empty(), "{}", rule.id);
            breaches.extend(calls.into_iter().map(|call| (rule.clone(), call)));
        }
    }
    breaches
}

fn broken(operation: &Operation, rule: &Rule) -> Vec<Call> {
    let call = Call::example(operation);
    let table = operation.table(rule.table.unwrap()).unwrap();
    let row = table.rows.iter().find(|row| Some(&row.id) == rule.row.as_ref()).unwrap();
    match (table.place, rule.kind) {
        (Place::Path, _) => {
            vec![call.path(
                &operation.path.replace(&format!("{{{}}}", row.name), "").replace(['{', '}'], ""),
            )]
        }
        (Place::RequestHeader, RuleKind::Mandatory) => {
            vec![call.clone().without(&row.name), call.without(&row.name).with(&row.name, "")]
        }
        (Place::RequestHeader, _) => {
            ["text/plain", "application/json;charset=iso-8859-1", "application/json", "x"]
                .map(|value| call.clone().without(&row.name).with(&row.name, value))
                .into()
        }
        (_, kind) => {
            let places = operation.places(operation.request_table.unwrap());
            let (pointer, ..) = places.iter().find(|(_, _, found)| found.id == row.id).unwrap();
            let changed = |new: Value| {
                let mut body = with_parents(operation, pointer);
                let (parent, name) = pointer.rsplit_once('/').unwrap();
                body.pointer_mut(parent).unwrap()[name] = new;
                call.clone().body(&body)
            };
            let values =
                [json!(null), json!(true), json!(1), json!(1.5), json!("1"), json!([]), json!({})];
            match kind {
                RuleKind::Mandatory | RuleKind::Optional => {
                    let mut body = with_parents(operation, pointer);
                    if body.pointer(pointer).is_some() {
                        remove(&mut body, pointer);
                    }
                    vec![call.clone().body(&body)]
                }
                RuleKind::Type => {
                    let wrong = values.into_iter().filter(|value| !fits(&row.shape, value));
                    wrong.map(changed).collect()
                }
                RuleKind::Options => vec![changed(json!("")), changed(json!("none of them"))],
                RuleKind::Items => {
                    let Shape::Array { items, .. } = &row.shape else { panic!("{}", rule.id) };
                    let wrong = values.into_iter().filter(|value| !fits(items, value));
                    wrong.map(|value| changed(json!([least(operation, items), value]))).collect()
                }
                RuleKind::Range => {
                    let (least, most) = row.shape.range().unwrap();
                    let wrong = [least.map(|least| least - 1), most.map(|most| most + 1)];
                    wrong.into_iter().flatten().map(|value| changed(json!(value))).collect()
                }
                RuleKind::Length => {
                    let text = |length: u64| json!("x".repeat(usize::try_from(length).unwrap()));
                    let wrong = outside(row.shape.length().unwrap());
                    wrong.map(|length| changed(text(length))).collect()
                }
                RuleKind::ItemCount => {
                    let Shape::Array { items, .. } = &row.shape else { panic!("{}", rule.id) };
                    let wrong = outside(row.shape.item_count().unwrap());
                    let item = |_| least(operation, items);
                    wrong.map(|count| changed((0..count).map(item).collect())).collect()
                }
                RuleKind::Format => vec![changed(json!("\u{0}"))],
                other => panic!("no breach for {other}"),
            }
        }
    }
}

/// The documented example, with the least of whatever is missing above that place.
fn with_parents(operation: &Operation, pointer: &str) -> Value {
    let mut body = example(operation);
    for (end, _) in pointer.match_indices('/').skip(1) {
        let place = &pointer[..end];
        if body.pointer(place).is_some() {
            continue;
        }
        let (row, is_item) = operation.row_at(operation.request_table.unwrap(), place).unwrap();
        let new = match &row.shape {
            Shape::Array { items, .. } if is_item => least(operation, items),
            Shape::Array { items, .. } => json!([least(operation, items)]),
            shape => least(operation, shape),
        };
        let (parent, name) = place.rsplit_once('/').unwrap();
        match body.pointer_mut(parent).unwrap() {
            Value::Array(items) => items.push(new),
            object => object[name] = new,
        }
    }
    body
}

/// A small valid value.
fn least(operation: &Operation, shape: &Shape) -> Value {
    match shape {
        Shape::Text(text) => text.options.first().map_or("x", |option| &option.value).into(),
        Shape::Integer { minimum, maximum } => minimum.or(*maximum).unwrap_or_default().into(),
        Shape::Boolean => false.into(),
        Shape::Array { .. } => json!([]),
        Shape::Object { table } => operation.minimal_value(*table),
    }
}

fn fits(shape: &Shape, value: &Value) -> bool {
    match shape {
        Shape::Text(_) => value.is_string(),
        Shape::Integer { .. } => value.is_i64(),
        Shape::Boolean => value.is_boolean(),
        Shape::Array { .. } => value.is_array(),
        Shape::Object { .. } => value.is_object(),
    }
}

/// The numbers just outside of the bounds.
fn outside((least, most): (Option<u64>, Option<u64>)) -> impl Iterator<Item = u64> {
    let below = least.and_then(|least| least.checked_sub(1));
    below.into_iter().chain(most.map(|most| most + 1))
}

fn assert_refusal_is_documented(service: &Service, rule: &Rule, answer: &Answer) {
    let operation = service.operation(&rule.operation).unwrap();
    if answer.status == refusal(operation) {
        assert_body_is_documented(operation, answer.status, answer);
        assert_eq!(answer.json()["code"], "SecMaster.20030001");
    } else {
        assert_eq!(answer.json()["error_code"], "APIGW.0301");
        assert_eq!(answer.json()["request_id"], answer.header("x-request-id").unwrap());
    }
}

fn assert_body_is_documented(operation: &Operation, status: u16, answer: &Answer) {
    let root = operation.response(status).unwrap().body_table.unwrap();
    let schema = operation.body_schema(root, secmaster_spec::Strictness::Documented);
    let errors: Vec<String> = jsonschema::validator_for(&schema)
        .unwrap()
        .iter_errors(&answer.json())
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?} in {answer:?}");
}
