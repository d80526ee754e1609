//! Where the documented examples of answers contradict the documented tables.

use secmaster_spec::{Operation, Place, Service};
use serde::Serialize;

use crate::cases::{self, Builder};
use crate::check::Judge;
use crate::options::Options;
use crate::rules::RuleBook;
use crate::target::Target;
use crate::verdict::Verdict;

/// An example of an answer that breaks a rule of the tables.
///
/// ```
/// use secmaster_contract::{ExampleNote, Report};
///
/// fn about_examples(report: &Report) -> &[ExampleNote] {
///     &report.notes
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ExampleNote {
    /// The example.
    pub example: String,
    /// The rule that it breaks.
    pub rule: String,
    /// The deviation that says so.
    pub deviation: Option<u16>,
    /// What the tables ask for, and what the example has instead.
    pub text: String,
}

/// Looks at the documented examples of answers as if the endpoint had given them.
pub(crate) fn notes(
    service: &Service,
    target: &Target,
    options: &Options<'_>,
    book: &RuleBook,
    judge: &Judge<'_>,
) -> Vec<ExampleNote> {
    let of_operation = |operation: &Operation| {
        let body = crate::baseline::candidates(operation, target.parameters()).into_iter().next();
        let builder =
            Builder::new(service, operation, target.parameters(), options.profile, body.clone());
        let Some(case) = cases::probe(builder, body, true) else { return Vec::new() };
        let is_answer = |table: u16| {
            operation.table(table).is_some_and(|table| table.place == Place::ResponseBody)
        };
        let examples = operation.examples.iter().filter(|example| is_answer(example.table));
        let mut notes = Vec::new();
        for example in examples {
            for seen in judge.judge_example(&case, example) {
                let Some(rule) = book.rules.get(seen.rule) else { continue };
                let (deviation, text) = match seen.verdict {
                    Verdict::KnownDeviation(number) => {
                        let known = service.deviation(number);
                        (Some(number), known.map(|known| known.title.clone()).unwrap_or_default())
                    }
                    Verdict::Broken => {
                        let row = rule.row.as_deref().and_then(|id| service.row(id));
                        let known = row.and_then(|row| service.deviations_of(row).next());
                        let text = format!("expected {}, got {}", seen.expected, seen.got);
                        (known.map(|known| known.number), text)
                    }
                    Verdict::Kept | Verdict::NotObservable => continue,
                };
                notes.push(ExampleNote {
                    example: example.id.clone(),
                    rule: rule.id.clone(),
                    deviation,
                    text,
                });
            }
        }
        notes
    };
    service.operations.iter().flat_map(of_operation).collect()
}
