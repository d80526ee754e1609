//! Bodies that keep every rule of their tables, computed from the description.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use secmaster_spec::{Mandatory, Operation, Row, Shape, Text};
use serde_json::{Map, Number, Value};

/// Where an array or a text has no documented greatest length.
const LONG_ENOUGH: u64 = 6;

/// A body whose top level is that table: any optional rows, any order of members, some members that no row names.
///
/// # Panics
/// A row of the table is restricted in a way that this strategy does not know.
pub fn body(operation: &Operation, table: u16) -> BoxedStrategy<Value> {
    let rows = &operation.table(table).expect("the table is there").rows;
    let member = |row: &Row| {
        let (name, value) = (row.name.clone(), value(operation, &row.shape));
        let named = value.prop_map(move |value| (name.clone(), value));
        match row.mandatory {
            Mandatory::Yes => named.prop_map(Some).boxed(),
            _ => option::of(named).boxed(),
        }
    };
    let known: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    let unknown = (text(0, LONG_ENOUGH), anything())
        .prop_filter("a row has this name", move |(name, _)| !known.contains(name));
    let members: Vec<_> = rows.iter().map(member).collect();
    (members, vec(unknown, 0..2), any::<bool>())
        .prop_map(|(known, unknown, backwards)| {
            let mut members: Vec<_> = known.into_iter().flatten().chain(unknown).collect();
            if backwards {
                members.reverse();
            }
            Value::Object(members.into_iter().collect())
        })
        .boxed()
}

fn value(operation: &Operation, shape: &Shape) -> BoxedStrategy<Value> {
    match shape {
        Shape::Text(Text { pattern: Some(pattern), .. }) => {
            panic!("a body has a pattern, `{pattern}`: teach it to tests/src/strategy.rs")
        }
        Shape::Text(allowed) if !allowed.options.is_empty() => {
            let options: Vec<Value> =
                allowed.options.iter().map(|choice| choice.value.as_str().into()).collect();
            prop::sample::select(options).boxed()
        }
        Shape::Text(allowed) => {
            let least = allowed.min_length.unwrap_or(0);
            text(least, allowed.max_length.unwrap_or(least + LONG_ENOUGH))
                .prop_map(Value::from)
                .boxed()
        }
        Shape::Integer { minimum, maximum } => integer(*minimum, *maximum),
        Shape::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Shape::Array { items, min_items, max_items } => {
            let least = min_items.unwrap_or(0);
            let most = max_items.unwrap_or(least + LONG_ENOUGH);
            vec(value(operation, items), size(least)..=size(most)).prop_map(Value::from).boxed()
        }
        Shape::Object { table } => body(operation, *table),
    }
}

/// Integers in a range, its edges above all, also written with a fraction of zero, and beyond 64 bits where nothing forbids it.
fn integer(minimum: Option<i64>, maximum: Option<i64>) -> BoxedStrategy<Value> {
    let (least, most) = (minimum.unwrap_or(i64::MIN), maximum.unwrap_or(i64::MAX));
    let mut beyond = vec![least.into(), most.into()];
    if maximum.is_none() {
        beyond.extend([u64::MAX.into(), Value::from(1e30)]);
    }
    if minimum.is_none() {
        beyond.push(Value::from(-1e30));
    }
    let small = (least.max(-1000), most.min(1000));
    prop_oneof![
        (least..=most).prop_map(Value::from),
        prop::sample::select(beyond),
        (small.0..=small.1).prop_map(|number| Value::from(f64::from(number as i16))),
    ]
    .boxed()
}

/// Text of any characters, of each Unicode plane alike.
fn text(least: u64, most: u64) -> BoxedStrategy<String> {
    let of_a_plane = (0..=16_u32, 0..=0xFFFF_u32)
        .prop_filter_map("a surrogate", |(plane, point)| char::from_u32((plane << 16) | point));
    let character = prop_oneof![any::<char>(), of_a_plane];
    vec(character, size(least)..=size(most))
        .prop_map(|characters| characters.into_iter().collect())
        .boxed()
}

/// Any JSON value at all.
pub fn anything() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| Number::from_f64(number).map_or(Value::Null, Value::Number)),
        text(0, LONG_ENOUGH).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((text(0, LONG_ENOUGH), inner), 0..4)
                .prop_map(|members| members.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
    .boxed()
}

fn size(number: u64) -> usize {
    usize::try_from(number).expect("a size of this machine")
}
