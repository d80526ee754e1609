//! `cargo xtask codegen` on schemas that are broken, stale or new.

#![allow(clippy::unwrap_used)] // scratch folders are set up outside the test functions too

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{copy, edit, scratch, stderr, workspace, xtask};

/// A workspace that has nothing but schemas.
fn with_schemas(name: &str) -> PathBuf {
    let root = scratch(name).unwrap();
    copy(&workspace().join("schemas"), &root.join("schemas")).unwrap();
    root
}

fn codegen(root: &Path, arguments: &[&str]) -> std::process::Output {
    xtask(&[&["codegen", "--root", root.to_str().unwrap()], arguments].concat()).unwrap()
}

#[test]
fn three_mistakes_are_three_lines_and_nothing_is_written() {
    let root = with_schemas("three-mistakes");
    let file = root.join("schemas/operations/create-indicator.json");
    edit(
        &file,
        "\"minimum\": 1,\n          \"maximum\": 4,",
        "\"minimun\": 1,\n          \"maximum\": 4,",
    )
    .unwrap();
    edit(&file, "\"$ref\": \"#/$defs/DataSource\"", "\"$ref\": \"#/$defs/DataSauce\"").unwrap();
    edit(
        &file,
        "\"required\": [\"indicator_type\", \"id\"]",
        "\"required\": [\"indicator_type\", \"id\", \"category\"]",
    )
    .unwrap();

    let output = codegen(&root, &[]);
    let said = stderr(&output);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(lines.len(), 3, "{said}");
    let starts = [
        "schemas/operations/create-indicator.json#/$defs/CreateIndicatorDetail/properties/data_source/$ref: ",
        "schemas/operations/create-indicator.json#/$defs/IndicatorDataObjectDetail/properties/granular_marking: unknown keyword `minimun`",
        "schemas/operations/create-indicator.json#/$defs/IndicatorType/required/2: `category` is mandatory but has no property",
    ];
    for start in starts {
        assert!(
            lines.iter().any(|line| line.starts_with(start)),
            "no line starts with {start}:\n{said}"
        );
    }
    assert_eq!(fs::read_dir(&root).unwrap().count(), 1, "only schemas/ is there");
}

#[test]
fn one_mistake_is_one_line_however_much_depends_on_it() {
    let operation = "schemas/operations/create-indicator.json";
    let cases: [(&str, &str, &str); 7] = [
        (
            "\"#/$defs/CreateIndicatorDetail\"",
            "\"#/$defs/Detail\"",
            "properties/data_object/$ref: ",
        ),
        ("\"verdict\": {", "\"verdikt\": {", "required/1: `verdict` is mandatory"),
        (
            "\"labels\": { \"type\": \"string\"",
            "\"labels\": { \"type\": \"number\"",
            "labels/type: `number` is not known",
        ),
        ("\"labels\": {", "\"labels\": {}, \"labels\": {", "is named twice at line"),
        (
            "\"method\": \"POST\"",
            "\"method\": \"DELETE\"",
            "create-indicator has the same method and path",
        ),
        (
            "\"labels\": {",
            "\"a-b\": { \"type\": \"string\", \"description\": \"x\" }, \"a_b\": { \"type\": \"string\", \"description\": \"x\" }, \"labels\": {",
            "is the field `a_b` already",
        ),
        ("{", "", "not JSON: "),
    ];
    for (old, new, says) in cases {
        let root = with_schemas("one-mistake");
        edit(&root.join(operation), old, new).unwrap();
        let output = codegen(&root, &[]);
        let said = stderr(&output);
        assert_eq!((output.status.code(), said.lines().count()), (Some(2), 1), "{new}: {said}");
        assert!(said.starts_with("schemas/operations/") && said.contains(says), "{new}: {said}");
        assert_eq!(fs::read_dir(&root).unwrap().count(), 1, "only schemas/ is there");
    }
}

#[test]
fn a_second_run_writes_nothing() {
    let root = with_schemas("second-run");
    let first = codegen(&root, &[]);
    assert!(first.status.success(), "{}", stderr(&first));
    assert!(
        stderr(&first).contains("wrote crates/secmaster-model/src/generated/create_indicator.rs")
    );
    let second = codegen(&root, &[]);
    assert!(stderr(&second).contains("generated files are fresh"), "{}", stderr(&second));
}

#[test]
fn a_changed_type_and_a_cut_line_are_found_with_what_to_run() {
    let root = with_schemas("stale");
    codegen(&root, &[]);
    assert!(codegen(&root, &["--check"]).status.success());

    let generated = root.join("crates/secmaster-client/src/generated/mod.rs");
    edit(&generated, "//! The operations", "//! Some operations").unwrap();
    let file = root.join("schemas/operations/create-indicator.json");
    edit(&file, "\"labels\": { \"type\": \"string\"", "\"labels\": { \"type\": \"integer\"")
        .unwrap();
    let output = codegen(&root, &["--check"]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("secmaster-client/src/generated/mod.rs: differs from line 4"), "{said}");
    assert!(said.contains("secmaster-model/src/generated/create_indicator.rs: differs"), "{said}");
    assert!(said.contains("run `cargo xtask codegen`"), "{said}");
}

#[test]
fn a_new_row_and_a_new_operation_reach_model_client_and_reference() {
    let root = with_schemas("new-operation");
    let file = root.join("schemas/operations/create-indicator.json");
    edit(
        &file,
        "\"labels\": {",
        "\"severity\": { \"type\": \"integer\", \"minimum\": 1, \"maximum\": 5, \"description\": \"How bad it is.\" },\n        \"labels\": {",
    )
    .unwrap();
    let delete = fs::read_to_string(root.join("schemas/operations/delete-indicator.json")).unwrap();
    let purge = delete
        .replace("\"name\": \"delete-indicator\"", "\"name\": \"purge-indicator\"")
        .replace("soc/indicators\"", "soc/indicators/purge\"")
        .replace("\"method\": \"DELETE\"", "\"method\": \"POST\"");
    fs::write(root.join("schemas/operations/purge-indicator.json"), purge).unwrap();
    edit(
        &root.join("schemas/service.json"),
        "\"operations\": [\"create-indicator\"",
        "\"operations\": [\"purge-indicator\", \"create-indicator\"",
    )
    .unwrap();

    let output = codegen(&root, &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let model = read("crates/secmaster-model/src/generated/create_indicator.rs");
    assert!(model.contains("pub severity: Option<Integer<1, 5>>,"));
    assert!(
        read("crates/secmaster-client/src/generated/purge_indicator.rs")
            .contains("pub fn purge_indicator(")
    );
    assert!(read("docs/api/create-indicator.md").contains("| `severity` | No | Integer |"));
    assert!(read("docs/api/README.md").contains("purge-indicator"));
}

#[test]
fn a_generated_file_that_nothing_generates_any_longer_is_removed() {
    let root = with_schemas("leftover");
    codegen(&root, &[]);
    let leftover = root.join("docs/api/rename-indicator.md");
    fs::write(&leftover, "old").unwrap();
    assert_eq!(codegen(&root, &["--check"]).status.code(), Some(1));
    assert!(codegen(&root, &[]).status.success());
    assert!(!leftover.exists());
}
