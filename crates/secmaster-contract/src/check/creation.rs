//! What a creation's answer repeats of its request, and what it says about what is new.

use std::collections::BTreeMap;

use secmaster_spec::{Create, Effect, Operation, Row, RuleKind, Shape, Text};
use serde_json::Value;

use super::times::{instant, is_same_time};
use super::{Judge, values};
use crate::baseline::is_time;
use crate::case::Case;
use crate::expectation::Expectation;
use crate::rules::RuleBook;
use crate::send::Received;
use crate::verdict::Observation;

pub(super) fn judge(
    judge: &Judge<'_>,
    operation: &Operation,
    case: &Case,
    received: &Received,
) -> Vec<Observation> {
    let Some(Effect::Create(create)) = &operation.effect else { return Vec::new() };
    // Of a request that should have been refused, nothing is promised.
    if !received.is_success() || case.expectation == Expectation::Refused || case.is_foreign {
        return Vec::new();
    }
    // Of a body with two members of one name, or with half a character, nobody knows what counts.
    if case.request.body.is_some() && case.request.value.is_none() {
        return Vec::new();
    }
    let Some(answer) = received.value.as_ref().filter(|body| body.is_object()) else {
        return Vec::new();
    };
    let creation = Creation { judge, operation, create, case, answer };
    let mut seen = creation.echoes();
    seen.extend(creation.identities());
    seen.extend(creation.states());
    seen.extend(creation.orders());
    seen
}

/// A place of an answer that repeats the request.
#[derive(Debug)]
pub(super) struct Echo<'a> {
    place: String,
    /// A place of the request's body, or a `{parameter}` of its path.
    from: String,
    /// What may come back: what stands at `from`, and what the other of the two calls by the same
    /// name, for nothing says which of them counts.
    sources: Vec<Source>,
    row: &'a Row,
    rule: usize,
}

/// Where a value of the request stands.
#[derive(Debug)]
enum Source {
    /// In the path, with this value.
    Path(Value),
    /// At this place of the body.
    Body(String),
}

impl Echo<'_> {
    /// Whether the answer has this value where it repeats that place of a request.
    pub(super) fn repeats(&self, from: &str, value: &Value, answer: &Value) -> bool {
        self.from == from
            && answer.pointer(&self.place).is_some_and(|got| is_same(self.row, value, got))
    }
}

/// The places of an operation's success that repeat the request.
pub(super) fn echoes<'a>(
    operation: &'a Operation,
    book: &RuleBook,
    parameters: &BTreeMap<String, String>,
) -> Vec<Echo<'a>> {
    let Some(Effect::Create(create)) = &operation.effect else { return Vec::new() };
    let root = operation.success().and_then(|response| response.body_table);
    let places = root.map(|root| operation.places(root)).unwrap_or_default();
    let echo = |(place, _, row): (String, _, &'a Row)| {
        let from = operation.echoed_from(&place)?;
        let rule = book.find(&format!("{}/{}", row.id, RuleKind::Echo))?;
        let sources = sources(create, &place, &from, parameters);
        Some(Echo { place, from, sources, row, rule })
    };
    places.into_iter().filter_map(echo).collect()
}

fn sources(
    create: &Create,
    place: &str,
    from: &str,
    parameters: &BTreeMap<String, String>,
) -> Vec<Source> {
    let of_path =
        |name: &str| parameters.get(name).map(|value| Source::Path(value.as_str().into()));
    let Some(name) = from.strip_prefix('{').and_then(|name| name.strip_suffix('}')) else {
        let (parent, name) = from.rsplit_once('/').unwrap_or_default();
        // An object inside has ids of its own.
        let is_whole = create.echo.values().any(|object| object == parent);
        let other = of_path(name).filter(|_| is_whole);
        return [Some(Source::Body(from.to_owned())), other].into_iter().flatten().collect();
    };
    let objects = || create.echo.iter().filter(|(_, from)| from.starts_with('/'));
    let beside = |answer: &str| parent(answer) == parent(place);
    let below = objects().find(|(answer, _)| beside(answer));
    let bodies = below.into_iter().chain(objects());
    let bodies = bodies.map(|(_, object)| Source::Body(format!("{object}/{name}")));
    of_path(name).into_iter().chain(bodies).collect()
}

