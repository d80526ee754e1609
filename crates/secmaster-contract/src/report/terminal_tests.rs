//! The report for people says everything, and holds nothing that steers a terminal.

use super::super::sample;
use super::Style;

#[test]
fn every_part_has_its_line() {
    let text = sample::report().shown(Style::Plain);
    let lines: Vec<&str> = text.lines().collect();
    let line = |start: &str| {
        let found: Vec<&&str> = lines.iter().filter(|line| line.starts_with(start)).collect();
        assert_eq!(found.len(), 1, "{start}: {text}");
        (*found[0]).to_owned()
    };
    let known = line("known deviation 5: ");
    for said in ["Table 4: a String", "the example: 3. Read as: Either is read.", "2 answers"] {
        assert!(known.contains(said), "{said} is not in {known}");
    }
    assert!(line("undocumented: /data/").ends_with("Table 4 lists no such row"));
    assert_eq!(line("known deviations not met: "), "known deviations not met: 7");
    assert!(line("   step 1").ends_with("create it: POST /v1/p/things → 200"));
    assert!(line("   input").contains("smallest"));
    assert!(line("   again").contains("comes and goes"));
    assert!(lines.last().unwrap().starts_with("seed 42 (run 19ab3c)"), "{text}");
}

#[test]
fn nothing_steers_a_terminal() {
    let report = sample::report();
    let is_bad = |letter: &char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{202e}');
    let plain = report.shown(Style::Plain);
    assert_eq!(plain.chars().find(|letter| *letter != '\n' && is_bad(letter)), None);
    let coloured = report.shown(Style::Coloured);
    let ours = ["\u{1b}[1;31m", "\u{1b}[32m", "\u{1b}[2m", "\u{1b}[0m"];
    let rest = ours.iter().fold(coloured, |text, code| text.replace(code, ""));
    assert_eq!(rest, plain);
}
