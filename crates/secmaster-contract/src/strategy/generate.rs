//! From a form to an instance.

use proptest::strategy::{Strategy, ValueTree};
use serde_json::{Map, Value};

use super::form::{Filter, Form, Forms};
use super::number::Numbers;
use super::source::Source;
use super::text::Lengths;

/// How often an instance is made anew that a filter does not let through.
const TRIES: u32 = 1000;

/// A filter let nothing through.
#[derive(Debug)]
pub(crate) struct Stuck {
    pub(crate) pointer: String,
    pub(crate) keyword: &'static str,
}

impl Stuck {
    fn at(filter: &Filter) -> Self {
        Self { pointer: filter.pointer.clone(), keyword: filter.keyword }
    }
}

/// An instance; `depth` is how many arrays and objects are around it.
pub(crate) fn generate(
    form: &Form,
    forms: &Forms,
    source: &mut Source<'_>,
    depth: u32,
) -> Result<Value, Stuck> {
    source.take_room();
    Ok(match form {
        // No form that is used allows nothing.
        Form::Never | Form::Null => Value::Null,
        Form::Any => anything(source, depth),
        Form::Boolean => source.one_in(2).into(),
        Form::Values(values) => source.pick(values).cloned().unwrap_or_default(),
        Form::Integer(integers) => integers.generate(source),
        Form::Number(numbers) => numbers.generate(source),
        Form::Text(lengths) => lengths.generate(source).into(),
        Form::Pattern { texts, filter } => {
            return tried(filter, || {
                texts
                    .new_tree(source.runner)
                    .map(|tree| tree.current().into())
                    .map_err(|_| Stuck::at(filter))
            });
        }
        Form::Array { items, least, most } => {
            let extra = match most {
                _ if !source.has_room(depth) => 0,
                Some(most) => source.knobs.most_items.min(*most).saturating_sub(*least),
                None => source.knobs.most_items.saturating_sub(*least),
            };
            let length = least + source.up_to(extra);
            let items: Result<Vec<Value>, Stuck> =
                (0..length).map(|_| generate(items, forms, source, depth + 1)).collect();
            items?.into()
        }
        Form::Object(object) => return object.generate(forms, source, depth),
        Form::Choice(choices) => {
            let choice = if source.has_room(depth) {
                source.pick(choices)
            } else {
                choices.iter().min_by_key(|form| forms.depth(form).unwrap_or(u32::MAX))
            };
            return generate(choice.unwrap_or(&Form::Never), forms, source, depth);
        }
        Form::Filtered { form, filter } => {
            return tried(filter, || generate(form, forms, source, depth));
        }
        Form::Reference(index) => return generate(forms.get(*index), forms, source, depth),
    })
}

fn tried(filter: &Filter, mut make: impl FnMut() -> Result<Value, Stuck>) -> Result<Value, Stuck> {
    for _ in 0..TRIES {
        let value = make()?;
        if filter.validator.is_valid(&value) {
            return Ok(value);
        }
    }
    Err(Stuck::at(filter))
}

/// Any JSON value.
fn anything(source: &mut Source<'_>, depth: u32) -> Value {
    let text = Lengths { least: 0, most: None };
    // Few are deep: whoever wants something deep gives a schema for it.
    let kinds = if source.has_room(depth) { 8 } else { 6 };
    match source.below(kinds) {
        0 => Value::Null,
        1 => source.one_in(2).into(),
        2 | 3 => Numbers::any(source),
        4 | 5 => text.generate(source).into(),
        6 => {
            let count = source.below(4);
            (0..count).map(|_| anything(source, depth + 1)).collect()
        }
        _ => {
            let count = source.below(4);
            let member = |_| (text.generate(source), anything(source, depth + 1));
            (0..count).map(member).collect::<Map<_, _>>().into()
        }
    }
}
