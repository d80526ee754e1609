//! Writing a journal: lines that are in the file before what they tell is relied upon.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use serde::Serialize;

use super::entry::{Entry, Header};

/// A journal that is written to.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    /// One line at a time.
    order: Mutex<()>,
    /// Why nothing can be written any more.
    broken: OnceLock<String>,
}

impl Journal {
    /// Begins a journal. An older one is never written over: what it lists may still be there.
    pub(crate) fn create(path: &Path, header: &Header) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).create_new(true).open(path)?;
        let journal = Self::of(file);
        journal.put(header)?;
        journal.file.sync_all()?;
        // The name has to last as well. Where folders cannot be opened, they need not be.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Ok(folder) = File::open(folder.unwrap_or(Path::new("."))) {
            let _ = folder.sync_all();
        }
        Ok(journal)
    }

    /// Goes on with a journal of which the first `length` bytes are good.
    pub(crate) fn reopen(path: &Path, length: u64) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).open(path)?;
        file.set_len(length)?;
        Ok(Self::of(file))
    }

    fn of(file: File) -> Self {
        Self { file, order: Mutex::default(), broken: OnceLock::new() }
    }

    /// Writes a line. It outlives this process, but not a sudden end of the machine before [`sync`].
    ///
    /// [`sync`]: Self::sync
    pub(crate) fn write(&self, entry: &Entry) {
        if let Err(error) = self.put(entry) {
            self.broken.get_or_init(|| error.to_string());
        }
    }

    /// Waits until every line that was written is on the disk.
    pub(crate) fn sync(&self) {
        if let Err(error) = self.file.sync_data() {
            self.broken.get_or_init(|| error.to_string());
        }
    }

    /// Why the journal cannot be relied upon, if so.
    pub(crate) fn problem(&self) -> Option<String> {
        self.broken.get().map(|cause| format!("the journal cannot be written: {cause}"))
    }

    fn put(&self, line: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_vec(line).map_err(io::Error::from)?;
        text.push(b'\n');
        let _turn = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        (&self.file).write_all(&text)
    }
}
