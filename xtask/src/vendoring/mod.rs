//! `cargo xtask vendor`: the model crate as a copy that another project takes along.

mod manifest;
mod provenance;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use provenance::{PROVENANCE, Provenance};
use secmaster_spec::{SchemaFile, fingerprint};

const CRATE: &str = "secmaster-model";

/// A copy in memory: its files by path, with `/`.
type Files = BTreeMap<String, Vec<u8>>;

/// Writes the copy. Files of an earlier copy that are no longer part of it are removed; a folder
/// that holds anything else, and a copy that was edited, are left alone unless `force` is given.
pub fn write(root: &Path, dir: &Path, force: bool) -> Result<String, VendorError> {
    let (files, provenance) = current(root)?;
    let earlier = match Provenance::read(dir) {
        Ok(earlier) => Some(earlier),
        Err(VendorError::NotACopy(_)) if is_empty(dir)? => None,
        Err(error) => return Err(error),
    };
    if let Some(earlier) = &earlier {
        let edited = earlier.edited(dir)?;
        if !force && !edited.is_empty() {
            return Err(VendorError::WouldLose(edited));
        }
        for path in earlier.files.keys().filter(|path| !files.contains_key(*path)) {
            // An edited copy may have lost it already.
            let _ = fs::remove_file(dir.join(path));
        }
    }
    for (path, bytes) in &files {
        let target = dir.join(path);
        let failed = |error| VendorError::Io(target.clone(), error);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        fs::write(&target, bytes).map_err(failed)?;
    }
    let target = dir.join(PROVENANCE);
    fs::write(&target, provenance.text()).map_err(|error| VendorError::Io(target, error))?;
    Ok(format!(
        "wrote {CRATE} {} into {}: {} files",
        provenance.version,
        dir.display(),
        files.len() + 1
    ))
}

/// Says whether the copy was edited, or is not what would be written today.
pub fn check(root: &Path, dir: &Path) -> Result<String, VendorError> {
    let copy = Provenance::read(dir)?;
    let (_, today) = current(root)?;
    let edited = copy.edited(dir)?;
    let stale = copy.differences(&today);
    if edited.is_empty() && stale.is_empty() {
        return Ok(format!("{} is a fresh copy of {CRATE} {}", dir.display(), copy.version));
    }
    Err(VendorError::NotFresh { edited, stale })
}

fn current(root: &Path) -> Result<(Files, Provenance), VendorError> {
    let source = root.join("crates").join(CRATE);
    let mut files = Files::new();
    for folder in ["src", "examples"] {
        collect(&source, folder, &mut files)?;
    }
    for (path, from) in [
        ("README.md", source.join("README.md")),
        ("LICENSE-MIT", root.join("LICENSE-MIT")),
        ("LICENSE-APACHE", root.join("LICENSE-APACHE")),
    ] {
        files.insert(path.to_owned(), read(&from)?);
    }
    let package = manifest::package(root, CRATE)?;
    files.insert("Cargo.toml".to_owned(), manifest::standalone(&package).into_bytes());

    let folder = root.join("schemas");
    let schemas =
        SchemaFile::read_folder(&folder).map_err(|error| VendorError::Io(folder, error))?;
    let version = manifest::text(&package, "version");
    let provenance = Provenance::new(CRATE, version, fingerprint(&schemas), &files);
    Ok((files, provenance))
}

pub(super) fn collect(base: &Path, folder: &str, files: &mut Files) -> Result<(), VendorError> {
    let path = base.join(folder);
    let failed = |error| VendorError::Io(path.clone(), error);
    for entry in fs::read_dir(&path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(base, &name, files)?;
        } else {
            files.insert(name, read(&entry.path())?);
        }
    }
    Ok(())
}

/// A file's bytes, with the line endings of the repository whatever the checkout has.
fn read(path: &Path) -> Result<Vec<u8>, VendorError> {
    let text = fs::read_to_string(path).map_err(|error| VendorError::Io(path.to_owned(), error))?;
    Ok(text.replace("\r\n", "\n").into_bytes())
}

fn is_empty(dir: &Path) -> Result<bool, VendorError> {
    match fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(VendorError::Io(dir.to_owned(), error)),
    }
}

/// Why a copy was not written, or is not fresh.
#[derive(Debug)]
pub enum VendorError {
    Io(PathBuf, io::Error),
    Manifest(String),
    NotACopy(PathBuf),
    WouldLose(Vec<String>),
    NotFresh { edited: Vec<String>, stale: Vec<String> },
}

impl VendorError {
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::WouldLose(_) | Self::NotFresh { .. } => 1,
            Self::Io(..) | Self::Manifest(_) | Self::NotACopy(_) => 2,
        }
    }
}

impl fmt::Display for VendorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Manifest(message) => write!(f, "the manifest of {CRATE}: {message}"),
            Self::NotACopy(dir) => {
                write!(
                    f,
                    "{}: no copy of {CRATE} (it has no readable {PROVENANCE}); name an empty folder or a copy",
                    dir.display()
                )
            }
            Self::WouldLose(edited) => {
                write!(
                    f,
                    "the copy was edited, and writing it again would lose that; --force does it\n  {}",
                    edited.join("\n  ")
                )
            }
            Self::NotFresh { edited, stale } => {
                if !edited.is_empty() {
                    writeln!(f, "edited since it was written:\n  {}", edited.join("\n  "))?;
                }
                if !stale.is_empty() {
                    writeln!(
                        f,
                        "stale, it differs from what would be written today:\n  {}",
                        stale.join("\n  ")
                    )?;
                }
                let force = if edited.is_empty() { "" } else { " --force" };
                write!(f, "run `cargo xtask vendor{force}` on the folder to write it again")
            }
        }
    }
}

impl std::error::Error for VendorError {}
