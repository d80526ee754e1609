//! Bodies that are no JSON object, or no JSON at all.

use secmaster_spec::RuleKind;
use serde_json::{Value, json};

use crate::case::{Phase, Proof};
use crate::cases::{Builder, put_body, put_bytes};
use crate::expectation::{Expectation, Refusal};

pub(crate) fn add(builder: &mut Builder<'_>, base: &Value) {
    let rule = format!("{}/request/{}", builder.operation.name, RuleKind::Json);
    for (variant, title, body) in broken(base) {
        // Where nothing has to be there, nothing at all may count as an empty object.
        let is_enough = body.is_empty() && !builder.operation.demands_body();
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
        let mut case = builder.case(Phase::Protocol, &id, title, rule, Expectation::Accepted);
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
        let mut case =
            builder.case(Phase::Protocol, &id, self.title, self.rule.to_owned(), expectation);
        case.refusal = Refusal::Any;
        case
    }
}

type Variant = (&'static str, &'static str, Vec<u8>);

/// Bodies that no JSON parser accepts.
fn broken(base: &Value) -> Vec<Variant> {
    let text = base.to_string();
    let half: String = text.chars().take(text.chars().count() / 2).collect();
    let without_end = text.strip_suffix('}').unwrap_or_default();
    let after_start = text.strip_prefix('{').unwrap_or_default();
    let mut variants = vec![
        ("empty", "the body is empty", String::new()),
        ("space", "the body is white space", " \r\n".to_owned()),
        ("truncated", "the body is cut off in the middle", half),
        ("unclosed", "the last brace is missing", without_end.to_owned()),
        ("unopened", "the first brace is missing", after_start.to_owned()),
        ("trailing", "the body goes on after its end", format!("{text}}}")),
        ("trailing-text", "text follows the body", format!("{text} more")),
        ("twice", "the body is there twice", format!("{text}{text}")),
        ("trailing-comma", "a comma stands before the last brace", format!("{without_end},}}")),
        ("comment", "the body has a comment", format!("{{/* comment */{after_start}")),
        ("line-comment", "the body has a comment", format!("{{\n// comment\n{after_start}")),
        ("array-comma", "an array ends with a comma", format!("{{\"x\":[1,],{after_start}")),
        ("infinity", "a member is Infinity", format!("{{\"x\":Infinity,{after_start}")),
        ("zero-byte", "a zero byte follows the body", format!("{text}\u{0}")),
        ("raw-tab", "a text has a tab in it", format!("{{\"x\":\"a\tb\",{after_start}")),
        ("single-quotes", "texts are in single quotes", text.replace('"', "'")),
        ("unquoted", "a member's name is not in quotes", format!("{{unquoted:1,{after_start}")),
        ("not-a-number", "a member is NaN", format!("{{\"x\":NaN,{after_start}")),
        ("plus", "a number has a plus sign", format!("{{\"x\":+1,{after_start}")),
        ("hexadecimal", "a number is hexadecimal", format!("{{\"x\":0x1F,{after_start}")),
        ("leading-zero", "a number has a leading zero", format!("{{\"x\":01,{after_start}")),
        (
            "control",
            "a text has a control character in it",
            format!("{{\"x\":\"\u{1}\",{after_start}"),
        ),
        (
            "escape",
            "a text has an escape that JSON does not know",
            format!("{{\"x\":\"\\q\",{after_start}"),
        ),
        ("literal", "a literal is in other letter case", format!("{{\"x\":True,{after_start}")),
        ("form", "the body is a form", "data_object=1&batch_ids=1".to_owned()),
        ("xml", "the body is XML", "<data_object/>".to_owned()),
    ];
    if !text.contains('"') {
        variants.retain(|(variant, ..)| *variant != "single-quotes");
    }
    // An empty object has nothing to repeat or to quote.
    if base.as_object().is_some_and(serde_json::Map::is_empty) {
        let needs_members = [
            "truncated",
            "not-a-number",
            "array-comma",
            "infinity",
            "raw-tab",
            "leading-zero",
            "plus",
            "hexadecimal",
            "control",
            "escape",
            "literal",
        ];
        variants.retain(|(variant, ..)| !needs_members.contains(variant));
    }
    let mut variants: Vec<Variant> = variants
        .into_iter()
        .map(|(variant, title, body)| (variant, title, body.into_bytes()))
        .collect();
    for (variant, title, bytes) in [
        ("invalid-utf-8", "a text is no UTF-8", b"\xff\xfe".as_slice()),
        ("overlong-utf-8", "a text has an overlong character", b"\xc0\x80"),
        ("surrogate-utf-8", "a text has a surrogate in UTF-8", b"\xed\xa0\x80"),
    ] {
        let body = [b"{\"x\":\"", bytes, b"\",", after_start.as_bytes()].concat();
        variants.push((variant, title, body));
    }
    let utf_16 = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    variants.push(("utf-16", "the body is UTF-16, which its content type denies", utf_16));
    variants
}

/// Bodies that are JSON, but no object.
fn others(base: &Value) -> Vec<(&'static str, &'static str, Value)> {
    vec![
        ("array", "the body is an array with the object in it", json!([base])),
        ("null", "the body is null", Value::Null),
        ("string", "the body is a string with the object in it", base.to_string().into()),
        ("empty-array", "the body is an empty array", json!([])),
        ("number", "the body is a number", json!(1)),
        ("boolean", "the body is true", json!(true)),
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
