//! Bodies that are no JSON object, or no JSON at all.

mod broken;

use secmaster_spec::RuleKind;
use serde_json::{Value, json};

use crate::case::{Connection, Proof};
use crate::cases::{Builder, put_body, put_bytes};
use crate::expectation::{Expectation, Refusal};

pub(crate) fn add(builder: &mut Builder<'_>, base: &Value) {
    let rule = format!("{}/request/{}", builder.operation.name, RuleKind::Json);
    for (variant, title, body) in broken::bodies(base) {
        // Where nothing has to be there, nothing at all may count as an empty object.
        let is_blank = body.trim_ascii().is_empty();
        let is_enough = is_blank && !builder.operation.demands_body();
        let expectation = if is_enough { Expectation::Either } else { Expectation::Refused };
        let mut case = Json { rule: &rule, variant, title }.case(builder, expectation);
        put_bytes(&mut case.request, body);
        case.proof = Proof::NotJson;
        builder.add(case);
    }
    for (name, value) in base.as_object().into_iter().flatten().filter(|(_, it)| !it.is_object()) {
        let (variant, title) =
            (format!("bare-{name}"), format!("the body is the value of `{name}`"));
        let mut case = Json { rule: &rule, variant: &variant, title: &title }
            .case(builder, Expectation::Refused);
        put_body(&mut case.request, value.clone());
        case.proof = Proof::Invalid { undone: base.clone().into() };
        builder.add(case);
    }
    for (variant, title, body) in others(base) {
        let mut case = Json { rule: &rule, variant, title }.case(builder, Expectation::Refused);
        put_body(&mut case.request, body);
        case.proof = Proof::Invalid { undone: base.clone().into() };
        builder.add(case);
    }
    add_spellings(builder, base);
    for (variant, title, body) in open(base) {
        let mut case = Json { rule: &rule, variant, title }.case(builder, Expectation::Either);
        put_bytes(&mut case.request, body);
        case.connection = Connection::Watched;
        builder.add(case);
    }
}

/// The documented body in other spellings that JSON allows.
fn add_spellings(builder: &mut Builder<'_>, base: &Value) {
    let spellings = [
        ("escaped", "every letter is escaped", escaped(&base.to_string())),
        ("reversed", "the members come in reverse order", reversed(base).to_string()),
        ("spaced", "white space stands wherever it may", format!(" \r\n\t{base:#} \n")),
    ];
    for (variant, title, body) in spellings {
        let id = format!("{}/request/json/{variant}", builder.operation.name);
        let rule = builder.success_rule();
        let mut case = builder.case(&id, title, rule, Expectation::Accepted);
        put_bytes(&mut case.request, body.into_bytes());
        case.proof = Proof::Valid;
        builder.add(case);
    }
}

/// JSON text with each letter and digit within its texts escaped.
fn escaped(text: &str) -> String {
    let (mut out, mut is_text, mut is_escape) = (String::new(), false, false);
    for letter in text.chars() {
        if is_text && !is_escape && letter.is_ascii_alphanumeric() {
            out.push_str(&format!("\\u{:04x}", u32::from(letter)));
        } else {
            out.push(letter);
        }
        is_text ^= letter == '"' && !is_escape;
        is_escape = letter == '\\' && !is_escape;
    }
    out
}

fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .rev()
            .map(|(name, value)| (name.clone(), reversed(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

struct Json<'a> {
    rule: &'a str,
    variant: &'a str,
    title: &'a str,
}

impl Json<'_> {
    fn case(&self, builder: &Builder<'_>, expectation: Expectation) -> crate::case::Case {
        let id = format!("{}/{}", self.rule, self.variant);
        let mut case = builder.case(&id, self.title, self.rule.to_owned(), expectation);
        case.refusal = Refusal::Any;
        case
    }
}

type Variant = (&'static str, &'static str, Vec<u8>);

/// Bodies that are JSON, but no object.
fn others(base: &Value) -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("array", "the body is an array with the object in it", json!([base])),
        ("null", "the body is null", Value::Null),
        ("string", "the body is a string with the object in it", base.to_string().into()),
        ("empty-array", "the body is an empty array", json!([])),
        ("number", "the body is a number", json!(1)),
        ("boolean", "the body is true", json!(true)),
        ("false", "the body is false", json!(false)),
        ("zero", "the body is zero", json!(0)),
        ("empty-string", "the body is an empty string", json!("")),
    ]
}

/// Bodies of which neither JSON nor the tables say enough.
fn open(base: &Value) -> Vec<Variant> {
    let text = base.to_string();
    let mut open =
        vec![("byte-order-mark", "a byte order mark comes first", format!("\u{feff}{text}"))];
    let after_start = text.strip_prefix('{').unwrap_or_default();
    if let Some((name, value)) = base.as_object().and_then(|members| members.iter().next()) {
        let name = Value::from(name.as_str());
        open.push((
            "duplicate",
            "the body has its first member twice",
            format!("{{{name}:{value},{after_start}"),
        ));
        open.push((
            "surrogate",
            "a text has half a surrogate pair",
            format!("{{\"x\":\"\\ud800\",{after_start}"),
        ));
    }
    open.into_iter().map(|(variant, title, body)| (variant, title, body.into_bytes())).collect()
}
