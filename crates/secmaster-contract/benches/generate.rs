//! How fast bodies of create-indicator are generated, plain and wild ones in turn, beside a naive
//! proptest strategy of the same shape in the same run. Fails below 2,500 bodies a second.
//!
//! ```sh
//! cargo bench -p secmaster-contract --bench generate
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use secmaster_contract::strategy::Knobs;
use secmaster_spec::{Mandatory, Operation, Service, Shape, Strictness};
use serde_json::Value;

/// The least number of bodies a second.
const LEAST: f64 = 2500.0;

/// How long each strategy is watched, in turns.
const TURNS: u32 = 5;
const TURN: Duration = Duration::from_millis(300);

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let service = Service::embedded()?;
    let create = service.operation("create-indicator").ok_or("there is no create-indicator")?;
    let root = create.request_table.ok_or("it has no body")?;
    let schema = create.body_schema(root, Strictness::Documented);
    let plain = Knobs::plain().strategy_for(&schema)?;
    let wild = Knobs::wild().strategy_for(&schema)?;
    let naive = naive(create, root);
    let (mut ours, mut theirs) = (0.0, 0.0);
    // In turns, so that a busy machine slows both down.
    for _ in 0..TURNS {
        ours += rate(&[&plain, &wild])? / f64::from(TURNS);
        theirs += rate(&[&naive])? / f64::from(TURNS);
    }
    println!("bodies of create-indicator a second, plain and wild in turn: {ours:.0}");
    println!("the same from a naive proptest strategy of the same shape:   {theirs:.0}");
    println!("ratio: {:.1}", ours / theirs);
    if ours < LEAST {
        eprintln!("fewer than {LEAST:.0} bodies a second");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Bodies a second.
fn rate(strategies: &[&BoxedStrategy<Value>]) -> Result<f64, Box<dyn Error>> {
    let mut runner = TestRunner::deterministic();
    let (start, mut count) = (Instant::now(), 0_u32);
    while start.elapsed() < TURN {
        for strategy in strategies {
            let tree = strategy.new_tree(&mut runner).map_err(|reason| reason.to_string())?;
            std::hint::black_box(tree.current());
            count += 1;
        }
    }
    Ok(f64::from(count) / start.elapsed().as_secs_f64())
}

/// A member that may be left out.
type Member = Option<(String, Value)>;

/// The strategy that one would write first: a union, a regular expression or a map for everything.
fn naive(operation: &Operation, table: u16) -> BoxedStrategy<Value> {
    let rows = operation.table(table).map_or(&[][..], |table| &table.rows);
    let members: Vec<_> = rows
        .iter()
        .map(|row| {
            let (name, value) = (row.name.clone(), naive_value(operation, &row.shape));
            let member = value.prop_map(move |value| (name.clone(), value));
            match row.mandatory {
                Mandatory::Yes => member.prop_map(Some).boxed(),
                _ => prop::option::of(member).boxed(),
            }
        })
        .collect();
    let unknown = prop::collection::btree_map("\\PC{0,12}", naive_text(), 0..2);
    (members, unknown)
        .prop_map(|(members, unknown): (Vec<Member>, BTreeMap<String, Value>)| {
            unknown.into_iter().chain(members.into_iter().flatten()).collect()
        })
        .boxed()
}

fn naive_value(operation: &Operation, shape: &Shape) -> BoxedStrategy<Value> {
    match shape {
        Shape::Text(text) if text.options.is_empty() => naive_text(),
        Shape::Text(text) => {
            let options = text.options.iter().map(|choice| choice.value.clone());
            prop::sample::select(options.collect::<Vec<_>>()).prop_map(Value::from).boxed()
        }
        Shape::Integer { minimum, maximum } => {
            let range = minimum.unwrap_or(i64::MIN)..=maximum.unwrap_or(i64::MAX);
            range.prop_map(Value::from).boxed()
        }
        Shape::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Shape::Array { items, .. } => {
            let items = prop::collection::vec(naive_value(operation, items), 0..6);
            items.prop_map(Value::from).boxed()
        }
        Shape::Object { table } => naive(operation, *table),
    }
}

fn naive_text() -> BoxedStrategy<Value> {
    prop_oneof!["[a-z]{3,8}( [a-z]{3,8}){0,2} [0-9]{1,3}", "\\PC{0,12}", any::<String>()]
        .prop_map(Value::from)
        .boxed()
}
