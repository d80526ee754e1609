//! Where the mark goes, and where it cannot.

use std::collections::BTreeMap;
use std::sync::Arc;

use secmaster_spec::{Service, Shape};
use serde_json::{Value, json};

use super::{Marker, token};
use crate::case::{Case, Phase, Route, route_of};
use crate::cases::cases;
use crate::options::Profile;
use crate::proof::Prover;

const MARK: &str = " [contract-a\"1]";

fn all(service: &Service) -> Vec<Case> {
    cases(service, &Phase::ALL, &BTreeMap::new(), Profile::Documented)
}

fn marked(body: &str) -> String {
    let service = Service::embedded().unwrap();
    let mut case = all(&service).remove(0);
    case.request.body = Some(body.as_bytes().into());
    let case = Marker::new(&service, "m").mark(case);
    case.request.text().unwrap().to_owned()
}

#[test]
fn every_name_that_is_a_text_is_marked_in_value_and_bytes() {
    let service = Service::embedded().unwrap();
    let marker = Marker::new(&service, "contract-a\"1");
    let prover = Prover::new(&service).unwrap();
    let (mut marks, mut nameless) = (0, 0);
    for case in all(&service) {
        let before = case.clone();
        let after = marker.mark(case);
        assert_eq!(route_of(&after), route_of(&before), "{}", before.id);
        prover.check(&after).unwrap();
        let name = |case: &Case| case.request.value.as_ref()?.pointer("/data_object/name").cloned();
        if before.operation != "create-indicator" {
            assert_eq!(after.request, before.request);
            continue;
        }
        match name(&before) {
            Some(Value::String(text)) => {
                assert_eq!(name(&after), Some(format!("{text}{MARK}").into()), "{}", before.id);
                marks += 1;
            }
            other => {
                assert_eq!(name(&after), other, "{}", before.id);
                nameless += 1;
            }
        }
        let parsed = |case: &Case| {
            let body: Option<Value> = serde_json::from_slice(case.request.body.as_deref()?).ok();
            body
        };
        if parsed(&before).as_ref() == before.request.value.as_deref() {
            assert_eq!(parsed(&after).as_ref(), after.request.value.as_deref(), "{}", after.id);
        }
        assert_eq!(marker.mark(after.clone()).request, after.request, "once is enough");
    }
    assert!(marks > 300 && nameless < marks / 10, "{marks} {nameless}");
}

#[test]
fn the_layout_of_the_body_stays() {
    for (before, after) in [
        (r#"{"data_object":{"name":"a"}}"#, r#"{"data_object":{"name":"a [m]"}}"#),
        (
            "{\n \"data_object\" : { \"name\" :\t\"a\" } }",
            "{\n \"data_object\" : { \"name\" :\t\"a [m]\" } }",
        ),
        (
            r#"{"x":"a","data_object":{"y":"a","name":"a"}}"#,
            r#"{"x":"a","data_object":{"y":"a","name":"a [m]"}}"#,
        ),
        (
            r#"{"data_object":{"n\u0061me":"\u0061\"\\"}}"#,
            r#"{"data_object":{"n\u0061me":"\u0061\"\\ [m]"}}"#,
        ),
        (r#"{"data_object":{"name":""}}"#, r#"{"data_object":{"name":" [m]"}}"#),
        (r#"{"data_object":{"name":7}}"#, r#"{"data_object":{"name":7}}"#),
        (r#"{"data_object":{"x":{"name":"a"}}}"#, r#"{"data_object":{"x":{"name":"a"}}}"#),
        (
            r#"{"data_object":{"name":"a","name":"b"}}"#,
            r#"{"data_object":{"name":"a","name":"b [m]"}}"#,
        ),
        ("[]", "[]"),
        ("", ""),
    ] {
        assert_eq!(marked(before), after);
    }
}

/// A server may read more than it should.
#[test]
fn bodies_that_are_no_json_are_marked_where_the_name_is_seen() {
    for (before, after) in [
        (r#"{"data_object":{"name":"a"}"#, r#"{"data_object":{"name":"a [m]"}"#),
        (r#"{"data_object": {"name" : "a\"b" ,}}"#, r#"{"data_object": {"name" : "a\"b [m]" ,}}"#),
        (
            "\u{feff}{\"data_object\":{\"name\":\"a\"}}",
            "\u{feff}{\"data_object\":{\"name\":\"a [m]\"}}",
        ),
        (r#"{"data_object":{"name":"a"#, r#"{"data_object":{"name":"a"#),
        (r#"{"data_object":{"name":7,}}"#, r#"{"data_object":{"name":7,}}"#),
    ] {
        assert_eq!(marked(before), after);
    }
}

#[test]
fn a_name_at_the_edge_of_its_row_stays() {
    let service = Service::embedded().unwrap();
    let mut marker = Marker::new(&service, "m");
    let place = marker.places.get_mut("create-indicator").unwrap();
    let Shape::Text(text) = &mut place.shape else { panic!("no text") };
    (text.min_length, text.max_length) = (Some(2), Some(8));
    let case = all(&service).remove(0);
    for (before, after) in [
        ("a", "a"),
        ("ab", "ab [m]"),
        ("abcd", "abcd [m]"),
        ("abcde", "abcde"),
        ("abcdefghi", "abcdefghi [m]"),
    ] {
        let mut case = case.clone();
        case.request.value = Some(Arc::new(json!({ "data_object": { "name": before } })));
        let value = marker.mark(case).request.value.unwrap();
        assert_eq!(value.pointer("/data_object/name").unwrap(), after);
    }
}

#[test]
fn deep_bodies_are_no_trouble() {
    let body = format!(
        r#"{{"x":{}{},"data_object":{{"name":"a"}}}}"#,
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    let found = token(body.as_bytes(), "/data_object/name").unwrap();
    assert_eq!(&body[found], "\"a\"");
    assert_eq!(route_of(&all(&Service::embedded().unwrap())[0]), Route::Client);
}
