// Stops a build whose generated files were cut or removed, before the compiler stumbles over them:
// the first lines of each say how many there must be, and mod.rs names the files. Shared by the build scripts of
// the crates that have generated files; `cargo test` compares the files themselves.

use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=src/generated");
    let crate_dir = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let folder = Path::new(&crate_dir).join("src/generated");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("cargo::error={} is missing: run `cargo xtask codegen`", folder.display());
        return;
    };
    let root = fs::read_to_string(folder.join("mod.rs")).unwrap_or_default();
    let modules = root.lines().filter_map(|line| {
        line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';')
    });
    for module in modules {
        if !folder.join(format!("{module}.rs")).is_file() {
            println!("cargo::error=the generated file {module}.rs is missing: run `cargo xtask codegen`");
        }
    }
    for entry in entries.flatten() {
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        let due = text.lines().take(2).find_map(|line| {
            line.rsplit_once("Lines: ")?.1.trim_end_matches('.').parse::<usize>().ok()
        });
        if due != Some(text.lines().count()) {
            println!(
                "cargo::error=the generated file {} was cut: run `cargo xtask codegen`",
                entry.path().display()
            );
        }
    }
}
