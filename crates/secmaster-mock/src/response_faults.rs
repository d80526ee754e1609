//! The faults that change answers.

use hyper::header::{HeaderName, HeaderValue};
use secmaster_spec::{RuleKind, Service};
use serde_json::Value;

use crate::fault::{Fault, FaultKind};
use crate::garble::{Breach, Garble};
use crate::pointer;
use crate::reply::Reply;

/// The answers that are changed, and how.
#[derive(Debug, Default)]
pub(crate) struct ResponseFaults {
    changes: Vec<Change>,
}

#[derive(Debug)]
struct Change {
    operation: String,
    status: u16,
    what: What,
}

#[derive(Debug)]
enum What {
    Status(u16),
    Drop(HeaderName),
    Header(HeaderName, HeaderValue),
    Body(String, Value),
    Wrap,
}

impl ResponseFaults {
    /// Compiles those faults that are about answers; all of them exist.
    pub(crate) fn new(service: &Service, faults: &[Fault]) -> Self {
        let changes = faults.iter().filter_map(|fault| Change::new(service, fault)).collect();
        Self { changes }
    }

    /// Changes an answer of that operation.
    pub(crate) fn apply(&self, operation: &str, reply: &mut Reply) {
        let documented = reply.status;
        let changes = self.changes.iter().filter(|change| change.operation == operation);
        for change in changes.filter(|change| change.status == documented) {
            match &change.what {
                What::Status(status) => reply.status = *status,
                What::Drop(name) => reply.remove_header(name),
                What::Header(name, value) => reply.set_header(name, value.clone()),
                What::Body(pointer, value) => {
                    reply.change_body(|body| pointer::set(body, pointer, value.clone()));
                }
                What::Wrap => reply.change_body(|body| *body = Value::Array(vec![body.take()])),
            }
        }
    }
}

impl Change {
    fn new(service: &Service, fault: &Fault) -> Option<Self> {
        let of = |operation: &str, status: u16, what: What| Self {
            operation: operation.to_owned(),
            status,
            what,
        };
        match fault.kind() {
            FaultKind::Ignore | FaultKind::Require => None,
            FaultKind::Status => {
                let (name, status) = fault.target().rsplit_once('/')?;
                let status: u16 = status.parse().ok()?;
                let documented = |status: u16| service.operation(name)?.response(status);
                let class = status / 100 * 100;
                // 2xx: 201 and on; the others: what is seldom documented, 409 or 422 for instance.
                let first = if class == 200 { 201 } else { class + 9 };
                let other = (first..class + 100).find(|other| documented(*other).is_none())?;
                Some(of(name, status, What::Status(other)))
            }
            FaultKind::DropHeader => {
                let row = service
                    .row(fault.target().strip_suffix(&format!("/{}", RuleKind::Present))?)?;
                let (name, _) = row.id.split_once("/T")?;
                let operation = service.operation(name)?;
                let is_of = |table: &&secmaster_spec::Table| {
                    table.rows.iter().any(|known| known.id == row.id)
                };
                let status = operation.tables.iter().find(is_of)?.status?;
                Some(of(name, status, What::Drop(row.name.parse().ok()?)))
            }
            FaultKind::Garble => {
                let rules = service.rules();
                let rule = rules.iter().find(|rule| rule.id == fault.target())?;
                let garble = Garble::compile(service, rule)?;
                let what = match garble.breach {
                    Breach::Header { name, value } => {
                        What::Header(name.parse().ok()?, value.parse().ok()?)
                    }
                    Breach::Body { pointer, value } => What::Body(pointer, value),
                    Breach::Wrapped => What::Wrap,
                };
                Some(of(&garble.operation, garble.status, what))
            }
        }
    }
}
