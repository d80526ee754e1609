//! Stops a build whose generated files were cut or removed.

include!("../build/generated.rs");
