//! Wild bodies: valid by the tables, with values, members and a layout that few expect.

use proptest::test_runner::{Reason, TestRunner};
use secmaster_spec::pointer_token;
use serde_json::{Map, Value, json};

use super::Bodies;
use super::case::{Change, Kind};
use super::tree::RandomTree;
use crate::baseline::set;
use crate::strategy::{Knobs, Source};

/// How deep and wide a member may be that no table knows. Many readers stop at a depth of 128.
const DEEPEST: u32 = 100;
const WIDEST: u32 = 1000;

pub(crate) fn tree(bodies: &Bodies, runner: &mut TestRunner) -> Result<RandomTree, Reason> {
    let mut body = bodies.documented.generate(runner)?;
    let knobs = Knobs::wild();
    let source = &mut Source::new(runner, &knobs);
    let mut title = "a body of unusual values".to_owned();
    let mut change = Change::None;
    let mut pointer = String::new();
    let objects = objects(&body);
    let object = source.pick(&objects).cloned().unwrap_or_default();
    match source.below(64) {
        0..4 => {
            if let Some(member) = any_member(&body, &object, source) {
                let first = match source.below(3) {
                    0 => body.pointer(&member).cloned().unwrap_or_default(),
                    1 => Value::Null,
                    _ => "the first of two".into(),
                };
                (title, pointer) = (format!("a member stands twice at {member}"), member);
                change = Change::Twice(first);
            }
        }
        4 | 5 => {
            let depth = 1 + source.below(DEEPEST);
            title = format!("a member that no table knows is {depth} deep");
            set(&mut body, &format!("{object}/x_deep"), deep(source, depth));
        }
        6 => {
            let width = 1 + source.below(WIDEST);
            title = format!("{width} members that no table knows");
            for number in 0..width {
                set(&mut body, &format!("{object}/x_{number}"), number.into());
            }
        }
        _ => {}
    }
    Ok(RandomTree::new(bodies, Kind::Wild, body, title, change, pointer))
}

/// The pointers of all objects, but for those in members that no table knows.
fn objects(body: &Value) -> Vec<String> {
    fn collect(value: &Value, pointer: &str, found: &mut Vec<String>) {
        let Value::Object(members) = value else { return };
        found.push(pointer.to_owned());
        for (name, member) in members {
            collect(member, &format!("{pointer}/{}", pointer_token(name)), found);
        }
    }
    let mut found = Vec::new();
    collect(body, "", &mut found);
    found
}

fn any_member(body: &Value, object: &str, source: &mut Source<'_>) -> Option<String> {
    let names: Vec<&String> = body.pointer(object)?.as_object()?.keys().collect();
    source.pick(&names).map(|name| format!("{object}/{}", pointer_token(name)))
}

/// Arrays and objects in each other.
fn deep(source: &mut Source<'_>, depth: u32) -> Value {
    let mut value = json!("the innermost");
    for _ in 0..depth {
        value = if source.one_in(2) {
            Value::Array(vec![value])
        } else {
            Value::Object(Map::from_iter([("in".to_owned(), value)]))
        };
    }
    value
}
