//! Bodies to start from, and edits of them by JSON pointer.

use std::collections::BTreeMap;

use secmaster_spec::{Format, Mandatory, Narrower, Operation, Place, Row, Shape, Table, Text};
use serde_json::{Map, Value};

use crate::target::Target;

/// A text in the documented form of a time.
const TIME: &str = "2021-01-30T23:00:00Z+0800";

/// The places of a request body: pointer, table and row; outer ones first.
pub(crate) type Places<'a> = [(String, &'a Table, &'a Row)];

/// The bodies from which cases may start, the documented example first. The others help to go on
/// with an endpoint that refuses the example: with every row there is, with the values that the
/// tables of the answers allow, with both, with the mandatory rows only, and with values of ours.
pub(crate) fn candidates(
    operation: &Operation,
    parameters: &BTreeMap<String, String>,
) -> Vec<Value> {
    let Some(root) = operation.request_table else { return Vec::new() };
    let documented = operation
        .example(root)
        .map_or_else(|| object(operation, root), |example| example.value.clone());
    let mut candidates = vec![documented.clone()];
    let places = operation.places(root);
    let complete = completed(operation, &places, &documented);
    let others = [
        complete.clone(),
        written(&places, &documented),
        written(&places, &complete),
        bare(&places, &documented, None),
        object(operation, root),
    ];
    for other in others {
        if !candidates.contains(&other) {
            candidates.push(other);
        }
    }
    candidates.into_iter().map(|body| addressed(&places, body, parameters)).collect()
}

/// `body` with the caller's ids where a row is called like a parameter of the path: the documented
/// ids belong to nobody.
fn addressed(places: &Places<'_>, mut body: Value, parameters: &BTreeMap<String, String>) -> Value {
    for (pointer, _, row) in places {
        if let (Some(id), Some(Value::String(text))) =
            (parameters.get(&row.name), body.pointer_mut(pointer))
        {
            text.clone_from(id);
        }
    }
    body
}

/// `body` with a value at every documented place.
fn completed(operation: &Operation, places: &Places<'_>, body: &Value) -> Value {
    let mut complete = body.clone();
    for (pointer, _, row) in places {
        if complete.pointer(pointer).is_none() {
            set(&mut complete, pointer, sample(operation, row));
        }
    }
    complete
}

/// A body that differs from `body` wherever the tables let it: every optional row is there, Booleans
/// are the other one, options the next one, numbers at the other edge, texts such as people watch.
pub(crate) fn opposite(operation: &Operation, places: &Places<'_>, body: &Value) -> Value {
    let mut other = completed(operation, places, body);
    for (pointer, _, row) in places {
        let Some(value) = other.pointer(pointer) else { continue };
        let is_of_path = operation.rows(Place::Path).any(|(_, other)| other.name == row.name);
        if is_of_path || row.writes.is_some() {
            continue;
        }
        if let Some(value) = opposite_of(&row.shape, value) {
            set(&mut other, pointer, value);
        }
    }
    other
}

fn opposite_of(shape: &Shape, value: &Value) -> Option<Value> {
    match shape {
        Shape::Boolean => Some((!value.as_bool()?).into()),
        Shape::Integer { minimum: Some(least), maximum: Some(most) } => {
            Some(if value.as_i64() == Some(*most) { *least } else { *most }.into())
        }
        Shape::Text(text) if !text.options.is_empty() => {
            let at =
                text.options.iter().position(|it| Some(it.value.as_str()) == value.as_str())?;
            let next = text.options.iter().cycle().nth(at + 1)?;
            Some(next.value.clone().into())
        }
        Shape::Text(text) if text.format.is_none() && text.pattern.is_none() => {
            Some(fitted("http://Sample.example.com:8080/a%20b?c=1&d=[2]#e", text).into())
        }
        _ => None,
    }
}