/// The place of the object around a place.
fn parent(place: &str) -> &str {
    place.rsplit_once('/').map_or("", |(parent, _)| parent)
}

struct Creation<'a> {
    judge: &'a Judge<'a>,
    operation: &'a Operation,
    create: &'a Create,
    case: &'a Case,
    answer: &'a Value,
}

impl Creation<'_> {
    fn rule(&self, place: &str, kind: RuleKind) -> Option<usize> {
        let root = self.operation.success()?.body_table?;
        let (row, _) = self.operation.row_at(root, place)?;
        self.judge.book.find(&format!("{}/{kind}", row.id))
    }

    /// What the request has at a place of its body.
    fn request(&self, place: &str) -> Option<&Value> {
        self.case.request.value.as_deref()?.pointer(place)
    }

    fn echoes(&self) -> Vec<Observation> {
        let echoes = self.judge.echoes.get(&self.operation.name);
        echoes.into_iter().flatten().filter_map(|echo| self.echo(echo)).collect()
    }

    fn echo(&self, echo: &Echo<'_>) -> Option<Observation> {
        let Echo { place, sources, row, rule, .. } = echo;
        let (place, rule) = (place.as_str(), *rule);
        let first = self.sent(sources.first()?).filter(|value| !value.is_null())?;
        let expected = || format!("{} at {place}, as it was sent", self.judge.shown(first));
        let Some(got) = self.answer.pointer(place) else {
            // Where the row around it is missing, that is said of that row.
            let is_around = self.answer.pointer(parent(place)).is_some_and(Value::is_object);
            return is_around.then(|| self.left_out(place, row, first, rule, expected()));
        };
        if sources.iter().filter_map(|it| self.sent(it)).any(|sent| is_same(row, sent, got)) {
            return Some(Observation::kept(rule));
        }
        // A value that breaks its own row says nothing more, unless that is known.
        let kinds = [RuleKind::Type, RuleKind::Options, RuleKind::Range, RuleKind::Length];
        let is_wrong = |kind: &RuleKind| {
            values::breach(row, *kind, got, None).is_some()
                && values::known(row, *kind, got, || None).is_none()
        };
        if kinds.iter().any(is_wrong) {
            let reason = "the value that came back breaks its own row";
            return Some(Observation::unseen(rule, reason));
        }
        if !is_fitting(row, first) {
            return Some(Observation::unseen(rule, "what was sent does not fit the answer's row"));
        }
        Some(Observation::broken(rule, expected(), self.judge.shown(got)))
    }

    fn sent<'s>(&'s self, source: &'s Source) -> Option<&'s Value> {
        match source {
            Source::Path(value) => Some(value),
            Source::Body(place) => self.request(place),
        }
    }

    /// A row that was sent and did not come back. Answers that follow the example rather than the
    /// table lack all rows that the example lacks.
    fn left_out(
        &self,
        place: &str,
        row: &Row,
        sent: &Value,
        rule: usize,
        expected: String,
    ) -> Observation {
        if !is_fitting(row, sent) {
            return Observation::unseen(rule, "what was sent does not fit the answer's row");
        }
        let known = self.create.left_out.get(place).filter(|_| !self.follows_table(place));
        match known {
            Some(number) => Observation::known(rule, *number),
            None => Observation::broken(rule, expected, "nothing there"),
        }
    }

    /// Whether the object around `place` has another row that the example lacks.
    fn follows_table(&self, place: &str) -> bool {
        self.create.left_out.keys().any(|other| {
            other != place && parent(other) == parent(place) && self.answer.pointer(other).is_some()
        })
    }

    /// The further places of the new id.
    fn identities(&self) -> Vec<Observation> {
        let Some(id) = self.answer.pointer(&self.create.id) else { return Vec::new() };
        let seen = |place: &String| {
            let rule = self.rule(place, RuleKind::Identity)?;
            let found = self.answer.pointer(place)?;
            let is_callers = self.callers_id(place) == Some(found);
            Some(if found == id || is_callers {
                Observation::kept(rule)
            } else {
                let expected = format!("{} at {place}", self.judge.shown(id));
                Observation::broken(rule, expected, self.judge.shown(found))
            })
        };
        self.create.ids.iter().filter_map(seen).collect()
    }

    /// An id that the caller chose, which the tables let one send and say nothing about.
    fn callers_id(&self, place: &str) -> Option<&Value> {
        self.request(&self.create.counterpart(place)?)
    }

    fn states(&self) -> Vec<Observation> {
        let seen = |(place, state): (&String, &Value)| {
            let rule = self.rule(place, RuleKind::State)?;
            let found = self.answer.pointer(place)?;
            let name = place.rsplit('/').next().unwrap_or_default();
            if found == state {
                return Some(Observation::kept(rule));
            }
            // A status of that name was asked for.
            if !found.is_boolean() || self.mentions(name) {
                return None;
            }
            let expected = format!("{state} at {place}");
            Some(Observation::broken(rule, expected, self.judge.shown(found)))
        };
        self.create.states.iter().filter_map(seen).collect()
    }

    /// Whether some text of the request's object is this word.
    fn mentions(&self, word: &str) -> bool {
        let objects = self.create.echo.values().filter_map(|from| self.request(from)?.as_object());
        let mut texts = objects.flat_map(|object| object.values()).filter_map(Value::as_str);
        texts.any(|text| text.eq_ignore_ascii_case(word))
    }

    fn orders(&self) -> Vec<Observation> {
        let instant = |place: &str| instant(self.answer.pointer(place)?.as_str()?);
        let seen = |(earlier, later): (&String, &String)| {
            let rule = self.rule(later, RuleKind::Order)?;
            // Whoever sends a time may get it back.
            if self.is_sent_time(earlier) || self.is_sent_time(later) {
                return None;
            }
            // In whatever notation, a time has digits.
            let has_digits = |text: &str| text.chars().any(char::is_numeric);
            for place in [earlier, later] {
                let text = self.answer.pointer(place).and_then(Value::as_str);
                if let Some(text) = text.filter(|text| !has_digits(text)) {
                    let got = self.judge.shown(&text.into());
                    return Some(Observation::broken(rule, format!("a time at {place}"), got));
                }
            }
            let (first, second) = (instant(earlier)?, instant(later)?);
            Some(if first <= second {
                Observation::kept(rule)
            } else {
                let expected = format!("{later} not before {earlier}");
                Observation::broken(rule, expected, format!("{second} and {first}"))
            })
        };
        self.create.order.iter().filter_map(seen).collect()
    }

    /// Whether the time at a place of the answer is one that the request has under that name.
    fn is_sent_time(&self, place: &str) -> bool {
        let Some(Value::String(got)) = self.answer.pointer(place) else { return false };
        let name = place.rsplit('/').next().unwrap_or_default();
        let objects = self.create.echo.values().filter_map(|from| self.request(from));
        let mut sent = objects.filter_map(|object| object.get(name)?.as_str());
        sent.any(|sent| sent == got || is_same_time(sent, got))
    }
}

