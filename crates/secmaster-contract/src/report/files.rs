//! The files of a report in their folder.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::{Report, har};
use crate::secret::Secret;

/// The names of the files.
const JSON: &str = "report.json";
const HTML: &str = "report.html";
const JUNIT: &str = "junit.xml";
const TRANSCRIPT: &str = "transcript.har";
const FILES: [&str; 4] = [JSON, HTML, JUNIT, TRANSCRIPT];

impl Report {
    /// Makes `folder` if it is not there and tries whether [`write_to`](Self::write_to) can write into
    /// it, so that a run is not made for nothing.
    ///
    /// # Errors
    /// The folder cannot be written; the error names the path.
    pub fn prepare(folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder).map_err(|error| named(folder, error))?;
        for file in FILES {
            let path = folder.join(file);
            if path.is_dir() {
                return Err(named(&path, io::ErrorKind::IsADirectory.into()));
            }
        }
        let new = unfinished(folder, JSON);
        fs::write(&new, "").map_err(|error| named(&new, error))?;
        fs::remove_file(&new).map_err(|error| named(&new, error))
    }

    /// Writes `report.json`, `report.html` and `junit.xml` into `folder`, which is made if it is not
    /// there. Whoever reads a file meanwhile sees the old one or the new one, never a part.
    ///
    /// # Errors
    /// The folder or a file cannot be written; the error names the path.
    pub fn write_to(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder).map_err(|error| named(folder, error))?;
        let json = self.to_json().map_err(io::Error::from)?;
        let html = self.to_html().map_err(io::Error::from)?;
        let junit = self.to_junit()?;
        // Of what there is no room for, this can be sent again.
        write(folder, JSON, |new| fs::write(new, json + "\n"))?;
        write(folder, JUNIT, |new| fs::write(new, junit))?;
        write(folder, HTML, |new| fs::write(new, html))
    }
}

/// Writes `transcript.har` into `folder`, which is made if it is not there; see [`har::write`].
pub(crate) fn write_transcript<'a>(
    folder: &Path,
    endpoint: &str,
    secret: &Secret,
    entries: impl IntoIterator<Item = har::Entry<'a>>,
) -> io::Result<()> {
    fs::create_dir_all(folder).map_err(|error| named(folder, error))?;
    write(folder, TRANSCRIPT, |new| {
        let mut out = BufWriter::new(File::create(new)?);
        har::write(&mut out, endpoint, secret, entries)?;
        out.flush()
    })
}

/// Writes a file under another name first, and gives it its own when it is complete.
fn write(folder: &Path, file: &str, fill: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let new = unfinished(folder, file);
    let path = folder.join(file);
    let done = fill(&new).map_err(|error| named(&new, error));
    let done = done.and_then(|()| fs::rename(&new, &path).map_err(|error| named(&path, error)));
    // The error says more than that a part of a file stays.
    done.inspect_err(|_| drop(fs::remove_file(&new)))
}

/// Where a file is written before it gets its name.
fn unfinished(folder: &Path, file: &str) -> PathBuf {
    folder.join(format!(".{file}.{}", std::process::id()))
}

fn named(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::{fs, io};

    use super::super::sample;
    use super::{FILES, write, write_transcript};
    use crate::Report;
    use crate::secret::Secret;

    #[test]
    fn what_cannot_be_written_whole_leaves_nothing() {
        let folder = std::env::temp_dir().join(format!("contract-part-{}", std::process::id()));
        Report::prepare(&folder).unwrap();
        let part = |new: &Path| fs::write(new, "part").and(Err(io::Error::other("no room")));
        let error = write(&folder, "report.json", part).unwrap_err();
        let left = fs::read_dir(&folder).unwrap().count();
        fs::remove_dir_all(&folder).unwrap();
        assert!(error.to_string().contains("no room") && left == 0, "{error}, {left} left");
    }

    #[test]
    fn the_folder_holds_every_file_and_no_part_of_one() {
        let folder = std::env::temp_dir().join(format!("contract-files-{}", std::process::id()));
        Report::prepare(&folder).unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        for _ in 0..2 {
            sample::report().write_to(&folder).unwrap();
            let none = std::iter::empty();
            write_transcript(&folder, "http://127.0.0.1:1", &Secret::default(), none).unwrap();
        }
        let found = fs::read_dir(&folder).unwrap();
        let mut found: Vec<String> =
            found.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        found.sort();
        let mut expected = FILES;
        expected.sort_unstable();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, expected);
    }
}
