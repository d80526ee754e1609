//! Objects read, written, examined and built.
#![allow(dead_code)] // a generated builder has more methods than the tests call

use serde_json::{Value, json};

use super::*;
use crate::testing::Verdict;
use crate::{Breach, Code, Integer, List, Open, Reads, Text, Timestamp};

#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    pub source_type: Integer<1, 3>,
    pub region_id: Option<String>,
    pub extra: Extra,
}

record! {
    Source: "create-indicator" table 5, builder source {
        mandatory source_type "source_type": Integer<1, 3>,
        optional region_id "region/~id": String,
    }
}

/// An indicator.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    pub value: Text<1, 128>,
    pub verdict: Option<Open<Verdict>>,
    pub code: Option<Code>,
    pub data_source: Source,
    pub granular_marking: Reads<Integer<1, 4>, String>,
    #[deprecated]
    pub r#type: Option<bool>,
    pub sources: Option<List<Source, 1, 2>>,
    pub first_report_time: Option<Timestamp>,
    pub free: Option<Value>,
    pub extra: Extra,
}

record! {
    Indicator: "create-indicator" table 4, builder indicator {
        mandatory value "value": Text<1, 128>,
        optional verdict "verdict": Open<Verdict> as String [Option 7 allowed, Case 8],
        optional code "code": Code [Type 42],
        mandatory data_source "data_source": Source,
        mandatory granular_marking "granular_marking": Reads<Integer<1, 4>, String>,
        optional r#type "type": bool [Null 3 allowed],
        optional sources "sources": List<Source, 1, 2>,
        optional first_report_time "first_report_time": Timestamp [Form 21 allowed],
        optional free "free": Value,
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Empty {
    pub extra: Extra,
}

record! { Empty: "op" table 1, builder empty {} }

const LEAST: &str = r#"{"value":"1.2.3.4","data_source":{"source_type":3},"granular_marking":1}"#;

fn read(json: &str) -> Indicator {
    let read: Indicator = serde_json::from_str(json).unwrap();
    let value: Value = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), value);
    assert_eq!(serde_json::from_value::<Indicator>(value.clone()).unwrap(), read);
    assert_eq!(serde_json::from_reader::<_, Indicator>(json.as_bytes()).unwrap(), read);
    assert_eq!(
        serde_json::from_str::<Value>(&serde_json::to_string(&read).unwrap()).unwrap(),
        value
    );
    read
}

fn with(members: &str) -> String {
    LEAST.replacen('{', &format!("{{{members},"), 1)
}

fn error(json: &str) -> String {
    serde_json::from_str::<Indicator>(json).unwrap_err().to_string()
}

#[test]
fn round_trips_are_equal_values() {
    for members in [
        r#""verdict":"BLACK""#,
        r#""verdict":null"#,
        r#""code":0"#,
        r#""code":"0","type":false"#,
        r#""sources":[]"#,
        r#""sources":[{"source_type":1.0,"x":null},{"source_type":1e30,"region/~id":""}]"#,
        r#""free":{"a":[1.0,null]},"first_report_time":"n/a""#,
        r#""free":null,"category":"network","\u0000\"é":{"source_type":"x"},"":0"#,
        r#""extra":{"a":1}"#,
    ] {
        read(&with(members));
    }
}

