//! What came of sending a finding's case again.

use std::fmt;

use super::{Replay, Told};
use crate::check::cut;
use crate::created::CleanUp;
use crate::printable::one_line;
use crate::secret::Secret;
use crate::verdict::Verdict;

/// So much of an answer is shown.
const ANSWER: usize = 300;

/// What came of sending a finding's case again.
///
/// ```
/// use secmaster_contract::ReplayOutcome;
///
/// fn told(outcome: &ReplayOutcome) -> String {
///     match outcome.still_fails() {
///         true => format!("{}: expected {}, got {}", outcome.rule, outcome.expected, outcome.got),
///         false => format!("{} is kept now", outcome.rule),
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct ReplayOutcome {
    /// The rule that was broken.
    pub rule: String,
    /// The case that showed it.
    pub case: String,
    /// What the answer says about the rule now.
    pub verdict: Verdict,
    /// What was due; empty where the rule is kept.
    pub expected: String,
    /// What came instead; empty where the rule is kept.
    pub got: String,
    /// The status and the beginning of the body that came last, or why nothing came.
    pub answer: String,
    /// What became of the things that were created.
    pub clean_up: CleanUp,
}

impl ReplayOutcome {
    pub(super) fn new(
        finding: &Replay,
        rule: usize,
        told: &[Told],
        clean_up: CleanUp,
        secret: &Secret,
    ) -> Self {
        let seen = told.iter().flat_map(|told| {
            let of_rule = told.observations.iter().filter(|seen| seen.rule == rule);
            of_rule.map(|seen| (seen, &told.answer))
        });
        let mut outcome = Self {
            rule: finding.rule.clone(),
            case: finding.case.clone(),
            verdict: Verdict::NotObservable,
            expected: String::new(),
            got: "the answer says nothing about it".to_owned(),
            answer: String::new(),
            clean_up,
        };
        let mut shown = told.last().map(|told| &told.answer);
        for (seen, answer) in seen {
            let verdict = outcome.verdict.and(seen.verdict);
            // Of answers that are all as they should be, the last tells the end.
            if verdict != outcome.verdict || verdict == Verdict::Kept {
                (outcome.expected, outcome.got) = (seen.expected.clone(), seen.got.clone());
                shown = Some(answer);
            }
            outcome.verdict = verdict;
        }
        let is_success = matches!(shown, Some(Ok(received)) if received.is_success());
        if finding.blocks_operation && !is_success && outcome.verdict != Verdict::Broken {
            // Whoever only asks to slow down is no better off.
            outcome.verdict = Verdict::Broken;
            outcome.expected = "the documented success".to_owned();
            outcome.got = "another answer".to_owned();
        }
        outcome.answer = match shown {
            Some(Ok(received)) => {
                format!("{}: {}", received.status, cut(&secret.redact(&received.text), ANSWER))
            }
            Some(Err(failure)) => format!("no answer: {}", secret.redact(&failure.to_string())),
            None => String::new(),
        };
        outcome
    }

    /// Whether the rule is still broken, as far as can be told: an answer that does not show the
    /// rule at all does not show that it is kept.
    pub const fn still_fails(&self) -> bool {
        matches!(self.verdict, Verdict::Broken | Verdict::NotObservable)
    }

    /// The exit code of the binary: 1 if it still fails, else 0.
    pub const fn exit_code(&self) -> u8 {
        self.still_fails() as u8
    }
}

impl fmt::Display for ReplayOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, case, expected, got, clean_up, .. } = self;
        match self.verdict {
            Verdict::Kept => writeln!(f, "{rule} no longer fails")?,
            Verdict::KnownDeviation(number) => {
                writeln!(f, "{rule} no longer fails: it is the known deviation {number}")?;
            }
            Verdict::Broken => writeln!(f, "{rule} still fails")?,
            Verdict::NotObservable => writeln!(f, "{rule} cannot be told")?,
        }
        writeln!(f, "   case      {case}")?;
        for (name, text) in [("expected ", expected), ("got      ", got)] {
            if self.still_fails() && !text.is_empty() {
                writeln!(f, "   {name} {}", one_line(text))?;
            }
        }
        writeln!(f, "   received  {}", one_line(&self.answer))?;
        if clean_up.created > 0 {
            writeln!(f, "created {}, deleted {}", clean_up.created, clean_up.deleted)?;
        }
        for problem in &clean_up.problems {
            writeln!(f, "clean-up: {}", one_line(problem))?;
        }
        if !clean_up.left.is_empty() {
            writeln!(f, "left behind: {}", one_line(&clean_up.left.join(", ")))?;
        }
        Ok(())
    }
}
