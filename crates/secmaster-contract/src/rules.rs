//! The rules of a service, found by id and by row.

use std::collections::HashMap;

use secmaster_spec::{Operation, Place, Rule, RuleKind, Service};

/// Every rule, in documented order; elsewhere a rule is its place in here.
#[derive(Debug)]
pub(crate) struct RuleBook {
    pub(crate) rules: Vec<Rule>,
    by_id: HashMap<String, usize>,
    by_row: HashMap<String, Vec<(RuleKind, usize)>>,
}

impl RuleBook {
    pub(crate) fn new(service: &Service) -> Self {
        let rules = service.rules();
        let mut by_id = HashMap::new();
        let mut by_row: HashMap<String, Vec<(RuleKind, usize)>> = HashMap::new();
        for (index, rule) in rules.iter().enumerate() {
            by_id.insert(rule.id.clone(), index);
            if let Some(row) = &rule.row {
                by_row.entry(row.clone()).or_default().push((rule.kind, index));
            }
        }
        Self { rules, by_id, by_row }
    }

    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The rules of a row.
    pub(crate) fn of_row(&self, row: &str) -> &[(RuleKind, usize)] {
        self.by_row.get(row).map_or(&[], Vec::as_slice)
    }
}

/// The rules that the rows and the status of a documented answer stand for, and those of every
/// answer.
pub(crate) fn answer_rules(operation: &Operation, status: u16) -> Vec<String> {
    let in_answer = |rule: &Rule| match (rule.table, &rule.row) {
        (Some(number), _) => operation.table(number).is_some_and(|table| {
            table.status == Some(status)
                && matches!(table.place, Place::ResponseHeader | Place::ResponseBody)
        }),
        (None, _) => [status.to_string().as_str(), "answer"]
            .iter()
            .any(|place| rule.id.starts_with(&format!("{}/{place}/", operation.name))),
    };
    operation.rules().into_iter().filter(in_answer).map(|rule| rule.id).collect()
}
