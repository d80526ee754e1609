//! Checking the rows that are plain text on the wire: path parameters and headers.

use jsonschema::Validator;
use secmaster_spec::{Format, Mandatory, Operation, Row, RuleKind, Shape, Strictness, Text, Wider};
use serde_json::Value;

use crate::media_type::MediaType;
use crate::request_faults::RequestFaults;
use crate::request_schema::{loosened, validator};
use crate::start_error::StartError;
use crate::violation::{Violation, Violations, clipped, explain, one_of};

/// The check of one row.
#[derive(Debug)]
pub(crate) struct TextRow {
    pub(crate) row: Row,
    /// `header content-type`, for example.
    pub(crate) place: String,
    demanded: Option<RuleKind>,
    media_types: Vec<MediaType>,
    validator: Option<Validator>,
}

impl TextRow {
    pub(crate) fn compile(
        operation: &Operation,
        row: &Row,
        place: &str,
        strictness: Strictness,
        faults: &RequestFaults,
    ) -> Result<Self, StartError> {
        let media_types = media_types(row, strictness, faults);
        let mut schema = loosened(operation.row_schema(row, strictness), row, faults);
        if !media_types.is_empty()
            && let Some(members) = schema.as_object_mut()
        {
            members.remove("enum");
        }
        let is_any_text = schema == serde_json::json!({ "type": "string" });
        Ok(Self {
            row: row.clone(),
            place: format!("{place} {}", row.name),
            demanded: demanded(row, strictness, faults),
            media_types,
            validator: if is_any_text { None } else { Some(validator(&row.id, &schema)?) },
        })
    }

    /// Adds what is wrong with the row's text; empty text counts as none.
    pub(crate) fn check(&self, text: Option<&str>, violations: &mut Violations) {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            if let Some(kind) = self.demanded {
                let finding = if text.is_some() { "is empty" } else { "is missing" };
                violations.push(Violation::of_row(&self.row, kind, &self.place, finding));
            }
            return;
        };
        if !self.media_types.is_empty() && !self.accepts(text) {
            let options = one_of(self.row.shape.options());
            let finding = format!("is {:?}, not {options}", clipped(text));
            let kind = RuleKind::Options;
            violations.push(Violation::of_row(&self.row, kind, &self.place, &finding));
        }
        let Some(validator) = &self.validator else { return };
        for error in validator.iter_errors(&typed(text, &self.row.shape)) {
            if let Some((kind, finding)) = explain(&self.row, false, &error) {
                let violation = Violation::of_row(&self.row, kind, &self.place, &finding);
                // The tables give no rule for the type of what is text on the wire.
                let is_type = kind == RuleKind::Type;
                violations.push(if is_type { violation.without_rule() } else { violation });
            }
        }
    }

    /// Whether the text is one of the media types. Most write it as it is documented.
    fn accepts(&self, text: &str) -> bool {
        self.row.shape.options().iter().any(|option| option.value == text)
            || MediaType::parse(text).is_some_and(|found| self.media_types.contains(&found))
    }
}

/// The rule that is broken where the row is not there.
fn demanded(row: &Row, strictness: Strictness, faults: &RequestFaults) -> Option<RuleKind> {
    if faults.requires(&row.id) {
        return Some(RuleKind::Optional);
    }
    let may_lack = strictness == Strictness::Tolerant && row.reading(Wider::Absent).is_some();
    let is_demanded = row.mandatory == Mandatory::Yes
        && !may_lack
        && !faults.ignores(&row.id, RuleKind::Mandatory);
    is_demanded.then_some(RuleKind::Mandatory)
}

/// The media types that are accepted; none where the row is no media type, or any is.
fn media_types(row: &Row, strictness: Strictness, faults: &RequestFaults) -> Vec<MediaType> {
    let Shape::Text(Text { format: Some(Format::MediaType), options, .. }) = &row.shape else {
        return Vec::new();
    };
    if faults.ignores(&row.id, RuleKind::Options) {
        return Vec::new();
    }
    let mut accepted: Vec<MediaType> =
        options.iter().filter_map(|choice| MediaType::parse(&choice.value)).collect();
    if strictness == Strictness::Tolerant && row.reading(Wider::WithoutCharset).is_some() {
        let plain: Vec<MediaType> =
            accepted.iter().cloned().map(MediaType::without_charset).collect();
        accepted.extend(plain);
    }
    accepted
}

/// The text as the value that it stands for.
fn typed(text: &str, shape: &Shape) -> Value {
    let value = match shape {
        Shape::Integer { .. } => text.parse::<i64>().ok().map(Value::from),
        Shape::Boolean => text.parse::<bool>().ok().map(Value::from),
        _ => None,
    };
    value.unwrap_or_else(|| text.into())
}
