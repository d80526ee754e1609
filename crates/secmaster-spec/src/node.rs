//! A place in a schema file, and the reading of it that reports every mistake and goes on.

use serde_json::Value;

use crate::json::pointer_token;
use crate::problem::{Problem, ProblemKind, Problems};

/// A value in a schema file that knows its file and JSON pointer.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    pub(crate) file: &'a str,
    pub(crate) pointer: String,
    pub(crate) value: &'a Value,
}

impl<'a> Node<'a> {
    pub(crate) fn root(file: &'a str, value: &'a Value) -> Self {
        Self { file, pointer: String::new(), value }
    }

    fn child(&self, token: &str, value: &'a Value) -> Self {
        let pointer = format!("{}/{}", self.pointer, pointer_token(token));
        Self { file: self.file, pointer, value }
    }

    /// The member of that name, if this is an object that has it.
    pub(crate) fn get(&self, name: &str) -> Option<Self> {
        self.value.get(name).map(|value| self.child(name, value))
    }

    /// Reports that the file breaks its meta-schema here.
    pub(crate) fn misshapen(&self, problems: &mut Problems, message: impl Into<String>) {
        self.report(problems, ProblemKind::Shape, message.into());
    }

    /// Reports that what stands here does not fit the rest.
    pub(crate) fn misfit(&self, problems: &mut Problems, message: impl Into<String>) {
        self.report(problems, ProblemKind::Meaning, message.into());
    }

    fn report(&self, problems: &mut Problems, kind: ProblemKind, message: String) {
        let (file, pointer) = (self.file.to_owned(), self.pointer.clone());
        problems.push(Problem { file, pointer, message, kind });
    }

    /// Checks that this is an object with all of `mandatory` and nothing beyond those and `optional`.
    pub(crate) fn check_object(
        &self,
        problems: &mut Problems,
        mandatory: &[&str],
        optional: &[&str],
    ) -> bool {
        let Value::Object(members) = self.value else {
            self.misshapen(problems, format!("{} where an object is due", kind(self.value)));
            return false;
        };
        for name in members.keys() {
            if !mandatory.contains(&name.as_str()) && !optional.contains(&name.as_str()) {
                let allowed = [mandatory, optional].concat().join(", ");
                self.misshapen(
                    problems,
                    format!("unknown keyword `{name}`; allowed here: {allowed}"),
                );
            }
        }
        for name in mandatory {
            if !members.contains_key(*name) {
                self.misshapen(problems, format!("`{name}` is missing"));
            }
        }
        true
    }

    /// The members of an object whose names are free.
    pub(crate) fn members(&self, problems: &mut Problems) -> Vec<(&'a str, Self)> {
        match self.value {
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| (name.as_str(), self.child(name, value)))
                .collect(),
            other => {
                self.misshapen(problems, format!("{} where an object is due", kind(other)));
                Vec::new()
            }
        }
    }

    /// The items of an array that must not be empty.
    pub(crate) fn items(&self, problems: &mut Problems) -> Vec<Self> {
        match self.value {
            Value::Array(items) if items.is_empty() => {
                self.misshapen(problems, "the array is empty; at least one item is due");
                Vec::new()
            }
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| self.child(&index.to_string(), item))
                .collect(),
            other => {
                self.misshapen(problems, format!("{} where an array is due", kind(other)));
                Vec::new()
            }
        }
    }

    /// A string that is not empty.
    pub(crate) fn text(&self, problems: &mut Problems) -> Option<&'a str> {
        match self.value {
            Value::String(text) if !text.is_empty() => Some(text),
            Value::String(_) => {
                self.misshapen(problems, "the string is empty");
                None
            }
            other => {
                self.misshapen(problems, format!("{} where a string is due", kind(other)));
                None
            }
        }
    }

    /// A string of a certain form.
    pub(crate) fn formed(
        &self,
        problems: &mut Problems,
        is_form: impl Fn(&str) -> bool,
        due: &str,
    ) -> Option<&'a str> {
        let text = self.text(problems)?;
        if !is_form(text) {
            self.misshapen(problems, format!("`{text}` is not {due}"));
            return None;
        }
        Some(text)
    }

    /// A string out of a fixed list.
    pub(crate) fn one_of<T: Copy>(
        &self,
        problems: &mut Problems,
        options: &[(&str, T)],
    ) -> Option<T> {
        let text = self.text(problems)?;
        let found = options.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            let allowed: Vec<&str> = options.iter().map(|(name, _)| *name).collect();
            self.misshapen(
                problems,
                format!("`{text}` is not known; allowed: {}", allowed.join(", ")),
            );
        }
        found
    }

    /// Strings that are not empty, each given once.
    pub(crate) fn texts(&self, problems: &mut Problems) -> Vec<(&'a str, Self)> {
        let mut texts: Vec<(&str, Self)> = Vec::new();
        for item in self.items(problems) {
            let Some(text) = item.text(problems) else { continue };
            if texts.iter().any(|(earlier, _)| *earlier == text) {
                item.misshapen(problems, format!("`{text}` stands here twice"));
            } else {
                texts.push((text, item));
            }
        }
        texts
    }

    /// A whole number of at least `least`.
    pub(crate) fn integer(&self, problems: &mut Problems, least: i64) -> Option<i64> {
        match whole(self.value) {
            Some(number) if number >= least => Some(number),
            _ => {
                let floor =
                    if least == i64::MIN { String::new() } else { format!(" of at least {least}") };
                self.misshapen(
                    problems,
                    format!("{} where an integer{floor} is due", shown(self.value)),
                );
                None
            }
        }
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&self, problems: &mut Problems) -> Option<bool> {
        let found = self.value.as_bool();
        if found.is_none() {
            self.misshapen(problems, format!("{} where true or false is due", shown(self.value)));
        }
        found
    }
}

/// The integer that a number is; JSON Schema counts 3.0 as one.
fn whole(value: &Value) -> Option<i64> {
    // Beyond 2^53 neighbours of a float are no longer whole numbers apart.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    value.as_i64().or_else(|| {
        let number = value.as_f64()?;
        #[expect(clippy::cast_possible_truncation, reason = "whole and small enough")]
        (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
    })
}

/// What a value is, in the words of JSON.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        other => kind(other).to_owned(),
    }
}