/// Whether the answer's row can hold what was sent.
fn is_fitting(row: &Row, sent: &Value) -> bool {
    match &row.shape {
        Shape::Text(text) => match sent.as_str() {
            Some(sent) => is_option(text, sent),
            None => sent.is_number(),
        },
        Shape::Integer { .. } => {
            let is_number =
                sent.is_number() || sent.as_str().is_some_and(|it| it.parse::<i64>().is_ok());
            is_number && values::breach(row, RuleKind::Range, sent, None).is_none()
        }
        Shape::Boolean => sent.is_boolean(),
        Shape::Array { .. } => sent.is_array(),
        Shape::Object { .. } => sent.is_object(),
    }
}

fn is_option(text: &Text, sent: &str) -> bool {
    text.options.is_empty()
        || text.options.iter().any(|choice| choice.value.eq_ignore_ascii_case(sent))
}

/// Whether the value says what was sent: in the type of its own row, an option in any letter case,
/// a time in any notation. Of an object it is enough to be there: its rows have rules of their own.
fn is_same(row: &Row, sent: &Value, got: &Value) -> bool {
    if values::loosely_equal(sent, got) {
        return true;
    }
    match (&row.shape, sent, got) {
        (Shape::Object { .. }, Value::Object(_), Value::Object(_)) => true,
        (_, Value::Number(sent), Value::Number(got)) => sent.as_f64() == got.as_f64(),
        (Shape::Text(text), Value::String(sent), Value::String(got)) => {
            (!text.options.is_empty() && sent.eq_ignore_ascii_case(got))
                || (is_time(&row.shape) && is_same_time(sent, got))
        }
        _ => false,
    }
}
