//! `cargo xtask vendor`: the copy stands alone, and says when it is stale or edited.

#![allow(clippy::unwrap_used)] // scratch folders are set up outside the test functions too

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use support::{edit, scratch, stderr, workspace, xtask};

fn vendor(dir: &Path, arguments: &[&str]) -> Output {
    xtask(&[&["vendor", dir.to_str().unwrap()], arguments].concat()).unwrap()
}

fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("vendored-target"))
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn the_copy_builds_offline_and_runs_its_own_examples() {
    let project = scratch("vendored").unwrap();
    let copy = project.join("vendor/secmaster-model");
    assert!(vendor(&copy, &[]).status.success());
    fs::create_dir_all(project.join("src")).unwrap();
    fs::write(
        project.join("Cargo.toml"),
        "[package]\nname = \"scratch\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\nsecmaster-model = { path = \"vendor/secmaster-model\" }\n",
    )
    .unwrap();
    fs::write(
        project.join("src/main.rs"),
        "fn main() {\n    let answer: secmaster_model::delete_indicator::Response = Default::default();\n    assert!(answer.validate().is_ok());\n}\n",
    )
    .unwrap();
    // The versions that this workspace was tested with are there offline.
    fs::copy(workspace().join("Cargo.lock"), project.join("Cargo.lock")).unwrap();

    let run = cargo(&project, &["run", "--offline", "--quiet"]);
    assert!(run.status.success(), "{}", stderr(&run));
    for example in fs::read_dir(copy.join("examples")).unwrap() {
        let name = example.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
        let run = cargo(
            &project,
            &["run", "--offline", "--quiet", "--package", "secmaster-model", "--example", &name],
        );
        assert!(run.status.success(), "{name}: {}", stderr(&run));
    }
}

#[test]
fn check_tells_fresh_from_edited_and_stale() {
    let copy = scratch("vendor-check").unwrap();
    vendor(&copy, &[]);
    assert!(vendor(&copy, &["--check"]).status.success());

    edit(&copy.join("src/lib.rs"), "//!", "//! Ours now.\n//!").unwrap();
    let edited = vendor(&copy, &["--check"]);
    assert_eq!(edited.status.code(), Some(1));
    assert!(
        stderr(&edited).contains("edited since it was written:\n  src/lib.rs was changed"),
        "{}",
        stderr(&edited)
    );
    let refused = vendor(&copy, &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("--force"), "{}", stderr(&refused));
    assert!(vendor(&copy, &["--force"]).status.success());
    assert!(vendor(&copy, &["--check"]).status.success());

    fs::write(copy.join("src/mine.rs"), "").unwrap();
    assert!(stderr(&vendor(&copy, &["--check"])).contains("src/mine.rs was added"));
    fs::remove_file(copy.join("src/mine.rs")).unwrap();

    let provenance = copy.join("PROVENANCE.json");
    let text = fs::read_to_string(&provenance).unwrap();
    let schemas =
        text.split("\"sha256\": \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    edit(&provenance, &schemas, &"0".repeat(64)).unwrap();
    let stale = vendor(&copy, &["--check"]);
    assert_eq!(stale.status.code(), Some(1));
    assert!(stderr(&stale).contains("the schemas have changed"), "{}", stderr(&stale));
}

#[test]
fn a_folder_that_holds_something_else_is_left_alone() {
    let folder = scratch("vendor-elsewhere").unwrap();
    fs::write(folder.join("thesis.txt"), "precious").unwrap();
    let output = vendor(&folder, &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no copy of secmaster-model"), "{}", stderr(&output));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    assert_eq!(vendor(&folder, &["--check"]).status.code(), Some(2));
}
