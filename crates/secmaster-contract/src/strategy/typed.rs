//! The forms of one type: bounds, lengths, patterns, items, members.

use std::cmp::Ordering;

use proptest::string::string_regex;
use secmaster_spec::pointer_token;
use serde_json::{Value, json};

use super::compile::{Compiled, Compiler, Keywords};
use super::conjoin::compare;
use super::form::Form;
use super::number::{Bound, Numbers, integers, whole_number};
use super::object::{Member, Object};
use super::text::Lengths;
use super::unsupported::UnsupportedSchema;

/// No longer text has to be made: that would take seconds.
const MOST_LETTERS: u32 = 65_536;

/// No longer array has to be made.
const MOST_ITEMS: u32 = 4096;

impl Compiler<'_> {
    /// The form of values of the named type.
    pub(super) fn of_type(&mut self, name: &str, keywords: &Keywords, at: &str) -> Compiled<Form> {
        let least = bound(keywords, "minimum", "exclusiveMinimum", Ordering::Greater);
        let most = bound(keywords, "maximum", "exclusiveMaximum", Ordering::Less);
        match name {
            "null" => Ok(Form::Null),
            "boolean" => Ok(Form::Boolean),
            "integer" => {
                let integers = integers(least.as_ref(), most.as_ref());
                Ok(integers.map_or(Form::Never, Form::Integer))
            }
            "number" => {
                let numbers = Numbers::new(least.as_ref(), most.as_ref());
                Ok(numbers.map_or(Form::Never, Form::Number))
            }
            "string" => self.text(keywords, at),
            "array" => self.array(keywords, at),
            "object" => self.object(keywords, at),
            _ => Ok(Form::Never),
        }
    }

    fn text(&self, keywords: &Keywords, at: &str) -> Compiled<Form> {
        let least = least_of(keywords, "minLength", MOST_LETTERS, at)?;
        let most = size(keywords, "maxLength");
        if most.is_some_and(|most| most < least) {
            return Ok(Form::Never);
        }
        let Some(pattern) = keywords.get("pattern").and_then(Value::as_str) else {
            return Ok(Form::Text(Lengths { least, most }));
        };
        // In JSON Schema `\d` and its kin are letters of ASCII, in Rust of all scripts.
        let unreadable = |()| UnsupportedSchema::new(at, "pattern", "it is no regular expression");
        let rust = jsonschema_regex::to_rust_regex(pattern).map_err(unreadable)?;
        let texts = string_regex(without_anchors(&rust)).map_err(|error| {
            let reason = format!("no texts can be made of it: {error}");
            UnsupportedSchema::new(at, "pattern", reason)
        })?;
        let own = ["pattern", "minLength", "maxLength"];
        let own: Keywords = own
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), keywords.get(*name)?.clone())))
            .collect();
        let filter = self.filter(&own.into(), at, "pattern")?;
        Ok(Form::Pattern { texts, filter })
    }

    fn array(&mut self, keywords: &Keywords, at: &str) -> Compiled<Form> {
        let least = least_of(keywords, "minItems", MOST_ITEMS, at)?;
        let most = size(keywords, "maxItems");
        let items = self.member(keywords.get("items"), &format!("{at}/items"))?;
        if most.is_some_and(|most| most < least) {
            return Ok(Form::Never);
        }
        Ok(match items {
            Form::Never if least > 0 => Form::Never,
            Form::Never => Form::Values(vec![json!([])]),
            items => Form::Array { items: Box::new(items), least, most },
        })
    }

    fn object(&mut self, keywords: &Keywords, at: &str) -> Compiled<Form> {
        let additional = keywords.get("additionalProperties");
        let additional_at = format!("{at}/additionalProperties");
        let mut required: Vec<&str> = match keywords.get("required") {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let mut members = Vec::new();
        let mut taken = Vec::new();
        for (name, schema) in
            keywords.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            let is_required = required.contains(&name.as_str());
            required.retain(|other| other != name);
            let form =
                self.member(Some(schema), &format!("{at}/properties/{}", pointer_token(name)))?;
            taken.push(name.clone());
            if is_required || !matches!(form, Form::Never) {
                members.push(Member { name: name.clone(), is_required, form });
            }
        }
        // What is required and has no schema of its own.
        for name in required {
            let form = self.member(additional, &additional_at)?;
            taken.push(name.to_owned());
            members.push(Member { name: name.to_owned(), is_required: true, form });
        }
        let others = Box::new(self.member(additional, &additional_at)?);
        if members.iter().any(|member| matches!(member.form, Form::Never)) {
            return Ok(Form::Never);
        }
        Ok(Form::Object(Object { members, others, taken }))
    }

    /// The form of a member or item; any value if there is no schema for it.
    fn member(&mut self, schema: Option<&Value>, at: &str) -> Compiled<Form> {
        schema.map_or(Ok(Form::Any), |schema| self.schema(schema, at))
    }
}

/// A least length or number of items that can be made.
fn least_of(keywords: &Keywords, name: &str, most: u32, at: &str) -> Compiled<u32> {
    let least = size(keywords, name).unwrap_or(0);
    if least > most {
        let reason = format!("instances with more than {most} are not made");
        return Err(UnsupportedSchema::new(at, name, reason));
    }
    Ok(least)
}

/// A length or number of items. No text or array is longer than what the greatest of them allows.
fn size(keywords: &Keywords, name: &str) -> Option<u32> {
    let Value::Number(number) = keywords.get(name)? else { return None };
    Some(u32::try_from(whole_number(number)?.max(0)).unwrap_or(u32::MAX))
}

/// The bound that two keywords give together; the tighter one is `tighter` than the other.
fn bound(keywords: &Keywords, included: &str, excluded: &str, tighter: Ordering) -> Option<Bound> {
    let bound = |name: &str, is_excluded: bool| match keywords.get(name) {
        Some(Value::Number(number)) => Some(Bound { number: number.clone(), is_excluded }),
        _ => None,
    };
    match (bound(included, false), bound(excluded, true)) {
        (Some(one), Some(other)) if compare(&one.number, &other.number) == tighter => Some(one),
        (one, other) => other.or(one),
    }
}

/// The pattern without anchors at its ends: texts are made to match as a whole.
fn without_anchors(pattern: &str) -> &str {
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    let escapes = |text: &str| text.chars().rev().take_while(|letter| *letter == '\\').count();
    match pattern.strip_suffix('$') {
        Some(start) if escapes(start) % 2 == 0 => start,
        _ => pattern,
    }
}
