//! What a schema allows, in a form from which instances are quickly made.

use jsonschema::Validator;
use proptest::string::RegexGeneratorStrategy;
use serde_json::Value;

use super::number::{Integers, Numbers};
use super::object::Object;
use super::text::Lengths;

/// What one schema allows.
#[derive(Debug)]
pub(crate) enum Form {
    /// Nothing.
    Never,
    /// Any JSON value.
    Any,
    Null,
    Boolean,
    /// One of these.
    Values(Vec<Value>),
    Integer(Integers),
    Number(Numbers),
    Text(Lengths),
    /// Texts that match a regular expression.
    Pattern {
        texts: RegexGeneratorStrategy<String>,
        filter: Box<Filter>,
    },
    Array {
        items: Box<Form>,
        least: u32,
        most: Option<u32>,
    },
    Object(Object),
    Choice(Vec<Form>),
    /// What the filter lets through.
    Filtered {
        form: Box<Form>,
        filter: Box<Filter>,
    },
    /// Another form, by its place among all.
    Reference(usize),
}

/// What cannot be had by construction: instances are made until one is valid.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) validator: Validator,
    pub(crate) pointer: String,
    pub(crate) keyword: &'static str,
}

/// The forms that references lead to, and how deep the flattest instance of each is.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    pub(crate) forms: Vec<Form>,
    depths: Vec<Option<u32>>,
}

impl Forms {
    /// Finds the depths; they are there for all forms that have an instance.
    pub(crate) fn new(forms: Vec<Form>) -> Self {
        let mut all = Self { depths: vec![None; forms.len()], forms };
        loop {
            let depths: Vec<_> = all.forms.iter().map(|form| all.depth(form)).collect();
            if depths == all.depths {
                return all;
            }
            all.depths = depths;
        }
    }

    pub(crate) fn get(&self, index: usize) -> &Form {
        self.forms.get(index).unwrap_or(&Form::Never)
    }

    /// How deep the flattest instance is; none if there is no instance.
    pub(crate) fn depth(&self, form: &Form) -> Option<u32> {
        match form {
            Form::Never => None,
            Form::Array { items, least: 1.., .. } => Some(1 + self.depth(items)?),
            Form::Object(object) => object
                .required()
                .try_fold(1, |deepest: u32, member| Some(deepest.max(1 + self.depth(member)?))),
            Form::Choice(forms) => forms.iter().filter_map(|form| self.depth(form)).min(),
            Form::Filtered { form, .. } => self.depth(form),
            Form::Reference(index) => self.depths.get(*index).copied().flatten(),
            _ => Some(0),
        }
    }
}
