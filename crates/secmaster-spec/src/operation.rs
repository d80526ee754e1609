//! One operation: its request, its answers, its tables, its effect.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::row::{Mandatory, Row};
use crate::shape::Shape;
use crate::table::{Example, Place, Table};

/// A documented operation.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let service = secmaster_spec::Service::embedded()?;
/// let delete = service.operation("delete-indicator").ok_or("not there")?;
/// assert_eq!(delete.method.as_str(), "DELETE");
/// let (row, _) = delete.row_at(3, "/batch_ids/0").ok_or("not there")?;
/// assert_eq!(row.id, "delete-indicator/T3/batch_ids");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// Its name, for example `create-indicator`.
    pub name: String,
    /// Its title on the reference page.
    pub title: String,
    /// What it does, in one sentence.
    pub description: String,
    /// The reference page.
    pub source: Source,
    /// The HTTP method.
    pub method: Method,
    /// The path, with `{name}` for each path parameter.
    pub path: String,
    /// Whether sending it twice has the effect of sending it once.
    pub idempotent: bool,
    /// Its documented tables, by number.
    pub tables: Vec<Table>,
    /// The number of the table of path parameters.
    pub path_table: Option<u16>,
    /// The number of the table of request headers.
    pub header_table: Option<u16>,
    /// The number of the table that is the request body's top level.
    pub request_table: Option<u16>,
    /// The documented answers, by status.
    pub responses: Vec<Response>,
    /// What it does to the indicators that the service keeps.
    pub effect: Option<Effect>,
    /// The documented examples.
    pub examples: Vec<Example>,
}

/// The reference page that an operation was written down from.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// let create = service.operation("create-indicator").ok_or("it is gone")?;
/// println!("{}, last updated {}", create.source.page, create.source.updated);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The page's title.
    pub page: String,
    /// The page's date, `YYYY-MM-DD`.
    pub updated: String,
}

/// A documented answer.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// let create = service.operation("create-indicator").ok_or("it is gone")?;
/// let success = create.success().ok_or("there is no success")?;
/// assert_eq!((success.status, success.body_table), (200, Some(10)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// When it is given.
    pub description: String,
    /// The number of the table of its headers.
    pub header_table: Option<u16>,
    /// The number of the table that is its body's top level.
    pub body_table: Option<u16>,
}

/// What an operation does to the indicators that the service keeps. Pointers are JSON pointers.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// let create = service.operation("create-indicator").ok_or("it is gone")?;
/// assert!(matches!(create.effect, Some(secmaster_spec::Effect::Create(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// It adds one.
    Create(Create),
    /// It removes some.
    Delete(Delete),
}

/// The effect of an operation that adds an indicator.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// let create = service.operation("create-indicator").ok_or("it is gone")?;
/// let Some(secmaster_spec::Effect::Create(effect)) = &create.effect else { return Ok(()) };
/// assert_eq!(effect.id, "/data/id");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Create {
    /// Where the answer carries the new id.
    pub id: String,
    /// Which place of the answer repeats which place of the request, or which `{path parameter}`.
    /// An object repeats the rows that both tables have, but for ids, times and states; a value may
    /// come back in the form of the answer's row.
    pub echo: BTreeMap<String, String>,
    /// Further places of the answer that carry the new id.
    pub ids: Vec<String>,
    /// The places of the answer that carry the time of creation.
    pub times: Vec<String>,
    /// The places of the answer whose value is the same for each new indicator.
    pub states: BTreeMap<String, Value>,
    /// Which time of the answer is not after which other.
    pub order: BTreeMap<String, String>,
    /// Which places repeat the request and may be left out: the deviations that know of it.
    pub left_out: BTreeMap<String, u16>,
    /// Where the request carries a name of the caller's choice: what a test creates is marked there.
    pub marker: Option<String>,
}

impl Create {
    /// The place of the request that has the same name as a place of the answer, if the object
    /// around that repeats one of the request.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use secmaster_spec::{Effect, Service};
    /// let service = Service::embedded()?;
    /// let operation = service.operation("create-indicator").ok_or("not there")?;
    /// let Some(Effect::Create(create)) = &operation.effect else { return Err("no effect".into()) };
    /// let sent = create.counterpart("/data/data_object/id");
    /// assert_eq!(sent.as_deref(), Some("/data_object/id"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn counterpart(&self, place: &str) -> Option<String> {
        let (answer, from) = self
            .echo
            .iter()
            .filter(|(_, from)| from.starts_with('/'))
            .find(|(answer, _)| place.starts_with(&format!("{answer}/")))?;
        Some(format!("{from}{}", place.strip_prefix(answer.as_str())?))
    }
}

