//! The manifest of the copy: everything that the workspace would lend it, written out.

use std::env;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::vendoring::VendorError;

/// What cargo itself knows of a package, with all inheritance resolved.
pub fn package(root: &Path, name: &str) -> Result<Value, VendorError> {
    let failed = |message: String| VendorError::Manifest(message);
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(root)
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| failed(error.to_string()))?;
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| failed(format!("cargo metadata gave no JSON: {error}")))?;
    let packages = list(&metadata, "packages");
    packages
        .iter()
        .find(|package| text(package, "name") == name)
        .cloned()
        .ok_or_else(|| failed("cargo metadata does not list it".to_owned()))
}

/// A manifest that needs no workspace.
pub fn standalone(package: &Value) -> String {
    let mut manifest = String::from(
        "# Written by `cargo xtask vendor`; PROVENANCE.json says from what.\n[package]\n",
    );
    for (key, member) in [
        ("name", "name"),
        ("description", "description"),
        ("version", "version"),
        ("edition", "edition"),
        ("rust-version", "rust_version"),
        ("license", "license"),
        ("keywords", "keywords"),
        ("categories", "categories"),
        ("readme", "readme"),
    ] {
        let value = package.get(member).filter(|value| !value.is_null());
        if let Some(value) =
            value.filter(|value| value.as_array().is_none_or(|list| !list.is_empty()))
        {
            // JSON strings and arrays of strings are TOML as well.
            let _ = writeln!(manifest, "{key} = {value}");
        }
    }
    // The copy has no tests, so it needs nothing for them.
    manifest.push_str("\n[dependencies]\n");
    for dependency in list(package, "dependencies") {
        if dependency.get("kind").is_none_or(Value::is_null) {
            let _ = writeln!(manifest, "{}", dependency_line(dependency));
        }
    }
    let features = package.get("features").and_then(Value::as_object);
    if let Some(features) = features.filter(|features| !features.is_empty()) {
        manifest.push_str("\n[features]\n");
        for (name, enables) in features {
            let _ = writeln!(manifest, "{name} = {enables}");
        }
    }
    manifest.push_str("\n[lints.rust]\nunsafe_code = \"forbid\"\n");
    manifest
}

fn dependency_line(dependency: &Value) -> String {
    let is = |name: &str| dependency.get(name).and_then(Value::as_bool).unwrap_or(false);
    let mut keys = vec![format!("version = {:?}", text(dependency, "req"))];
    if !is("uses_default_features") {
        keys.push("default-features = false".to_owned());
    }
    let features = list(dependency, "features");
    if !features.is_empty() {
        let features: Vec<String> = features.iter().map(Value::to_string).collect();
        keys.push(format!("features = [{}]", features.join(", ")));
    }
    if is("optional") {
        keys.push("optional = true".to_owned());
    }
    format!("{} = {{ {} }}", text(dependency, "name"), keys.join(", "))
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A member that is text; empty where it is not.
pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
