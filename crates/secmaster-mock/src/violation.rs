//! What is wrong with a request, in words, each with the documented row that says so.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use secmaster_spec::{Choice, Row, RuleKind, Shape};
use serde_json::Value;

/// So many violations are put into words; the others are counted.
const LISTED: usize = 20;

/// So many characters of a value, or of a name out of a request, are shown.
const SHOWN: usize = 40;

const SHORTEST_SECRET: usize = 6;

/// One thing that is wrong with a request.
#[derive(Clone, Debug)]
pub(crate) struct Violation {
    /// The rule that is broken; none for what is not even a body.
    pub(crate) rule: Option<String>,
    /// What was found where: `/data_object/verdict is missing`.
    pub(crate) finding: String,
    /// The documented row and the kind of rule: `create-indicator, Table 4, verdict: mandatory`.
    source: Option<String>,
}

/// Everything that is wrong with a request.
#[derive(Debug, Default)]
pub(crate) struct Violations {
    listed: Vec<Violation>,
    total: usize,
    is_cut: bool,
}

impl Violation {
    /// The value at `place` breaks that rule of the row.
    pub(crate) fn of_row(row: &Row, kind: RuleKind, place: &str, finding: &str) -> Self {
        Self {
            rule: Some(format!("{}/{kind}", row.id)),
            finding: format!("{place} {finding}"),
            source: Some(format!("{}: {kind}", row.in_words())),
        }
    }

    /// What is at `place` is wrong, though no rule of its row says so.
    pub(crate) fn beside_rules(row: &Row, place: &str, finding: &str) -> Self {
        Self { rule: None, finding: format!("{place} {finding}"), source: Some(row.in_words()) }
    }

    /// Something that no row's rule stands for.
    pub(crate) fn other(finding: impl Into<String>) -> Self {
        Self { rule: None, finding: finding.into(), source: None }
    }

    /// The same, with no rule that could be named.
    pub(crate) fn without_rule(mut self) -> Self {
        self.rule = None;
        self
    }

    fn in_words(&self) -> String {
        match &self.source {
            Some(source) => format!("{} ({source})", self.finding),
            None => self.finding.clone(),
        }
    }
}

impl Violations {
    pub(crate) fn push(&mut self, violation: Violation) {
        self.total += 1;
        if self.listed.len() < LISTED {
            self.listed.push(violation);
        }
    }

    /// Whether further ones are only counted.
    pub(crate) fn is_full(&self) -> bool {
        self.listed.len() >= LISTED
    }

    /// Counts one that need not be put into words.
    pub(crate) fn count(&mut self) {
        self.total += 1;
    }

    /// Says that the first violation of a body is not the last.
    pub(crate) fn stop_at_first(&mut self) {
        self.is_cut = true;
    }

    /// Adds those that were found elsewhere.
    pub(crate) fn append(&mut self, others: Self) {
        self.total += others.total - others.listed.len();
        self.is_cut |= others.is_cut;
        others.listed.into_iter().for_each(|violation| self.push(violation));
    }

    /// The violations, if there are any, without the secrets that a value may repeat.
    pub(crate) fn redacted(mut self, secrets: impl FnOnce() -> Vec<String>) -> Option<Self> {
        if self.is_empty() {
            return None;
        }
        let secrets = secrets();
        for violation in &mut self.listed {
            violation.finding = redacted(std::mem::take(&mut violation.finding), &secrets);
        }
        Some(self)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.total == 0
    }

    pub(crate) fn first(&self) -> Option<&Violation> {
        self.listed.first()
    }

    /// How many there are beyond the first.
    pub(crate) fn further(&self) -> usize {
        self.total.saturating_sub(1)
    }

    /// All of them, in sentences.
    pub(crate) fn in_words(&self) -> String {
        let mut words: Vec<String> = self.listed.iter().map(Violation::in_words).collect();
        let hidden = self.total - self.listed.len();
        if hidden > 0 {
            words.push(format!("And {hidden} more"));
        }
        if self.is_cut {
            words.push("The body is large: there may be more".to_owned());
        }
        words.join(". ")
    }
}

