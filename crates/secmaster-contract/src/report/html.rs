//! The report as one HTML file that needs nothing else: no network, and no file beside it.

use sha2::{Digest as _, Sha256};

use super::Report;

const PAGE: &str = include_str!("html/page.html");

const STYLES: [&str; 3] = [
    include_str!("html/base.css"),
    include_str!("html/matrix.css"),
    include_str!("html/findings.css"),
];

const SCRIPTS: [&str; 8] = [
    include_str!("html/dom.js"),
    include_str!("html/summary.js"),
    include_str!("html/matrix.js"),
    include_str!("html/detail.js"),
    include_str!("html/findings.js"),
    include_str!("html/parts.js"),
    include_str!("html/filters.js"),
    include_str!("html/start.js"),
];

/// The page. Everything from the endpoint is in the JSON, which the scripts show as text.
pub(super) fn page(report: &Report) -> Result<String, serde_json::Error> {
    // In JSON, `<` stands in texts only. Escaped, none can end the element around it.
    let json = serde_json::to_string(report)?.replace('<', "\\u003c");
    // Scripts run only with this word, which no part of the report can know: it is made from all.
    let nonce: String = Sha256::digest(&json).iter().map(|byte| format!("{byte:02x}")).collect();
    let outcome = match report.exit_code() {
        0 => "Passed",
        1 => "Failed",
        _ => "Mistaken",
    };
    // The report comes last, so that nothing in it is taken for a place to fill.
    Ok(PAGE
        .replace("{{nonce}}", &nonce)
        .replace("{{outcome}}", outcome)
        .replace("{{sentence}}", &sentence(report))
        .replace("{{style}}", &STYLES.concat())
        .replace("{{script}}", &SCRIPTS.concat())
        .replacen("{{report}}", &json, 1))
}

/// The outcome in one sentence of our own words and numbers.
fn sentence(report: &Report) -> String {
    let totals = &report.totals;
    let mut text = match totals.broken {
        0 if totals.kept == totals.rules => format!("All {} rules are kept", totals.rules),
        0 => format!("None of {} rules is broken", totals.rules),
        1 => format!("1 of {} rules is broken", totals.rules),
        broken => format!("{broken} of {} rules are broken", totals.rules),
    };
    match totals.known_deviations {
        0 => {}
        1 => text.push_str(", 1 deviates in a known way"),
        known => text.push_str(&format!(", {known} deviate in known ways")),
    }
    match totals.not_observable {
        0 => {}
        unseen => text.push_str(&format!(", {unseen} could not be observed")),
    }
    match totals.undocumented {
        0 => {}
        1 => text.push_str(", 1 member of answers is undocumented"),
        unlisted => text.push_str(&format!(", {unlisted} members of answers are undocumented")),
    }
    text + "."
}
