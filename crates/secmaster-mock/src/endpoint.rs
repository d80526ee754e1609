//! One operation of the description, ready to take requests.

use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use secmaster_spec::{Operation, Row, Service, Strictness};
use serde_json::Value;

use crate::access::Access;
use crate::answer::{Facts, Fill};
use crate::body::BodyCheck;
use crate::headers::{HeaderCheck, HeaderViolations};
use crate::request_faults::{Lax, RequestFaults};
use crate::route::{Parameters, Route};
use crate::start_error::StartError;
use crate::text_row::TextRow;
use crate::violation::{Violation, Violations};
use crate::{json, plan, sample};

/// Most bodies of answers are no larger.
const USUAL_BODY: usize = 2048;

/// An operation with everything that can be computed before the first request.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) operation: Operation,
    pub(crate) route: Route,
    pub(crate) success_status: u16,
    pub(crate) refusal_status: u16,
    pub(crate) lax: Lax,
    success: Option<Fill>,
    path: Vec<TextRow>,
    headers: HeaderCheck,
    body: Option<BodyCheck>,
    /// Documented headers of answers that are not the request's id.
    samples: Vec<(u16, HeaderName, HeaderValue)>,
}

impl Endpoint {
    pub(crate) fn compile(
        service: &Service,
        operation: &Operation,
        strictness: Strictness,
        faults: &RequestFaults,
    ) -> Result<Self, StartError> {
        let path = rows(operation, operation.path_table)
            .iter()
            .map(|row| TextRow::compile(operation, row, "path parameter", strictness, faults))
            .collect::<Result<_, _>>()?;
        let headers = match operation.header_table {
            Some(table) => HeaderCheck::compile(operation, table, strictness, faults)?,
            None => HeaderCheck::default(),
        };
        let body = match operation.request_table {
            Some(root) => Some(BodyCheck::compile(operation, root, strictness, faults)?),
            None => None,
        };
        Ok(Self {
            route: Route::new(&operation.path),
            lax: faults.lax(&operation.name),
            success: plan::of_success(service, operation)?,
            success_status: operation.success().map_or(200, |response| response.status),
            refusal_status: operation.refusal().map_or(400, |response| response.status),
            path,
            headers,
            body,
            samples: samples(operation),
            operation: operation.clone(),
        })
    }

    pub(crate) fn check_headers(&self, headers: &HeaderMap, access: &Access) -> HeaderViolations {
        self.headers.check(headers, access)
    }

    /// The secrets that a request carries.
    pub(crate) fn secrets(&self, headers: &HeaderMap) -> Vec<String> {
        self.headers.secrets(headers)
    }

    pub(crate) fn check_path(&self, parameters: &Parameters, violations: &mut Violations) {
        for row in &self.path {
            let given = parameters.iter().find(|(name, _)| *name == row.row.name);
            row.check(given.map(|(_, text)| text.as_str()), violations);
        }
    }

    /// Reads and checks the body; null where there is none to read.
    pub(crate) fn check_body(&self, bytes: &[u8], violations: &mut Violations) -> Value {
        let Some(check) = &self.body else { return Value::Null };
        match json::parse(bytes) {
            Ok(body) => {
                check.check(&self.operation, &body, bytes.len(), violations);
                body
            }
            Err(mistake) => match self.lax.read(bytes) {
                Some((body, is_checked)) => {
                    if is_checked {
                        check.check(&self.operation, &body, bytes.len(), violations);
                    }
                    body
                }
                None => {
                    violations.push(Violation::other(mistake));
                    Value::Null
                }
            },
        }
    }

    /// Whether a body names a row of this operation: that tells whom a request was meant for, where
    /// its method or path does not.
    pub(crate) fn is_named_by(&self, body: &[u8]) -> bool {
        let Some(root) = self.operation.request_table else { return body.is_empty() };
        let Some(table) = self.operation.table(root) else { return false };
        let body = serde_json::from_slice(body).unwrap_or(Value::Null);
        let mut names = body.as_object().into_iter().flat_map(serde_json::Map::keys);
        names.any(|name| table.row(name).is_some())
    }

    /// The body of the success answer, and no byte more than that: it may be kept.
    pub(crate) fn written(&self, facts: &Facts<'_>) -> Bytes {
        let Some(fill) = &self.success else { return Bytes::new() };
        let mut body = Vec::with_capacity(USUAL_BODY);
        if fill.write(facts, &mut body).is_none() {
            // A body is due, and there is nothing to put into it.
            body.extend_from_slice(b"{}");
        }
        Bytes::copy_from_slice(&body)
    }

    /// Documented headers of the answer of that status, besides the request's id.
    pub(crate) fn samples(&self, status: u16) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        let of_status = self.samples.iter().filter(move |(known, ..)| *known == status);
        of_status.map(|(_, name, value)| (name, value))
    }
}

/// Whether a header of answers carries the id of the request.
pub(crate) fn is_request_id(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with("request-id")
}

fn samples(operation: &Operation) -> Vec<(u16, HeaderName, HeaderValue)> {
    let mut samples = Vec::new();
    for response in &operation.responses {
        for row in rows(operation, response.header_table) {
            let value = match sample::of_shape(operation, &row.shape) {
                Value::String(text) => text,
                other => other.to_string(),
            };
            if let (Ok(name), Ok(value)) = (row.name.parse(), value.parse())
                && !is_request_id(&row.name)
            {
                samples.push((response.status, name, value));
            }
        }
    }
    samples
}

fn rows(operation: &Operation, table: Option<u16>) -> &[Row] {
    table
        .and_then(|table| operation.table(table))
        .map(|table| table.rows.as_slice())
        .unwrap_or_default()
}
