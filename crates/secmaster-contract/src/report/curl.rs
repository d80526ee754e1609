//! A finding as lines of `curl` that a POSIX shell runs as they stand.
//!
//! Endpoint and token are the variables `SECMASTER_ENDPOINT` and `SECMASTER_AUTH_TOKEN`. An id that
//! the endpoint made is another one each time: it is taken out of the answer that tells it.

use secmaster_spec::{Create, Effect, Service};

use super::shell::{Hole, format as printf, is_plain, quoted, word};
use crate::case::{Case, HeaderText, Route, route_of};
use crate::created::created_id;
use crate::exchange::Exchange;
use crate::secret::{Secret, TOKEN_VARIABLE};

/// A program's argument of more bytes is refused by some systems.
const LONGEST: usize = 100_000;

/// After so many seconds, curl gives a server up that does not answer.
const PATIENCE: u32 = 60;

/// Before it sends a body of more bytes, curl may ask whether it is welcome.
const EXPECT: usize = 1024;

/// A request that has to be sent before another one, and the id that its answer tells.
pub(crate) struct Lead<'a> {
    case: &'a Case,
    id: Option<ToldId>,
}

impl<'a> Lead<'a> {
    /// A request whose answer is of no use to those after it.
    pub(crate) fn of(case: &'a Case) -> Self {
        Self { case, id: None }
    }

    /// A request whose answer may give an id that later ones name.
    pub(crate) fn new(service: &Service, exchange: &'a Exchange) -> Self {
        let case = &exchange.case;
        let effect = service.operation(&case.operation).and_then(|it| it.effect.as_ref());
        let id = match (effect, &exchange.answer) {
            (Some(Effect::Create(create)), Some(Ok(received))) if received.is_success() => {
                let body = received.value.as_ref();
                let id = body.and_then(|body| created_id(create, body));
                id.and_then(|id| ToldId::find(create, &received.text, id))
            }
            _ => None,
        };
        Self { case, id }
    }
}

/// The id of what was created, and where the answer tells it.
#[derive(Debug, PartialEq)]
struct ToldId {
    id: String,
    /// The member's name, in quotes.
    name: String,
    /// Its place among the members of that name.
    number: usize,
    is_text: bool,
}

impl ToldId {
    fn find<'t>(create: &Create, text: &'t str, id: String) -> Option<Self> {
        let name = format!("\"{}\"", create.id.rsplit('/').next()?);
        let mut number = 0;
        // As grep does: line by line, and what follows a name without a value is not looked at.
        let after = |line: &'t str| {
            line.match_indices(&name).filter_map(|(at, _)| line.get(at + name.len()..))
        };
        for rest in text.lines().flat_map(after) {
            let is_space = |letter: char| letter.is_ascii_whitespace();
            let Some(value) = rest.trim_start_matches(is_space).strip_prefix(':') else { continue };
            let value = value.trim_start_matches(is_space);
            let (told, is_text) = match value.strip_prefix('"') {
                Some(inside) => (inside.split_once('"').map(|(told, _)| told), true),
                None => (value.split(|letter: char| !letter.is_ascii_digit()).next(), false),
            };
            let Some(told) = told.filter(|told| is_text || !told.is_empty()) else { continue };
            number += 1;
            let told = if is_text {
                serde_json::from_str(&format!("\"{told}\"")).unwrap_or_default()
            } else {
                told.to_owned()
            };
            if told == id {
                return Some(Self { id, name, number, is_text });
            }
        }
        None
    }

    /// The filter that lets pass nothing but the id.
    fn filter(&self) -> String {
        let Self { name, number, .. } = self;
        let value = r#"[[:space:]]*:[[:space:]]*("[^"]*"|[0-9]+)"#;
        let cut = if self.is_text { r#"cut -d'"' -f4"# } else { "sed 's/.*[^0-9]//'" };
        format!("grep -oE {} | sed -n {number}p | {cut}", quoted(&format!("{name}{value}")))
    }
}

/// What a line shows of the answer.
#[derive(Clone, Copy)]
enum Show {
    Nothing,
    Body,
    Everything,
}

