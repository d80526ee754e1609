//! Unusual bodies of requests, on which careless servers fail.

use secmaster_spec::Operation;
use serde_json::Value;

/// A body that is deeper than this is deep.
const DEEP: usize = 50;

/// A text that has more characters than this is long.
const LONG: usize = 1000;

/// What is unusual about a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// A text with a character beyond ASCII.
    NonAscii,
    /// A text with a character that takes four bytes.
    FourBytes,
    /// A text with a control character.
    Control,
    /// A long text.
    LongText,
    /// An empty text.
    EmptyText,
    /// A whole number that needs more than 32 bits.
    LargeInteger,
    /// A member that no table has.
    UnknownMember,
    /// A null.
    Null,
    /// Arrays and objects deep in each other.
    DeepNesting,
    /// No JSON.
    BadJson,
    /// Nothing.
    Empty,
    /// Nothing is unusual, but it is one of ten.
    Sometimes,
}

impl Input {
    /// Each with its name.
    pub(crate) const ALL: [(&'static str, Self); 12] = [
        ("non-ascii", Self::NonAscii),
        ("four-bytes", Self::FourBytes),
        ("control-character", Self::Control),
        ("long-text", Self::LongText),
        ("empty-text", Self::EmptyText),
        ("large-integer", Self::LargeInteger),
        ("unknown-member", Self::UnknownMember),
        ("null", Self::Null),
        ("deep-nesting", Self::DeepNesting),
        ("bad-json", Self::BadJson),
        ("empty-body", Self::Empty),
        ("sometimes", Self::Sometimes),
    ];

    /// Whether the body of a request, the `count`th of its operation, is such a one.
    pub(crate) fn is_met(self, operation: &Operation, body: &[u8], count: u64) -> bool {
        match self {
            Self::Sometimes => return count.is_multiple_of(10),
            Self::Empty => return body.is_empty(),
            Self::DeepNesting => return depth(body) > DEEP,
            _ => {}
        }
        let Ok(value) = serde_json::from_slice::<Value>(body) else {
            return self == Self::BadJson && !body.is_empty();
        };
        match self {
            Self::UnknownMember => has_unknown(operation, operation.request_table, &value),
            _ => has(&value, &|value| self.is_of(value)),
        }
    }

    fn is_of(self, value: &Value) -> bool {
        let text = value.as_str();
        let has_letter =
            |is_meant: fn(char) -> bool| text.is_some_and(|text| text.contains(is_meant));
        match self {
            Self::NonAscii => has_letter(|letter| !letter.is_ascii()),
            Self::FourBytes => has_letter(|letter| letter.len_utf8() == 4),
            Self::Control => has_letter(char::is_control),
            Self::LongText => text.is_some_and(|text| text.chars().count() > LONG),
            Self::EmptyText => text.is_some_and(str::is_empty),
            Self::LargeInteger => {
                value.is_u64() && i32::try_from(value.as_u64().unwrap_or_default()).is_err()
                    || value.is_i64() && i32::try_from(value.as_i64().unwrap_or_default()).is_err()
            }
            Self::Null => value.is_null(),
            _ => false,
        }
    }
}

/// Whether that holds of the value or of anything in it.
fn has(value: &Value, is_meant: &impl Fn(&Value) -> bool) -> bool {
    is_meant(value)
        || match value {
            Value::Array(items) => items.iter().any(|item| has(item, is_meant)),
            Value::Object(members) => members.values().any(|member| has(member, is_meant)),
            _ => false,
        }
}

/// Whether a member of the object, or of an object in it, is in no table.
fn has_unknown(operation: &Operation, table: Option<u16>, value: &Value) -> bool {
    let Some(table) = table.and_then(|number| operation.table(number)) else { return false };
    match value {
        Value::Array(items) => {
            items.iter().any(|item| has_unknown(operation, Some(table.number), item))
        }
        Value::Object(members) => members.iter().any(|(name, member)| {
            let row = table.row(name);
            row.is_none_or(|row| has_unknown(operation, row.shape.table(), member))
        }),
        _ => false,
    }
}

/// How deep arrays and objects are in each other, whether or not a parser goes so deep.
fn depth(body: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use secmaster_spec::Service;

    use super::{DEEP, Input, LONG};

    #[test]
    fn each_is_met_by_its_own_body_only() {
        let service = Service::embedded().unwrap();
        let operation = service.operation("create-indicator").unwrap();
        let deep = format!("{}{}", "[".repeat(DEEP + 1), "]".repeat(DEEP + 1));
        let long = "x".repeat(LONG + 1);
        let of_name = |text: &str| format!(r#"{{"data_object":{{"name":{text}}}}}"#);
        let bodies = [
            (Input::NonAscii, of_name(r#""é""#)),
            (Input::Control, of_name(r#""\u0007""#)),
            (Input::LongText, of_name(&format!("\"{long}\""))),
            (Input::EmptyText, of_name(r#""""#)),
            (Input::LargeInteger, of_name("2147483648")),
            (Input::LargeInteger, of_name("-2147483649")),
            (Input::UnknownMember, r#"{"data_object":{"dataclass":{"x":"[{"}}}"#.to_owned()),
            (Input::Null, of_name("null")),
            (Input::DeepNesting, of_name(&deep)),
            (Input::BadJson, "{".to_owned()),
            (Input::Empty, String::new()),
        ];
        for (input, body) in bodies {
            for (_, other) in Input::ALL {
                let is_met = other.is_met(operation, body.as_bytes(), 1);
                assert_eq!(is_met, other == input, "{other:?}: {body}");
            }
        }
        let usual = of_name(r#""\"[[\\""#);
        assert!(!Input::ALL.iter().any(|(_, it)| it.is_met(operation, usual.as_bytes(), 11)));
        assert!(Input::FourBytes.is_met(operation, of_name("\"\u{1f600}\"").as_bytes(), 1));
        assert!(Input::Sometimes.is_met(operation, usual.as_bytes(), 20));
    }
}
