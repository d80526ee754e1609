//! Accepted or refused, and with which status.

use secmaster_spec::Operation;

use super::Judge;
use crate::case::Case;
use crate::expectation::Expectation;
use crate::send::{Received, SendFailure};
use crate::verdict::Observation;

/// The status of a server that asks to be asked less often; it says nothing about the request.
const TOO_MANY_REQUESTS: u16 = 429;

/// The status of a server that takes no body of that size; no table bounds them.
const CONTENT_TOO_LARGE: u16 = 413;

/// A body of more bytes may be too large for some.
const LARGE: usize = 8 * 1024;

/// The status of a server that knows the path and not the method.
const METHOD_NOT_ALLOWED: u16 = 405;

pub(super) fn judge(
    judge: &Judge<'_>,
    operation: &Operation,
    case: &Case,
    answer: &Result<Received, SendFailure>,
) -> Vec<Observation> {
    let outcome = Outcome { judge, operation, case };
    match answer {
        Err(failure) => outcome.no_answer(failure),
        Ok(received) if received.status == TOO_MANY_REQUESTS => outcome
            .on_primary(|rule| Observation::unseen(rule, "the server asked to slow down (429)")),
        Ok(received) if received.status == CONTENT_TOO_LARGE && is_large(case) => {
            outcome.on_primary(|rule| Observation::unseen(rule, "the body was too large (413)"))
        }
        Ok(received) if case.is_foreign => outcome.foreign(received),
        Ok(received) if received.status >= 500 => {
            let reason = format!("answered with {}", received.status);
            outcome.on_primary(|rule| Observation::unseen(rule, reason.clone()))
        }
        Ok(received) => match case.expectation {
            Expectation::Accepted => outcome.due_accepted(received),
            Expectation::Refused => outcome.due_refused(received),
            Expectation::Either => outcome.due_either(received),
        },
    }
}

fn is_large(case: &Case) -> bool {
    case.request.body.as_ref().is_some_and(|body| body.len() > LARGE)
}

struct Outcome<'a> {
    judge: &'a Judge<'a>,
    operation: &'a Operation,
    case: &'a Case,
}

