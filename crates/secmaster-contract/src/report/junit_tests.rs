//! The XML is what collectors of test results expect, whatever the endpoint says.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::{Report, sample};
use super::write;

fn xml(report: &Report) -> String {
    let mut out = Vec::new();
    write(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Strict and not.
fn samples() -> [Report; 2] {
    [true, false].map(|strict| {
        let mut report = sample::report();
        report.strict = strict;
        report
    })
}

/// Each element with its attributes and the names of the elements around it.
fn elements(xml: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut reader = Reader::from_str(xml);
    let (mut found, mut around) = (Vec::new(), Vec::new());
    let described = |around: &[String], start: &BytesStart<'_>| {
        let name = String::from_utf8(start.name().as_ref().to_vec()).unwrap();
        let attribute = |attribute: quick_xml::events::attributes::Attribute<'_>| {
            let value = std::str::from_utf8(&attribute.value).unwrap();
            let value = quick_xml::escape::unescape(value).unwrap().into_owned();
            (String::from_utf8(attribute.key.as_ref().to_vec()).unwrap(), value)
        };
        let attributes = start.attributes().map(|one| attribute(one.unwrap())).collect();
        ([around, &[name]].concat().join("/"), attributes)
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                found.push(described(&around, &start));
                around.push(String::from_utf8(start.name().as_ref().to_vec()).unwrap());
            }
            Event::Empty(start) => found.push(described(&around, &start)),
            Event::End(_) => drop(around.pop()),
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn every_rule_is_a_case_and_the_sums_are_right() {
    for report in samples() {
        let found = elements(&xml(&report));
        let count = |path: &str| found.iter().filter(|(one, _)| one == path).count();
        let case = "testsuites/testsuite/testcase";
        let extra = report.internal_errors.len()
            + if report.strict { report.undocumented.len() } else { 0 };
        assert_eq!(count(case), report.rules().count() + extra);
        let sums = [
            ("tests", count(case)),
            ("failures", count(&format!("{case}/failure"))),
            ("errors", count(&format!("{case}/error"))),
            ("skipped", count(&format!("{case}/skipped"))),
        ];
        let strictly = if report.strict { 2 } else { 0 };
        assert_eq!(sums.map(|(_, sum)| sum), [6 + extra, 1 + strictly, 1, 1]);
        for (name, sum) in sums {
            assert_eq!(found[0].1[name], sum.to_string(), "{name}");
            let suites = found.iter().filter(|(path, _)| path == "testsuites/testsuite");
            let total: usize = suites.map(|(_, all)| all[name].parse::<usize>().unwrap()).sum();
            assert_eq!(total, sum, "{name}");
        }
        assert_eq!(count(&format!("{case}/system-out")), usize::from(!report.strict));
        for rule in report.rules() {
            let (_, all) = found.iter().find(|(_, all)| all.get("name") == Some(&rule.id)).unwrap();
            assert_eq!(rule.id.replacen('/', ".", 1).split('/').next(), Some(&*all["classname"]));
        }
    }
}

#[test]
fn a_known_deviation_says_its_number_and_both_readings() {
    let text = xml(&samples()[1]);
    let (_, out) = text.split_once("<system-out>").unwrap();
    let (out, _) = out.split_once("</system-out>").unwrap();
    for said in ["deviation 5", "Table 4", "a String", "the example", "3", "Either is read."] {
        assert!(out.contains(said), "{said} is not in {out}");
    }
}

#[test]
fn no_letter_is_one_that_xml_cannot_hold() {
    for report in samples() {
        let text = xml(&report);
        assert!(!text.chars().any(|letter| letter.is_control() && letter != '\n'), "{text}");
        assert!(!text.contains("]]>") && !text.contains("<script"));
    }
}

#[test]
fn xmllint_accepts_it() {
    let is_there = Command::new("xmllint").arg("--version").stderr(Stdio::null()).status().is_ok();
    if !is_there {
        println!("skipped: xmllint is not installed");
        return;
    }
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/junit.xsd");
    for (number, report) in samples().iter().enumerate() {
        let file = format!("contract-junit-{number}-{}.xml", std::process::id());
        let file = std::env::temp_dir().join(file);
        std::fs::write(&file, xml(report)).unwrap();
        let output = Command::new("xmllint")
            .args(["--nonet", "--noout", "--schema", schema])
            .arg(&file)
            .output()
            .unwrap();
        std::fs::remove_file(&file).unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}
