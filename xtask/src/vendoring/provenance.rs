//! Where a copy comes from: version, schemas, and the hash of every file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::vendoring::{Files, VendorError};

/// The file that says it, in the copy's folder.
pub const PROVENANCE: &str = "PROVENANCE.json";

#[derive(Clone, Debug, PartialEq)]
pub struct Provenance {
    pub name: String,
    pub version: String,
    /// The fingerprint of the schema files, the generated code's source.
    pub schemas: String,
    /// The hash of each file of the copy, by path.
    pub files: BTreeMap<String, String>,
}

impl Provenance {
    pub fn new(name: &str, version: &str, schemas: String, files: &Files) -> Self {
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            schemas,
            files: files.iter().map(|(path, bytes)| (path.clone(), hash(bytes))).collect(),
        }
    }

    pub fn read(dir: &Path) -> Result<Self, VendorError> {
        let not_a_copy = || VendorError::NotACopy(dir.to_owned());
        let text = fs::read_to_string(dir.join(PROVENANCE)).map_err(|_| not_a_copy())?;
        let value: Value = serde_json::from_str(&text).map_err(|_| not_a_copy())?;
        let member =
            |pointer: &str| value.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let files = value.get("files").and_then(Value::as_object).ok_or_else(not_a_copy)?;
        Ok(Self {
            name: member("/crate").ok_or_else(not_a_copy)?,
            version: member("/version").ok_or_else(not_a_copy)?,
            schemas: member("/schemas/sha256").ok_or_else(not_a_copy)?,
            files: files
                .iter()
                .filter_map(|(path, hash)| Some((path.clone(), hash.as_str()?.to_owned())))
                // A path that leads out of the folder was not written by us.
                .filter(|(path, _)| {
                    !path.starts_with('/') && !path.split(['/', '\\']).any(|part| part == "..")
                })
                .collect(),
        })
    }

    pub fn text(&self) -> String {
        let value = json!({
            "crate": self.name,
            "version": self.version,
            "written_by": "cargo xtask vendor",
            "schemas": { "sha256": self.schemas },
            "files": self.files,
        });
        format!("{value:#}\n")
    }

    /// The files of the copy that are no longer as they were written.
    pub fn edited(&self, dir: &Path) -> Result<Vec<String>, VendorError> {
        let mut edited = Vec::new();
        for (path, recorded) in &self.files {
            match fs::read(dir.join(path)) {
                Ok(bytes) if hash(&bytes) == *recorded => {}
                Ok(_) => edited.push(format!("{path} was changed")),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    edited.push(format!("{path} was removed"));
                }
                Err(error) => return Err(VendorError::Io(dir.join(path), error)),
            }
        }
        for path in sources(dir)? {
            if !self.files.contains_key(&path) {
                edited.push(format!("{path} was added"));
            }
        }
        Ok(edited)
    }

    /// In what the copy differs from the one that would be written today.
    pub fn differences(&self, today: &Self) -> Vec<String> {
        let mut differences = Vec::new();
        if self.version != today.version {
            differences.push(format!("version {} is now {}", self.version, today.version));
        }
        if self.schemas != today.schemas {
            differences.push("the schemas have changed".to_owned());
        }
        for path in self.files.keys().filter(|path| !today.files.contains_key(*path)) {
            differences.push(format!("{path} is no longer part of it"));
        }
        for (path, hash) in &today.files {
            match self.files.get(path) {
                None => differences.push(format!("{path} is new")),
                Some(recorded) if recorded != hash => {
                    differences.push(format!("{path} has changed"))
                }
                Some(_) => {}
            }
        }
        differences
    }
}

/// The files in the copy's own folders; others beside it are not ours to judge.
fn sources(dir: &Path) -> Result<Vec<String>, VendorError> {
    let mut files = Files::new();
    for folder in ["src", "examples"] {
        if dir.join(folder).is_dir() {
            super::collect(dir, folder, &mut files)?;
        }
    }
    Ok(files.into_keys().collect())
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
