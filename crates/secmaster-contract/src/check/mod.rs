//! The checks: what one answer says about the rules.

mod answer;
mod carried;
mod creation;
mod deletion;
mod fresh;
mod headers;
mod history;
mod identity;
mod outcome;
mod rows;
mod times;
mod twice;
mod undocumented;
mod values;

pub(crate) use history::History;
pub(crate) use undocumented::undocumented;

use std::collections::{BTreeMap, HashMap};

use jsonschema::Validator;
use secmaster_spec::{Example, Operation, Place, RuleKind, Service, Shape, Text};
use serde_json::{Value, json};

use crate::case::Case;
use crate::expectation::Refusal;
use crate::options::Profile;
use crate::rules::RuleBook;
use crate::secret::Secret;
use crate::send::{Received, SendFailure};
use crate::verdict::Observation;

/// So much of a value is shown.
const VALUE: usize = 120;

/// Judges answers; built once per run.
#[derive(Debug)]
pub(crate) struct Judge<'a> {
    pub(crate) book: &'a RuleBook,
    service: &'a Service,
    parameters: &'a BTreeMap<String, String>,
    secret: &'a Secret,
    profile: Profile,
    /// What creations repeat, by operation.
    echoes: HashMap<String, Vec<creation::Echo<'a>>>,
    /// The forms of the answers' rows, by row id.
    forms: HashMap<String, Validator>,
}

impl<'a> Judge<'a> {
    /// Builds the judge; the error says which pattern cannot be used.
    pub(crate) fn new(
        service: &'a Service,
        book: &'a RuleBook,
        parameters: &'a BTreeMap<String, String>,
        secret: &'a Secret,
        profile: Profile,
    ) -> Result<Self, String> {
        let mut forms = HashMap::new();
        for operation in &service.operations {
            for place in [Place::ResponseHeader, Place::ResponseBody] {
                for (_, row) in operation.rows(place) {
                    let Shape::Text(Text { pattern: Some(pattern), .. }) = &row.shape else {
                        continue;
                    };
                    let form = jsonschema::validator_for(&json!({ "pattern": pattern }))
                        .map_err(|error| format!("the pattern of {} is broken: {error}", row.id))?;
                    forms.insert(row.id.clone(), form);
                }
            }
        }
        let echoes = service.operations.iter().map(|operation| {
            (operation.name.clone(), creation::echoes(operation, book, parameters))
        });
        let echoes = echoes.collect();
        Ok(Self { book, service, parameters, secret, profile, echoes, forms })
    }

    /// Everything that the answer to `case` says about rules.
    pub(crate) fn judge(
        &self,
        case: &Case,
        answer: &Result<Received, SendFailure>,
    ) -> Vec<Observation> {
        let Some(operation) = self.service.operation(&case.operation) else { return Vec::new() };
        let is_accepted = answer.as_ref().is_ok_and(Received::is_success);
        if case.refusal == Refusal::Transport && !is_accepted {
            return answer::judge(self, operation, case, answer);
        }
        let mut observations = outcome::judge(self, operation, case, answer);
        observations.extend(answer::judge(self, operation, case, answer));
        if let Ok(received) = answer {
            rows::judge(self, operation, case, received, &mut observations);
            observations.extend(creation::judge(self, operation, case, received));
            observations.extend(deletion::judge(self, operation, case, received));
        }
        observations
    }

    /// What a documented example of an answer says about the rules of its rows; `case` stands for
    /// the request that it would answer.
    pub(crate) fn judge_example(&self, case: &Case, example: &Example) -> Vec<Observation> {
        let Some(operation) = self.service.operation(&case.operation) else { return Vec::new() };
        rows::judge_example(self, operation, case, example.table, &example.value)
    }

    /// The rule about the status of good answers, or of refusals.
    pub(crate) fn status_rule(&self, operation: &Operation, success: bool) -> Option<usize> {
        let response = if success { operation.success() } else { operation.refusal() };
        let status = response?.status;
        self.book.find(&format!("{}/{status}/{}", operation.name, RuleKind::Status))
    }

    /// A value as it may be shown: without the token, and not endless.
    pub(crate) fn shown(&self, value: &Value) -> String {
        cut(&self.secret.redact(&value.to_string()), VALUE)
    }

    pub(crate) fn shown_text(&self, text: &str) -> String {
        cut(&self.secret.redact(text), 200)
    }
}

/// A documented value as it may be shown: not endless.
fn shown(value: &Value) -> String {
    cut(&value.to_string(), VALUE)
}

/// The first `most` characters of a text, with the number of those left out.
pub(crate) fn cut(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most).collect();
    format!("{head}… ({} more characters)", count - most)
}

#[cfg(test)]
mod effect_tests;
#[cfg(test)]
mod tests;
