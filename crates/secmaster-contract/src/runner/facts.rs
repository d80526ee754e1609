//! What a run knows beyond its exchanges: facts for the report, and the transcript.

use secmaster_spec::{Effect, Operation, Place, Row, Wider};

use super::Run;
use crate::case::Phase;
use crate::exchange::Exchange;
use crate::options::Profile;
use crate::report::{CaseFacts, Facts, Step, Undocumented, har, write_transcript};

impl Run<'_> {
    pub(super) fn facts(&self) -> Facts {
        let is_random = |exchange: &&Exchange| {
            exchange.case.phase == Phase::Random && exchange.answer.is_some()
        };
        let undocumented =
            self.undocumented.iter().map(|((operation, table, pointer), answers)| {
                let pointer = self.target.secret().redact(pointer);
                Undocumented {
                    operation: operation.clone(),
                    table: *table,
                    pointer,
                    answers: *answers,
                }
            });
        Facts {
            seed: self.options.seed,
            strict: self.options.strict,
            shard: self.options.shard.map(|shard| shard.to_string()),
            run: self.options.run.clone(),
            random_cases: self.exchanges.iter().filter(is_random).count(),
            undocumented: undocumented.collect(),
            observable_deviations: self.observable_deviations(),
            cases: self.exchanges.iter().filter_map(|it| self.case_facts(it)).collect(),
        }
    }

    fn case_facts(&self, exchange: &Exchange) -> Option<(String, CaseFacts)> {
        let (_, elapsed) = exchange.timing?;
        let steps = exchange.leads.iter().filter_map(|lead| self.exchanges.get(*lead));
        let steps = steps.map(|lead| {
            let Exchange { case, answer, timing, .. } = lead;
            let elapsed = timing.map(|(_, elapsed)| elapsed);
            let secret = self.target.secret();
            Step::new(&case.title, &case.shown(secret), answer.as_ref(), elapsed, secret)
        });
        let facts = CaseFacts {
            steps: steps.collect(),
            smallest: exchange.is_smallest,
            elapsed: Some(elapsed),
        };
        Some((exchange.case.id.clone(), facts))
    }

    /// The deviations that an answer of this run could have shown.
    fn observable_deviations(&self) -> Vec<u16> {
        let is_lenient = self.options.profile == Profile::Lenient;
        let tested = |operation: &&Operation| self.accepted.contains_key(&operation.name);
        let mut numbers: Vec<u16> = self
            .service
            .operations
            .iter()
            .filter(tested)
            .flat_map(|it| of_answers(it, is_lenient, &|row| self.is_selected(row)))
            .collect();
        let is_shown = |exchange: &&Exchange| {
            let mut rules = exchange.case.rules.iter().take(1);
            exchange.answer.is_some() && rules.any(|rule| self.options.selection.takes(rule))
        };
        let sent = self.exchanges.iter().filter(is_shown);
        numbers.extend(sent.filter_map(|exchange| exchange.case.deviation));
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// Whether the run is about some rule of the row.
    fn is_selected(&self, row: &Row) -> bool {
        let mut of_row = self.book.rules.iter().filter(|rule| rule.row.as_ref() == Some(&row.id));
        of_row.any(|rule| self.options.selection.takes(&rule.id))
    }

    /// Writes everything that was sent and received, if that is asked for.
    pub(super) fn write_transcript(&mut self) {
        let Some(folder) = self.options.transcript else { return };
        let mut sent: Vec<&Exchange> = self.exchanges.iter().collect();
        sent.sort_by_key(|exchange| exchange.timing);
        let entries = sent.into_iter().filter_map(|exchange| {
            let (started, elapsed) = exchange.timing?;
            let Exchange { case, answer, .. } = exchange;
            let (request, answer) = (&case.request, answer.as_ref()?);
            Some(har::Entry { case: &case.id, request, answer, started, elapsed })
        });
        let (endpoint, secret) = (self.target.endpoint(), self.target.secret());
        if let Err(error) = write_transcript(folder, endpoint, secret, entries) {
            self.mistakes.push(format!("the transcript cannot be written: {error}"));
        }
    }
}

/// The deviations that an operation's answers can show: those that rows are read by, and those of
/// rows that may be left out.
fn of_answers(
    operation: &Operation,
    is_lenient: bool,
    is_selected: &dyn Fn(&Row) -> bool,
) -> Vec<u16> {
    let rows = operation.rows(Place::ResponseBody).map(|(_, row)| row);
    let reads = rows.filter(|row| is_selected(row)).flat_map(|row| &row.reads);
    // A time in that notation breaks no rule.
    let reads = reads
        .filter(|reading| reading.wider != Wider::LocalTime && (is_lenient || !reading.is_live));
    let mut numbers: Vec<u16> = reads.map(|reading| reading.deviation).collect();
    if let Some(Effect::Create(create)) = &operation.effect {
        let root = operation.success().and_then(|response| response.body_table);
        let row = |place: &str| root.and_then(|root| operation.row_at(root, place));
        let is_shown = |place: &str| row(place).is_some_and(|(row, _)| is_selected(row));
        let left_out = create.left_out.iter().filter(|(place, _)| is_shown(place));
        numbers.extend(left_out.map(|(_, number)| *number));
    }
    numbers
}
