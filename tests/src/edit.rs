//! Edited copies of the schema files, in memory.

use secmaster_spec::{Problems, SchemaFile, Service};
use serde_json::{Map, Value};

/// The parsed schema files, to be edited and read again.
#[derive(Clone, Debug)]
pub struct Files(Map<String, Value>);

impl Files {
    /// The files as they are.
    pub fn embedded() -> Self {
        let parse = |file: SchemaFile| {
            let value = serde_json::from_str(&file.text).expect("the schema files are JSON");
            (file.path, value)
        };
        Self(SchemaFile::embedded().into_iter().map(parse).collect())
    }

    /// A few files, in place of all.
    pub fn of<const N: usize>(files: [(&str, Value); N]) -> Self {
        Self(files.into_iter().map(|(path, value)| (path.to_owned(), value)).collect())
    }

    /// One file.
    ///
    /// # Panics
    /// There is no such file.
    pub fn get(&self, path: &str) -> &Value {
        self.0.get(path).unwrap_or_else(|| panic!("there is no file {path}"))
    }

    /// Paths and files.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(path, value)| (path.as_str(), value))
    }

    /// Adds a file.
    pub fn insert(&mut self, path: &str, value: Value) {
        self.0.insert(path.to_owned(), value);
    }

    /// Keeps some of the files, by path.
    pub fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain(|path, _| keep(path));
    }

    /// The value at a JSON pointer of a file.
    ///
    /// # Panics
    /// There is none.
    pub fn at(&mut self, path: &str, pointer: &str) -> &mut Value {
        let value = self.0.get_mut(path).and_then(|value| value.pointer_mut(pointer));
        value.unwrap_or_else(|| panic!("there is no {path}#{pointer}"))
    }

    /// Reads the description from the files as they stand now.
    ///
    /// # Errors
    /// Those of [`Service::from_files`].
    pub fn read(&self) -> Result<Service, Problems> {
        Service::from_files(&self.texts())
    }

    /// The files as text.
    pub fn texts(&self) -> Vec<SchemaFile> {
        self.iter().map(|(path, value)| SchemaFile::new(path, value.to_string())).collect()
    }
}

/// Takes the member or item at a pointer away, if it is there.
pub fn take_away(value: &mut Value, pointer: &str) -> Option<Value> {
    let (parent, token) = pointer.rsplit_once('/')?;
    match value.pointer_mut(parent)? {
        Value::Object(members) => {
            members.shift_remove(&token.replace("~1", "/").replace("~0", "~"))
        }
        Value::Array(items) => {
            let index = token.parse().ok().filter(|index| *index < items.len())?;
            Some(items.remove(index))
        }
        _ => None,
    }
}

/// Puts a value at a pointer, with the objects on the way where they are missing.
///
/// # Panics
/// There is something else on the way, or an index beyond an array's end.
pub fn put(value: &mut Value, pointer: &str, new: Value) {
    let mut place = value;
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        place = match place {
            Value::Array(items) => &mut items[token.parse::<usize>().expect("an index")],
            other => &mut other[token.as_str()],
        };
    }
    *place = new;
}
