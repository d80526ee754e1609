//! What one row, header or status promises: the rules, computed from the description.

use std::fmt;

use crate::operation::{Operation, Response};
use crate::row::{Mandatory, Row};
use crate::service::Service;
use crate::shape::{Choice, Shape, Text};
use crate::table::{Place, Table};

/// One promise of the reference.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let service = secmaster_spec::Service::embedded()?;
/// let rules = service.rules();
/// let rule = rules.iter().find(|rule| rule.id == "create-indicator/T4/verdict/mandatory");
/// assert_eq!(rule.ok_or("not there")?.statement, "`verdict` must be there");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable id: `operation/T<table>/<row>/<kind>` or `operation/<status>/<kind>`.
    pub id: String,
    /// The operation.
    pub operation: String,
    /// The table of the row; none for what a status promises.
    pub table: Option<u16>,
    /// The id of the row; none for what a status promises.
    pub row: Option<String>,
    /// Who has to keep it.
    pub side: Side,
    /// What kind of promise it is.
    pub kind: RuleKind,
    /// The promise in a sentence.
    pub statement: String,
}

impl Rule {
    /// The documented row, or the answer, in words: `create-indicator, Table 4, verdict`.
    pub fn subject(&self) -> String {
        match &self.row {
            Some(row) => row.replacen("/T", ", Table ", 1).replacen('/', ", ", 1),
            None => self
                .id
                .replacen('/', ", answer ", 1)
                .rsplit_once('/')
                .map_or_else(|| self.id.clone(), |(subject, _)| subject.to_owned()),
        }
    }
}

/// Who has to keep a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Callers must keep it, and the server must refuse those who do not.
    Request,
    /// The server's answers must keep it.
    Response,
}

/// The kinds of promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RuleKind {
    /// The row must be there.
    Mandatory,
    /// The row may be left out.
    Optional,
    /// The header is there.
    Present,
    /// The value has the documented JSON type.
    Type,
    /// The value is one of the options.
    Options,
    /// The number is in the range.
    Range,
    /// The text has an allowed length.
    Length,
    /// The array has an allowed number of items.
    ItemCount,
    /// Each item of the array has the documented type.
    Items,
    /// The text has the documented form.
    Format,
    /// The answer has the documented status.
    Status,
    /// The answer's body is a JSON object.
    Body,
}

impl RuleKind {
    /// The last part of the rule's id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mandatory => "mandatory",
            Self::Optional => "optional",
            Self::Present => "present",
            Self::Type => "type",
            Self::Options => "options",
            Self::Range => "range",
            Self::Length => "length",
            Self::ItemCount => "item-count",
            Self::Items => "items",
            Self::Format => "format",
            Self::Status => "status",
            Self::Body => "body",
        }
    }
}

impl fmt::Display for RuleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Service {
    /// Every rule of every operation, in documented order.
    pub fn rules(&self) -> Vec<Rule> {
        self.operations.iter().flat_map(Operation::rules).collect()
    }
}

impl Operation {
    /// Every rule of this operation, in documented order.
    pub fn rules(&self) -> Vec<Rule> {
        let mut rules = Vec::new();
        for table in &self.tables {
            for row in &table.rows {
                let kinds = self.row_rules(table, row);
                rules.extend(
                    kinds
                        .into_iter()
                        .map(|(kind, statement)| row_rule(table, row, kind, statement)),
                );
            }
        }
        for response in &self.responses {
            rules.extend(self.response_rules(response));
        }
        rules
    }

    fn row_rules(&self, table: &Table, row: &Row) -> Vec<(RuleKind, String)> {
        let name = &row.name;
        let mut rules = Vec::new();
        match (table.place, row.mandatory) {
            (Place::ResponseHeader, _) => {
                rules.push((RuleKind::Present, format!("`{name}` is there")))
            }
            (_, Mandatory::Yes) => {
                rules.push((RuleKind::Mandatory, format!("`{name}` must be there")))
            }
            (_, Mandatory::No) => {
                rules.push((RuleKind::Optional, format!("`{name}` may be left out")))
            }
            (_, Mandatory::Unmarked) => {}
        }
        if matches!(table.place, Place::RequestBody | Place::ResponseBody) {
            rules.push((RuleKind::Type, format!("`{name}` is {}", article(&row.documented_type))));
        }
        rules.extend(value_rules(name, &row.shape));
        rules
    }

    fn response_rules(&self, response: &Response) -> Vec<Rule> {
        let status = response.status;
        let promise = |kind: RuleKind, statement: String| Rule {
            id: format!("{}/{status}/{kind}", self.name),
            operation: self.name.clone(),
            table: None,
            row: None,
            side: Side::Response,
            kind,
            statement,
        };
        let refused = status >= 400;
        let when = if refused {
            "a request that breaks a rule"
        } else {
            "a request that keeps every rule"
        };
        let mut rules =
            vec![promise(RuleKind::Status, format!("{when} is answered with {status}"))];
        if response.body_table.is_some() {
            rules.push(promise(RuleKind::Body, format!("the body of a {status} is a JSON object")));
        }
        rules
    }
}

fn row_rule(table: &Table, row: &Row, kind: RuleKind, statement: String) -> Rule {
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

fn value_rules(name: &str, shape: &Shape) -> Vec<(RuleKind, String)> {
    let mut rules = Vec::new();
    if !shape.options().is_empty() {
        rules.push((RuleKind::Options, format!("`{name}` is {}", one_of(shape.options()))));
    }
    if let Some((least, most)) = shape.range() {
        rules.push((RuleKind::Range, format!("`{name}` is {}", between(least, most))));
    }
    if let Some((least, most)) = shape.length() {
        rules.push((RuleKind::Length, format!("`{name}` has {} characters", between(least, most))));
    }
    if let Some((least, most)) = shape.item_count() {
        rules.push((RuleKind::ItemCount, format!("`{name}` has {} items", between(least, most))));
    }
    if let Shape::Array { items, .. } = shape {
        rules.push((
            RuleKind::Items,
            format!("each item of `{name}` is a JSON {}", items.json_type()),
        ));
    }
    if let Shape::Text(Text { pattern: Some(_), .. }) = shape {
        rules.push((RuleKind::Format, format!("`{name}` has the documented form")));
    }
    rules
}

fn one_of(options: &[Choice]) -> String {
    let quoted: Vec<String> = options.iter().map(|choice| format!("`{}`", choice.value)).collect();
    match quoted.as_slice() {
        [only] => only.clone(),
        [head @ .., last] => format!("{} or {last}", head.join(", ")),
        [] => String::new(),
    }
}

fn between<T: fmt::Display>(least: Option<T>, most: Option<T>) -> String {
    match (least, most) {
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => "any".to_owned(),
    }
}

fn article(documented_type: &str) -> String {
    let vowel = documented_type.starts_with(['A', 'E', 'I', 'O', 'U', 'a', 'e', 'i', 'o', 'u']);
    format!("{} {documented_type}", if vowel { "an" } else { "a" })
}
