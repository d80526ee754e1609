//! Numbers of every kind, written back equal.

use serde_json::Value;

use super::*;
use crate::testing::breaches;

fn read<const MIN: i64, const MAX: i64>(json: &str) -> Integer<MIN, MAX> {
    serde_json::from_str(json).unwrap()
}

#[test]
fn any_number_is_written_back_equal() {
    for json in [
        "0",
        "-0.0",
        "150",
        "1.0",
        "1.5",
        "1e30",
        "-1e30",
        "1e-7",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "18446744073709551616",
        "1e308",
        "12345678901234567890123456789012345",
    ] {
        let value: Value = serde_json::from_str(json).unwrap();
        for integer in [read::<80, 100>(json), serde_json::from_value(value.clone()).unwrap()] {
            assert_eq!(serde_json::to_value(&integer).unwrap(), value, "{json}");
            assert_eq!(
                serde_json::from_str::<Value>(&serde_json::to_string(&integer).unwrap()).unwrap(),
                value
            );
            assert_eq!(integer.to_string(), value.to_string());
        }
    }
    assert_eq!(format!("{:?} {}", read::<0, 1>("1.0"), read::<0, 1>("7")), "1.0 7");
}

#[test]
fn get_is_by_value() {
    assert_eq!(read::<0, 1>("1.0").get(), Some(1));
    assert_eq!(read::<0, 1>("1.5").get(), None);
    assert_eq!(read::<0, 1>("-9223372036854775808.0").get(), Some(i64::MIN));
    assert_eq!(read::<0, 1>("9223372036854775808").get(), None);
    assert_eq!(read::<0, 1>("9223372036854775808.0").get(), None);
    assert!(read::<0, 1>("1.0") == 1 && read::<0, 1>("1.0") != read("1"));
}

#[test]
fn breaches_follow_the_range() {
    for (json, expected) in [
        ("80", None),
        ("100", None),
        ("90.0", None),
        ("79", Some(Breach::Range)),
        ("101", Some(Breach::Range)),
        ("90.5", Some(Breach::Type)),
        ("1e30", Some(Breach::Range)),
        ("-1e30", Some(Breach::Range)),
    ] {
        assert_eq!(breaches(&read::<80, 100>(json)), expected.as_slice(), "{json}");
    }
    type Free = Integer;
    for json in ["9223372036854775808", "-1e30", "0", "1e30"] {
        assert_eq!(breaches::<Free>(&read(json)), [], "{json}");
    }
    assert_eq!(breaches::<Free>(&read("0.1")), [Breach::Type]);
    assert_eq!(breaches(&read::<1, { i64::MAX }>("1e30")), []);
    assert_eq!(breaches(&read::<1, { i64::MAX }>("-1e30")), [Breach::Range]);
}

#[test]
fn only_numbers_are_read() {
    for json in [r#""1""#, "null", "true", "[1]", "{}"] {
        assert!(serde_json::from_str::<Integer>(json).is_err(), "{json}");
    }
}
