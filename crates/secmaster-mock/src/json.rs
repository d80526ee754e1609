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
    parse_json(text).map_err(|error| mistake(&error))
}

/// What is wrong, in words: not all that is refused is no JSON.
fn mistake(error: &serde_json::Error) -> String {
    let found = error.to_string();
    if error.is_data() {
        let found = found.strip_prefix("member ").unwrap_or(&found);
        return match found.rsplit_once(" is named twice") {
            Some((name, place)) => format!("the body names a member twice: {name}{place}"),
            None => format!("the body cannot be read: {found}"),
        };
    }
    match found.strip_prefix("number out of range") {
        Some(place) => format!("the body has a number that is too large to be read,{place}"),
        None => format!("the body is not JSON: {found}"),
    }
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
        says(b"{\"a\":1,\n\"a\":2}", "the body names a member twice: \"a\" at line 2 column 3");
        says(b"{\"b\":{\"c\":1,\"c\":1}}", "the body names a member twice: \"c\" at line 1");
        says(b"{\"a\":-1e400}", "a number that is too large to be read, at line 1 column");
        says(b"{'a':1}", "the body is not JSON: ");
        says(b"{\"a\":\"\\ud800\"}", "line 1");
        says(b"\xef\xbb\xbf{}", "line 1 column 1");
        says(&[b'['; 100_000], "recursion limit");
    }
}
