//! Good values of any two rows together: a server may refuse one because of the other, or need a row
//! for some of them only.

use std::collections::BTreeSet;
use std::sync::Arc;

use secmaster_spec::{Narrower, Row, Shape};
use serde_json::Value;

use super::beside::{self, Other};
use crate::baseline::{Places, reaching, set};
use crate::case::Proof;
use crate::cases::{Builder, put_body};
use crate::expectation::Expectation;

/// A value of a row: the number of the row, and that of the value.
type Choice = (usize, usize);

pub(crate) fn add(builder: &mut Builder<'_>, places: &Places<'_>, base: &Value) {
    let operation = builder.operation;
    let rows: Vec<Few<'_>> = places
        .iter()
        .map(|(pointer, _, row)| Few { pointer, row, values: values(row) })
        .filter(|few| few.values.len() > 1)
        .collect();
    let reached =
        rows.iter().fold(base.clone(), |body, few| reaching(operation, places, &body, few.pointer));
    let sizes: Vec<usize> = rows.iter().map(|few| few.values.len()).collect();
    for (number, choices) in covering(&sizes).into_iter().enumerate() {
        let (title, body) = chosen(&reached, &rows, choices);
        let id = format!("{}/pairs/{}", operation.name, number + 1);
        let rule = builder.success_rule();
        let mut case = builder.case(&id, title, rule, Expectation::Accepted);
        put_body(&mut case.request, body);
        case.proof = Proof::Valid;
        case.explained_by = rows.iter().flat_map(|few| super::opposite::rules(few.row)).collect();
        builder.add(case);
    }
    for turn in 0..sizes.iter().copied().max().unwrap_or_default() {
        let (title, body) = chosen(&reached, &rows, sizes.iter().map(|size| turn % size));
        let (name, body) = ((turn + 1).to_string(), Arc::new(body));
        beside::add(builder, places, &Other { name: &name, title: &title, body });
    }
}

/// A row that has few good values.
struct Few<'a> {
    pointer: &'a str,
    row: &'a Row,
    values: Vec<Value>,
}

/// The body with these values, by number, and what they are.
fn chosen(
    body: &Value,
    rows: &[Few<'_>],
    choices: impl IntoIterator<Item = usize>,
) -> (String, Value) {
    let mut body = body.clone();
    let mut told = Vec::new();
    for (few, choice) in rows.iter().zip(choices) {
        let Some(value) = few.values.get(choice) else { continue };
        told.push(format!("`{}` is {value}", few.row.name));
        set(&mut body, few.pointer, value.clone());
    }
    (told.join(", "), body)
}

/// The values of a row that has few: each option, both Booleans, the edges and the middle of a range.
fn values(row: &Row) -> Vec<Value> {
    let range = |least: i64, most: i64| {
        let values = BTreeSet::from([least, least.midpoint(most), most]);
        values.into_iter().map(Value::from).collect()
    };
    match (&row.shape, row.writes.as_ref().map(|writes| &writes.narrower)) {
        (Shape::Boolean, _) => vec![false.into(), true.into()],
        (Shape::Integer { minimum: Some(least), maximum: Some(most) }, _) => range(*least, *most),
        (Shape::Integer { .. }, Some(Narrower::Range(least, most))) => range(*least, *most),
        (Shape::Text(_), Some(Narrower::Options(options))) => {
            options.iter().map(|option| option.value.clone().into()).collect()
        }
        (Shape::Text(text), _) => {
            text.options.iter().map(|option| option.value.clone().into()).collect()
        }
        _ => Vec::new(),
    }
}

/// For rows with so many values each, lists of one value per row in which every two values of
/// different rows meet.
fn covering(sizes: &[usize]) -> Vec<Vec<usize>> {
    let mut open: BTreeSet<(Choice, Choice)> = BTreeSet::new();
    for (first, first_size) in sizes.iter().enumerate() {
        for (second, second_size) in sizes.iter().enumerate().skip(first + 1) {
            for one in 0..*first_size {
                open.extend((0..*second_size).map(|other| ((first, one), (second, other))));
            }
        }
    }
    let mut lists = Vec::new();
    while let Some((one, other)) = open.first().copied() {
        let mut list: Vec<Choice> = Vec::new();
        for (row, size) in sizes.iter().enumerate() {
            let due = [one, other].into_iter().find(|due| due.0 == row);
            let new = |value: &usize| {
                list.iter().filter(|before| open.contains(&(**before, (row, *value)))).count()
            };
            // Of values that are equally good, the one that is due by turns.
            let start = lists.len() % size;
            let turns = (0..*size).map(|value| (value + start) % size);
            let best = turns.rev().max_by_key(new).unwrap_or_default();
            list.push(due.unwrap_or((row, best)));
        }
        for (place, later) in list.iter().enumerate() {
            for earlier in list.iter().take(place) {
                open.remove(&(*earlier, *later));
            }
        }
        lists.push(list.into_iter().map(|(_, value)| value).collect());
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::covering;

    #[test]
    fn every_two_values_meet() {
        for sizes in [&[2, 3, 4, 3, 3, 2][..], &[5, 5], &[3, 2, 2, 2, 2, 2, 2, 2]] {
            let lists = covering(sizes);
            for (first, one_size) in sizes.iter().enumerate() {
                for (second, other_size) in sizes.iter().enumerate().skip(first + 1) {
                    for (one, other) in
                        (0..*one_size).flat_map(|it| (0..*other_size).map(move |other| (it, other)))
                    {
                        let meet = |list: &Vec<usize>| list[first] == one && list[second] == other;
                        assert!(lists.iter().any(meet), "{first} {second} {one} {other}");
                    }
                }
            }
            let most = sizes.iter().max().unwrap();
            assert!(lists.len() <= 2 * most * most, "{}", lists.len());
        }
        assert!(covering(&[3]).is_empty() && covering(&[]).is_empty());
    }
}
