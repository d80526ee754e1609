//! Checking request headers against their table.

use hyper::header::{HeaderMap, HeaderName};
use secmaster_spec::{Operation, Strictness};

use crate::access::{Access, Worth};
use crate::request_faults::RequestFaults;
use crate::start_error::StartError;
use crate::text_row::TextRow;
use crate::violation::{Violation, Violations};

/// The check of one operation's request headers.
#[derive(Debug, Default)]
pub(crate) struct HeaderCheck {
    rows: Vec<(HeaderName, TextRow)>,
}

/// What is wrong with the headers.
#[derive(Debug, Default)]
pub(crate) struct HeaderViolations {
    /// With those that prove who is calling.
    pub(crate) secret: Violations,
    /// Whether one of those is a token that was good once.
    pub(crate) has_expired_token: bool,
    /// With the others.
    pub(crate) plain: Violations,
}

impl HeaderCheck {
    pub(crate) fn compile(
        operation: &Operation,
        table: u16,
        strictness: Strictness,
        faults: &RequestFaults,
    ) -> Result<Self, StartError> {
        let mut rows = Vec::new();
        for row in operation.table(table).map(|table| table.rows.as_slice()).unwrap_or_default() {
            let name = row.name.parse::<HeaderName>().map_err(|error| StartError::Schema {
                of: row.id.clone(),
                problem: error.to_string(),
            })?;
            rows.push((name, TextRow::compile(operation, row, "header", strictness, faults)?));
        }
        Ok(Self { rows })
    }

    /// Everything that is wrong; a secret header must have a token that is accepted.
    pub(crate) fn check(&self, headers: &HeaderMap, access: &Access) -> HeaderViolations {
        let mut violations = HeaderViolations::default();
        for (name, row) in &self.rows {
            let mut lines = headers.get_all(name).iter();
            let first = lines.next();
            if lines.any(|line| Some(line) != first) {
                let finding = "is given twice, with different values";
                violations.plain.push(Violation::beside_rules(&row.row, &row.place, finding));
                continue;
            }
            let text = first.map(|value| String::from_utf8_lossy(value.as_bytes()));
            let text = text.as_deref();
            if !row.row.secret {
                row.check(text, &mut violations.plain);
                continue;
            }
            row.check(text, &mut violations.secret);
            match text.filter(|text| !text.is_empty()).map(|text| access.worth(text)) {
                None | Some(Worth::Accepted) => {}
                Some(Worth::Expired) => violations.has_expired_token = true,
                Some(Worth::Unknown) => {
                    let finding = format!("{} is not the token that this mock accepts", row.place);
                    violations.secret.push(Violation::other(finding));
                }
            }
        }
        violations
    }

    /// The secrets that a request carries, which must not be shown.
    pub(crate) fn secrets(&self, headers: &HeaderMap) -> Vec<String> {
        let secret_rows = self.rows.iter().filter(|(_, row)| row.row.secret);
        secret_rows
            .flat_map(|(name, _)| headers.get_all(name))
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect()
    }
}
