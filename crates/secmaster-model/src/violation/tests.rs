//! Lines and their bounds.

use super::*;

#[test]
fn measured_values_are_one_bounded_line() {
    assert_eq!(cut(&"a".repeat(60)), "a".repeat(60));
    assert_eq!(cut(&"é".repeat(61)), format!("{}…", "é".repeat(60)));
    assert_eq!(cut(&format_args!("{}{}", "a".repeat(60), "b")), format!("{}…", "a".repeat(60)));
    assert_eq!(cut(&"a\n\u{85}\u{202E}b"), "a\\u{a}\\u{85}\\u{202e}b");
    assert_eq!(cut(&Json(&vec!["a\nb"])), r#"["a\nb"]"#);
}

#[test]
fn lines_say_where_what_allowed_and_the_row() {
    static ROW: Row = Row { operation: "create-indicator", table: 4, name: "verdict", known: &[] };
    let violation = Violation {
        pointer: "/data_object/verdict".to_owned(),
        row: Some(&ROW),
        breach: Breach::Case,
        measured: "\"BLACK\"".to_owned(),
        allowed: "\"Black\", \"White\"".to_owned(),
        deviation: Some(7),
    };
    let line = "/data_object/verdict: \"BLACK\" is an option in other letter case; allowed: \"Black\", \"White\" \
                (create-indicator, Table 4, `verdict`), known as deviation 7";
    assert_eq!(violation.to_string(), line);
    let violations = Violations::new(vec![violation.clone(), violation.clone()]).unwrap();
    assert_eq!((violations.len(), violations.to_string()), (2, format!("{line}\n{line}")));
    assert_eq!((violations.iter().count(), violations.into_iter().count()), (2, 2));
    assert_eq!(Violations::new(Vec::new()), None);

    let deviation =
        Deviation { number: 7, pointer: violation.pointer, row: &ROW, breach: Breach::Case };
    assert_eq!(
        deviation.to_string(),
        "deviation 7: /data_object/verdict is an option in other letter case (create-indicator, Table 4, `verdict`)"
    );
}
