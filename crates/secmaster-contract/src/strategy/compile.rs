//! From a schema to the form of its instances.

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::conjoin::{conjoin, types};
use super::form::{Filter, Form, Forms};
use super::keywords::{check, is_annotation};
use super::unsupported::UnsupportedSchema;

pub(super) type Keywords = Map<String, Value>;
pub(super) type Compiled<T> = Result<T, UnsupportedSchema>;

/// So many schemas may stand in each other, references written out.
const DEPTH: usize = 100;

const TYPES: [&str; 6] = ["null", "boolean", "number", "string", "array", "object"];

/// The form of a whole schema, and the forms that references lead to.
pub(crate) fn compile(root: &Value) -> Compiled<(Form, Forms)> {
    let mut compiler = Compiler { root, forms: Vec::new(), indices: BTreeMap::new(), depth: 0 };
    let form = compiler.schema(root, "")?;
    let indices = compiler.indices;
    let forms = Forms::new(compiler.forms);
    let nothing =
        |at: &str| UnsupportedSchema::new(at, "", "it has no instance that could be found");
    for (reference, index) in &indices {
        if forms.depth(forms.get(*index)).is_none() {
            return Err(nothing(reference.trim_start_matches('#')));
        }
    }
    if forms.depth(&form).is_none() { Err(nothing("")) } else { Ok((form, forms)) }
}

/// Makes forms of the parts of one schema.
pub(super) struct Compiler<'a> {
    root: &'a Value,
    forms: Vec<Form>,
    indices: BTreeMap<String, usize>,
    depth: usize,
}