/// `body` with the values that we would write where the tables leave more open.
fn written(places: &Places<'_>, body: &Value) -> Value {
    let mut body = body.clone();
    for (pointer, _, row) in places {
        let (Some(writing), true) = (&row.writes, body.pointer(pointer).is_some()) else {
            continue;
        };
        match &writing.narrower {
            Narrower::Options(options) => {
                if let Some(option) = options.first() {
                    set(&mut body, pointer, option.value.clone().into());
                }
            }
            Narrower::Range(least, _) => set(&mut body, pointer, (*least).into()),
        }
    }
    body
}

/// `body` with a value at `pointer` and at every place above it; unchanged if it has them.
pub(crate) fn reaching(
    operation: &Operation,
    places: &Places<'_>,
    body: &Value,
    pointer: &str,
) -> Value {
    let mut body = body.clone();
    for (place, _, row) in places {
        if is_at_or_below(pointer, place) && body.pointer(place).is_none() {
            set(&mut body, place, sample(operation, row));
        }
    }
    body
}

/// `body` without any optional row, but for those at and above `kept`.
pub(crate) fn bare(places: &Places<'_>, body: &Value, kept: Option<&str>) -> Value {
    let mut bare = body.clone();
    for (place, _, row) in places {
        let stays = kept.is_some_and(|kept| is_at_or_below(kept, place));
        if row.mandatory == Mandatory::No && !stays {
            remove(&mut bare, place);
        }
    }
    bare
}

fn is_at_or_below(pointer: &str, place: &str) -> bool {
    pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A value that keeps every rule of the row.
pub(crate) fn sample(operation: &Operation, row: &Row) -> Value {
    match (&row.shape, &row.writes) {
        (Shape::Integer { minimum: None, maximum: None }, Some(writing)) => match &writing.narrower
        {
            Narrower::Range(least, _) => (*least).into(),
            Narrower::Options(_) => 1.into(),
        },
        (shape, _) => sample_of(operation, shape),
    }
}

/// A value for a path parameter that the caller does not give: an id, if the row allows one.
pub(crate) fn sample_parameter(operation: &Operation, row: &Row) -> String {
    let id = Value::from(Target::WORKSPACE);
    let value = if row.shape.accepts(&id) { id } else { sample(operation, row) };
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A value of that shape.
pub(crate) fn sample_of(operation: &Operation, shape: &Shape) -> Value {
    match shape {
        Shape::Text(text) => sample_text(text).into(),
        Shape::Integer { minimum, maximum } => minimum.or(*maximum).unwrap_or(1).into(),
        Shape::Boolean => false.into(),
        Shape::Array { items, min_items, .. } => {
            let count = usize::try_from(min_items.unwrap_or(1).max(1)).unwrap_or(1);
            Value::Array(vec![sample_of(operation, items); count])
        }
        Shape::Object { table } => object(operation, *table),
    }
}

fn sample_text(text: &Text) -> String {
    if let Some(option) = text.options.first() {
        return option.value.clone();
    }
    match text.format {
        Some(Format::Timestamp) => TIME.to_owned(),
        _ => fitted("contract sample", text),
    }
}

/// The letters of `wanted`, repeated or cut to a length that the row allows.
pub(crate) fn fitted(wanted: &str, text: &Text) -> String {
    let length = wanted.chars().count();
    let least = text.min_length.map_or(0, |least| usize::try_from(least).unwrap_or(usize::MAX));
    let most =
        text.max_length.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
    wanted.chars().cycle().take(length.max(least).min(most)).collect()
}

/// An object of that table with its mandatory rows.
fn object(operation: &Operation, table: u16) -> Value {
    let rows = operation.table(table).map_or(&[][..], |table| table.rows.as_slice());
    let mandatory = rows.iter().filter(|row| row.mandatory == Mandatory::Yes);
    let members: Map<String, Value> =
        mandatory.map(|row| (row.name.clone(), sample(operation, row))).collect();
    Value::Object(members)
}

/// Puts a value at `pointer`; nothing happens if the object or array above it is not there.
pub(crate) fn set(body: &mut Value, pointer: &str, value: Value) {
    let Some((parent, token)) = split(pointer) else {
        *body = value;
        return;
    };
    match body.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.insert(token, value);
        }
        Some(Value::Array(items)) => match token.parse::<usize>() {
            Ok(index) if index == items.len() => items.push(value),
            Ok(index) => {
                if let Some(item) = items.get_mut(index) {
                    *item = value;
                }
            }
            Err(_) => {}
        },
        _ => {}
    }
}

