//! Optional texts, numbers and objects that one request sends and a later one leaves out: they must not
//! come back there.

use secmaster_spec::{Format, Mandatory, Narrower, Row, RuleKind, Shape};
use serde_json::Value;

use crate::baseline::{Places, bare, fitted, is_time, with, with_time, without};
use crate::case::{Difference, Proof};
use crate::cases::coverage::{Spot, id_of_none, is_bound_elsewhere, is_free};
use crate::cases::{Builder, put_body};
use crate::expectation::Expectation;

pub(crate) fn add(builder: &mut Builder<'_>, spot: &Spot<'_>, places: &Places<'_>) {
    if spot.row.mandatory != Mandatory::No {
        return;
    }
    let values = recognisable(spot.row);
    for (value, round) in values.into_iter().zip(["", "-again"]) {
        let is_sure = value.is_number() || !is_bound_elsewhere(builder, spot.row);
        let own = match value.as_str() {
            Some(time) if is_time(&spot.row.shape) => {
                with_time(places, spot.body, spot.pointer, time)
            }
            _ => spot.with(value.clone()),
        };
        let difference = Difference { place: spot.pointer.to_owned(), value };
        let after = without(spot.body, spot.pointer);
        add_pair(builder, spot, round, [own, after], is_sure, difference);
    }
    // What an object says is in its rows.
    let below = format!("{}/", spot.pointer);
    let inside = places.iter().filter(|(place, ..)| place.starts_with(&below));
    let mut texts = inside.filter_map(|(place, _, row)| match &row.shape {
        Shape::Text(text) if is_free(builder, row, text) => Some((place, text)),
        _ => None,
    });
    if let Some((place, text)) = texts.next() {
        let value = Value::from(fitted(&format!("carried-in-{}", spot.row.name), text));
        let own = with(spot.body, place, value.clone());
        let difference = || Difference { place: place.clone(), value: value.clone() };
        let after = without(spot.body, spot.pointer);
        add_pair(builder, spot, "", [own.clone(), after], true, difference());
        // Other rows may stand for the object.
        let least = bare(places, spot.body, None);
        add_pair(builder, spot, "-in-least", [own, least], true, difference());
    }
}

/// A request that has the row, and then one without it.
fn add_pair(
    builder: &mut Builder<'_>,
    spot: &Spot<'_>,
    round: &str,
    [own, after]: [Value; 2],
    is_sure: bool,
    difference: Difference,
) {
    let rule = spot.rule(RuleKind::Optional);
    let name = &spot.row.name;
    let own = (own, "own", format!("with a `{name}` of its own"), None);
    let is_least = round == "-in-least";
    let least = if is_least { "the mandatory rows only, " } else { "" };
    let title = format!("{least}without `{name}`, after a request with one of its own");
    let after = (after, "absent-after-own", title, Some(difference));
    for (body, variant, title, difference) in [own, after] {
        let id = format!("{rule}/{variant}{round}");
        let is_due = is_sure || difference.is_some();
        let expectation = if is_due { Expectation::Accepted } else { Expectation::Either };
        let mut case = builder.case(&id, title, rule.clone(), expectation);
        put_body(&mut case.request, body);
        case.proof = Proof::Valid;
        case.turn = Some(rule.clone());
        // One that demands an optional row refuses this for every other.
        case.needs = is_least.then(|| id_of_none(builder));
        case.difference = difference;
        builder.add(case);
    }
}

/// Values that tell where they come from: a text that no other case sends, or two numbers, for an
/// endpoint may have any one of them by itself. None if the row is too narrow.
fn recognisable(row: &Row) -> Vec<Value> {
    match &row.shape {
        Shape::Text(text) => {
            let is_free = text.options.is_empty() && text.pattern.is_none();
            if !is_free || text.max_length.is_some() {
                return Vec::new();
            }
            vec![match text.format {
                Some(Format::Timestamp) => "2021-06-05T04:03:02Z+0800".into(),
                _ => fitted(&format!("carried-{}", row.name), text).into(),
            }]
        }
        Shape::Integer { minimum, maximum } => {
            let (least, most) = match row.writes.as_ref().map(|writes| &writes.narrower) {
                Some(Narrower::Range(least, most)) => (*least, *most),
                _ => (minimum.unwrap_or(0), maximum.unwrap_or(i64::from(i32::MAX))),
            };
            let share = most.saturating_sub(least) / 7;
            let pair = [least.saturating_add(share), most.saturating_sub(share)];
            if pair[0] < pair[1] { pair.map(Value::from).to_vec() } else { Vec::new() }
        }
        _ => Vec::new(),
    }
}
