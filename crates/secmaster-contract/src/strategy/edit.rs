//! One change that makes a JSON value smaller, and all that are worth trying.

use secmaster_spec::pointer_token;
use serde_json::Value;

use super::smaller::smaller;

/// One change of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Edit {
    pointer: String,
    change: Change,
}

#[derive(Clone, Debug, PartialEq)]
enum Change {
    /// Members or items go, from the first on, so many.
    Remove(usize, usize),
    /// The first array or object in this one takes its place.
    Lift,
    /// Another value.
    Replace(Value),
}

impl Edit {
    /// Makes the change; false if it cannot be made.
    pub(super) fn apply(&self, value: &mut Value) -> bool {
        let Some(place) = value.pointer_mut(&self.pointer) else { return false };
        match (&self.change, place) {
            (Change::Remove(first, count), Value::Array(items)) if first + count <= items.len() => {
                items.drain(*first..first + count);
                true
            }
            (Change::Remove(first, count), Value::Object(members)) => {
                let range = *first..first + count;
                let mut index = 0;
                members.retain(|_, _| {
                    index += 1;
                    !range.contains(&(index - 1))
                });
                true
            }
            (Change::Lift, place) => {
                let Some(inner) =
                    children(place).into_iter().find(|inner| is_container(inner)).cloned()
                else {
                    return false;
                };
                *place = inner;
                true
            }
            (Change::Replace(new), place) => {
                *place = new.clone();
                true
            }
            _ => false,
        }
    }

    /// Where the value that `pointer` leads to stands after the edit; none if it is gone.
    pub(crate) fn follow(&self, before: &Value, pointer: &str) -> Option<String> {
        let Some(rest) =
            pointer.strip_prefix(&self.pointer).and_then(|rest| rest.strip_prefix('/'))
        else {
            return Some(pointer.to_owned());
        };
        let Change::Remove(first, count) = self.change else { return None };
        let (token, below) = match rest.find('/') {
            Some(end) => rest.split_at(end),
            None => (rest, ""),
        };
        match before.pointer(&self.pointer)? {
            Value::Object(members) => {
                let gone = &mut members.keys().skip(first).take(count);
                let is_gone = gone.any(|name| pointer_token(name) == token);
                (!is_gone).then(|| pointer.to_owned())
            }
            _ => {
                let index: usize = token.parse().ok()?;
                let index = if index < first { index } else { index.checked_sub(count)? };
                let is_gone =
                    token.parse::<usize>().is_ok_and(|old| (first..first + count).contains(&old));
                (!is_gone).then(|| format!("{}/{index}{below}", self.pointer))
            }
        }
    }
}

/// The changes that are worth trying: much goes first, then little, then texts and numbers.
pub(super) fn edits(value: &Value) -> Vec<Edit> {
    let mut removals = Vec::new();
    let mut lifts = Vec::new();
    let mut others = Vec::new();
    walk(value, &mut String::new(), &mut |pointer, value| {
        let add = |edits: &mut Vec<Edit>, change| {
            edits.push(Edit { pointer: pointer.to_owned(), change });
        };
        let count = children(value).len();
        let mut size = count;
        while size > 0 {
            for first in (0..count).step_by(size).filter(|first| first + size <= count) {
                add(&mut removals, Change::Remove(first, size));
            }
            size /= 2;
        }
        if is_container(value) {
            add(&mut lifts, Change::Lift);
        }
        for smaller in smaller(value) {
            add(&mut others, Change::Replace(smaller));
        }
    });
    removals.into_iter().chain(lifts).chain(others).collect()
}

fn is_container(value: &Value) -> bool {
    value.is_array() || value.is_object()
}

fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(members) => members.values().collect(),
        _ => Vec::new(),
    }
}

/// Visits a value and all in it, outer ones first.
fn walk(value: &Value, pointer: &mut String, visit: &mut impl FnMut(&str, &Value)) {
    visit(pointer, value);
    let length = pointer.len();
    let mut enter = |token: &str, child: &Value| {
        pointer.push('/');
        pointer.push_str(token);
        walk(child, pointer, visit);
        pointer.truncate(length);
    };
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| enter(&index.to_string(), item));
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| enter(&pointer_token(name), member));
        }
        _ => {}
    }
}
