//! Known and unknown breaches, pointers.

use super::*;
use crate::{Integer, Known};

struct Odd(Vec<Option<Integer<1, 4>>>);

static ODD: Row = Row {
    operation: "op",
    table: 1,
    name: "a/b~c",
    known: &[
        Known { breach: Breach::Range, deviation: 3, allowed: true },
        Known { breach: Breach::Null, deviation: 4, allowed: false },
    ],
};

impl Examine for Odd {
    fn examine(&self, examination: &mut Examination<'_>) {
        assert!(format!("{examination:?}").contains("pointer: , row: None"));
        examination.member(&ODD, &self.0);
    }
}

#[test]
fn known_allowed_and_unknown_breaches() {
    let half = serde_json::from_str("1.5").unwrap();
    let findings = examine(&Odd(vec![Some(1.into()), Some(9.into()), None, Some(half)]));
    let deviations: Vec<_> =
        findings.deviations.iter().map(|d| (d.number, d.pointer.as_str(), d.breach)).collect();
    assert_eq!(deviations, [(3, "/a~1b~0c/1", Breach::Range), (4, "/a~1b~0c/2", Breach::Null)]);
    let violations: Vec<_> =
        findings.violations.iter().map(|v| (v.deviation, v.pointer.as_str(), v.breach)).collect();
    assert_eq!(
        violations,
        [(Some(4), "/a~1b~0c/2", Breach::Null), (None, "/a~1b~0c/3", Breach::Type)]
    );
    assert!(findings.violations.iter().all(|violation| violation.row == Some(&ODD)));
    assert_eq!(findings.violations[0].measured, "null");
}

#[test]
fn values_without_bounds_are_always_valid() {
    assert!(validate(&String::new()).is_ok() && validate(&Box::new(true)).is_ok());
    assert!(validate(&Value::Null).is_ok() && validate(&Map::new()).is_ok());
}
