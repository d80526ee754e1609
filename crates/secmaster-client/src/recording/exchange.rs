//! One exchange as a line of JSON: what was sent, and what came.

use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use serde_json::{Value, json};

use super::hidden::Hidden;
use super::opaque;
use crate::{Phase, TransportError, TransportErrorKind};

/// A request as it is compared.
#[derive(Debug, PartialEq)]
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) body: Vec<u8>,
}

impl Asked {
    pub(super) fn of(request: &Request<&[u8]>, hidden: &Hidden) -> Self {
        let path = request.uri().path_and_query().map_or("", |path| path.as_str());
        Self {
            method: request.method().to_string(),
            path: hidden.text(path.to_owned()),
            body: hidden.body(request.body()),
        }
    }

    pub(super) fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

pub(super) type Answered = Result<Response<Vec<u8>>, TransportError>;

/// The exchange without secrets.
pub(super) fn write(request: &Request<&[u8]>, answered: &Answered, hidden: &Hidden) -> Value {
    let Asked { method, path, body } = Asked::of(request, hidden);
    let request = json!({
        "method": method,
        "path": path,
        "headers": write_headers(request.headers(), hidden),
        "body": opaque::write(&body),
    });
    match answered {
        Ok(response) => json!({ "request": request, "response": {
            "status": response.status().as_u16(),
            "headers": write_headers(response.headers(), hidden),
            "body": opaque::write(&hidden.body(response.body())),
        }}),
        Err(error) => json!({ "request": request, "failure": {
            "kind": name_of(error.kind()),
            "may_have_been_sent": error.may_have_been_sent(),
            "status": error.status().map(|status| status.as_u16()),
            "cause": error.cause().map(|cause| hidden.text(cause.to_string())),
        }}),
    }
}

/// The exchange, or the member that is missing or wrong.
pub(super) fn read(value: &Value) -> Result<(Asked, Answered), &'static str> {
    let request = value.get("request").ok_or("request")?;
    let asked = Asked {
        method: text(request, "method").ok_or("request/method")?,
        path: text(request, "path").ok_or("request/path")?,
        body: request.get("body").and_then(opaque::read).ok_or("request/body")?,
    };
    let answered = match (value.get("response"), value.get("failure")) {
        (Some(response), None) => Ok(read_response(response)?),
        (None, Some(failure)) => Err(read_failure(failure)?),
        _ => return Err("response or failure"),
    };
    Ok((asked, answered))
}

fn read_response(value: &Value) -> Result<Response<Vec<u8>>, &'static str> {
    let body = value.get("body").and_then(opaque::read).ok_or("response/body")?;
    let mut response = Response::new(body);
    *response.status_mut() = status(value).ok_or("response/status")?;
    *response.headers_mut() = read_headers(value).ok_or("response/headers")?;
    Ok(response)
}

fn read_failure(value: &Value) -> Result<TransportError, &'static str> {
    let kind = text(value, "kind").and_then(|name| kind_of(&name)).ok_or("failure/kind")?;
    let may_have_been_sent = value.get("may_have_been_sent").and_then(Value::as_bool);
    let mut error = TransportError::new(kind);
    if !may_have_been_sent.ok_or("failure/may_have_been_sent")? {
        error = error.not_sent();
    }
    if let Some(status) = status(value) {
        error = error.with_status(status);
    }
    if let Some(cause) = text(value, "cause") {
        error = error.with_source(cause);
    }
    Ok(error)
}

fn write_headers(headers: &HeaderMap, hidden: &Hidden) -> Value {
    let pair = |(name, value): (&HeaderName, &HeaderValue)| {
        json!([name.as_str(), opaque::write(&hidden.header(name, value))])
    };
    headers.iter().map(pair).collect()
}

fn read_headers(value: &Value) -> Option<HeaderMap> {
    let pair = |pair: &Value| {
        let name: HeaderName = pair.get(0)?.as_str()?.parse().ok()?;
        Some((name, HeaderValue::from_bytes(&opaque::read(pair.get(1)?)?).ok()?))
    };
    let mut headers = HeaderMap::new();
    for header in value.get("headers")?.as_array()? {
        let (name, value) = pair(header)?;
        headers.append(name, value);
    }
    Some(headers)
}

fn text(value: &Value, member: &str) -> Option<String> {
    value.get(member)?.as_str().map(str::to_owned)
}

fn status(value: &Value) -> Option<StatusCode> {
    let number = value.get("status")?.as_u64()?;
    StatusCode::from_u16(u16::try_from(number).ok()?).ok()
}

const KINDS: [(&str, TransportErrorKind); 12] = [
    ("connect", TransportErrorKind::Connect),
    ("tls", TransportErrorKind::Tls),
    ("timeout-connect", TransportErrorKind::Timeout(Phase::Connect)),
    ("timeout-send-request", TransportErrorKind::Timeout(Phase::SendRequest)),
    ("timeout-send-body", TransportErrorKind::Timeout(Phase::SendBody)),
    ("timeout-receive-response", TransportErrorKind::Timeout(Phase::ReceiveResponse)),
    ("timeout-receive-body", TransportErrorKind::Timeout(Phase::ReceiveBody)),
    ("timeout-overall", TransportErrorKind::Timeout(Phase::Overall)),
    ("too-large", TransportErrorKind::TooLarge),
    ("interrupted", TransportErrorKind::Interrupted),
    ("protocol", TransportErrorKind::Protocol),
    ("unsendable", TransportErrorKind::Unsendable),
];

fn name_of(kind: TransportErrorKind) -> Option<&'static str> {
    KINDS.iter().find(|(_, known)| *known == kind).map(|(name, _)| *name)
}

fn kind_of(name: &str) -> Option<TransportErrorKind> {
    KINDS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}
