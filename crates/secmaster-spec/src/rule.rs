//! One promise of the reference: a rule, with its kind and who has to keep it.

use std::fmt;

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
    /// The stable id: `operation/T<table>/<row>/<kind>`, `operation/<status>/<kind>`, or, for what
    /// holds for all, `operation/answer/<kind>` and `operation/request/<kind>`.
    pub id: String,
    /// The operation.
    pub operation: String,
    /// The table of the row; none for what no table says.
    pub table: Option<u16>,
    /// The id of the row; none for what no row says.
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
            None => {
                let place = self.id.split('/').nth(1).unwrap_or_default();
                match place {
                    "answer" => format!("{}, every answer", self.operation),
                    "request" => format!("{}, every request", self.operation),
                    status => format!("{}, answer {status}", self.operation),
                }
            }
        }
    }
}

/// Who has to keep a rule.
///
/// ```
/// use secmaster_spec::{Rule, Side};
///
/// fn is_kept_by_callers(rule: &Rule) -> bool {
///     rule.side == Side::Request
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Callers must keep it, and the server must refuse those who do not.
    Request,
    /// The server's answers must keep it.
    Response,
}

/// The kinds of promises.
///
/// ```
/// assert_eq!(secmaster_spec::RuleKind::ItemCount.to_string(), "item-count");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RuleKind {
    /// The row must be there.
    Mandatory,
    /// The row may be left out.
    Optional,
    /// The row is there: a header, or a member that both the table and the example have.
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
    /// What was sent comes back.
    Echo,
    /// The id is another one each time.
    Fresh,
    /// The id is that of the same thing elsewhere in the answer.
    Identity,
    /// The value is that of everything new.
    State,
    /// The time is not before the one that it follows.
    Order,
    /// The list has every id that belongs into it.
    Listed,
    /// The list has nothing that was not asked for.
    Asked,
    /// No id is in both lists.
    Exclusive,
    /// What was deleted cannot be deleted again.
    Gone,
    /// What was not asked for is still there.
    Untouched,
    /// The answer has the documented status.
    Status,
    /// The answer's body is a JSON object.
    Body,
    /// The answer says that its body is JSON.
    ContentType,
    /// Every request gets one complete HTTP answer.
    Complete,
    /// Every request is answered within the time allowed.
    InTime,
    /// No request makes the server fail.
    ServerError,
    /// Every refusal says a code and a message.
    ErrorBody,
    /// No secret of the request comes back.
    Secrecy,
    /// Another method is not taken for the documented one.
    Method,
    /// Another path is not taken for the documented one.
    Path,
    /// A body that is no JSON object is refused.
    Json,
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
            Self::Echo => "echo",
            Self::Fresh => "fresh",
            Self::Identity => "identity",
            Self::State => "state",
            Self::Order => "order",
            Self::Listed => "listed",
            Self::Asked => "asked",
            Self::Exclusive => "exclusive",
            Self::Gone => "gone",
            Self::Untouched => "untouched",
            Self::Status => "status",
            Self::Body => "body",
            Self::ContentType => "content-type",
            Self::Complete => "complete",
            Self::InTime => "in-time",
            Self::ServerError => "server-error",
            Self::ErrorBody => "error-body",
            Self::Secrecy => "secrecy",
            Self::Method => "method",
            Self::Path => "path",
            Self::Json => "json",
        }
    }
}

impl fmt::Display for RuleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