impl Compiler<'_> {
    pub(super) fn schema(&mut self, schema: &Value, at: &str) -> Compiled<Form> {
        check(schema, at)?;
        match schema {
            Value::Object(keywords) => self.keywords(assertions(keywords), at),
            Value::Bool(false) => Ok(Form::Never),
            _ => Ok(Form::Any),
        }
    }

    /// The form of a schema in which annotations and unknown keywords no longer stand.
    fn keywords(&mut self, keywords: Keywords, at: &str) -> Compiled<Form> {
        if self.depth >= DEPTH {
            let reason = "it comes back to itself beside other keywords; give each its own schema";
            return Err(UnsupportedSchema::new(at, "$ref", reason));
        }
        self.depth += 1;
        let form = self.applied(keywords, at);
        self.depth -= 1;
        form
    }

    /// Takes the keywords apart that apply whole schemas, one after the other.
    fn applied(&mut self, mut keywords: Keywords, at: &str) -> Compiled<Form> {
        if let Some(reference) = keywords.remove("$ref") {
            if keywords.is_empty() {
                return self.reference(&reference, at);
            }
            let target = self.target(&reference, at)?;
            return self.together(keywords, &[target], at);
        }
        if let Some(Value::Array(schemas)) = keywords.remove("allOf") {
            return self.together(keywords, &schemas, at);
        }
        if let Some(condition) = keywords.remove("if") {
            let mut branch = |name: &str| keywords.remove(name).unwrap_or(Value::Bool(true));
            let (then, otherwise) = (branch("then"), branch("else"));
            let whole = json!({ "if": condition, "then": then, "else": otherwise });
            let choices = vec![
                self.together(keywords.clone(), &[condition, then], at)?,
                self.together(keywords, &[otherwise], at)?,
            ];
            return self.filtered(choice(choices), &whole, at, "if");
        }
        for keyword in ["anyOf", "oneOf"] {
            if let Some(Value::Array(schemas)) = keywords.remove(keyword) {
                let choices: Compiled<Vec<Form>> = schemas
                    .iter()
                    .map(|schema| self.together(keywords.clone(), std::slice::from_ref(schema), at))
                    .collect();
                let form = choice(choices?);
                return match keyword {
                    "oneOf" => self.filtered(form, &json!({ "oneOf": schemas }), at, "oneOf"),
                    _ => Ok(form),
                };
            }
        }
        self.values(keywords, at)
    }

    /// The form of keywords and of schemas that all apply.
    fn together(&mut self, mut all: Keywords, schemas: &[Value], at: &str) -> Compiled<Form> {
        for schema in schemas {
            match schema {
                Value::Bool(false) => return Ok(Form::Never),
                Value::Object(keywords) => {
                    let mut keywords = assertions(keywords);
                    // Two references cannot stand in one schema.
                    if all.contains_key("$ref")
                        && let Some(reference) = keywords.remove("$ref")
                    {
                        let target = self.target(&reference, at)?;
                        let apart = Keywords::from_iter([("allOf".to_owned(), json!([target]))]);
                        keywords = conjoin(keywords, apart, at)?;
                    }
                    all = conjoin(all, keywords, at)?;
                }
                _ => {}
            }
        }
        self.keywords(all, at)
    }

    /// The form that a reference leads to, made when it is first needed.
    fn reference(&mut self, reference: &Value, at: &str) -> Compiled<Form> {
        let target = self.target(reference, at)?;
        let name = reference.as_str().unwrap_or_default();
        if let Some(index) = self.indices.get(name) {
            return Ok(Form::Reference(*index));
        }
        let index = self.forms.len();
        self.indices.insert(name.to_owned(), index);
        self.forms.push(Form::Never);
        let form = self.schema(&target, name.trim_start_matches('#'))?;
        if let Some(place) = self.forms.get_mut(index) {
            *place = form;
        }
        Ok(Form::Reference(index))
    }

    fn target(&self, reference: &Value, at: &str) -> Compiled<Value> {
        let pointer = reference.as_str().and_then(|reference| reference.strip_prefix('#'));
        let target = pointer
            .filter(|pointer| pointer.starts_with("/$defs/"))
            .and_then(|pointer| Some((pointer, self.root.pointer(pointer)?)));
        let Some((pointer, target)) = target else {
            let reason = format!("{reference} does not lead into `#/$defs`; copy the schema there");
            return Err(UnsupportedSchema::new(at, "$ref", reason));
        };
        check(target, pointer)?;
        Ok(target.clone())
    }

    /// The form of keywords that speak of the value itself.
    fn values(&mut self, keywords: Keywords, at: &str) -> Compiled<Form> {
        let listed = match (keywords.get("enum"), keywords.get("const")) {
            (Some(Value::Array(values)), _) => Some(values.clone()),
            (_, Some(value)) => Some(vec![value.clone()]),
            _ => None,
        };
        if let Some(mut values) = listed {
            let validator = self.validator(&keywords.into(), at)?;
            values.retain(|value| validator.is_valid(value));
            return Ok(if values.is_empty() { Form::Never } else { Form::Values(values) });
        }
        if keywords.is_empty() {
            return Ok(Form::Any);
        }
        let names = keywords.get("type").map_or_else(|| TYPES.to_vec(), types);
        let mut forms = Vec::new();
        for name in &names {
            // Integers are numbers.
            if *name != "integer" || !names.contains(&"number") {
                forms.push(self.of_type(name, &keywords, at)?);
            }
        }
        Ok(choice(forms))
    }

    fn filtered(
        &self,
        form: Form,
        schema: &Value,
        at: &str,
        keyword: &'static str,
    ) -> Compiled<Form> {
        if let Form::Never = form {
            return Ok(form);
        }
        Ok(Form::Filtered { form: Box::new(form), filter: self.filter(schema, at, keyword)? })
    }

    pub(super) fn filter(
        &self,
        schema: &Value,
        at: &str,
        keyword: &'static str,
    ) -> Compiled<Box<Filter>> {
        let validator = self.validator(schema, at)?;
        Ok(Box::new(Filter { validator, pointer: at.to_owned(), keyword }))
    }

    /// A validator of a part of the whole schema.
    fn validator(&self, schema: &Value, at: &str) -> Compiled<Validator> {
        let definitions = self.root.get("$defs").cloned().unwrap_or_else(|| json!({}));
        let whole = json!({ "allOf": [schema], "$defs": definitions });
        jsonschema::validator_for(&whole)
            .map_err(|error| UnsupportedSchema::new(at, "", format!("it is broken: {error}")))
    }
}

/// The keywords that say something about validity.
fn assertions(keywords: &Keywords) -> Keywords {
    let kept = keywords.iter().filter(|(keyword, _)| !is_annotation(keyword));
    kept.map(|(keyword, value)| (keyword.clone(), value.clone())).collect()
}

/// One of several forms that are possible.
fn choice(mut forms: Vec<Form>) -> Form {
    forms.retain(|form| !matches!(form, Form::Never));
    match forms.len() {
        0 | 1 => forms.pop().unwrap_or(Form::Never),
        _ => Form::Choice(forms),
    }
}