/// The lines that send the case after what leads to it, and together with what was sent at the same
/// time.
pub(crate) fn script(leads: &[Lead<'_>], case: &Case, secret: &Secret) -> String {
    let mut holes = vec![token()];
    let mut lines = Vec::new();
    for lead in leads {
        match &lead.id {
            Some(told) => {
                let line = arguments(lead.case, Show::Body, &holes, secret).line();
                let name = format!("ID{}", holes.len());
                lines.push(format!("{name}=$({line} | {})", told.filter()));
                let text = crate::secret::in_json(&told.id);
                holes.push(Hole { text, around: "\"", variable: format!("${name}") });
            }
            None => {
                let line = arguments(lead.case, Show::Nothing, &holes, secret).line();
                let is_together = lead.case.is_at_once_with(case);
                lines.push(if is_together { line + " &" } else { line });
            }
        }
    }
    lines.push(arguments(case, Show::Everything, &holes, secret).line());
    if leads.iter().any(|lead| lead.case.is_at_once_with(case)) {
        lines.push("wait".to_owned());
    }
    lines.join("\n")
}

fn token() -> Hole {
    Hole { text: TOKEN_VARIABLE.to_owned(), around: "", variable: TOKEN_VARIABLE.to_owned() }
}

/// The line that sends the case after others over one connection.
pub(crate) fn in_a_row<'c>(
    before: impl Iterator<Item = &'c Case>,
    case: &Case,
    secret: &Secret,
) -> String {
    let holes = [token()];
    let mut all: Vec<Arguments> =
        before.map(|earlier| arguments(earlier, Show::Nothing, &holes, secret)).collect();
    all.push(arguments(case, Show::Everything, &holes, secret));
    let input = all.iter_mut().find_map(|one| one.input.take());
    let texts: Vec<String> = all.into_iter().map(|one| one.text).collect();
    Arguments { input, text: texts.join(" --next ") }.line()
}

/// The lines that send the same case twice.
pub(crate) fn twice(case: &Case, secret: &Secret) -> String {
    let once = script(&[], case, secret);
    format!("{once}; echo\n{once}")
}

/// What curl is told.
struct Arguments {
    /// The command whose output it reads.
    input: Option<String>,
    text: String,
}

impl Arguments {
    fn line(&self) -> String {
        let input = self.input.as_ref().map(|input| format!("{input} | ")).unwrap_or_default();
        format!("{input}curl {}", self.text)
    }
}

fn arguments(case: &Case, show: Show, holes: &[Hole], secret: &Secret) -> Arguments {
    let request = &case.request;
    let is_watched = route_of(case) == Route::Watched;
    let body = request.body.as_deref().unwrap_or_default();
    let mut line = match show {
        Show::Nothing => "-sS -o /dev/null",
        Show::Body => "-sS",
        Show::Everything => "-sS -i",
    }
    .to_owned();
    line.push_str(&format!(" --http1.1 --path-as-is --max-time {PATIENCE} "));
    line.push_str(&match request.method.as_str() {
        // Told to send this one by name, curl would wait for a body.
        "HEAD" => "--head".to_owned(),
        method if method.bytes().all(|byte| byte.is_ascii_alphanumeric()) => format!("-X {method}"),
        method => format!("-X {}", quoted(method)),
    });
    let path = word(&secret.redact(&request.path), holes);
    line.push_str(&format!(" \"$SECMASTER_ENDPOINT\"{path}"));
    for (name, text) in &request.headers {
        // All but watched requests have their names in lower case on the wire.
        let name = if is_watched { name.clone() } else { name.to_lowercase() };
        line.push_str(" -H ");
        line.push_str(&match text {
            HeaderText::Token => format!("\"{name}: {TOKEN_VARIABLE}\""),
            // With a colon, curl would take an empty header for none.
            HeaderText::Text(text) if text.is_empty() => quoted(&format!("{name};")),
            HeaderText::Text(text) => quoted(&format!("{name}: {text}")),
        });
    }
    if is_watched {
        line.push_str(" -H 'connection: close'");
    }
    let is_expect = |(name, _): &(String, _)| name.eq_ignore_ascii_case("expect");
    if body.len() > EXPECT && !request.headers.iter().any(is_expect) {
        line.push_str(" -H 'expect:'");
    }
    let mut input = None;
    if let Some(data) = data(case, body, holes, secret) {
        let is_type = |(name, _): &(String, _)| name.eq_ignore_ascii_case("content-type");
        if !request.headers.iter().any(is_type) {
            // Left alone, curl would say that it sends a form.
            line.push_str(" -H 'content-type:'");
        }
        line.push_str(" --data-binary ");
        match data {
            Data::Word(word) => line.push_str(&word),
            Data::Piped(source) => {
                line.push_str("@-");
                input = Some(source);
            }
        }
    }
    Arguments { input, text: line }
}

/// How a body gets to curl.
enum Data {
    Word(String),
    /// From this command.
    Piped(String),
}

fn data(case: &Case, body: &[u8], holes: &[Hole], secret: &Secret) -> Option<Data> {
    let has_length = matches!(case.request.method.as_str(), "POST" | "PUT" | "PATCH");
    if body.is_empty() {
        return has_length.then(|| Data::Word("''".to_owned()));
    }
    let Some(text) = case.request.text().filter(|_| is_plain(body)) else {
        return Some(Data::Piped(format!("printf {}", printf(body))));
    };
    let text = if case.phase.has_foreign_ids() { secret.redact(text) } else { text.to_owned() };
    let holes = if case.phase.has_foreign_ids() { holes } else { &[] };
    let word = word(&text, holes);
    Some(if word.len() > LONGEST {
        Data::Piped(format!("printf %s {word}"))
    } else {
        Data::Word(word)
    })
}

#[cfg(test)]
#[path = "curl_tests.rs"]
mod tests;
#[cfg(test)]
#[path = "curl_wire_tests.rs"]
mod wire_tests;
