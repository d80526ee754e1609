//! An answer before it is written to the connection.

use std::time::Duration;

use http_body_util::Full;
use hyper::Response;
use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::{
    ALLOW, CONNECTION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER,
};
use serde_json::Value;

use crate::decision::Decision;
use crate::fault::disruption::Disruption;
use crate::script::Trouble;

const JSON: HeaderValue = HeaderValue::from_static("application/json;charset=UTF-8");

/// An answer, and why it is what it is.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: HeaderMap,
    body: Bytes,
    pub(crate) decision: Decision,
    /// How it breaks HTTP, if it does.
    pub(crate) disruption: Option<Disruption>,
    /// What a script made of it.
    pub(crate) trouble: Option<Trouble>,
    /// How much later it comes.
    pub(crate) delay: Duration,
}

impl Reply {
    pub(crate) fn new(status: u16, body: Bytes, decision: Decision) -> Self {
        let mut headers = HeaderMap::with_capacity(4);
        if !body.is_empty() {
            headers.insert(CONTENT_TYPE, JSON);
        }
        Self {
            status,
            headers,
            body,
            decision,
            disruption: None,
            trouble: None,
            delay: Duration::ZERO,
        }
    }

    /// The same, with a page of HTML for its body.
    pub(crate) fn with_html(mut self, page: &'static str) -> Self {
        self.body = Bytes::from_static(page.as_bytes());
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
        self
    }

    /// The same, saying after how many seconds to try again.
    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.headers.insert(RETRY_AFTER, seconds.into());
        self
    }

    /// The same, naming the methods that the path takes.
    pub(crate) fn allowing(mut self, methods: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(methods) {
            self.headers.insert(ALLOW, value);
        }
        self
    }

    /// The same, after which the connection ends.
    pub(crate) fn closing(mut self) -> Self {
        self.headers.insert(CONNECTION, HeaderValue::from_static("close"));
        self
    }

    /// Sets the header that carries the id of the request.
    pub(crate) fn identify(&mut self, header: &HeaderName, request_id: &str) {
        if let Ok(value) = HeaderValue::from_str(request_id) {
            self.headers.insert(header, value);
        }
    }

    pub(crate) fn set_header(&mut self, name: &HeaderName, value: HeaderValue) {
        self.headers.insert(name, value);
    }

    pub(crate) fn remove_header(&mut self, name: &HeaderName) {
        self.headers.remove(name);
    }

    pub(crate) fn header(&self, name: &HeaderName) -> Option<&HeaderValue> {
        self.headers.get(name)
    }

    pub(crate) fn body(&self) -> &[u8] {
        &self.body
    }

    /// Puts other bytes in place of the body; the headers stay.
    pub(crate) fn set_body(&mut self, body: Vec<u8>) {
        self.body = body.into();
    }

    /// Changes the body as a JSON value.
    pub(crate) fn change_body(&mut self, change: impl FnOnce(&mut Value)) {
        let mut body = serde_json::from_slice(&self.body).unwrap_or(Value::Null);
        change(&mut body);
        self.body = body.to_string().into();
        self.headers.insert(CONTENT_TYPE, JSON);
    }

    pub(crate) fn into_response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        *response.headers_mut() = self.headers;
        if let Some(disruption) = self.disruption {
            response.extensions_mut().insert(disruption);
        }
        response
    }
}
