//! JSON with halves of surrogate pairs in its texts.

use serde_json::Value;

/// The JSON of a text in which halves of surrogate pairs are escaped. The grammar of JSON allows them,
/// so that who was sent one may send it back; texts of Rust cannot hold them.
pub(crate) fn read(text: &str) -> Option<Value> {
    if !text.contains("\\u") {
        return None;
    }
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        whole.push_str(before);
        let length = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                whole.push_str("\\ufffd");
                rest = escape.get(6..).unwrap_or_default();
                continue;
            }
            (Some(_), _) => 6,
            // Another escape has one letter, which may be a backslash.
            (None, _) => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        let (escape, after) = escape.split_at(length);
        whole.push_str(escape);
        rest = after;
    }
    whole.push_str(rest);
    serde_json::from_str(&whole).ok()
}

/// The number in an escape such as `\u0041`, with which the text begins.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;

    #[test]
    fn half_a_surrogate_pair_does_not_hide_the_rest() {
        for (text, expected) in [
            (r#"{"a":"\ud83e\udd80"}"#, Some(json!({ "a": "🦀" }))),
            (r#"{"a":"x\ud800y","id":"1"}"#, Some(json!({ "a": "x\u{fffd}y", "id": "1" }))),
            (r#"{"a":"\udc00\ud83e\udd80"}"#, Some(json!({ "a": "\u{fffd}🦀" }))),
            (r#"{"a":"\\ud800","b":"\ud800"}"#, Some(json!({ "a": "\\ud800", "b": "\u{fffd}" }))),
            (r#"{"a":"\ud800"#, None),
            ("{\\", None),
            ("\\u", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
