//! Stops a build whose generated files were cut or edited.

include!("../build/generated.rs");
