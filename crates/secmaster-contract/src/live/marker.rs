//! The run's mark in the name of everything that it creates.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use secmaster_spec::{Effect, Service, Shape};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::case::{Case, Proof};
use crate::send::{Received, SendFailure, Sender};

/// Marks the requests of operations that create something.
#[derive(Debug)]
pub(crate) struct Marker {
    /// What is appended to a name.
    suffix: String,
    /// Where the name stands, by operation.
    places: HashMap<String, Place>,
}

#[derive(Debug)]
struct Place {
    pointer: String,
    shape: Shape,
}

impl Marker {
    pub(crate) fn new(service: &Service, text: &str) -> Self {
        let place = |operation: &secmaster_spec::Operation| {
            let Some(Effect::Create(create)) = &operation.effect else { return None };
            let pointer = create.marker.clone()?;
            let (row, _) = operation.row_at(operation.request_table?, &pointer)?;
            let place = Place { pointer, shape: row.shape.clone() };
            Some((operation.name.clone(), place))
        };
        let places = service.operations.iter().filter_map(place).collect();
        Self { suffix: format!(" [{text}]"), places }
    }

    /// The case with the mark in its name, if it has a name; unchanged if that is marked already.
    pub(crate) fn mark(&self, mut case: Case) -> Case {
        let Some(place) = self.places.get(&case.operation) else { return case };
        if let Some(body) = &case.request.body
            && let Some(marked) = self.in_bytes(place, body)
        {
            case.request.body = Some(marked.into());
        }
        if let Some(value) = &mut case.request.value {
            self.mark_value(place, value);
        }
        if let Proof::Invalid { undone } = &mut case.proof {
            self.mark_value(place, undone);
        }
        case
    }

    fn mark_value(&self, place: &Place, value: &mut Arc<Value>) {
        let name = value.pointer(&place.pointer).and_then(Value::as_str);
        if name.is_some_and(|name| self.takes(place, name))
            && let Some(Value::String(name)) = Arc::make_mut(value).pointer_mut(&place.pointer)
        {
            name.push_str(&self.suffix);
        }
    }

    /// The bytes with the mark before the name's last quote; all else stays as it is laid out.
    fn in_bytes(&self, place: &Place, body: &[u8]) -> Option<Vec<u8>> {
        let token = token(body, &place.pointer)?;
        let name: String = serde_json::from_slice(body.get(token.clone())?).ok()?;
        if !self.takes(place, &name) {
            return None;
        }
        let (head, tail) = body.split_at_checked(token.end - 1)?;
        Some([head, crate::secret::in_json(&self.suffix).as_bytes(), tail].concat())
    }

    /// Whether the name can have the mark. Where the row bounds it, a name at the edge is what the
    /// case is about.
    fn takes(&self, place: &Place, name: &str) -> bool {
        let Shape::Text(text) = &place.shape else { return false };
        let count = |text: &str| text.chars().count() as u64;
        let (before, after) = (count(name), count(name) + count(&self.suffix));
        !name.ends_with(&self.suffix)
            && text.options.is_empty()
            && text.pattern.is_none()
            && text.min_length.is_none_or(|least| before >= least)
            && text.max_length.is_none_or(|most| after <= most || before > most)
    }
}

/// Where the text stands at a place of a body, its quotes included.
fn token(body: &[u8], pointer: &str) -> Option<Range<usize>> {
    let segments: Vec<Cow<'_, str>> = pointer.split('/').skip(1).map(unescaped).collect();
    match parsed(body, &segments) {
        Some(token) => {
            let start = (token.as_ptr() as usize).checked_sub(body.as_ptr() as usize)?;
            token.starts_with('"').then_some(start..start + token.len())
        }
        None => scanned(body, &segments),
    }
}

fn unescaped(segment: &str) -> Cow<'_, str> {
    match segment.contains('~') {
        true => segment.replace("~1", "/").replace("~0", "~").into(),
        false => segment.into(),
    }
}

/// The text at a place of a body that is JSON; empty if the body has no such place.
fn parsed<'b>(body: &'b [u8], segments: &[Cow<'_, str>]) -> Option<&'b str> {
    let mut raw: &RawValue = serde_json::from_slice(body).ok()?;
    for segment in segments {
        let members: BTreeMap<String, &RawValue> =
            serde_json::from_str(raw.get()).unwrap_or_default();
        let Some(member) = members.get(segment.as_ref()) else { return Some("") };
        raw = member;
    }
    Some(raw.get())
}

/// The same in a body that is no JSON as a whole: the first text after the names on the way to it.
fn scanned(body: &[u8], segments: &[Cow<'_, str>]) -> Option<Range<usize>> {
    let mut at = 0;
    for segment in segments {
        let name = Value::from(segment.as_ref()).to_string();
        let rest = body.get(at..)?;
        at += rest.windows(name.len()).position(|piece| piece == name.as_bytes())? + name.len();
    }
    let rest = body.get(at..)?;
    let is_between = |byte: &u8| byte.is_ascii_whitespace() || *byte == b':';
    let start = at + rest.iter().position(|byte| !is_between(byte))?;
    let mut is_escaped = false;
    let inside = body.get(start..)?.strip_prefix(b"\"")?;
    let length = inside.iter().position(|byte| {
        let is_end = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        is_end
    })?;
    Some(start..start + length + 2)
}

/// Marks every case that goes through it.
pub(crate) struct Marked<'a> {
    pub(crate) inner: &'a dyn Sender,
    pub(crate) marker: &'a Marker,
}

impl Sender for Marked<'_> {
    fn send(&self, case: &Case) -> Result<Received, SendFailure> {
        self.inner.send(&self.marker.mark(case.clone()))
    }

    fn ended(&self) -> Option<String> {
        self.inner.ended()
    }
}

#[cfg(test)]
mod tests;
