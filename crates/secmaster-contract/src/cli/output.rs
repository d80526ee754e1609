//! What is printed. Nobody may be there to read it any more, which is no error.

use std::collections::BTreeMap;
use std::env;
use std::fmt::{Display, Write as _};
use std::io::{self, IsTerminal as _, Write as _};

use secmaster_contract::{Cleaned, Options, Report, RunError, Secret, Style, cases, scenarios};
use secmaster_spec::Service;

use super::request::wrong;

/// One line on standard error. What is told of the command line may have the token in it.
pub(crate) fn say(text: impl Display) {
    let token = env::var("SECMASTER_AUTH_TOKEN").unwrap_or_default();
    let text = Secret::new(token).redact(&text.to_string());
    let _ = writeln!(io::stderr(), "secmaster-contract: {text}");
}

/// Text on standard output. That nobody reads it any more is no error; that it is lost is one.
pub(crate) fn put(text: impl Display) -> Result<(), RunError> {
    let mut out = io::stdout().lock();
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(wrong(format!("cannot print: {error}")))
        }
        _ => Ok(()),
    }
}

/// Every rule, every case and every scenario; random cases are made while they are sent.
pub(crate) fn list(service: &Service, options: &Options<'_>) -> Result<(), RunError> {
    let mut out = String::new();
    let rules = service.rules();
    let cases = cases(service, &options.phases, &BTreeMap::new(), options.profile);
    for rule in rules.iter().filter(|rule| options.selection.takes(&rule.id)) {
        let _ = writeln!(out, "rule\t{}\t{}", rule.id, rule.statement);
    }
    for case in cases.iter().filter(|case| options.selects(case)) {
        let rule = case.rules.first().map_or("", String::as_str);
        let _ = writeln!(out, "case\t{}\t{}\t{rule}\t{}", case.id, case.expectation, case.title);
    }
    for (id, rule, title) in scenarios(service, options) {
        let _ = writeln!(out, "scenario\t{id}\t{rule}\t{title}");
    }
    if out.is_empty() {
        return Err(wrong("no rule and no case is called like that; --list alone shows them all"));
    }
    put(out)
}

/// Whether the terminal understands no control sequences.
pub(crate) fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// The report for people.
pub(crate) fn print(report: &Report, quiet: bool) -> Result<(), RunError> {
    let is_plain = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) || is_dumb();
    let style =
        if io::stdout().is_terminal() && !is_plain { Style::Coloured } else { Style::Plain };
    if quiet && report.exit_code() == 0 {
        return Ok(());
    }
    put(report.shown(style))
}

/// What an earlier run had left behind.
pub(crate) fn print_cleaned(cleaned: &Cleaned, quiet: bool) -> Result<(), RunError> {
    for note in &cleaned.notes {
        say(note);
    }
    if quiet && cleaned.exit_code() == 0 { Ok(()) } else { put(cleaned) }
}
