//! Refusals, in the shapes that the description gives.

use hyper::body::Bytes;
use secmaster_spec::{ErrorBody, Service};
use serde_json::Value;

use crate::decision::Decision;
use crate::fault::body_form::HTML;
use crate::pointer;
use crate::reply::Reply;
use crate::violation::{Violations, clipped};

/// The refusals of the service and of the gateway before it.
#[derive(Debug)]
pub(crate) struct Refusals {
    service: Option<ErrorBody>,
    gateway: Option<ErrorBody>,
    service_code: String,
    /// The paths that there are, in words.
    paths: String,
}

/// Why the body of a request was not read to its end.
#[derive(Debug)]
pub(crate) enum BodyFailure {
    /// It is larger than is allowed.
    TooLarge { most: usize },
    /// It took longer than is allowed.
    TimedOut,
    /// The connection ended, or the body is not framed as HTTP demands.
    Broken,
}

impl Refusals {
    pub(crate) fn new(service: &Service) -> Self {
        let named = |name: &str| service.errors.iter().find(|body| body.name == name).cloned();
        let mut paths: Vec<&str> = service.operations.iter().map(|it| it.path.as_str()).collect();
        paths.sort_unstable();
        paths.dedup();
        Self {
            service: named("service").or_else(|| service.errors.first().cloned()),
            gateway: named("gateway").or_else(|| service.errors.first().cloned()),
            service_code: format!("{}.20030001", service.name),
            paths: paths.join(", "),
        }
    }

    /// The request breaks rules of its operation.
    pub(crate) fn invalid(&self, status: u16, violations: &Violations, request_id: &str) -> Reply {
        let message = format!("Invalid parameters: {}", violations.in_words());
        let body = written(self.service.as_ref(), &self.service_code, &message, request_id);
        Reply::new(status, body, Decision::refused(violations))
    }

    /// The request does not say who is calling.
    pub(crate) fn unauthorized(&self, violations: &Violations, request_id: &str) -> Reply {
        let body = self.unidentified(&violations.in_words(), request_id);
        Reply::new(401, body, Decision::refused(violations))
    }

    /// The request is signed, but not as it should be.
    pub(crate) fn distrusted(&self, why: &str, in_short: &str, request_id: &str) -> Reply {
        let body = self.unidentified(why, request_id);
        Reply::new(401, body, Decision::Turned { why: in_short.to_owned() })
    }

    /// The request has a token that is expired.
    pub(crate) fn outdated(&self, request_id: &str) -> Reply {
        let body = self.of_gateway("APIGW.0307", "The token must be updated.", request_id);
        Reply::new(401, body, Decision::Turned { why: "the token is expired".to_owned() })
    }

    /// No operation has the path.
    pub(crate) fn not_found(&self, request_id: &str) -> Reply {
        let message = format!(
            "The API does not exist or has not been published in the environment: the paths here are {}",
            self.paths
        );
        let body = self.of_gateway("APIGW.0101", &message, request_id);
        Reply::new(404, body, Decision::Turned { why: "no operation has this path".to_owned() })
    }

    /// The path takes other methods only.
    pub(crate) fn not_allowed(&self, method: &str, allowed: &str, request_id: &str) -> Reply {
        let why = format!("{} is not allowed here, only {allowed}", clipped(method));
        let message = format!("API request error: {why}");
        let body = self.of_gateway("APIGW.0201", &message, request_id);
        Reply::new(405, body, Decision::Turned { why }).allowing(allowed)
    }

    /// The service itself failed.
    pub(crate) fn failed(&self, request_id: &str) -> Reply {
        let why = "Internal server error".to_owned();
        let body = written(self.service.as_ref(), &self.service_code, &why, request_id);
        Reply::new(500, body, Decision::Turned { why })
    }

    /// There were too many requests in this second.
    pub(crate) fn throttled(&self, per_second: u32, request_id: &str) -> Reply {
        let message = format!(
            "The throttling threshold has been reached.: policy api over ratelimit,limit:{per_second},time:1 second"
        );
        let body = self.of_gateway("APIGW.0308", &message, request_id);
        let why = format!("more than {per_second} requests in a second");
        Reply::new(429, body, Decision::Turned { why }).retry_after(1)
    }

    /// What a gateway answers where the service does not.
    pub(crate) fn stand_in(
        &self,
        status: u16,
        retry_after: Option<u32>,
        request_id: &str,
    ) -> Reply {
        let (code, message) = match status {
            429 => ("APIGW.0308", "The throttling threshold has been reached."),
            502 => ("APIGW.0201", "Backend unavailable."),
            503 => ("APIGW.0613", "The IAM service is currently unavailable."),
            504 => ("APIGW.0201", "Backend timeout."),
            _ => ("APIGW.0601", "Internal server error."),
        };
        let body = self.of_gateway(code, message, request_id);
        let mut reply = Reply::new(status, body, Decision::Turned { why: message.to_owned() });
        if status == 502 {
            reply = reply.with_html(HTML);
        }
        match retry_after {
            Some(seconds) => reply.retry_after(seconds),
            None => reply,
        }
    }

    /// The body was not read.
    pub(crate) fn unread(&self, failure: &BodyFailure, request_id: &str) -> Reply {
        let (status, why) = match failure {
            BodyFailure::TooLarge { most } => {
                (413, format!("Request entity too large: at most {most} bytes are taken"))
            }
            BodyFailure::TimedOut => {
                (408, "API request error: the body did not come in time".to_owned())
            }
            BodyFailure::Broken => (400, "API request error: the body is incomplete".to_owned()),
        };
        let body = self.of_gateway("APIGW.0201", &why, request_id);
        Reply::new(status, body, Decision::Turned { why }).closing()
    }

    fn unidentified(&self, why: &str, request_id: &str) -> Bytes {
        let message = format!("Incorrect IAM authentication information: {why}");
        self.of_gateway("APIGW.0301", &message, request_id)
    }

    fn of_gateway(&self, code: &str, message: &str, request_id: &str) -> Bytes {
        written(self.gateway.as_ref(), code, message, request_id)
    }
}

fn written(shape: Option<&ErrorBody>, code: &str, message: &str, request_id: &str) -> Bytes {
    let mut body = Value::Object(serde_json::Map::new());
    if let Some(shape) = shape {
        pointer::set(&mut body, &shape.code, code.into());
        pointer::set(&mut body, &shape.message, message.into());
        if let Some(place) = &shape.request_id {
            pointer::set(&mut body, place, request_id.into());
        }
    }
    body.to_string().into()
}
