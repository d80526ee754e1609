//! One hash for a set of schema files: what was generated from which schemas.

use sha2::{Digest, Sha256};

use crate::files::SchemaFile;

/// The SHA-256 of all files with their paths, in hexadecimal. Line endings do not count, and neither
/// do the meta-schemas: nothing is generated from them.
///
/// ```
/// use secmaster_spec::{SchemaFile, fingerprint};
///
/// let one = [SchemaFile::new("service.json", "{}\n")];
/// let same = [SchemaFile::new("service.json", "{}\r\n")];
/// assert_eq!(fingerprint(&one), fingerprint(&same));
/// assert_eq!(fingerprint(&one).len(), 64);
/// ```
pub fn fingerprint(files: &[SchemaFile]) -> String {
    let mut ordered: Vec<&SchemaFile> =
        files.iter().filter(|file| !file.path.starts_with("meta/")).collect();
    ordered.sort_by(|left, right| left.path.cmp(&right.path));
    let mut hash = Sha256::new();
    for file in ordered {
        let text = file.text.replace("\r\n", "\n");
        hash.update(format!("{}\n{}\n", file.path, text.len()));
        hash.update(text);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
