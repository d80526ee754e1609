//! Generated files: written only where they change, or compared with what is there.

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

/// A generated file: its path from the root of the workspace, and its whole text.
pub struct Output {
    pub path: PathBuf,
    pub text: String,
}

/// Why generated files could not be written or are not fresh.
#[derive(Debug)]
pub enum OutputError {
    Io(PathBuf, io::Error),
    Stale(Vec<(PathBuf, String)>),
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Stale(files) => {
                for (path, why) in files {
                    writeln!(f, "{}: {why}", path.display())?;
                }
                write!(
                    f,
                    "generated files do not match the schemas; run `cargo xtask codegen` and commit what it writes"
                )
            }
        }
    }
}

impl std::error::Error for OutputError {}

/// Writes the files that changed, removes those in `folders` that are generated no longer, and
/// returns the paths touched.
pub fn write(
    root: &Path,
    outputs: &[Output],
    folders: &[&str],
) -> Result<Vec<PathBuf>, OutputError> {
    let mut touched = Vec::new();
    for output in outputs {
        let path = root.join(&output.path);
        if fs::read_to_string(&path).is_ok_and(|text| unix(&text) == output.text) {
            continue;
        }
        let failed = |error| OutputError::Io(path.clone(), error);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        fs::write(&path, &output.text).map_err(failed)?;
        touched.push(output.path.clone());
    }
    for path in leftovers(root, outputs, folders)? {
        fs::remove_file(root.join(&path)).map_err(|error| OutputError::Io(path.clone(), error))?;
        touched.push(path);
    }
    Ok(touched)
}

/// Compares the files with what is on disk; the error names each difference and its first line.
pub fn check(root: &Path, outputs: &[Output], folders: &[&str]) -> Result<(), OutputError> {
    let mut stale = Vec::new();
    for output in outputs {
        match fs::read_to_string(root.join(&output.path)) {
            Ok(text) if unix(&text) == output.text => {}
            Ok(text) => {
                stale.push((output.path.clone(), first_difference(&unix(&text), &output.text)))
            }
            Err(error) => stale.push((output.path.clone(), error.to_string())),
        }
    }
    for path in leftovers(root, outputs, folders)? {
        stale.push((path, "nothing generates this file any longer".to_owned()));
    }
    if stale.is_empty() { Ok(()) } else { Err(OutputError::Stale(stale)) }
}

fn leftovers(
    root: &Path,
    outputs: &[Output],
    folders: &[&str],
) -> Result<Vec<PathBuf>, OutputError> {
    let mut leftovers = Vec::new();
    for folder in folders {
        let entries = match fs::read_dir(root.join(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(OutputError::Io(folder.into(), error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| OutputError::Io(folder.into(), error))?;
            let path = Path::new(folder).join(entry.file_name());
            if !outputs.iter().any(|output| output.path == path) {
                leftovers.push(path);
            }
        }
    }
    leftovers.sort();
    Ok(leftovers)
}

fn first_difference(found: &str, due: &str) -> String {
    let line = found.lines().zip(due.lines()).position(|(left, right)| left != right);
    let line = line.unwrap_or_else(|| found.lines().count().min(due.lines().count()));
    format!("differs from line {} on", line + 1)
}

/// Checkouts with other line endings count as equal.
fn unix(text: &str) -> String {
    text.replace("\r\n", "\n")
}
