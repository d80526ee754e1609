//! Every mandatory row of the body left out, alone.

use std::sync::Arc;

use secmaster_spec::{Mandatory, Row, RuleKind, Shape, Wider, pointer_token};
use serde_json::{Value, json};

use super::Spot;
use crate::baseline::{with, without};
use crate::cases::Builder;

pub(crate) fn add(builder: &mut Builder<'_>, spot: &Spot<'_>) {
    if spot.row.mandatory != Mandatory::Yes {
        return;
    }
    let name = &spot.row.name;
    let absent = without(spot.body, spot.pointer);
    let mut ways = vec![("absent", format!("without `{name}`"), absent.clone())];
    let others = [
        ("other-case", title_case(name)),
        ("upper-case", name.to_uppercase()),
        ("camel-case", camel_case(name)),
        // One is enough: who joins words does so everywhere.
        match spot.pointer.len() % 3 {
            0 => ("dashed", name.replace('_', "-")),
            1 => ("joined", name.replace('_', "")),
            _ => ("space", format!("{name} ")),
        },
    ];
    for (number, (variant, other)) in others.iter().enumerate() {
        if other != name && others.iter().take(number).all(|(_, earlier)| earlier != other) {
            let title = format!("`{name}` is called `{other}`");
            let body = renamed(spot, &absent, other);
            ways.push((variant, title, body));
        }
    }
    let is_top_level = spot.pointer.matches('/').count() == 1;
    if let (true, Some(value @ Value::Object(_))) = (is_top_level, spot.body.pointer(spot.pointer))
    {
        let title = format!("the body is the value of `{name}`");
        ways.push(("unwrapped", title, value.clone()));
    }
    let profile = builder.profile;
    for (variant, title, body) in ways {
        let rule = spot.rule(RuleKind::Mandatory);
        let case =
            builder.refused(&format!("{rule}/{variant}"), title, rule, body, Arc::clone(spot.body));
        case.deviation = spot.row.reading(Wider::Absent);
        super::types::open_if_known(case, profile);
    }
}

/// The body with the row's value under another name: names are case-sensitive in JSON.
fn renamed(spot: &Spot<'_>, absent: &Value, name: &str) -> Value {
    let value = spot.body.pointer(spot.pointer).cloned().unwrap_or_default();
    let parent = spot.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    with(absent, &format!("{parent}/{}", pointer_token(name)), value)
}

/// `source_type` as `sourceType`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &title_case(word))
}

/// The name with its first letter in upper case, or all in lower case where that is the same.
fn title_case(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase()).unwrap_or_default();
    let title = format!("{first}{}", letters.as_str());
    if title == name { name.to_lowercase() } else { title }
}

/// An object without any of its rows, where one of them is mandatory.
pub(crate) fn add_empty(builder: &mut Builder<'_>, spot: &Spot<'_>) {
    let Shape::Object { table } = spot.row.shape else { return };
    let rows = builder.operation.table(table).map_or(&[][..], |table| table.rows.as_slice());
    let is_due =
        |row: &&Row| row.mandatory == Mandatory::Yes && row.reading(Wider::Absent).is_none();
    let Some(due) = rows.iter().find(is_due) else { return };
    let rule = format!("{}/{}", due.id, RuleKind::Mandatory);
    let id = format!("{rule}/empty-object");
    let title = format!("`{}` is an empty object", spot.row.name);
    builder.refused(&id, title, rule, spot.with(json!({})), Arc::clone(spot.body));
}
