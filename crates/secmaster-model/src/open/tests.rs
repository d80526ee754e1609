//! Texts, options and their equality.

use super::*;
use crate::testing::Verdict;

#[test]
fn keeps_the_text_and_knows_the_option() {
    let cases = [
        ("Black", Some(Verdict::Black), true),
        ("BLACK", Some(Verdict::Black), false),
        ("gray", Some(Verdict::Gray), false),
        ("", None, false),
        ("Black ", None, false),
        ("ＢＬＡＣＫ", None, false),
    ];
    for (text, known, exact) in cases {
        let json = serde_json::to_string(text).unwrap();
        for open in [
            serde_json::from_str::<Open<Verdict>>(&json).unwrap(),
            text.into(),
            text.to_owned().into(),
        ] {
            assert_eq!((open.as_str(), open.known(), open.is_exact()), (text, known, exact));
            assert_eq!(serde_json::to_string(&open).unwrap(), json);
        }
    }
    assert!(matches!(Open::<Verdict>::from("Black").0, Repr::Exact(_)));
}

#[test]
fn equality_is_of_texts_and_of_options_by_any_case() {
    let (black, shouted) = (Open::from(Verdict::Black), Open::<Verdict>::from("BLACK"));
    assert_ne!(black, shouted);
    assert_eq!(black, Open::from("Black"));
    assert!(black == Verdict::Black && shouted == Verdict::Black && shouted != Verdict::Gray);
    assert!(shouted == "BLACK" && shouted == *"BLACK");
    assert_eq!(format!("{shouted:>6}|{shouted:?}"), " BLACK|\"BLACK\"");
    assert_eq!(std::collections::HashSet::from([black, shouted]).len(), 2);
}

#[test]
fn other_types_are_refused() {
    for json in ["1", "null", "true", "[]", "{}"] {
        assert!(serde_json::from_str::<Open<Verdict>>(json).is_err(), "{json}");
    }
}

#[test]
fn breaches() {
    let breach = |text: &str| crate::testing::breaches(&Open::<Verdict>::from(text));
    assert_eq!(breach("Black"), []);
    assert_eq!(breach("BLACK"), [Breach::Case]);
    assert_eq!(breach("Bleck"), [Breach::Option]);
}
