//! Which type it was, round trips, errors.

use serde_json::json;

use super::*;
use crate::Integer;
use crate::testing::{Verdict, breaches};

fn round<T: DeserializeOwned + Serialize>(json: &Value) -> T {
    let (read, text) = (serde_json::from_value::<T>(json.clone()).unwrap(), json.to_string());
    assert_eq!(serde_json::to_value(&read).unwrap(), *json);
    assert_eq!(serde_json::to_value(serde_json::from_str::<T>(&text).unwrap()).unwrap(), *json);
    read
}

#[test]
fn keeps_which_type_it_was() {
    for (json, documented) in [
        (json!("0"), true),
        (json!(""), true),
        (json!("a\n\u{1F600}"), true),
        (json!(0), false),
        (json!(-1), false),
        (json!(1.0), false),
        (json!(u64::MAX), false),
        (json!(1e30), false),
    ] {
        let code: Code = round(&json);
        assert_eq!(code.documented().is_some(), documented, "{json}");
        assert_eq!(code.deviating().is_none(), documented);
        assert_eq!(breaches(&code).is_empty(), documented);
        assert_eq!(code.to_string(), json.as_str().map_or_else(|| json.to_string(), str::to_owned));
    }
    let marking: Reads<Integer<1, 4>, String> = round(&json!("9"));
    assert_eq!(breaches(&marking), [Breach::Type]);
    assert_eq!(breaches(&round::<Reads<Integer<1, 4>, String>>(&json!(9))), [Breach::Range]);
}

#[test]
fn arrays_and_objects() {
    type Ids = Reads<Vec<String>, Value>;
    assert!(round::<Ids>(&json!(["a"])).documented().is_some());
    assert!(round::<Ids>(&json!(["a", null])).deviating().is_some());
    assert!(round::<Ids>(&json!({"a": [1.0]})).deviating().is_some());
    assert!(round::<Ids>(&json!(null)).deviating().is_some());
    assert!(round::<Reads<bool, Value>>(&json!(true)).documented().is_some());
}

#[test]
fn neither_is_an_error_that_says_both() {
    let error = serde_json::from_str::<Code>("true").unwrap_err().to_string();
    assert!(error.contains("a string") && error.contains("number"), "{error}");
    for json in ["null", "[]", "{}"] {
        assert!(serde_json::from_str::<Code>(json).is_err());
    }
}

#[test]
fn conversions_are_documented_values() {
    assert_eq!(Code::from("x"), Code::from("x".to_owned()));
    assert_eq!(Reads::<Integer<1, 4>, String>::from(3), Integer::from(3).into());
    assert_eq!(Reads::<Open<Verdict>, Integer>::from(Verdict::Gray), "Gray".into());
    assert_eq!(Reads::<Text<0, 1>, Integer>::from("a"), Text::from("a").into());
}