impl Outcome<'_> {
    /// That there is no answer is a matter of its own; here it says nothing.
    fn no_answer(&self, failure: &SendFailure) -> Vec<Observation> {
        let got = format!("no answer: {}", self.judge.shown_text(&failure.to_string()));
        self.on_primary(|rule| Observation::unseen(rule, got.clone()))
    }

    /// The answer to what is none of the operation's requests.
    fn foreign(&self, received: &Received) -> Vec<Observation> {
        if self.case.expectation == Expectation::Either {
            return Vec::new();
        }
        let is_refused = (400..500).contains(&received.status) || received.status == 501;
        if !is_refused {
            let got = self.got(received);
            return self.on_primary(|rule| Observation::broken(rule, self.refusal(), got.clone()));
        }
        // Another path may be that of other operations, which have methods of their own.
        let is_path_documented =
            self.case.rules.first().is_some_and(|rule| rule.ends_with("/request/method"));
        if received.status == METHOD_NOT_ALLOWED && is_path_documented {
            let got = received.header("allow").unwrap_or("none");
            let allowed: Vec<&str> = got.split(',').map(str::trim).collect();
            let operations = self.judge.service.operations.iter();
            let mut of_path = operations.filter(|other| other.path == self.operation.path);
            let refused = self.case.request.method.as_str();
            if of_path.any(|other| !allowed.contains(&other.method.as_str()))
                || allowed.contains(&refused)
            {
                let expected = "an `Allow` with every method of the path and without the refused one, \
                                as HTTP demands of a 405";
                let got = format!("`Allow`: {}", self.judge.shown_text(got));
                return self.on_primary(|rule| Observation::broken(rule, expected, got.clone()));
            }
        }
        self.on_primary(Observation::kept)
    }

    fn due_accepted(&self, received: &Received) -> Vec<Observation> {
        if !received.is_success() {
            let got = self.got(received);
            return self.on_primary(|rule| Observation::broken(rule, self.success(), got.clone()));
        }
        let mut observations = self.success_status(received);
        let status = self.judge.status_rule(self.operation, true);
        let named = self.case.rules.iter().filter_map(|rule| self.judge.book.find(rule));
        observations.extend(named.filter(|rule| Some(*rule) != status).map(Observation::kept));
        observations
    }

    fn due_refused(&self, received: &Received) -> Vec<Observation> {
        match received.status {
            200..300 => {
                let got = self.got(received);
                self.on_primary(|rule| Observation::broken(rule, self.refusal(), got.clone()))
            }
            400..500 => {
                // What the status itself promises is not kept by any other refusal.
                let mut observations = self.on_primary(Observation::kept);
                let status = self.judge.status_rule(self.operation, false);
                observations.retain(|seen| Some(seen.rule) != status);
                observations.extend(self.refusal_status(received));
                observations
            }
            _ => self.misanswered(received),
        }
    }

    fn due_either(&self, received: &Received) -> Vec<Observation> {
        match received.status {
            200..300 => {
                let mut observations = match self.case.deviation {
                    Some(number) => self.on_primary(|rule| Observation::known(rule, number)),
                    None => Vec::new(),
                };
                observations.extend(self.success_status(received));
                observations
            }
            400..500 => {
                let mut observations = match self.case.deviation {
                    Some(_) => self.on_primary(Observation::kept),
                    None => Vec::new(),
                };
                let proper = self.case.refusal.allows(received.status, self.documented_refusal());
                if !proper {
                    observations.extend(self.refusal_status(received));
                }
                observations
            }
            _ => self.misanswered(received),
        }
    }

    /// A status that is neither success nor refusal, such as a redirect.
    fn misanswered(&self, received: &Received) -> Vec<Observation> {
        let expected = match self.case.expectation {
            Expectation::Either => format!("{} or {}", self.success(), self.refusal()),
            _ => self.refusal(),
        };
        let got = self.got(received);
        let status =
            self.on_status(false, |rule| Observation::broken(rule, expected.clone(), got.clone()));
        self.and_unseen_primary(status, &format!("answered with {}", received.status))
    }

    /// Says for the case's own rule why this answer tells nothing about it.
    fn and_unseen_primary(&self, mut seen: Vec<Observation>, reason: &str) -> Vec<Observation> {
        seen.extend(self.on_primary(|rule| Observation::unseen(rule, reason)));
        seen
    }

    fn success_status(&self, received: &Received) -> Vec<Observation> {
        let documented = self.operation.success().map(|response| response.status);
        self.on_status(true, |rule| {
            if documented == Some(received.status) {
                Observation::kept(rule)
            } else {
                Observation::broken(rule, self.success(), self.got(received))
            }
        })
    }

    fn refusal_status(&self, received: &Received) -> Vec<Observation> {
        let documented = self.documented_refusal();
        if Some(received.status) == documented {
            return self.on_status(false, Observation::kept);
        }
        if self.case.refusal.allows(received.status, documented) {
            return Vec::new();
        }
        self.on_status(false, |rule| Observation::broken(rule, self.refusal(), self.got(received)))
    }

    fn documented_refusal(&self) -> Option<u16> {
        self.operation.refusal().map(|response| response.status)
    }

    fn on_primary(&self, make: impl Fn(usize) -> Observation) -> Vec<Observation> {
        let primary = self.case.rules.first().and_then(|rule| self.judge.book.find(rule));
        primary.map(make).into_iter().collect()
    }

    fn on_status(&self, success: bool, make: impl Fn(usize) -> Observation) -> Vec<Observation> {
        self.judge.status_rule(self.operation, success).map(make).into_iter().collect()
    }

    fn success(&self) -> String {
        match self.operation.success() {
            Some(response) => format!("{}, the documented success", response.status),
            None => "a success".to_owned(),
        }
    }

    fn refusal(&self) -> String {
        use crate::expectation::Refusal;
        match (self.documented_refusal(), self.case.refusal) {
            (Some(status), Refusal::Documented) => format!("a refusal with {status}"),
            (Some(status), Refusal::Authentication) => {
                format!("a refusal with {status}, 401 or 403")
            }
            _ => "a refusal with some 4xx".to_owned(),
        }
    }

    /// The answer in a few words: status, and what its body says is wrong.
    fn got(&self, received: &Received) -> String {
        let errors = &self.judge.service.errors;
        let message = received.value.as_ref().and_then(|body| {
            errors.iter().find_map(|shape| {
                body.pointer(&shape.code)?;
                Some(body.pointer(&shape.message)?.as_str()?.to_owned())
            })
        });
        match message {
            Some(message) if !message.is_empty() => {
                format!("{} {}", received.status, self.judge.shown_text(&message))
            }
            _ => received.status.to_string(),
        }
    }
}
