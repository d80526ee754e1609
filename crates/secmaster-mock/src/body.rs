//! Checking a request body against its table.

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use secmaster_spec::{Mandatory, Operation, RuleKind, Strictness, pointer_token};
use serde_json::Value;

use crate::request_faults::RequestFaults;
use crate::request_schema;
use crate::start_error::StartError;
use crate::violation::{Violation, Violations, explain, is_said_elsewhere, shown};

/// Of a larger body only the first violation is named: it could have millions.
const FULLY_EXPLAINED: usize = 64 * 1024;

/// The check of one operation's request bodies.
#[derive(Debug)]
pub(crate) struct BodyCheck {
    root: u16,
    validator: Validator,
}

impl BodyCheck {
    pub(crate) fn compile(
        operation: &Operation,
        root: u16,
        strictness: Strictness,
        faults: &RequestFaults,
    ) -> Result<Self, StartError> {
        let schema = request_schema::of_body(operation, root, strictness, faults);
        let of = format!("{}, Table {root}", operation.name);
        Ok(Self { root, validator: request_schema::validator(&of, &schema)? })
    }

    /// Adds everything that is wrong with a body of that many bytes.
    pub(crate) fn check(
        &self,
        operation: &Operation,
        body: &Value,
        bytes: usize,
        violations: &mut Violations,
    ) {
        if self.validator.is_valid(body) {
            return;
        }
        let mut found = Violations::default();
        if bytes > FULLY_EXPLAINED {
            if let Err(error) = self.validator.validate(body) {
                self.add(operation, &error, &mut found);
            }
            found.stop_at_first();
        } else {
            for error in self.validator.iter_errors(body) {
                if !found.is_full() {
                    self.add(operation, &error, &mut found);
                } else if !is_said_elsewhere(&error) {
                    found.count();
                }
            }
        }
        if found.is_empty() {
            // What is invalid is refused, even if no row can be named.
            found.push(Violation::other("the body does not satisfy its tables"));
        }
        violations.append(found);
    }

    fn add(&self, operation: &Operation, error: &ValidationError<'_>, violations: &mut Violations) {
        let pointer = error.instance_path().as_str();
        if let ValidationErrorKind::Required { property } = error.kind() {
            let name = pointer_token(property.as_str().unwrap_or_default());
            let place = format!("{pointer}/{name}");
            let Some((row, _)) = operation.row_at(self.root, &place) else {
                return violations.push(Violation::other(format!("{place} is missing")));
            };
            let kind = match row.mandatory {
                Mandatory::Yes => RuleKind::Mandatory,
                _ => RuleKind::Optional,
            };
            return violations.push(Violation::of_row(row, kind, &place, "is missing"));
        }
        let Some((row, is_item)) = operation.row_at(self.root, pointer) else {
            let found = shown(error.instance());
            let place = if pointer.is_empty() { "the body" } else { pointer };
            return violations.push(Violation::other(format!("{place} is {found}, not an object")));
        };
        if let Some((kind, finding)) = explain(row, is_item, error) {
            violations.push(Violation::of_row(row, kind, pointer, &finding));
        }
    }
}
