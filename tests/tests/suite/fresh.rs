//! The generated code comes from the schemas as they are now. (`xtask` compares the files themselves.)

use std::path::Path;

use secmaster_model::SCHEMAS_SHA256;
use secmaster_spec::{SchemaFile, fingerprint};

#[test]
fn the_generated_code_comes_from_these_schemas() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
    let files = SchemaFile::read_folder(&folder).unwrap();
    assert!(
        fingerprint(&files) == SCHEMAS_SHA256,
        "the schemas have changed since the code was generated: run `cargo xtask codegen`"
    );
}
