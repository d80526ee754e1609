//! Bodies of answers that are no JSON object, made from one that is.

/// What is wrong with the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyForm {
    Array,
    Text,
    Null,
    Empty,
    Cut,
    Trailing,
    TwoDocuments,
    TrailingComma,
    NotANumber,
    Bom,
    InvalidUtf8,
    Html,
}

/// What some gateways answer.
pub(crate) const HTML: &str = "<html><body><h1>Bad Gateway</h1></body></html>";

impl BodyForm {
    /// Each with its variant's name; the array is the main one.
    pub(crate) const ALL: [(Option<&'static str>, Self); 12] = [
        (None, Self::Array),
        (Some("text"), Self::Text),
        (Some("null"), Self::Null),
        (Some("empty"), Self::Empty),
        (Some("cut"), Self::Cut),
        (Some("trailing-text"), Self::Trailing),
        (Some("two-documents"), Self::TwoDocuments),
        (Some("trailing-comma"), Self::TrailingComma),
        (Some("not-a-number"), Self::NotANumber),
        (Some("bom"), Self::Bom),
        (Some("invalid-utf-8"), Self::InvalidUtf8),
        (Some("html"), Self::Html),
    ];

    /// The body in this form.
    pub(crate) fn of(self, body: &[u8]) -> Vec<u8> {
        let joined = |parts: &[&[u8]]| parts.concat();
        let without_end = body.strip_suffix(b"}").unwrap_or(body);
        match self {
            Self::Array => joined(&[b"[", body, b"]"]),
            Self::Text => serde_json::to_vec(&String::from_utf8_lossy(body)).unwrap_or_default(),
            Self::Null => b"null".to_vec(),
            Self::Empty => Vec::new(),
            Self::Cut => without_end.to_vec(),
            Self::Trailing => joined(&[body, b"\nOK"]),
            Self::TwoDocuments => joined(&[body, body]),
            Self::TrailingComma => joined(&[without_end, b",}"]),
            Self::NotANumber => joined(&[without_end, b",\"ratio\":NaN}"]),
            Self::Bom => joined(&[b"\xef\xbb\xbf", body]),
            Self::InvalidUtf8 => joined(&[without_end, b",\"note\":\"\xff\"}"]),
            Self::Html => HTML.as_bytes().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::BodyForm;

    #[test]
    fn none_is_a_json_object() {
        for (name, form) in BodyForm::ALL {
            let body = form.of(br#"{"a":1}"#);
            let read = serde_json::from_slice::<Value>(&body);
            assert!(read.is_err() || !read.unwrap().is_object(), "{name:?}");
        }
    }
}
