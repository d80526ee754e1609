//! Values of one request in the answer to another, which left them out.

use std::collections::HashMap;

use secmaster_spec::{Operation, RuleKind};
use serde_json::Value;

use super::Judge;
use super::history::Answered;
use crate::case::Difference;
use crate::send::Received;
use crate::verdict::Observation;

/// The numbers that came back to requests without them, by operation and place.
#[derive(Debug, Default)]
pub(super) struct Carried {
    numbers: HashMap<(String, String), Value>,
}

impl Carried {
    pub(super) fn judge(
        &mut self,
        Answered { judge, operation, case, received }: Answered<'_>,
    ) -> Option<Observation> {
        let Difference { place, value } = case.difference.as_ref()?;
        if case.request.value.as_deref()?.pointer(place).is_some() {
            return None;
        }
        let is_carried = match value.as_str() {
            Some(text) => received.text.contains(text),
            None => self.is_carried_number(judge, operation, place, value, received),
        };
        let rule = judge.book.find(&format!("{}/answer/{}", operation.name, RuleKind::Secrecy))?;
        let got = format!("{value}, which another request sent");
        is_carried.then(|| Observation::broken(rule, "nothing of another request", got))
    }

    /// An endpoint may have any number by itself, but not each time that of the request before.
    fn is_carried_number(
        &mut self,
        judge: &Judge<'_>,
        operation: &Operation,
        place: &str,
        number: &Value,
        received: &Received,
    ) -> bool {
        let Some(answer) = &received.value else { return false };
        let mut repeats = judge.echoes.get(&operation.name).into_iter().flatten();
        if !repeats.any(|echo| echo.repeats(place, number, answer)) {
            return false;
        }
        let key = (operation.name.clone(), place.to_owned());
        self.numbers.insert(key, number.clone()).is_some_and(|earlier| earlier != *number)
    }
}
