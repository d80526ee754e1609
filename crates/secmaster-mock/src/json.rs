//! Reading a request body: UTF-8, one JSON document, no member named twice.

use secmaster_spec::parse_json;
use serde_json::Value;

/// Reads a body; the error says what is wrong and where.
pub(crate) fn parse(body: &[u8]) -> Result<Value, String> {
    let text = std::str::from_utf8(body)
        .map_err(|error| format!("the body is not UTF-8 at byte {}", error.valid_up_to()))?;
    if text.is_empty() {
        return Err("there is no body, where a JSON object is due".to_owned());
    }
    parse_json(text).map_err(|error| format!("the body is not JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn mistakes_say_where() {
        let says = |body: &[u8], expected: &str| {
            let error = parse(body).unwrap_err();
            assert!(error.contains(expected), "{error}");
        };
        says(b"", "there is no body");
        says(b"{\"a\":\xff}", "at byte 5");
        says(b"{\"a\":1", "line 1 column 6");
        says(b"{} x", "line 1 column 4");
        says(b"{\"a\":1,\n\"a\":2}", "\"a\" is named twice at line 2 column 3");
        says(b"{\"b\":{\"c\":1,\"c\":1}}", "\"c\" is named twice");
        says(b"{\"a\":\"\\ud800\"}", "line 1");
        says(b"\xef\xbb\xbf{}", "line 1 column 1");
        says(&[b'['; 100_000], "recursion limit");
    }
}
