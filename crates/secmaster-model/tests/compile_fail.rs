//! A mandatory row that is left out is an error of the compiler, and the error names the row.

#[test]
fn a_mandatory_row_cannot_be_left_out() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/compile_fail/every_row_is_set.rs");
    cases.compile_fail("tests/compile_fail/verdict_is_missing.rs");
    cases.compile_fail("tests/compile_fail/region_id_is_missing.rs");
}
