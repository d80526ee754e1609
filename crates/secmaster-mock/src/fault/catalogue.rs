//! All faults, computed from the rules of the description, each with what it changes.

mod answers;
mod rows;

use secmaster_spec::{Operation, Place, Row, Rule, RuleKind, Service, Side};

use crate::fault::change::Change;
use crate::fault::effects::Misdeed;
use crate::fault::input::Input;
use crate::fault::input_faults::Outcome;
use crate::fault::{Fault, FaultKind};

/// What the gateway answers to who is unknown, to unknown paths, and to other methods.
const GATEWAY: [u16; 3] = [401, 404, 405];

/// What a fault changes.
#[derive(Clone, Debug)]
pub(crate) enum Breach {
    /// What is demanded of a request.
    Demand,
    /// The answer of that status.
    Answer(u16, Change),
    /// What the operation does.
    Effect(Misdeed),
    /// What becomes of such an input.
    Input(Input, Outcome),
}

/// Every fault that a service can have, in documented order.
pub(crate) fn all(service: &Service) -> Vec<(Fault, Breach)> {
    let of_operation = |operation| of_rules(service, operation, |_| true);
    service.operations.iter().flat_map(of_operation).collect()
}

/// What a fault changes; none if there is no such fault.
pub(crate) fn find(service: &Service, fault: &Fault) -> Option<Breach> {
    let operation = service.operation(fault.operation())?;
    let of_rule = of_rules(service, operation, |rule| rule.id == fault.rule());
    of_rule.into_iter().find(|(known, _)| known == fault).map(|(_, breach)| breach)
}

fn of_rules(
    service: &Service,
    operation: &Operation,
    is_meant: impl Fn(&Rule) -> bool,
) -> Vec<(Fault, Breach)> {
    let rules = operation.rules().into_iter().filter(is_meant);
    rules.flat_map(|rule| Subject::new(service, operation, &rule).faults()).collect()
}

/// A rule, and what it is about.
struct Subject<'a> {
    service: &'a Service,
    operation: &'a Operation,
    rule: &'a Rule,
    row: Option<&'a Row>,
    place: Option<Place>,
    /// The status of the answer that it is about.
    status: u16,
    /// Where the row stands in the answer's body.
    pointer: String,
}

impl<'a> Subject<'a> {
    fn new(service: &'a Service, operation: &'a Operation, rule: &'a Rule) -> Self {
        let table = rule.table.and_then(|number| operation.table(number));
        let row = table
            .zip(rule.row.as_ref())
            .and_then(|(table, id)| table.rows.iter().find(|row| row.id == *id));
        let named = rule.id.rsplit('/').nth(1).and_then(|status| status.parse().ok());
        let status = table.map_or(named, |table| table.status).unwrap_or_default();
        let root = operation.response(status).and_then(|response| response.body_table);
        let places = root.map(|root| operation.places(root)).unwrap_or_default();
        let at = places.into_iter().find(|(.., found)| Some(*found) == row);
        Self {
            service,
            operation,
            rule,
            row,
            place: table.map(|table| table.place),
            status,
            pointer: at.map(|(pointer, ..)| pointer).unwrap_or_default(),
        }
    }

    /// Every fault that breaks the rule.
    fn faults(&self) -> Vec<(Fault, Breach)> {
        let kind = self.rule.kind;
        match (self.rule.side, self.row) {
            (Side::Request, _) => self.of_request(),
            (Side::Response, Some(row)) if self.place == Some(Place::ResponseHeader) => {
                self.of_header(row)
            }
            (Side::Response, Some(row)) => self.of_row(row),
            (Side::Response, None) => match kind {
                RuleKind::Status => self.of_status(),
                RuleKind::Body => self.of_body(),
                RuleKind::ContentType => self.of_content_type(),
                RuleKind::Complete => self.of_completeness(),
                RuleKind::InTime => self.of_time(),
                RuleKind::ServerError => self.of_failure(),
                RuleKind::ErrorBody => self.of_refusals(),
                RuleKind::Secrecy => self.of_secrecy(),
                _ => Vec::new(),
            },
        }
    }

    /// The statuses of refusals that the operation's tables say nothing about.
    fn undocumented(&self) -> impl Iterator<Item = u16> {
        GATEWAY.into_iter().filter(|status| self.operation.response(*status).is_none())
    }

    /// The same change of each documented answer.
    fn documented(
        &self,
        kind: FaultKind,
        variant: Option<&str>,
        change: &Change,
    ) -> Vec<(Fault, Breach)> {
        let statuses = self.operation.responses.iter().map(|response| response.status);
        statuses.map(|status| self.of_answer(kind, status, variant, change)).collect()
    }

    fn of_answer(
        &self,
        kind: FaultKind,
        status: u16,
        variant: Option<&str>,
        change: &Change,
    ) -> (Fault, Breach) {
        let target = format!("{}/{status}", self.operation.name);
        (Fault::new(kind, &target, variant), Breach::Answer(status, change.clone()))
    }

    fn answer(&self, kind: FaultKind, change: Change) -> (Fault, Breach) {
        self.variant(kind, None, change)
    }

    fn variant(&self, kind: FaultKind, variant: Option<&str>, change: Change) -> (Fault, Breach) {
        (Fault::new(kind, &self.rule.id, variant), Breach::Answer(self.status, change))
    }
}
