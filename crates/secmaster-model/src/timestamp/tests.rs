//! Forms read, forms refused, and what is written.

use jiff::tz::{Offset, offset};

use super::*;
use crate::testing::{NOTES_FORM, deviations_in};

fn instant(text: &str) -> String {
    Timestamp::from(text)
        .instant()
        .map_or_else(|error| error.to_string(), |instant| instant.to_string())
}

#[test]
fn reads_the_service_form_and_rfc_3339() {
    for (text, expected) in [
        ("2021-01-30T23:00:00Z+0800", "2021-01-30T15:00:00Z"),
        ("2023-07-24T20:54:19.038Z+0800", "2023-07-24T12:54:19.038Z"),
        ("2021-01-30T23:00:00Z-0330", "2021-01-31T02:30:00Z"),
        ("2021-01-30T23:00:00+08:00", "2021-01-30T15:00:00Z"),
        ("2021-01-30t23:00:00.5-00:00", "2021-01-30T23:00:00.5Z"),
        ("2021-01-30T23:00:00Z", "2021-01-30T23:00:00Z"),
        ("2021-01-30T23:00:00z", "2021-01-30T23:00:00Z"),
        ("2021-01-30T23:00:00.1234567899999Z", "2021-01-30T23:00:00.123456789Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
        ("-000001-01-01T00:00:00Z", "-000001-01-01T00:00:00Z"),
    ] {
        assert_eq!(instant(text), expected, "{text}");
    }
}

#[test]
fn refuses_everything_else() {
    for text in [
        "",
        "Z",
        "2021",
        "2021-01-30",
        "2021-01-30T23:00:00",
        "2021-01-30T23:00:00+0800",
        "2021-01-30T23:00:00Z+08:00",
        "2021-01-30T23:00:00Z+08",
        "2021-01-30T23:00:00Z+0860",
        "2021-01-30T23:00:00Z+9900",
        "2021-01-30T23:00:00.Z",
        "2021-02-29T00:00:00Z",
        "2021-13-01T00:00:00Z",
        "2021-01-30T24:00:00Z",
        "2021-01-30T23:61:00Z",
        "2021-1-30T23:00:00Z",
        "2021-01-30 23:00:00Z",
        " 2021-01-30T23:00:00Z",
        "2021-01-30T23:00:00Z ",
        "+999999-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z-2559",
        "２０２１-01-30T23:00:00Z",
        "2021-01-30T23:00:00Z+0800é",
    ] {
        let error = Timestamp::from(text).instant().unwrap_err().to_string();
        assert!(error.contains("is no point in time"), "{text}: {error}");
    }
    let long = Timestamp::from("x".repeat(1000)).instant().unwrap_err().to_string();
    assert!(long.len() < 200, "{long}");
}

#[test]
fn writes_local_time_z_and_offset() {
    let instant: jiff::Timestamp = "2021-01-30T15:00:00.0389Z".parse().unwrap();
    for (offset, expected) in [
        (offset(8), "2021-01-30T23:00:00.038Z+0800"),
        (offset(-4), "2021-01-30T11:00:00.038Z-0400"),
        (Offset::UTC, "2021-01-30T15:00:00.038Z+0000"),
        (Offset::from_seconds(-30).unwrap(), "2021-01-30T15:00:00.038Z+0000"),
        (Offset::from_seconds(5 * 3600 + 30 * 60 + 59).unwrap(), "2021-01-30T20:30:00.038Z+0530"),
        (Offset::from_seconds(-(3600 + 59)).unwrap(), "2021-01-30T14:00:00.038Z-0100"),
    ] {
        assert_eq!(Timestamp::at(instant, offset), expected);
    }
    assert_eq!(
        Timestamp::from("2021-01-30T15:00:00.0009Z".parse::<jiff::Timestamp>().unwrap()),
        "2021-01-30T15:00:00Z+0000"
    );
    let zoned = instant.to_zoned(offset(8).to_time_zone());
    assert_eq!(Timestamp::from(&zoned), "2021-01-30T23:00:00.038Z+0800");
    assert_eq!(
        Timestamp::from(jiff::Timestamp::UNIX_EPOCH - jiff::SignedDuration::from_nanos(1)),
        "1969-12-31T23:59:59.999Z+0000"
    );
}

#[test]
fn every_instant_at_every_offset_is_read_back() {
    let offsets =
        [Offset::MIN, Offset::MAX, Offset::UTC, offset(8), Offset::from_seconds(-1).unwrap()];
    let year_zero = "0000-01-01T00:00:00Z".parse().unwrap();
    for instant in
        [jiff::Timestamp::MIN, jiff::Timestamp::MAX, jiff::Timestamp::UNIX_EPOCH, year_zero]
    {
        for offset in offsets {
            let written = Timestamp::at(instant, offset);
            let lost = instant.duration_since(written.instant().unwrap());
            assert!(lost.as_millis() == 0 && !lost.is_negative(), "{instant} {offset}: {written}");
            assert!(written.has_service_form());
        }
    }
}

#[test]
fn text_is_kept_and_compared_as_text() {
    let json = r#""2021-01-30T23:00:00Z+0800""#;
    let read: Timestamp = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), json);
    assert_ne!(read, Timestamp::from("2021-01-30T15:00:00Z"));
    assert_eq!(format!("{read:?}"), json);
    assert_eq!(serde_json::from_str::<Timestamp>(r#""n/a""#).unwrap(), "n/a");
    assert!(serde_json::from_str::<Timestamp>("0").is_err());
}

#[test]
fn the_service_form_is_noted_only_where_it_is_known() {
    let service = Timestamp::from("2021-01-30T23:00:00Z+0800");
    assert!(crate::validate(&service).is_ok() && crate::deviations(&service).is_empty());
    assert_eq!(deviations_in(&NOTES_FORM, &service), [21]);
    for other in ["2021-01-30T23:00:00Z", "+0800", "Z+08é", ""] {
        assert!(deviations_in(&NOTES_FORM, &Timestamp::from(other)).is_empty());
    }
}
