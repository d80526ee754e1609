//! A finding's case as its report keeps it.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::case::{Case, Connection, Difference, HeaderText, Phase, Proof, Request};
use crate::cases::percent_encoded;
use crate::error::RunError;
use crate::exchange::Exchange;
use crate::expectation::{Expectation, Refusal};
use crate::known::Known;
use crate::secret::{Secret, TOKEN_VARIABLE, in_json};
use crate::target::Target;

/// What it takes to send a finding's case again, without the token.
///
/// A [`Finding`](crate::Finding) has it, and so does its member `replay` in `report.json`, from
/// which [`read`](Self::read) takes it.
///
/// ```
/// use secmaster_contract::Finding;
///
/// fn where_to(finding: &Finding) -> &str {
///     finding.replay.endpoint()
/// }
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Replay {
    /// Where the report says that it was found; empty until it is read from one.
    #[serde(default, skip_serializing)]
    pub(super) endpoint: String,
    pub(super) rule: String,
    pub(super) case: String,
    pub(super) phase: Phase,
    pub(super) operation: String,
    title: String,
    rules: Vec<String>,
    expectation: Expectation,
    refusal: Refusal,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deviation: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    planted: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    difference: Option<Difference>,
    is_watched: bool,
    has_own_headers: bool,
    is_foreign: bool,
    /// Whether the body counts as a JSON value; one with a member twice does not.
    has_value: bool,
    /// Whether it says that the operation cannot be tested at all.
    pub(super) blocks_operation: bool,
    #[serde(default, skip_serializing_if = "Known::is_empty")]
    known: Known,
    /// The path parameters that stand in path and body.
    parameters: BTreeMap<String, String>,
    method: String,
    path: String,
    headers: Vec<(String, HeaderText)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<Body>,
    /// The body of what its scenario creates, for cases that only make sense after others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) base: Option<String>,
    /// What was sent before it in its turn, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) before: Vec<Replay>,
}

/// The exact bytes of a body.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Body {
    Text(String),
    /// Bytes that are no text.
    Base64(String),
}

impl Replay {
    /// What `exchange` says about this rule; `leads` are the exchanges that led to it.
    pub(crate) fn new(
        rule: &str,
        exchange: &Exchange,
        leads: &[&Exchange],
        target: &Target,
    ) -> Self {
        let (case, secret) = (&exchange.case, target.secret());
        let request = &case.request;
        let is_scene = case.phase == Phase::Stateful;
        let creation = leads.first().map_or(exchange, |lead| *lead);
        let base =
            creation.case.request.value.as_deref().filter(|_| is_scene).map(Value::to_string);
        let before = leads.iter().filter(|_| !is_scene);
        let given = target.parameters().iter();
        Self {
            endpoint: String::new(),
            rule: rule.to_owned(),
            case: case.id.clone(),
            phase: case.phase,
            operation: case.operation.clone(),
            title: case.title.clone(),
            rules: case.rules.clone(),
            expectation: case.expectation,
            refusal: case.refusal,
            deviation: case.deviation,
            planted: case.planted.clone(),
            difference: case.difference.clone(),
            is_watched: case.connection == Connection::Watched,
            has_own_headers: case.has_own_headers,
            is_foreign: case.is_foreign,
            has_value: request.value.is_some(),
            blocks_operation: exchange.is_baseline_failure,
            // A scenario is played anew, with other ids.
            known: if is_scene { Known::default() } else { case.known.redacted(secret) },
            parameters: given.map(|(name, id)| (name.clone(), secret.redact(id))).collect(),
            method: request.method.clone(),
            path: secret.redact(&request.path),
            headers: request.headers.clone(),
            body: request
                .body
                .as_deref()
                .filter(|_| !is_scene)
                .map(|body| stored(case, body, secret)),
            base,
            before: before.map(|lead| Self::new(rule, lead, &[], target)).collect(),
        }
    }

