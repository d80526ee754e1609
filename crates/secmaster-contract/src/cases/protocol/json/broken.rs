//! Bodies that no JSON parser accepts.

use serde_json::Value;

use super::Variant;
use crate::cases::percent_encoded;

/// Members of which nothing is right but their names.
const MEMBERS: [(&str, &str, &[u8]); 24] = [
    ("array-comma", "an array ends with a comma", b"\"x\":[1,]"),
    ("object-comma", "an object inside ends with a comma", b"\"x\":{\"a\":1,}"),
    ("infinity", "a member is Infinity", b"\"x\":Infinity"),
    ("negative-infinity", "a member is -Infinity", b"\"x\":-Infinity"),
    ("not-a-number", "a member is NaN", b"\"x\":NaN"),
    ("literal", "a literal is in other letter case", b"\"x\":True"),
    ("plus", "a number has a plus sign", b"\"x\":+1"),
    ("hexadecimal", "a number is hexadecimal", b"\"x\":0x1F"),
    ("leading-zero", "a number has a leading zero", b"\"x\":01"),
    ("bare-fraction", "a number has no digit before its point", b"\"x\":.5"),
    ("bare-point", "a number has no digit after its point", b"\"x\":5."),
    ("unquoted", "a member's name is not in quotes", b"unquoted:1"),
    ("no-colon", "a member has no colon", b"\"x\" 1"),
    ("raw-tab", "a text has a tab in it", b"\"x\":\"a\tb\""),
    ("raw-line", "a text has an end of line in it", b"\"x\":\"a\nb\""),
    ("control", "a text has a control character in it", b"\"x\":\"\x01\""),
    ("escape", "a text has an escape that JSON does not know", b"\"x\":\"\\q\""),
    ("byte-escape", "a text has an escape of two digits", b"\"x\":\"\\x41\""),
    ("quote-escape", "a text has an escaped single quote", b"\"x\":\"\\'\""),
    ("line-escape", "a text has an escaped end of line", b"\"x\":\"\\\n\""),
    ("single-quoted", "a text is in single quotes", b"\"x\":'a'"),
    ("invalid-utf-8", "a text is no UTF-8", b"\"x\":\"\xff\xfe\""),
    ("overlong-utf-8", "a text has an overlong character", b"\"x\":\"\xc0\x80\""),
    ("surrogate-utf-8", "a text has a surrogate in UTF-8", b"\"x\":\"\xed\xa0\x80\""),
];

/// What may not stand between members.
const BETWEEN: [(&str, &str, &str); 7] = [
    ("comment", "the body has a comment", "/* comment */"),
    ("line-comment", "the body has a comment to the end of a line", "\n// comment\n"),
    ("hash", "the body has a comment after a number sign", "\n# comment\n"),
    ("vertical-tab", "a vertical tab stands between members", "\u{b}"),
    ("form-feed", "a form feed stands between members", "\u{c}"),
    ("wide-space", "a no-break space stands between members", "\u{a0}"),
    ("first-comma", "a comma stands before the first member", ","),
];

pub(super) fn bodies(base: &Value) -> Vec<Variant> {
    let text = base.to_string();
    let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or_default();
    let comma = if inner.is_empty() { "" } else { "," };
    let members = MEMBERS.into_iter().map(|(variant, title, member)| {
        let end = format!("{comma}{inner}}}");
        (variant, title, [b"{", member, end.as_bytes()].concat())
    });
    let between = BETWEEN.into_iter().map(|(variant, title, between)| {
        (variant, title, format!("{{{between}{inner}}}").into_bytes())
    });
    let whole = whole(&text, inner, base);
    let mut bodies: Vec<Variant> = whole
        .into_iter()
        .map(|(variant, title, body)| (variant, title, body.into_bytes()))
        .chain(members)
        .chain(between)
        .collect();
    let utf_16 = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bodies.push(("utf-16", "the body is UTF-16, which its content type denies", utf_16));
    bodies
}

/// Bodies that are wrong as a whole.
fn whole(text: &str, inner: &str, base: &Value) -> Vec<(&'static str, &'static str, String)> {
    let mut whole = vec![
        ("empty", "the body is empty", String::new()),
        ("space", "the body is white space", " \r\n".to_owned()),
        (
            "truncated",
            "the body is cut off in the middle",
            cut(text, text.chars().count().div_ceil(2)),
        ),
        ("unclosed", "the last brace is missing", format!("{{{inner}")),
        ("twice-unclosed", "the last two characters are missing", cut(text, 2)),
        ("semicolon", "a semicolon follows the body", format!("{text};")),
        ("unopened", "the first brace is missing", format!("{inner}}}")),
        ("trailing", "the body goes on after its end", format!("{text}}}")),
        ("trailing-text", "text follows the body", format!("{text} more")),
        ("leading-text", "text stands before the body", format!("more {text}")),
        ("twice", "the body is there twice", format!("{text}{text}")),
        ("two-lines", "another body follows in the next line", format!("{text}\n{text}")),
        ("trailing-comma", "a comma stands before the last brace", format!("{{{inner},}}")),
        ("zero-byte", "a zero byte follows the body", format!("{text}\u{0}")),
        ("form", "the body is a form", form(base)),
        ("xml", "the body is XML", "<data_object/>".to_owned()),
    ];
    // An empty object has nothing to quote, to part and to write otherwise.
    if !inner.is_empty() {
        whole.extend([
            ("single-quotes", "texts are in single quotes", text.replace('"', "'")),
            ("inner-comma", "a comma stands before the last two characters", {
                format!("{},{}", cut(text, 2), end(text, 2))
            }),
            ("double-comma", "two commas stand where one is due", format!("{{\"x\":1,,{inner}}}")),
            ("yaml", "the body is YAML", yaml(base)),
        ]);
    }
    whole
}

/// The text without so many characters at its end.
fn cut(text: &str, count: usize) -> String {
    text.chars().take(text.chars().count().saturating_sub(count)).collect()
}

/// So many characters at the end of the text.
fn end(text: &str, count: usize) -> String {
    text.chars().skip(text.chars().count().saturating_sub(count)).collect()
}

/// The members as a browser sends them.
fn form(base: &Value) -> String {
    let members = base.as_object().into_iter().flatten();
    let pair = |(name, value): (&String, &Value)| {
        format!("{}={}", percent_encoded(name), percent_encoded(&value.to_string()))
    };
    let pairs: Vec<String> = members.map(pair).collect();
    if pairs.is_empty() { "x=1".to_owned() } else { pairs.join("&") }
}

/// The members without braces.
fn yaml(base: &Value) -> String {
    let members = base.as_object().into_iter().flatten();
    members.map(|(name, value)| format!("{name}: {value}\n")).collect()
}
