//! The schema files as text: from a folder, or as they were when this crate was built.

use std::path::Path;
use std::{fs, io};

/// One file of `schemas/`: its path relative to that folder, with `/`, and its text.
///
/// ```
/// use secmaster_spec::SchemaFile;
///
/// let embedded = SchemaFile::embedded();
/// assert!(embedded.iter().any(|file| file.path == "service.json"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaFile {
    /// For example `operations/create-indicator.json`.
    pub path: String,
    /// The whole text.
    pub text: String,
}

const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

impl SchemaFile {
    /// A file made in memory, for tests and tools.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// The files as they were when this crate was built.
    pub fn embedded() -> Vec<Self> {
        EMBEDDED.iter().map(|(path, text)| Self::new(*path, *text)).collect()
    }

    /// Every `.json` file below `folder`, ordered by path.
    ///
    /// # Errors
    /// The folder or a file in it cannot be read; the error names the path.
    ///
    /// ```
    /// let error = secmaster_spec::SchemaFile::read_folder("no/such/folder".as_ref()).unwrap_err();
    /// assert!(error.to_string().contains("no/such/folder"));
    /// ```
    pub fn read_folder(folder: &Path) -> io::Result<Vec<Self>> {
        let mut files = Vec::new();
        read_into(folder, "", &mut files)?;
        files.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(files)
    }
}

fn read_into(folder: &Path, prefix: &str, files: &mut Vec<SchemaFile>) -> io::Result<()> {
    let named = |error: io::Error, path: &Path| {
        io::Error::new(error.kind(), format!("{}: {error}", path.display()))
    };
    for entry in fs::read_dir(folder).map_err(|error| named(error, folder))? {
        let path = entry?.path();
        let name = format!("{prefix}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            read_into(&path, &format!("{name}/"), files)?;
        } else if name.ends_with(".json") {
            let text = fs::read_to_string(&path).map_err(|error| named(error, &path))?;
            files.push(SchemaFile::new(name, text));
        }
    }
    Ok(())
}