/// Which rule of the row an error is about, and what was found; none if another error of the same
/// value says it already.
pub(crate) fn explain(
    row: &Row,
    is_item: bool,
    error: &ValidationError<'_>,
) -> Option<(RuleKind, String)> {
    let value = error.instance().as_ref();
    let (shape, is_item) = match &row.shape {
        Shape::Array { items, .. } if is_item => (items.as_ref(), true),
        shape => (shape, false),
    };
    let shown = if row.secret { "hidden".to_owned() } else { shown(value) };
    let wrong_type = || format!("is {}, not {}", described(value, row.secret), due(shape));
    // One rule stands for all that the table says about items.
    let kind_or_items = |kind: RuleKind| if is_item { RuleKind::Items } else { kind };
    let (kind, finding) = match error.kind() {
        ValidationErrorKind::Type { .. } => (RuleKind::Type, wrong_type()),
        // Of several shapes that would do, the one of the value's own type says what is wrong.
        ValidationErrorKind::AnyOf { context } => {
            let is_type = |error: &ValidationError<'_>| {
                matches!(error.kind(), ValidationErrorKind::Type { .. })
            };
            let of_type = context.iter().find(|errors| !errors.iter().any(is_type));
            let Some(inner) = of_type.and_then(|errors| errors.first()) else {
                return Some((kind_or_items(RuleKind::Type), wrong_type()));
            };
            return explain(row, is_item, inner);
        }
        ValidationErrorKind::Enum { .. } if is_said_elsewhere(error) => return None,
        ValidationErrorKind::Enum { .. } => {
            (RuleKind::Options, format!("is {shown}, not {}", one_of(shape.options())))
        }
        ValidationErrorKind::Pattern { .. } if !shape.options().is_empty() => {
            (RuleKind::Options, format!("is {shown}, not {}", one_of(shape.options())))
        }
        ValidationErrorKind::Minimum { .. } | ValidationErrorKind::Maximum { .. } => {
            (RuleKind::Range, format!("is {shown}, not {}", between(shape.range())))
        }
        ValidationErrorKind::MinLength { .. } | ValidationErrorKind::MaxLength { .. } => {
            let length = value.as_str().map_or(0, |text| text.chars().count());
            (RuleKind::Length, format!("has {length} characters, not {}", between(shape.length())))
        }
        ValidationErrorKind::MinItems { .. } | ValidationErrorKind::MaxItems { .. } => {
            let count = value.as_array().map_or(0, Vec::len);
            (RuleKind::ItemCount, format!("has {count} items, not {}", between(shape.item_count())))
        }
        _ => (RuleKind::Format, format!("is {shown}, which has not the documented form")),
    };
    Some((kind_or_items(kind), finding))
}

/// Whether another error of the same value says it already: options are options of texts, and of any
/// other value the type is what is wrong.
pub(crate) fn is_said_elsewhere(error: &ValidationError<'_>) -> bool {
    matches!(error.kind(), ValidationErrorKind::Enum { .. }) && !error.instance().is_string()
}

/// The text without secrets. Very short ones are not looked for: they would be found everywhere.
pub(crate) fn redacted(text: String, secrets: &[String]) -> String {
    let secrets = secrets.iter().filter(|secret| secret.len() >= SHORTEST_SECRET);
    secrets.fold(text, |text, secret| {
        // A long secret is recognized by its start, where a longer value was cut.
        let start: String = secret.chars().take(SHOWN).collect();
        if text.contains(&start) {
            text.replace(secret.as_str(), "[redacted]").replace(&start, "[redacted]")
        } else {
            text
        }
    })
}

/// The start of a text that came with a request.
pub(crate) fn clipped(text: &str) -> String {
    let mut letters = text.chars();
    let start: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() { start + "…" } else { start }
}

/// A value in a few characters.
pub(crate) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => Value::String(clipped(text)).to_string(),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        other => other.to_string(),
    }
}

fn described(value: &Value, is_secret: bool) -> String {
    let kind = match value {
        Value::Null | Value::Array(_) | Value::Object(_) => return shown(value),
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
    };
    if is_secret { kind.to_owned() } else { format!("{}, {kind}", shown(value)) }
}

fn due(shape: &Shape) -> String {
    let kind = shape.json_type();
    format!("{} {kind}", if kind.starts_with(['a', 'i', 'o']) { "an" } else { "a" })
}

/// The options, as one must give them.
pub(crate) fn one_of(options: &[Choice]) -> String {
    let quoted: Vec<String> = options.iter().map(|choice| format!("{:?}", choice.value)).collect();
    match quoted.as_slice() {
        [head @ .., last] if !head.is_empty() => format!("{} or {last}", head.join(", ")),
        other => other.concat(),
    }
}

fn between<T: std::fmt::Display>(bounds: Option<(Option<T>, Option<T>)>) -> String {
    match bounds {
        Some((Some(least), Some(most))) => format!("{least} to {most}"),
        Some((Some(least), None)) => format!("at least {least}"),
        Some((None, Some(most))) => format!("at most {most}"),
        _ => "as documented".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_secrets_are_hidden_to_their_end() {
        let secret = "s3cr3t-".repeat(20);
        let secrets = [secret.clone(), "short".to_owned()];
        let text = format!("/v1/{secret}/short, {}…", &secret[..SHOWN]);
        assert_eq!(redacted(text, &secrets), "/v1/[redacted]/short, [redacted]…");
    }
}