#[test]
fn absent_null_and_empty_stay_different() {
    let absent = read(LEAST);
    assert!(absent.sources.is_none() && absent.extra.is_empty());
    let null = read(&with(r#""sources":null"#));
    assert_eq!((&null.sources, null.extra.get("sources")), (&None, Some(&Value::Null)));
    let empty = read(&with(r#""sources":[]"#));
    assert!(
        empty.sources.as_ref().is_some_and(|sources| sources.is_empty()) && empty.extra.is_empty()
    );
}

#[test]
fn documented_order_then_extra() {
    let json = r#"{"granular_marking":1,"free":null,"z":1,"data_source":{"y":0,"source_type":3},"verdict":"Gray","value":"v"}"#;
    let written = r#"{"value":"v","verdict":"Gray","data_source":{"source_type":3,"y":0},"granular_marking":1,"free":null,"z":1}"#;
    assert_eq!(serde_json::to_string(&read(json)).unwrap(), written);
    assert_eq!(serde_json::to_string(&Empty::default()).unwrap(), "{}");
    assert_eq!(serde_json::from_str::<Empty>(r#"{"a":null}"#).unwrap().extra.len(), 1);
}

#[test]
fn errors_name_the_member() {
    assert!(error(r#"{"value":"v"}"#).contains("missing field `data_source`"));
    assert!(error(r#"{"value":null}"#).contains("mandatory field `value` is null"));
    assert!(error(r#"{"value":"a","value":"a"}"#).contains("duplicate field `value`"));
    assert!(error(r#"{"verdict":null,"verdict":"Gray"}"#).contains("duplicate field `verdict`"));
    assert!(error(r#"{"verdict":"Gray","verdict":null}"#).contains("duplicate field `verdict`"));
    assert!(error(r#"{"x":1,"x":1}"#).contains("duplicate field `x`"));
    assert!(error("[]").contains("an object as in create-indicator, Table 4"));
    for json in [
        "",
        "{",
        "null",
        "0",
        r#"{"value":1}"#,
        r#"{"type":"x"}"#,
        &format!("{LEAST}x"),
        &LEAST[..LEAST.len() - 1],
    ] {
        assert!(serde_json::from_str::<Indicator>(json).is_err(), "{json}");
    }
    let deep = format!("{{\"x\":{}", "[".repeat(100_000));
    assert!(error(&deep).contains("recursion limit"));
}

#[test]
#[expect(deprecated, reason = "the row is")]
fn a_set_field_wins_over_extra() {
    let mut indicator = read(LEAST);
    indicator.extra = [("value", "x"), ("verdict", "x"), ("type", "x")].into_iter().collect();
    indicator.verdict = Some("Gray".into());
    let json = serde_json::to_string(&indicator).unwrap();
    assert_eq!(json.matches("\"value\"").count() + json.matches("\"verdict\"").count(), 2);
    assert!(json.contains(r#""verdict":"Gray""#) && json.ends_with(r#""type":"x"}"#));
    assert_eq!(found(&indicator), [("/type".to_owned(), Breach::Type, None)]);
    indicator.extra = [("type", true)].into_iter().collect();
    assert_eq!(found(&indicator), []);
    indicator.r#type = Some(false);
    assert!(serde_json::to_string(&indicator).unwrap().ends_with(r#""type":false}"#));
}

fn found(indicator: &Indicator) -> Vec<(String, Breach, Option<u16>)> {
    let violations = indicator.validate().err().into_iter().flatten();
    violations.map(|violation| (violation.pointer, violation.breach, violation.deviation)).collect()
}

fn met(indicator: &Indicator) -> Vec<(u16, String)> {
    indicator
        .deviations()
        .into_iter()
        .map(|deviation| (deviation.number, deviation.pointer))
        .collect()
}

#[test]
fn every_part_is_examined_in_its_row() {
    let indicator = read(
        r#"{"value":"","verdict":"BLACK","code":0,"data_source":{"source_type":4,"region/~id":null},"granular_marking":"1",
            "type":null,"sources":[{"source_type":1},{"source_type":0.5},{"source_type":3,"unknown":null}],
            "first_report_time":"2021-01-30T23:00:00Z+0800","free":null,"other":null}"#,
    );
    let at = |pointer: &str, breach, deviation| (pointer.to_owned(), breach, deviation);
    assert_eq!(
        found(&indicator),
        [
            at("/value", Breach::Length, None),
            at("/verdict", Breach::Case, Some(8)),
            at("/code", Breach::Type, Some(42)),
            at("/data_source/source_type", Breach::Range, None),
            at("/data_source/region~1~0id", Breach::Null, None),
            at("/granular_marking", Breach::Type, None),
            at("/sources", Breach::Items, None),
            at("/sources/1/source_type", Breach::Type, None),
            at("/free", Breach::Null, None),
        ]
    );
    let deviations = [(8, "/verdict"), (42, "/code"), (3, "/type"), (21, "/first_report_time")];
    assert_eq!(met(&indicator), deviations.map(|(number, pointer)| (number, pointer.to_owned())));
    let lines = indicator.validate().unwrap_err().to_string();
    assert!(lines.contains(
        "/data_source/source_type: 4 is out of range; allowed: an integer from 1 to 3 (create-indicator, Table 5, `source_type`)"
    ));
    assert!(lines.contains("/code: 0 is not of the documented type; allowed: a string"));

    let allowed = read(&with(r#""verdict":"Chartreuse""#));
    assert_eq!((found(&allowed), met(&allowed)), (vec![], vec![(7, "/verdict".to_owned())]));
    assert!(read(LEAST).validate().is_ok() && met(&read(LEAST)).is_empty());
}

#[test]
fn rows_are_listed_in_documented_order() {
    let ids: Vec<_> = Indicator::ROWS.iter().map(|row| row.id()).collect();
    assert_eq!(
        (ids.len(), ids[0].as_str(), ids[5].as_str()),
        (9, "create-indicator/T4/value", "create-indicator/T4/type")
    );
    assert_eq!((Source::OPERATION, Source::TABLE, Empty::ROWS.len()), ("create-indicator", 5, 0));
}

#[test]
fn built_in_any_order() {
    let source = || Source::builder().source_type(3).build();
    let one = Indicator::builder()
        .granular_marking(1)
        .verdict(Verdict::Black)
        .data_source(source().clone())
        .sources([source()])
        .code("0")
        .value("1.2.3.4")
        .extra("category", "network")
        .build();
    let two = Indicator::builder()
        .value("overwritten")
        .value("1.2.3.4".to_owned())
        .verdict("Black")
        .extra("category", json!("network"))
        .code("0".to_owned())
        .sources(vec![source()])
        .data_source(source())
        .granular_marking(1_i64)
        .build();
    assert_eq!(one, two);
    assert!(one.validate().is_ok());
    assert_eq!(Empty::builder().build(), Empty::default());
}
