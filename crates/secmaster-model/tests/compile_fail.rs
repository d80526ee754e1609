//! A mandatory row that is left out is an error of the compiler, and the error names the row.

use std::process::Command;

/// The compiler that the expected errors are worded by; others find the same, in other words.
const WORDED_BY: &str = "rustc 1.95.";

#[test]
fn a_mandatory_row_cannot_be_left_out() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/compile_fail/every_row_is_set.rs");
    let version = Command::new("rustc").arg("--version").output().unwrap().stdout;
    if !version.starts_with(WORDED_BY.as_bytes()) {
        eprintln!("the wording of errors is not compared: this is not {WORDED_BY}");
        return;
    }
    cases.compile_fail("tests/compile_fail/verdict_is_missing.rs");
    cases.compile_fail("tests/compile_fail/region_id_is_missing.rs");
}
