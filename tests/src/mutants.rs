//! Changed copies of a JSON document: mistakes of every kind that a schema file can have, one at a time.

use secmaster_spec::pointer_token;
use serde_json::{Map, Value, json};

use crate::edit::{put, take_away};

/// A document with one change.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Where the change is, as a JSON pointer.
    pub pointer: String,
    /// What it is, in words.
    pub change: String,
    /// The changed document.
    pub value: Value,
}

/// The mutants of a document that differ from it at or below a pointer; `keywords` are names worth adding to objects.
///
/// # Panics
/// There is nothing at the pointer.
pub fn mutants(document: &Value, below: &str, keywords: &[String]) -> Vec<Mutant> {
    let mut found = Vec::new();
    collect(document, below, keywords, &mut found);
    found
}

fn collect(document: &Value, pointer: &str, keywords: &[String], found: &mut Vec<Mutant>) {
    let value = document.pointer(pointer).expect("the place is there");
    let mut add = |change: String, pointer: &str, edit: &dyn Fn(&mut Value)| {
        let mut mutant = document.clone();
        edit(&mut mutant);
        found.push(Mutant { pointer: pointer.to_owned(), change, value: mutant });
    };
    for other in others(value) {
        add(format!("becomes {other}"), pointer, &|mutant| put(mutant, pointer, other.clone()));
    }
    let mut children: Vec<String> = Vec::new();
    match value {
        Value::Object(members) => {
            let new =
                ["unknown", "x-unknown"].into_iter().chain(keywords.iter().map(String::as_str));
            for name in new.filter(|name| !members.contains_key(*name)) {
                let place = format!("{pointer}/{}", pointer_token(name));
                add("is added: null".to_owned(), &place, &|mutant| {
                    put(mutant, &place, Value::Null)
                });
            }
            for name in members.keys() {
                for new in ["", "a b", "UPPER"] {
                    let edit = |mutant: &mut Value| {
                        rename(mutant.pointer_mut(pointer).unwrap(), name, new)
                    };
                    add(format!("`{name}` is renamed `{new}`"), pointer, &edit);
                }
                children.push(format!("{pointer}/{}", pointer_token(name)));
            }
        }
        Value::Array(items) => {
            for item in items.iter().take(1).cloned().chain([Value::Null]) {
                let edit = |mutant: &mut Value| {
                    mutant
                        .pointer_mut(pointer)
                        .and_then(Value::as_array_mut)
                        .unwrap()
                        .push(item.clone());
                };
                add(format!("{item} is appended"), pointer, &edit);
            }
            children.extend((0..items.len()).map(|index| format!("{pointer}/{index}")));
        }
        _ => {}
    }
    for place in &children {
        add("is taken away".to_owned(), place, &|mutant| _ = take_away(mutant, place));
    }
    for place in &children {
        collect(document, place, keywords, found);
    }
}

fn rename(object: &mut Value, name: &str, new: &str) {
    let members = std::mem::take(object.as_object_mut().unwrap());
    let renamed = |(key, value)| (if key == name { new.to_owned() } else { key }, value);
    *object = members.into_iter().map(renamed).collect::<Map<_, _>>().into();
}

/// Values of every JSON type, and near misses of this one.
fn others(value: &Value) -> Vec<Value> {
    let mut others = vec![
        Value::Null,
        json!(true),
        json!(7),
        json!(1.5),
        json!(""),
        json!("unknown"),
        json!([]),
        json!({}),
        json!([["x"]]),
        json!({"unknown": 1}),
    ];
    match value {
        Value::Bool(_) => others.push(json!(false)),
        Value::String(text) => {
            others.extend(["~", "not a word!", "/a~2", "/", "a--b"].map(Value::from));
            others.extend([" ", "\n", "/", "-", "0"].map(|end| format!("{text}{end}").into()));
            others.extend([" ", "!", "/"].map(|start| format!("{start}{text}").into()));
            others.push(text.to_uppercase().into());
        }
        Value::Number(number) => {
            others.extend([
                json!(0),
                json!(-1),
                json!(65536),
                json!(i64::MIN),
                json!(u64::MAX),
                json!(1e30),
            ]);
            // JSON Schema counts it as an integer.
            others.extend(number.as_f64().map(Value::from));
        }
        Value::Object(_) => {
            // Types that only a row can have, and that not even a row can have.
            let many =
                json!({"type": "array", "items": {"type": "string"}, "description": "Many."});
            let more = json!({"type": "array", "items": many, "description": "Many of many."});
            others.extend([many, more]);
        }
        Value::Null | Value::Array(_) => {}
    }
    others.retain(|other| other != value);
    others
}
