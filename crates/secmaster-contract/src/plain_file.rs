//! Reading files, and nothing that only looks like one and may never end.

use std::path::Path;
use std::{fs, io};

/// What is in the file; a device, a pipe and a folder are an error.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no plain file"));
    }
    fs::read(path)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn only_files_are_read() {
        assert!(!read("Cargo.toml".as_ref()).unwrap().is_empty());
        for other in ["/dev/zero", "src"] {
            assert!(read(other.as_ref()).is_err(), "{other}");
        }
    }
}