/// Takes the member at `pointer` away; the order of the others stays.
pub(crate) fn remove(body: &mut Value, pointer: &str) {
    if let Some((parent, token)) = split(pointer)
        && let Some(Value::Object(members)) = body.pointer_mut(parent)
    {
        members.shift_remove(&token);
    }
}

/// The body with another value at `pointer`.
pub(crate) fn with(body: &Value, pointer: &str, value: Value) -> Value {
    let mut changed = body.clone();
    set(&mut changed, pointer, value);
    changed
}

/// The body with another time at `pointer`, and at the times that its table names after it: their order
/// in the table is that in which things happen, and none may come before one that went before.
pub(crate) fn with_time(places: &Places<'_>, body: &Value, pointer: &str, time: &str) -> Value {
    let parent = |pointer: &str| pointer.rsplit_once('/').map(|(parent, _)| parent.to_owned());
    let mut changed = with(body, pointer, time.into());
    let later = places.iter().skip_while(|(place, ..)| place != pointer);
    for (place, _, row) in later.filter(|(place, ..)| parent(place) == parent(pointer)) {
        if is_time(&row.shape) && body.pointer(place).is_some() {
            set(&mut changed, place, time.into());
        }
    }
    changed
}

/// Whether a row holds times.
pub(crate) fn is_time(shape: &Shape) -> bool {
    matches!(shape, Shape::Text(text) if text.format == Some(Format::Timestamp))
}

/// The body without the member at `pointer`.
pub(crate) fn without(body: &Value, pointer: &str) -> Value {
    let mut changed = body.clone();
    remove(&mut changed, pointer);
    changed
}

fn split(pointer: &str) -> Option<(&str, String)> {
    let (parent, token) = pointer.rsplit_once('/')?;
    Some((parent, token.replace("~1", "/").replace("~0", "~")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{candidates, remove, set, with, without};
    use secmaster_spec::{Mandatory, Service};
    use serde_json::json;

    #[test]
    fn edits_reach_members_and_items() {
        let mut body = json!({"a": {"b": 1, "c": 2}, "d": [1]});
        set(&mut body, "/a/x~1y", json!(3));
        set(&mut body, "/d/0", json!("one"));
        set(&mut body, "/d/1", json!("two"));
        set(&mut body, "/no/way", json!(0));
        remove(&mut body, "/a/b");
        remove(&mut body, "/no/way");
        assert_eq!(body.to_string(), r#"{"a":{"c":2,"x/y":3},"d":["one","two"]}"#);
        assert_eq!(with(&body, "", json!([])), json!([]));
        assert_eq!(without(&body, "/d")["d"], json!(null));
    }

    #[test]
    fn the_documented_example_comes_first_and_the_complete_body_has_every_place() {
        let service = Service::embedded().unwrap();
        let create = service.operation("create-indicator").unwrap();
        let candidates = candidates(create, &BTreeMap::new());
        assert_eq!(candidates[0], create.example(3).unwrap().value);
        assert!(candidates[0].pointer("/data_object/id").is_none());
        for (pointer, _, _) in create.places(3) {
            assert!(candidates[1].pointer(&pointer).is_some(), "{pointer}");
        }
        assert_eq!(candidates[2]["data_object"]["verdict"], "Black");
        let least = &candidates[4];
        for (pointer, _, row) in create.places(3) {
            let is_there = least.pointer(&pointer).is_some();
            assert!(!is_there || row.mandatory == Mandatory::Yes, "{pointer}");
        }
        assert!(least.pointer("/data_object/verdict").is_some());
    }
}