/// The effect of an operation that removes indicators.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// let delete = service.operation("delete-indicator").ok_or("it is gone")?;
/// let Some(secmaster_spec::Effect::Delete(effect)) = &delete.effect else { return Ok(()) };
/// assert_eq!((effect.of.as_str(), effect.ids.as_str()), ("create-indicator", "/batch_ids"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    /// The operation that creates what this one removes.
    pub of: String,
    /// Where the request carries the ids.
    pub ids: String,
    /// Where the answer lists the ids that were removed.
    pub succeeded: String,
    /// Where the answer lists the ids that could not be removed.
    pub failed: String,
}

/// An HTTP method.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// let create = service.operation("create-indicator").ok_or("it is gone")?;
/// assert_eq!(create.method, secmaster_spec::Method::Post);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
    /// `PATCH`.
    Patch,
    /// `DELETE`.
    Delete,
}

impl Method {
    pub(crate) const ALL: [(&'static str, Self); 5] = [
        ("GET", Self::Get),
        ("POST", Self::Post),
        ("PUT", Self::Put),
        ("PATCH", Self::Patch),
        ("DELETE", Self::Delete),
    ];

    /// The method as it stands in the request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Operation {
    /// The table of that number.
    pub fn table(&self, number: u16) -> Option<&Table> {
        self.tables.iter().find(|table| table.number == number)
    }

    /// The documented answer of that status.
    pub fn response(&self, status: u16) -> Option<&Response> {
        self.responses.iter().find(|response| response.status == status)
    }

    /// Whether a request without a body lacks something: some row at its top level is mandatory.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let service = secmaster_spec::Service::embedded()?;
    /// let create = service.operation("create-indicator").ok_or("not there")?;
    /// assert!(create.demands_body());
    /// # Ok(())
    /// # }
    /// ```
    pub fn demands_body(&self) -> bool {
        let table = self.request_table.and_then(|number| self.table(number));
        let mut rows = table.into_iter().flat_map(|table| &table.rows);
        rows.any(|row| row.mandatory == Mandatory::Yes)
    }

    /// The answer that says the operation was carried out.
    pub fn success(&self) -> Option<&Response> {
        self.responses.iter().find(|response| (200..300).contains(&response.status))
    }

    /// The answer that says the request was refused.
    pub fn refusal(&self) -> Option<&Response> {
        self.responses.iter().find(|response| (400..500).contains(&response.status))
    }

    /// The rows of a place, over all tables.
    pub fn rows(&self, place: Place) -> impl Iterator<Item = (&Table, &Row)> {
        let tables = self.tables.iter().filter(move |table| table.place == place);
        tables.flat_map(|table| table.rows.iter().map(move |row| (table, row)))
    }

    /// The documented example whose top level is that table.
    pub fn example(&self, table: u16) -> Option<&Example> {
        self.examples.iter().find(|example| example.table == table)
    }

    /// The row that describes the value at `pointer` in a body whose top level is table `root`,
    /// and whether that value is an item of the row's array rather than the row's own value.
    pub fn row_at(&self, root: u16, pointer: &str) -> Option<(&Row, bool)> {
        let mut table = Some(self.table(root)?);
        let mut found: Option<(&Row, bool)> = None;
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            match (found, table) {
                (Some((row @ Row { shape: Shape::Array { .. }, .. }, false)), _) => {
                    token.parse::<usize>().ok()?;
                    found = Some((row, true));
                }
                (_, Some(current)) => {
                    let row = current.row(&token)?;
                    table = row.shape.table().and_then(|number| self.table(number));
                    found = Some((row, false));
                }
                (_, None) => return None,
            }
        }
        found
    }

    /// Every place of a body whose top level is table `root`: JSON pointer, table and row.
    /// Arrays of objects are entered at their first item.
    pub fn places(&self, root: u16) -> Vec<(String, &Table, &Row)> {
        let mut places = Vec::new();
        self.collect_places(root, "", &mut places);
        places
    }

    fn collect_places<'a>(
        &'a self,
        table: u16,
        prefix: &str,
        places: &mut Vec<(String, &'a Table, &'a Row)>,
    ) {
        let Some(table) = self.table(table) else { return };
        for row in &table.rows {
            let pointer = format!("{prefix}/{}", crate::json::pointer_token(&row.name));
            places.push((pointer.clone(), table, row));
            if let Some(inner) = row.shape.table() {
                let is_array = matches!(row.shape, Shape::Array { .. });
                let prefix = if is_array { format!("{pointer}/0") } else { pointer };
                self.collect_places(inner, &prefix, places);
            }
        }
    }
}
