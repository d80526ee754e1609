//! Documented tables and their rows.

use std::fmt;

use serde_json::Value;

use crate::row::Row;

/// A documented table: its number on the reference page, where its rows stand, and the rows.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let service = secmaster_spec::Service::embedded()?;
/// let create = service.operation("create-indicator").ok_or("not there")?;
/// let table = create.table(4).ok_or("not there")?;
/// assert_eq!(table.object(), Some("CreateIndicatorDetail"));
/// assert_eq!(table.rows.len(), 20);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The operation that the table belongs to.
    pub operation: String,
    /// Its number on the operation's page, from 1.
    pub number: u16,
    /// Its name among the `$defs` of the operation file, which is also the name of the Rust type.
    pub name: String,
    /// Its title on the page.
    pub title: String,
    /// Where its rows stand in the message.
    pub place: Place,
    /// The status of the answer that it describes; none for requests.
    pub status: Option<u16>,
    /// Whether its rows stand at the top level of their place rather than in an object there.
    pub top_level: bool,
    /// Its rows, in the documented order.
    pub rows: Vec<Row>,
}

impl Table {
    /// The stable id, for example `create-indicator/T4`.
    pub fn id(&self) -> String {
        format!("{}/T{}", self.operation, self.number)
    }

    /// The documented name of the object that the rows are members of; none at a top level.
    pub fn object(&self) -> Option<&str> {
        (!self.top_level).then_some(self.title.as_str())
    }

    /// The row of that parameter. Header names are compared without regard to case.
    pub fn row(&self, name: &str) -> Option<&Row> {
        let is_header = matches!(self.place, Place::RequestHeader | Place::ResponseHeader);
        self.rows
            .iter()
            .find(|row| row.name == name || (is_header && row.name.eq_ignore_ascii_case(name)))
    }
}

/// Where a table's rows stand in an HTTP message.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// let create = service.operation("create-indicator").ok_or("it is gone")?;
/// let rows = create.rows(secmaster_spec::Place::RequestHeader);
/// let names: Vec<&str> = rows.map(|(_, row)| row.name.as_str()).collect();
/// assert!(names.contains(&"X-Auth-Token"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// In the path of the URL.
    Path,
    /// Among the request's headers.
    RequestHeader,
    /// In the request's JSON body.
    RequestBody,
    /// Among the answer's headers.
    ResponseHeader,
    /// In the answer's JSON body.
    ResponseBody,
}

impl Place {
    /// The place in the words of the tables listing: `path`, `request-header`, ….
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::RequestHeader => "request-header",
            Self::RequestBody => "request-body",
            Self::ResponseHeader => "response-header",
            Self::ResponseBody => "response-body",
        }
    }

    /// Whether the caller sends what stands here.
    ///
    /// ```
    /// use secmaster_spec::Place;
    /// assert!(Place::Path.is_request() && !Place::ResponseBody.is_request());
    /// ```
    pub const fn is_request(self) -> bool {
        matches!(self, Self::Path | Self::RequestHeader | Self::RequestBody)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A documented example: a JSON value and the table whose rows it shows.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// let create = service.operation("create-indicator").ok_or("it is gone")?;
/// let root = create.request_table.ok_or("there is no body")?;
/// let example = create.example(root).ok_or("there is no example")?;
/// assert!(example.value.pointer("/data_object/verdict").is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The stable id, `operation/name`, for example `create-indicator/request`.
    pub id: String,
    /// The number of the table that describes its top level.
    pub table: u16,
    /// The sentence above it on the page.
    pub title: String,
    /// The example itself.
    pub value: Value,
}
