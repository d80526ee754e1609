//! A case with its answer and what that says, and which of it another finding explains.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::case::Case;
use crate::dispatch::Answer;
use crate::rules::RuleBook;
use crate::secret::Secret;
use crate::verdict::{Again, Observation, Verdict};

/// A case, its answer, and what that says.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) case: Arc<Case>,
    pub(crate) answer: Option<Answer>,
    pub(crate) observations: Vec<Observation>,
    /// The members of the answer that no table lists: the table around each, and its place.
    pub(crate) undocumented: Vec<(u16, String)>,
    /// The rules that it bears on.
    pub(crate) bears_on: Vec<usize>,
    /// Whether the case says that the operation cannot be tested at all.
    pub(crate) is_baseline_failure: bool,
    /// The exchanges that led to it, by their place in the run.
    pub(crate) leads: Vec<usize>,
    /// When it was sent, and how long it took; none if it was not sent.
    pub(crate) timing: Option<(Timestamp, Duration)>,
    /// Whether its request was made as small as it can be.
    pub(crate) is_smallest: bool,
    /// What came of sending it again, by broken rule.
    pub(crate) again: BTreeMap<usize, Again>,
}

impl Exchange {
    /// A case of which nothing is known yet.
    pub(crate) fn of(case: Arc<Case>) -> Self {
        Self {
            case,
            answer: None,
            observations: Vec::new(),
            undocumented: Vec::new(),
            bears_on: Vec::new(),
            is_baseline_failure: false,
            leads: Vec::new(),
            timing: None,
            is_smallest: false,
            again: BTreeMap::new(),
        }
    }

    /// What the client had to say, unless what is wrong with the answer explains it.
    pub(crate) fn objection(&self, secret: &Secret) -> Option<String> {
        let Some(Ok(received)) = &self.answer else { return None };
        let is_explained = self.observations.iter().any(|seen| seen.verdict == Verdict::Broken);
        let objection = received.objection.as_ref().filter(|_| !is_explained)?;
        Some(format!("{}: {}", self.case.id, secret.redact(objection)))
    }
}

/// Takes back what another finding explains: a request that needs an accepted one, or that is
/// refused for a rule already known to be broken.
pub(crate) fn settle(book: &RuleBook, exchanges: &mut [Exchange]) {
    let answered = |is_success: bool| -> HashSet<String> {
        let is_such = |one: &&Exchange| matches!(&one.answer, Some(Ok(received)) if received.is_success() == is_success);
        exchanges.iter().filter(is_such).map(|one| one.case.id.clone()).collect()
    };
    let (accepted, refused) = (answered(true), answered(false));
    let (mut broken, mut narrow) = (HashSet::new(), HashSet::new());
    // The fewer explanations a case has, the more it explains.
    let mut order: Vec<&mut Exchange> = exchanges.iter_mut().collect();
    order.sort_by_key(|one| (one.case.needs.is_some(), one.case.explained_by.len()));
    for exchange in order {
        let named = |rules: &[String]| -> Vec<usize> {
            rules.iter().filter_map(|rule| book.find(rule)).collect()
        };
        let explained = named(&exchange.case.explained_by)
            .into_iter()
            .find(|rule| broken.contains(rule) || narrow.contains(rule));
        let is_taken = exchange.case.alike.iter().any(|other| accepted.contains(other));
        let instead = exchange.case.instead.iter().find(|other| accepted.contains(*other));
        let instead = instead.filter(|_| !is_taken);
        let reason = match (explained, &exchange.case.needs) {
            (Some(rule), _) => book.rules.get(rule).map(|known| {
                let what = if broken.contains(&rule) { "broken" } else { "kept in one spelling" };
                format!("{} is {what}, which explains it", known.id)
            }),
            (None, Some(needed)) if refused.contains(needed) => {
                Some(format!("{needed} is refused"))
            }
            _ => instead.map(|other| format!("{other} is accepted instead")),
        };
        let own = named(&exchange.case.rules);
        for seen in &mut exchange.observations {
            match &reason {
                _ if seen.verdict != Verdict::Broken => {}
                Some(reason) if own.contains(&seen.rule) => {
                    // Who takes another spelling refuses this one in every request.
                    if instead.is_some() {
                        narrow.insert(seen.rule);
                    }
                    *seen = Observation::unseen(seen.rule, reason.clone());
                }
                _ => {
                    broken.insert(seen.rule);
                }
            }
        }
    }
}
