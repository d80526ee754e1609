//! Facts of the schemas and examples that a deviation rests on.

use serde_json::Value;

use crate::operation::Operation;
use crate::service::Service;
use crate::table::Example;

/// A place in a documented example.
///
/// ```
/// let spot = secmaster_spec::Spot {
///     example: "create-indicator/request".to_owned(),
///     pointer: "/data_object/confidence".to_owned(),
/// };
/// assert!(spot.pointer.starts_with('/'));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The example's id.
    pub example: String,
    /// The JSON pointer in it.
    pub pointer: String,
}

/// A fact that must be true for a deviation to exist.
///
/// ```
/// use secmaster_spec::{Deviation, Evidence};
///
/// fn rests_on_rows(deviation: &Deviation) -> bool {
///     deviation.evidence.iter().any(|evidence| matches!(evidence, Evidence::Row(..)))
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Evidence {
    /// The example has this value there.
    Value(Spot, Value),
    /// The example has nothing there.
    Absent(Spot),
    /// The example's value there breaks the row with that id.
    Breaks(Spot, String),
    /// The two values are equal, or differ.
    Compare {
        /// The two places.
        spots: [Spot; 2],
        /// Whether they must be equal.
        same: bool,
    },
    /// The example's title contains the text.
    Title(String, String),
    /// The row is documented like this.
    Row(String, Vec<Fact>),
    /// The table has no row of any of these names.
    NoRow(String, Vec<String>),
    /// The operation has no example answer of that status.
    NoExample(String, u16),
    /// The operation documents exactly these statuses.
    Statuses(String, Vec<u16>),
    /// The operation uses that method, and has a request body or not.
    Method {
        /// The operation.
        operation: String,
        /// The method.
        is: String,
        /// Whether it has a request body.
        body: bool,
    },
}

/// Something that a row's table says, or leaves open.
///
/// ```
/// use secmaster_spec::{Evidence, Fact};
///
/// let is_text = Fact::Type("String".to_owned());
/// let evidence = Evidence::Row("create-indicator/T4/granular_marking".to_owned(), vec![is_text]);
/// assert!(matches!(evidence, Evidence::Row(_, facts) if facts.len() == 1));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// The documented type.
    Type(String),
    /// The mandatory mark.
    Mandatory(String),
    /// The options; none where any value is allowed.
    Options(Option<Vec<String>>),
    /// The range; none where any number is allowed.
    Range(Option<(i64, i64)>),
    /// No bound on the number of items.
    NoItems,
    /// No bound on the length.
    NoLength,
}

impl Evidence {
    pub(crate) fn check(&self, service: &Service) -> Result<(), String> {
        match self {
            Self::Value(spot, expected) => match spot.find(service)? {
                Some(found) if found == expected => Ok(()),
                found => Err(format!("{spot} is {} instead of {expected}", shown(found))),
            },
            Self::Absent(spot) => match spot.find(service)? {
                None => Ok(()),
                found => Err(format!("{spot} is {} instead of absent", shown(found))),
            },
            Self::Breaks(spot, row) => breaks(service, spot, row),
            Self::Compare { spots: [left, right], same } => {
                let equal = left.find(service)? == right.find(service)?;
                let verb = if equal { "is equal to" } else { "differs from" };
                if equal == *same { Ok(()) } else { Err(format!("{left} {verb} {right}")) }
            }
            Self::Title(example, text) => {
                let title = &find_example(service, example)?.title;
                if title.contains(text) {
                    Ok(())
                } else {
                    Err(format!("the title of {example} no longer says `{text}`"))
                }
            }
            Self::Row(row, facts) => facts.iter().try_for_each(|fact| fact.check(service, row)),
            Self::NoRow(table, names) => no_row(service, table, names),
            Self::NoExample(operation, status) => {
                let id = format!("{operation}/response-{status}");
                if find_example(service, &id).is_err() {
                    Ok(())
                } else {
                    Err(format!("there is an example {id}"))
                }
            }
            Self::Statuses(operation, expected) => {
                let operation = find_operation(service, operation)?;
                let found: Vec<u16> =
                    operation.responses.iter().map(|response| response.status).collect();
                if &found == expected {
                    Ok(())
                } else {
                    Err(format!("{} documents {found:?}", operation.name))
                }
            }
            Self::Method { operation, is, body } => {
                let operation = find_operation(service, operation)?;
                let agrees =
                    operation.method.as_str() == is && operation.request_table.is_some() == *body;
                if agrees {
                    Ok(())
                } else {
                    Err(format!("{} is {}", operation.name, operation.method))
                }
            }
        }
    }
}

impl Fact {
    fn check(&self, service: &Service, id: &str) -> Result<(), String> {
        let row = service.row(id).ok_or_else(|| format!("there is no row {id}"))?;
        let options: Vec<String> =
            row.shape.options().iter().map(|choice| choice.value.clone()).collect();
        let range = row
            .shape
            .range()
            .map(|(least, most)| (least.unwrap_or(i64::MIN), most.unwrap_or(i64::MAX)));
        let (agrees, found) = match self {
            Self::Type(expected) => (&row.documented_type == expected, row.documented_type.clone()),
            Self::Mandatory(expected) => {
                (row.mandatory.as_str() == expected, row.mandatory.as_str().to_owned())
            }
            Self::Options(expected) => {
                (options == expected.clone().unwrap_or_default(), format!("options {options:?}"))
            }
            Self::Range(expected) => (range == *expected, format!("range {range:?}")),
            Self::NoItems => (row.shape.item_count().is_none(), "bounded in its items".to_owned()),
            Self::NoLength => (row.shape.length().is_none(), "bounded in its length".to_owned()),
        };
        if agrees { Ok(()) } else { Err(format!("{id} is now {found}")) }
    }
}

impl Spot {
    fn find<'a>(&self, service: &'a Service) -> Result<Option<&'a Value>, String> {
        Ok(find_example(service, &self.example)?.value.pointer(&self.pointer))
    }
}

impl std::fmt::Display for Spot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} in example {}", self.pointer, self.example)
    }
}

fn breaks(service: &Service, spot: &Spot, id: &str) -> Result<(), String> {
    let row = service.row(id).ok_or_else(|| format!("there is no row {id}"))?;
    match spot.find(service)? {
        Some(value) if !row.shape.accepts(value) => Ok(()),
        Some(value) => Err(format!("{spot} is {value}, which keeps {id}")),
        None => Err(format!("{spot} is absent")),
    }
}

fn no_row(service: &Service, id: &str, names: &[String]) -> Result<(), String> {
    let table = id
        .split_once("/T")
        .and_then(|(operation, number)| service.operation(operation)?.table(number.parse().ok()?))
        .ok_or_else(|| format!("there is no table {id}"))?;
    match names.iter().find(|name| table.row(name).is_some()) {
        Some(name) => Err(format!("{id} now has a row `{name}`")),
        None => Ok(()),
    }
}

fn find_example<'a>(service: &'a Service, id: &str) -> Result<&'a Example, String> {
    let mut examples = service.operations.iter().flat_map(|operation| &operation.examples);
    examples.find(|example| example.id == id).ok_or_else(|| format!("there is no example {id}"))
}

fn find_operation<'a>(service: &'a Service, name: &str) -> Result<&'a Operation, String> {
    service.operation(name).ok_or_else(|| format!("there is no operation {name}"))
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "absent".to_owned(), Value::to_string)
}
