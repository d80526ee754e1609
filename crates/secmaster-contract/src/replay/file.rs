//! Finding a finding in a report.

use serde::Deserialize;

use super::Replay;
use crate::error::RunError;
use crate::plain_file;
use crate::report::FORMAT;

/// So many names are shown in place of one that is not there.
const NEAR: usize = 3;

#[derive(Deserialize)]
struct StoredReport {
    format: u32,
    endpoint: String,
    findings: Vec<StoredFinding>,
}

#[derive(Deserialize)]
struct StoredFinding {
    rule: String,
    replay: Replay,
}

impl Replay {
    /// Reads a finding of a report: `FILE#NUMBER`, counted from 1, or `FILE#RULE`.
    ///
    /// ```
    /// use secmaster_contract::Replay;
    /// let error = Replay::read("no/report.json#1").unwrap_err();
    /// assert!(error.to_string().contains("cannot read no/report.json"));
    /// assert_eq!(error.exit_code(), 2);
    /// ```
    ///
    /// # Errors
    /// [`RunError::Configuration`] if there is no such file or finding, or if the file is no report;
    /// the text says which findings there are.
    pub fn read(place: &str) -> Result<Self, RunError> {
        let wrong = |text: String| RunError::Configuration(text);
        let (path, finding) = place.rsplit_once('#').unwrap_or((place, ""));
        let text = plain_file::read(path.as_ref()).map_err(|error| {
            wrong(format!("cannot read {path}: {error}; a run writes its report with --report DIR"))
        })?;
        let report: StoredReport = serde_json::from_slice(&text).map_err(|error| {
            wrong(format!("{path} is no report that this version can send again: {error}"))
        })?;
        if report.format != FORMAT {
            return Err(wrong(format!(
                "{path} has format {}, and this version reads {FORMAT}: run again to have a new report",
                report.format
            )));
        }
        let rules: Vec<&str> = report.findings.iter().map(|one| one.rule.as_str()).collect();
        let Some(at) = position(&rules, finding) else {
            return Err(wrong(unknown(path, finding, &rules)));
        };
        let found = report.findings.into_iter().nth(at);
        let found = found.ok_or_else(|| wrong(format!("{path} has no findings")))?;
        let mut replay = found.replay;
        replay.endpoint = report.endpoint;
        Ok(replay)
    }
}

fn position(rules: &[&str], finding: &str) -> Option<usize> {
    match finding.parse::<usize>() {
        Ok(number) => number.checked_sub(1).filter(|at| *at < rules.len()),
        Err(_) => rules.iter().position(|rule| *rule == finding),
    }
}

/// What is said of a finding that is not there.
fn unknown(path: &str, finding: &str, rules: &[&str]) -> String {
    if rules.is_empty() {
        return format!("{path} has no findings");
    }
    let mut named: Vec<(usize, &str)> = rules.iter().copied().enumerate().collect();
    if finding.parse::<usize>().is_err() && !finding.is_empty() {
        named.sort_by_key(|(_, rule)| strsim::levenshtein(finding, rule));
    }
    let near: Vec<String> =
        named.iter().take(NEAR).map(|(at, rule)| format!("{path}#{} ({rule})", at + 1)).collect();
    let what = match finding {
        "" => "say which finding to send again".to_owned(),
        finding => format!("{path} has no finding {finding}"),
    };
    format!("{what}; it has {}, for example {}", rules.len(), near.join(", "))
}

#[cfg(test)]
mod tests {
    use super::{position, unknown};

    const RULES: [&str; 4] = ["a/T1/x/type", "a/T1/y/type", "a/T2/z/options", "b/200/status"];

    #[test]
    fn findings_are_found_by_number_and_by_rule() {
        for (finding, at) in [
            ("1", Some(0)),
            ("4", Some(3)),
            ("a/T1/y/type", Some(1)),
            ("0", None),
            ("5", None),
            ("", None),
            ("a/T1", None),
        ] {
            assert_eq!(position(&RULES, finding), at, "{finding}");
        }
    }

    #[test]
    fn what_is_near_is_named() {
        let text = unknown("r.json", "b/200/statu", &RULES);
        assert!(
            text.starts_with("r.json has no finding b/200/statu; it has 4, for example r.json#4"),
            "{text}"
        );
        assert!(unknown("r.json", "", &RULES).contains("which finding"));
        assert_eq!(unknown("r.json", "1", &[]), "r.json has no findings");
    }
}
