//! The shapes in which service, gateway and IAM report errors.

use std::sync::LazyLock;

use memchr::memmem;
use serde_json::{Map, Value};

/// An error body of a known shape.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Envelope {
    pub(crate) is_gateway: bool,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
}

/// Reads an error body, or says what it is instead.
pub(crate) fn recognise(body: &[u8]) -> Result<Envelope, String> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err("empty body".to_owned());
    }
    let Ok(value) = serde_json::from_slice(body) else {
        return Err("no JSON".to_owned());
    };
    let unknown = || "JSON of unknown shape".to_owned();
    let Value::Object(members) = value else {
        return Err(unknown());
    };
    gateway(&members)
        .or_else(|| service(&members, "code", "message"))
        .or_else(|| service(&members, "errorCode", "errorMsg"))
        .or_else(|| identity(&members))
        .ok_or_else(unknown)
}

/// Built once: that takes longer than most searches.
static DATA: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new("\"data\""));

/// Whether an answer of success says that there was none: it has a code, and no data.
pub(crate) fn reports_failure(body: &[u8]) -> bool {
    // Most answers have data, and need not be read twice.
    let has_data = DATA.find_iter(body).any(|at| {
        let rest = body.get(at + 6..).unwrap_or_default().trim_ascii_start();
        let value = rest.strip_prefix(b":").unwrap_or_default().trim_ascii_start();
        matches!(value.first(), Some(b'{' | b'['))
    });
    let is_failure = |code: &str| code.is_empty() || code.bytes().any(|digit| digit != b'0');
    !has_data && recognise(body).is_ok_and(|it| it.code.as_deref().is_some_and(is_failure))
}

/// `{error_code, error_msg, request_id}`: some parts of the service send it too, without the id.
fn gateway(members: &Map<String, Value>) -> Option<Envelope> {
    let envelope = service(members, "error_code", "error_msg")?;
    let code = envelope.code.as_deref().unwrap_or_default();
    Some(Envelope {
        is_gateway: code.starts_with("APIGW.") || envelope.request_id.is_some(),
        ..envelope
    })
}

/// `{error: {code, message, title}}`, of IAM.
fn identity(members: &Map<String, Value>) -> Option<Envelope> {
    let Some(Value::Object(inner)) = members.get("error") else {
        return None;
    };
    let message = if inner.contains_key("message") { "message" } else { "title" };
    Some(Envelope { is_gateway: true, ..service(inner, "code", message)? })
}

fn service(members: &Map<String, Value>, code: &str, message: &str) -> Option<Envelope> {
    Some(Envelope {
        is_gateway: false,
        code: Some(text(members.get(code)?)?),
        message: members.get(message).and_then(text),
        request_id: members.get("request_id").and_then(text),
    })
}

/// Text, or a number written as text.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Envelope, recognise, reports_failure};

    fn read(body: &str) -> (bool, String, String) {
        let envelope = recognise(body.as_bytes()).unwrap();
        (
            envelope.is_gateway,
            envelope.code.unwrap_or_default(),
            envelope.message.unwrap_or_default(),
        )
    }

    #[test]
    fn known_shapes() {
        let is = |gateway, code: &str, message: &str| (gateway, code.into(), message.into());
        assert_eq!(read(r#"{"code":"S.1","message":"m"}"#), is(false, "S.1", "m"));
        assert_eq!(read(r#"{"code":403}"#), is(false, "403", ""));
        assert_eq!(read(r#"{"errorCode":"S.1","errorMsg":"m"}"#), is(false, "S.1", "m"));
        assert_eq!(read(r#"{"error_code":"S.1","error_msg":"m"}"#), is(false, "S.1", "m"));
        assert_eq!(
            read(r#"{"error_code":"APIGW.0101","error_msg":"m"}"#),
            is(true, "APIGW.0101", "m")
        );
        assert_eq!(
            read(r#"{"error":{"code":401,"message":"m","title":"t"}}"#),
            is(true, "401", "m")
        );
        assert_eq!(read(r#"{"error":{"code":401,"title":"t"}}"#), is(true, "401", "t"));
        assert_eq!(
            recognise(br#"{"error_code":"A.1","error_msg":"m","request_id":"4f"}"#),
            Ok(Envelope {
                is_gateway: true,
                code: Some("A.1".into()),
                message: Some("m".into()),
                request_id: Some("4f".into()),
            })
        );
    }

    #[test]
    fn a_code_without_data_is_a_failure() {
        for body in [
            r#"{"code":"SecMaster.20030004","message":"Failed to create the data object"}"#,
            r#"{"code":"SecMaster.20030004","data":null}"#,
            r#"{"code":"SecMaster.20030004","message":"no \"data\":{"}"#,
            r#"{"error_code":"APIGW.0308","error_msg":"throttled"}"#,
            r#"{"error":{"code":401,"message":"m"}}"#,
        ] {
            assert!(reports_failure(body.as_bytes()), "{body}");
        }
        for body in [
            r#"{"code":"SecMaster.20030004","data" : {"success_ids":[]}}"#,
            r#"{"code":"00000000","message":""}"#,
            r#"{"code":0}"#,
            "{}",
            "[]",
            "",
        ] {
            assert!(!reports_failure(body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn anything_else_is_told() {
        for (body, why) in [
            ("", "empty body"),
            (" \n", "empty body"),
            ("<html>", "no JSON"),
            ("{\"code\":\"a\"", "no JSON"),
            ("\u{feff}{}", "no JSON"),
            ("[]", "JSON of unknown shape"),
            ("null", "JSON of unknown shape"),
            ("{}", "JSON of unknown shape"),
            (r#"{"code":null,"message":"m"}"#, "JSON of unknown shape"),
            (r#"{"code":["a"],"message":"m"}"#, "JSON of unknown shape"),
            (r#"{"error":"Not Found","message":"m"}"#, "JSON of unknown shape"),
            (r#"{"error":{"message":"m"}}"#, "JSON of unknown shape"),
        ] {
            assert_eq!(recognise(body.as_bytes()), Err(why.to_owned()), "{body}");
        }
    }
}
