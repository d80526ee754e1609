//! The model's type of each documented table of a body.

use schemars::JsonSchema;
use secmaster_client::{CallError, call};
use secmaster_model::{Deviation, Record, Violation, create_indicator, delete_indicator, examine};
use secmaster_spec::{Operation, Place, Service, Table};
use serde_json::Value;

/// A table of a body, and what the model's type does with values of it.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    /// The operation's name.
    pub operation: &'static str,
    /// The table's number.
    pub table: u16,
    /// Reads JSON text into the type.
    pub decode: fn(&Value) -> Result<Decoded, Refused>,
    /// The JSON Schema derived from the type.
    pub schema: fn() -> Value,
}

/// A value that the model read.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The value, written again.
    pub json: Value,
    /// Everything that is wrong with it.
    pub violations: Vec<Violation>,
    /// Where it is known to differ from its table.
    pub deviations: Vec<Deviation>,
}

/// Why the model could not read a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Where, as a JSON pointer.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

/// The types of all tables of bodies, in documented order.
///
/// # Panics
/// A table of a body has no type in the list, or the list has a type of no such table.
pub fn all(service: &Service) -> Vec<Body> {
    macro_rules! list {
        ($($operation:ident: $($type:ident)*;)*) => { vec![$($(body::<$operation::$type>(),)*)*] };
    }
    let mut bodies = list! {
        create_indicator: Request CreateIndicatorDetail DataSource Environment IndicatorType DataClassRef
            Response IndicatorDetail IndicatorDataObjectDetail ResponseIndicatorType ResponseEnvironment
            ResponseDataSource ResponseDataClassRef ErrorResponse;
        delete_indicator: Request Response IndicatorBatchOperateResponse ErrorResponse;
    };
    let is_body = |table: &&Table| matches!(table.place, Place::RequestBody | Place::ResponseBody);
    let documented: Vec<(&str, u16)> = service
        .operations
        .iter()
        .flat_map(|operation| operation.tables.iter().filter(is_body))
        .map(|table| (table.operation.as_str(), table.number))
        .collect();
    let listed: Vec<(&str, u16)> = bodies.iter().map(|body| (body.operation, body.table)).collect();
    for place in &documented {
        assert!(
            listed.contains(place),
            "add the type of {place:?} to the list in tests/src/bodies.rs"
        );
    }
    for place in &listed {
        assert!(
            documented.contains(place),
            "{place:?} is in tests/src/bodies.rs, but is no table of a body"
        );
    }
    bodies.sort_by_key(|body| {
        documented.iter().position(|place| *place == (body.operation, body.table))
    });
    bodies
}

/// The types of whole bodies: of every request and every answer, each with its operation.
pub fn whole(service: &Service) -> Vec<(&Operation, Body)> {
    let of = |body: Body| {
        let operation = service.operation(body.operation)?;
        operation.table(body.table)?.top_level.then_some((operation, body))
    };
    all(service).into_iter().filter_map(of).collect()
}

fn body<T: Record + JsonSchema>() -> Body {
    Body {
        operation: T::OPERATION,
        table: T::TABLE,
        decode: decode::<T>,
        schema: || schemars::schema_for!(T).to_value(),
    }
}

/// Reads it as text, as it comes over the wire, and as a parsed value, as tools give it: both must say the same.
fn decode<T: Record>(value: &Value) -> Result<Decoded, Refused> {
    let from_text = serde_json::from_str::<T>(&value.to_string());
    let from_value = call::body::<T>(T::OPERATION, value.clone());
    match (from_text, from_value) {
        (Ok(read), Ok(also)) => {
            let json = serde_json::to_value(&read).expect("what was read can be written");
            assert_eq!(
                json,
                serde_json::to_value(&also).unwrap(),
                "text and value are read differently"
            );
            let found = examine(&read);
            Ok(Decoded { json, violations: found.violations, deviations: found.deviations })
        }
        (Err(_), Err(CallError::Body { error, .. })) => Err(Refused {
            pointer: error.pointer().to_owned(),
            message: error.message().to_owned(),
        }),
        (text, value) => {
            panic!("text and value are read differently: {:?} and {:?}", text.err(), value.err())
        }
    }
}
