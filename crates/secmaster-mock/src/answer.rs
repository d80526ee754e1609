//! Putting the body of an answer together from a request.

use serde::Serialize;
use serde_json::Value;

use crate::fit::Fit;
use crate::pointer;
use crate::route::Parameters;

/// How one value of an answer comes about.
#[derive(Debug)]
pub(crate) enum Fill {
    /// Always the same.
    Fixed(Json),
    /// The new id.
    Id,
    /// The time of the request.
    Time,
    /// The ids that were removed.
    Succeeded,
    /// The ids that could not be removed.
    Failed,
    /// A parameter of the request's path.
    Parameter { name: String, fit: Fit },
    /// A value of the request's body.
    Copy { source: Source, fit: Fit },
    /// An object, row by row; left out if nothing is in it.
    Object { source: Option<Source>, members: Vec<Member> },
    /// An array of objects.
    List { source: Source, item: Box<Fill> },
}

/// A row of an object.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: Json,
    pub(crate) fill: Option<Fill>,
    /// What a row is that the request's object cannot have, wherever there is such an object.
    pub(crate) sample: Option<Json>,
    /// What a mandatory row is if the request gives nothing for it.
    pub(crate) otherwise: Option<Json>,
}

/// A value that was put into JSON when the mock started.
#[derive(Debug)]
pub(crate) struct Json(Box<[u8]>);

impl Json {
    pub(crate) fn new(value: &Value) -> Self {
        Self(value.to_string().into_bytes().into())
    }
}

/// Where a value of the request stands.
#[derive(Debug)]
pub(crate) enum Source {
    /// In the body, at the JSON pointer that has these tokens.
    Pointer(Vec<String>),
    /// In the object that the surrounding object is filled from.
    Member(String),
    /// The item itself.
    Itself,
}

/// What answers are made of.
#[derive(Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) body: &'a Value,
    pub(crate) parameters: &'a Parameters,
    pub(crate) id: &'a str,
    pub(crate) time: &'a str,
    pub(crate) succeeded: Vec<String>,
    pub(crate) failed: Vec<String>,
}

impl Fill {
    /// Writes the value as JSON. Where the request gives nothing that fits, nothing is written.
    pub(crate) fn write(&self, facts: &Facts<'_>, out: &mut Vec<u8>) -> Option<()> {
        self.write_from(None, facts, out)
    }

    fn write_from(
        &self,
        around: Option<&Value>,
        facts: &Facts<'_>,
        out: &mut Vec<u8>,
    ) -> Option<()> {
        match self {
            Self::Fixed(json) => paste(json, out),
            Self::Id => put(&facts.id, out),
            Self::Time => put(&facts.time, out),
            Self::Succeeded => put(&facts.succeeded, out),
            Self::Failed => put(&facts.failed, out),
            Self::Parameter { name, fit } => {
                let (_, text) = facts.parameters.iter().find(|(known, _)| known == name)?;
                put(&fit.apply(&Value::from(text.as_str()))?, out)
            }
            Self::Copy { source, fit } => put(&fit.apply(source.find(around, facts)?)?, out),
            Self::Object { source, members } => {
                let around = source.as_ref().and_then(|source| source.find(around, facts));
                let start = out.len();
                for member in members {
                    member.write(around, facts, start, out);
                }
                close(start, b'}', out)
            }
            Self::List { source, item } => {
                let items = source.find(around, facts)?.as_array()?;
                let start = out.len();
                for value in items {
                    let before = out.len();
                    out.push(if before == start { b'[' } else { b',' });
                    if item.write_from(Some(value), facts, out).is_none() {
                        out.truncate(before);
                    }
                }
                // An empty list is a list.
                close(start, b']', out).or_else(|| put(&Vec::<Value>::new(), out))
            }
        }
    }
}

impl Member {
    /// Writes the member into the object that starts there, or nothing.
    fn write(&self, around: Option<&Value>, facts: &Facts<'_>, start: usize, out: &mut Vec<u8>) {
        let before = out.len();
        out.push(if before == start { b'{' } else { b',' });
        out.extend_from_slice(&self.name.0);
        out.push(b':');
        let value = self.fill.as_ref().and_then(|fill| fill.write_from(around, facts, out));
        let sample = self.sample.as_ref().filter(|_| around.is_some_and(Value::is_object));
        let value = value.or_else(|| paste(sample.or(self.otherwise.as_ref())?, out));
        if value.is_none() {
            out.truncate(before);
        }
    }
}

fn put<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) -> Option<()> {
    serde_json::to_writer(out, value).ok()
}

fn paste(json: &Json, out: &mut Vec<u8>) -> Option<()> {
    out.extend_from_slice(&json.0);
    Some(())
}

/// Ends what starts there; nothing if nothing is in it.
fn close(start: usize, end: u8, out: &mut Vec<u8>) -> Option<()> {
    (out.len() > start).then(|| out.push(end))
}

impl Source {
    fn find<'a>(&self, around: Option<&'a Value>, facts: &Facts<'a>) -> Option<&'a Value> {
        match self {
            Self::Pointer(tokens) => pointer::get(facts.body, tokens),
            Self::Member(name) => around?.get(name),
            Self::Itself => around,
        }
    }
}
