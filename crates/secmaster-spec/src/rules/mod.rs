//! The rules, computed from the description: what each row, answer and effect promises.

mod answers;
mod effects;
mod rows;

use crate::operation::Operation;
use crate::row::Row;
use crate::rule::{Rule, RuleKind, Side};
use crate::service::Service;
use crate::table::Table;

impl Service {
    /// Every rule of every operation, in documented order.
    pub fn rules(&self) -> Vec<Rule> {
        self.operations.iter().flat_map(Operation::rules).collect()
    }
}

impl Operation {
    /// Every rule of this operation, in documented order.
    pub fn rules(&self) -> Vec<Rule> {
        let promised = effects::promises(self);
        let mut rules = Vec::new();
        for table in &self.tables {
            for row in &table.rows {
                let of_values = rows::promises(self, table, row);
                let of_effect = promised.iter().filter(|promise| promise.row == row.id);
                let of_effect = of_effect.map(|promise| (promise.kind, promise.statement.clone()));
                let all = of_values.into_iter().chain(of_effect);
                rules.extend(all.map(|(kind, statement)| of_row(table, row, kind, statement)));
            }
        }
        rules.extend(answers::rules(self));
        rules
    }
}

fn of_row(table: &Table, row: &Row, kind: RuleKind, statement: String) -> Rule {
    Rule {
        id: format!("{}/{kind}", row.id),
        operation: table.operation.clone(),
        table: Some(table.number),
        row: Some(row.id.clone()),
        side: if table.place.is_request() { Side::Request } else { Side::Response },
        kind,
        statement,
    }
}
