//! `cargo xtask codegen`: from the schemas to the model, the client and the API reference.
//!
//! The model takes three plain steps: *lower* the description to what typify does well,
//! *generate*, *finish* the syntax tree.

mod client;
mod doc_text;
mod finish;
mod generate;
mod lower;
mod model;
mod names;
mod reference;
mod rust_file;
mod rust_type;

use secmaster_spec::Service;

use crate::output::Output;

/// The folders in which every file is generated.
pub const FOLDERS: [&str; 3] =
    ["crates/secmaster-model/src/generated", "crates/secmaster-client/src/generated", "docs/api"];

/// Everything that is generated from the description; `fingerprint` is that of the schema files.
pub fn outputs(service: &Service, fingerprint: &str) -> Result<Vec<Output>, CodegenError> {
    let mut outputs = model::outputs(service, fingerprint)?;
    outputs.extend(client::outputs(service)?);
    outputs.extend(reference::outputs(service));
    Ok(outputs)
}

/// Why no code could be generated from a description that is sound in itself.
#[derive(Debug)]
pub struct CodegenError {
    pub file: String,
    pub message: String,
}

impl CodegenError {
    fn new(operation: &str, message: impl Into<String>) -> Self {
        Self { file: format!("operations/{operation}.json"), message: message.into() }
    }
}

impl std::fmt::Display for CodegenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "schemas/{}#: {}", self.file, self.message)
    }
}

impl std::error::Error for CodegenError {}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use secmaster_spec::{SchemaFile, Service, fingerprint};

    #[test]
    fn generated_files_are_fresh() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let files = SchemaFile::read_folder(&root.join("schemas")).unwrap();
        let service = Service::from_files(&files).unwrap_or_else(|error| panic!("{error}"));
        let outputs = super::outputs(&service, &fingerprint(&files));
        let outputs = outputs.unwrap_or_else(|error| panic!("{error}"));
        if let Err(error) = crate::output::check(&root, &outputs, &super::FOLDERS) {
            panic!("{error}");
        }
    }
}
