//! What a row says about its own value: whether it is there, its type, and what its text fixes.

use std::fmt;

use crate::operation::Operation;
use crate::row::{Mandatory, Row};
use crate::rule::RuleKind;
use crate::shape::{Choice, Shape, Text};
use crate::table::{Place, Table};

/// The promises of a row, each in a sentence.
pub(super) fn promises(operation: &Operation, table: &Table, row: &Row) -> Vec<(RuleKind, String)> {
    let name = &row.name;
    let mut rules = Vec::new();
    match row.mandatory {
        Mandatory::Yes => rules.push((RuleKind::Mandatory, format!("`{name}` must be there"))),
        Mandatory::No => rules.push((RuleKind::Optional, format!("`{name}` may be left out"))),
        Mandatory::Unmarked if operation.promises_presence(table, row) => {
            rules.push((RuleKind::Present, format!("`{name}` is there")));
        }
        Mandatory::Unmarked => {}
    }
    if matches!(table.place, Place::RequestBody | Place::ResponseBody) {
        rules.push((RuleKind::Type, format!("`{name}` is {}", article(&row.documented_type))));
    }
    rules.extend(value_rules(name, &row.shape));
    if table.place == Place::ResponseHeader && row.is_request_id() {
        rules.push((RuleKind::Fresh, format!("each request has a `{name}` of its own")));
    }
    rules
}

impl Operation {
    /// Whether an answer must have this row, though its table has no mandatory mark: a header, a
    /// member of a refusal's top level, or a member that the documented example has too. What
    /// repeats the request is there if it was sent, which is a promise of its own.
    fn promises_presence(&self, table: &Table, row: &Row) -> bool {
        if table.place == Place::ResponseHeader {
            return true;
        }
        let Some(response) = table.status.and_then(|status| self.response(status)) else {
            return false;
        };
        let Some(root) = response.body_table else { return false };
        if response.status >= 400 {
            return table.number == root;
        }
        let Some(example) = self.example(root) else { return false };
        let places = self.places(root);
        let here = places.iter().find(|(_, of, found)| of.number == table.number && *found == row);
        here.is_some_and(|(place, ..)| {
            example.value.pointer(place).is_some() && self.echoed_from(place).is_none()
        })
    }
}

fn value_rules(name: &str, shape: &Shape) -> Vec<(RuleKind, String)> {
    let mut rules = Vec::new();
    if !shape.options().is_empty() {
        rules.push((RuleKind::Options, format!("`{name}` is {}", one_of(shape.options()))));
    }
    if let Some((least, most)) = shape.range() {
        rules.push((RuleKind::Range, format!("`{name}` is {}", between(least, most))));
    }
    if let Some((least, most)) = shape.length() {
        rules.push((RuleKind::Length, format!("`{name}` has {} characters", between(least, most))));
    }
    if let Some((least, most)) = shape.item_count() {
        rules.push((RuleKind::ItemCount, format!("`{name}` has {} items", between(least, most))));
    }
    if let Shape::Array { items, .. } = shape {
        rules.push((
            RuleKind::Items,
            format!("each item of `{name}` is a JSON {}", items.json_type()),
        ));
    }
    if let Shape::Text(Text { pattern: Some(_), .. }) = shape {
        rules.push((RuleKind::Format, format!("`{name}` has the documented form")));
    }
    rules
}

fn one_of(options: &[Choice]) -> String {
    let quoted: Vec<String> = options.iter().map(|choice| format!("`{}`", choice.value)).collect();
    match quoted.as_slice() {
        [only] => only.clone(),
        [head @ .., last] => format!("{} or {last}", head.join(", ")),
        [] => String::new(),
    }
}

fn between<T: fmt::Display>(least: Option<T>, most: Option<T>) -> String {
    match (least, most) {
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => "any".to_owned(),
    }
}

fn article(documented_type: &str) -> String {
    let vowel = documented_type.starts_with(['A', 'E', 'I', 'O', 'U', 'a', 'e', 'i', 'o', 'u']);
    format!("{} {documented_type}", if vowel { "an" } else { "a" })
}