    /// The URL at which it was found, if it was read from a report.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The id of the rule that was broken.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The case, for the path parameters and the token of this target.
    pub(super) fn case_for(&self, target: &Target) -> Result<Case, RunError> {
        let token = target.secret().reveal();
        let mut path = self.path.replace(TOKEN_VARIABLE, &percent_encoded(token));
        let mut body = match &self.body {
            None => None,
            Some(Body::Text(text)) if self.phase.has_foreign_ids() => {
                Some(text.replace(TOKEN_VARIABLE, &in_json(token)).into_bytes())
            }
            Some(Body::Text(text)) => Some(text.clone().into_bytes()),
            Some(Body::Base64(text)) => Some(BASE64_STANDARD.decode(text).map_err(|error| {
                let case = &self.case;
                RunError::Configuration(format!("the stored body of {case} is no base64: {error}"))
            })?),
        };
        let given = target.parameters();
        let moved: Vec<(&str, &str)> = (self.parameters.iter())
            .filter_map(|(name, old)| Some((old.as_str(), given.get(name)?.as_str())))
            .filter(|(old, new)| old != new)
            .collect();
        path = moved_path(&path, &moved);
        body = body.map(|body| moved_body(body, &moved)).transpose()?;
        let value = body.as_deref().filter(|_| self.has_value);
        let value: Option<Value> = value.and_then(|body| serde_json::from_slice(body).ok());
        Ok(Case {
            id: self.case.clone(),
            phase: self.phase,
            operation: self.operation.clone(),
            title: self.title.clone(),
            rules: self.rules.clone(),
            expectation: self.expectation,
            refusal: self.refusal,
            deviation: self.deviation,
            request: Request {
                method: self.method.clone(),
                path,
                headers: self.headers.clone(),
                body: body.map(Into::into),
                value: value.map(Into::into),
            },
            proof: Proof::None,
            needs: None,
            instead: Vec::new(),
            alike: Vec::new(),
            explained_by: Vec::new(),
            planted: self.planted.clone(),
            difference: self.difference.clone(),
            turn: None,
            connection: if self.is_watched { Connection::Watched } else { Connection::Any },
            has_own_headers: self.has_own_headers,
            is_foreign: self.is_foreign,
            known: self.known.clone(),
        })
    }
}

fn stored(case: &Case, body: &[u8], secret: &Secret) -> Body {
    match std::str::from_utf8(body) {
        Ok(text) if case.phase.has_foreign_ids() => Body::Text(secret.redact(text)),
        Ok(text) => Body::Text(text.to_owned()),
        Err(_) => Body::Base64(BASE64_STANDARD.encode(body)),
    }
}

/// The path with other ids in the segments that are these ones.
fn moved_path(path: &str, moved: &[(&str, &str)]) -> String {
    let segment = |it: &str| {
        let other = moved.iter().find(|(old, _)| percent_encoded(old) == it);
        other.map_or_else(|| it.to_owned(), |(_, new)| percent_encoded(new))
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// The body with other ids in the texts that are these ones, all at once: they may change places.
fn moved_body(body: Vec<u8>, moved: &[(&str, &str)]) -> Result<Vec<u8>, RunError> {
    let quoted = |id: &str| format!("\"{}\"", in_json(id));
    let (old, new): (Vec<String>, Vec<String>) =
        moved.iter().map(|(old, new)| (quoted(old), quoted(new))).unzip();
    let wrong = |error: aho_corasick::BuildError| RunError::Configuration(error.to_string());
    let mut builder = AhoCorasick::builder();
    let search = builder.match_kind(MatchKind::LeftmostLongest).build(old).map_err(wrong)?;
    Ok(search.replace_all_bytes(&body, &new))
}

#[cfg(test)]
mod tests {
    use super::{moved_body, moved_path};

    #[test]
    fn ids_may_change_places() {
        let moved = [("a", "b c"), ("b c", "a")];
        assert_eq!(moved_path("/v1/a/workspaces/b%20c/a1", &moved), "/v1/b%20c/workspaces/a/a1");
        let body = moved_body(br#"{"a":"b c","x":["a","a1"]}"#.to_vec(), &moved).unwrap();
        assert_eq!(String::from_utf8(body).unwrap(), r#"{"b c":"a","x":["b c","a1"]}"#);
    }
}
