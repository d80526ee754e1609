//! Bodies that keep every rule of their tables, and any JSON value.

use proptest::strategy::BoxedStrategy;
use secmaster_contract::strategy::strategy_for;
use secmaster_spec::{Operation, Strictness};
use serde_json::Value;

/// A body whose top level is that table: any optional rows, any order of members, some members that no row names.
///
/// # Panics
/// The table's schema has something of which no instances can be made.
pub fn body(operation: &Operation, table: u16) -> BoxedStrategy<Value> {
    strategy_for(&operation.body_schema(table, Strictness::Documented)).unwrap_or_else(|error| {
        panic!("{}/T{table}: {error}", operation.name);
    })
}

/// Any JSON value at all.
///
/// # Panics
/// Never: each value is an instance of the schema `true`.
pub fn anything() -> BoxedStrategy<Value> {
    strategy_for(&Value::Bool(true)).expect("`true` is a schema")
}
