//! The documented headers of an answer, and the content type of its body.

use secmaster_spec::{Response, RuleKind};

use super::rows::Rows;
use crate::send::Received;
use crate::verdict::Observation;

impl Rows<'_> {
    pub(super) fn headers(&mut self, response: &Response, received: &Received) {
        let table = response.header_table.and_then(|number| self.operation.table(number));
        for row in table.map_or(&[][..], |table| table.rows.as_slice()) {
            let header = received.header(&row.name);
            for (kind, rule) in self.judge.book.of_row(&row.id) {
                let observation = match (kind, header) {
                    (RuleKind::Present, Some(_)) => Observation::kept(*rule),
                    (RuleKind::Present, None) => {
                        let got = format!("an answer {} without it", received.status);
                        Observation::broken(*rule, format!("the header `{}`", row.name), got)
                    }
                    (_, None) | (RuleKind::Fresh, _) => continue,
                    (RuleKind::Format, Some(_)) if received.count(&row.name) > 1 => {
                        let got = format!("{} of them", received.count(&row.name));
                        Observation::broken(*rule, format!("one `{}`", row.name), got)
                    }
                    (kind, Some(text)) => self.value(row, *kind, *rule, "", &text.into()),
                };
                self.observations.push(observation);
            }
        }
    }

    pub(super) fn content_type(&mut self, response: &Response, received: &Received) {
        let id = format!("{}/{}/{}", self.operation.name, response.status, RuleKind::ContentType);
        let Some(rule) = self.judge.book.find(&id) else { return };
        // Whether there has to be a body is another rule's.
        if received.text.is_empty() {
            return;
        }
        let found = received.header("content-type");
        self.observations.push(match found {
            Some(_) if received.count("content-type") > 1 => {
                let got = format!("{} of them", received.count("content-type"));
                Observation::broken(rule, "one content-type", got)
            }
            Some(found) if is_json(found) => Observation::kept(rule),
            _ => {
                let got = found.map_or_else(|| "no content-type".to_owned(), str::to_owned);
                let got = self.judge.shown_text(&got);
                Observation::broken(rule, "application/json, in UTF-8", got)
            }
        });
    }
}

/// Whether a content type says JSON, in UTF-8 or without a charset.
fn is_json(text: &str) -> bool {
    let mut parts = text.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|it| it.eq_ignore_ascii_case("application/json"));
    let charset = |part: &str| {
        let (name, value) = part.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| value.trim().trim_matches('"').to_ascii_lowercase())
    };
    is_json && parts.filter_map(charset).all(|charset| charset == "utf-8")
}
