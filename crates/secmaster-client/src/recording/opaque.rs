//! Bytes in JSON: text where they are text, else `{"base64": …}`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

pub(super) fn write(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => json!({ "base64": STANDARD.encode(bytes) }),
    }
}

pub(super) fn read(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::String(text) => Some(text.clone().into_bytes()),
        _ => STANDARD.decode(value.get("base64")?.as_str()?).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn all_bytes_survive() {
        for bytes in [&b""[..], b"text", "汉\0\n".as_bytes(), b"\xff\x00\xfe", b"\xe6\xb1"] {
            assert_eq!(read(&write(bytes)).as_deref(), Some(bytes));
        }
        assert_eq!(read(&serde_json::json!({"base64": "*"})), None);
        assert_eq!(read(&serde_json::json!(7)), None);
    }
}
