//! The service: its endpoint, its operations, and where its sources disagree.

use std::path::Path;

use crate::deviation::Deviation;
use crate::files::SchemaFile;
use crate::operation::Operation;
use crate::problem::Problems;
use crate::row::Row;

/// The whole description of the API.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let service = secmaster_spec::Service::embedded()?;
/// let rows: usize = service
///     .operations
///     .iter()
///     .flat_map(|operation| &operation.tables)
///     .map(|table| table.rows.len())
///     .sum();
/// assert_eq!((service.operations.len(), rows), (2, 98));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Its name, `SecMaster`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it is for, in one sentence.
    pub description: String,
    /// Where it is reached.
    pub endpoint: Endpoint,
    /// The shapes of error bodies that can come back.
    pub errors: Vec<ErrorBody>,
    /// Its operations, in the order of `service.json`.
    pub operations: Vec<Operation>,
    /// The numbered places where the sources disagree.
    pub deviations: Vec<Deviation>,
}

/// Where the service is reached.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// assert!(service.endpoint.pattern.contains("{region}"));
/// assert!(service.endpoint.regions.iter().any(|region| region == "cn-north-4"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The URL, with `{region}` where the region's id stands.
    pub pattern: String,
    /// The ids of the regions.
    pub regions: Vec<String>,
}

/// A shape of error body: JSON pointers to its parts.
///
/// ```
/// let service = secmaster_spec::Service::embedded()?;
/// for shape in &service.errors {
///     println!("{}: code at {}, message at {}", shape.name, shape.code, shape.message);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorBody {
    /// Who answers in this shape: `service` or `gateway`.
    pub name: String,
    /// When it is given.
    pub description: String,
    /// Where the error code stands.
    pub code: String,
    /// Where the message stands.
    pub message: String,
    /// Where the request's id stands, if the body carries it.
    pub request_id: Option<String>,
    /// The deviation that knows of bodies in this shape, if no table has them.
    pub deviation: Option<u16>,
}

/// Why the description could not be loaded.
///
/// ```
/// use secmaster_spec::{LoadError, Service};
///
/// match Service::load("schemas".as_ref()) {
///     Ok(service) => println!("{} operations", service.operations.len()),
///     Err(LoadError::Problems(problems)) => eprintln!("{} mistakes", problems.len()),
///     Err(error) => eprintln!("{error}"),
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum LoadError {
    /// The files could not be read.
    Io(std::io::Error),
    /// The files were read, but say something wrong.
    Problems(Problems),
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => write!(f, "cannot read the schemas: {error}"),
            Self::Problems(problems) => problems.fmt(f),
        }
    }
}

impl std::error::Error for LoadError {}

impl Service {
    /// The description as it was when this crate was built.
    ///
    /// # Errors
    /// The schemas were broken at that time.
    pub fn embedded() -> Result<Self, Problems> {
        Self::from_files(&SchemaFile::embedded())
    }

    /// Reads the description from a `schemas` folder.
    ///
    /// # Errors
    /// A file cannot be read, or says something wrong; all mistakes are reported at once.
    ///
    /// ```
    /// use secmaster_spec::{LoadError, Service};
    /// let error = Service::load("no/such/folder".as_ref()).unwrap_err();
    /// assert!(matches!(error, LoadError::Io(_)));
    /// ```
    pub fn load(folder: &Path) -> Result<Self, LoadError> {
        let files = SchemaFile::read_folder(folder).map_err(LoadError::Io)?;
        Self::from_files(&files).map_err(LoadError::Problems)
    }

    /// Reads the description from files in memory.
    ///
    /// # Errors
    /// All mistakes of all files at once.
    pub fn from_files(files: &[SchemaFile]) -> Result<Self, Problems> {
        crate::read::service(files)
    }

    /// The operation of that name.
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.name == name)
    }

    /// The row with that id, for example `create-indicator/T4/verdict`.
    pub fn row(&self, id: &str) -> Option<&Row> {
        let (operation, rest) = id.split_once("/T")?;
        let (number, name) = rest.split_once('/')?;
        self.operation(operation)?.table(number.parse().ok()?)?.row(name)
    }

    /// The deviation of that number.
    pub fn deviation(&self, number: u16) -> Option<&Deviation> {
        self.deviations.iter().find(|deviation| deviation.number == number)
    }

    /// The deviations that concern that row: those that it names, and those that list it.
    pub fn deviations_of<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = &'a Deviation> {
        let named = row.deviations();
        self.deviations.iter().filter(move |deviation| {
            named.contains(&deviation.number) || deviation.rows.contains(&row.id)
        })
    }

    /// The tables listing: one tab-separated line per documented row, in documented order, with
    /// operation, table number, place, status, object, parameter, mandatory mark and type.
    pub fn table_lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for operation in &self.operations {
            for table in &operation.tables {
                let status =
                    table.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
                for row in &table.rows {
                    lines.push(format!(
                        "{}\t{}\t{}\t{status}\t{}\t{}\t{}\t{}",
                        operation.name,
                        table.number,
                        table.place,
                        table.object().unwrap_or("-"),
                        row.name,
                        row.mandatory.as_str(),
                        row.documented_type,
                    ));
                }
            }
        }
        lines
    }
}
