//! Scripts as text.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::{Line, Requests, Script, Trouble};

/// The statuses of answers that a script may put in place of others.
const STATUSES: [&str; 5] = ["429", "500", "502", "503", "504"];

/// Why a text is no script. Its text says what is possible.
///
/// ```
/// let error = "reset-sometimes=1%".parse::<secmaster_mock::Script>().unwrap_err();
/// assert!(error.to_string().contains("reset-before"), "{error}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptSyntaxError {
    line: String,
    part: Part,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Trouble,
    Requests,
}

impl fmt::Display for ScriptSyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no line of a script: ", self.line)?;
        match self.part {
            Part::Whole => f.write_str(
                "a line reads [OPERATION/]TROUBLE=REQUESTS, such as reset-before=1%, and lines have commas between them",
            ),
            Part::Trouble => write!(
                f,
                "before `=` stands one of reset-before, reset-after, cut-body, bad-chunk, latency:TIME (TIME as 50ms or 2s), or a status of {}, as 503, as 429:2s to have a Retry-After, or as 504-after to process the request first",
                STATUSES.join(", ")
            ),
            Part::Requests => f.write_str(
                "after `=` stands a share of the requests from 0% to 100%, every-N, or the numbers of requests as 1+5, the first being 1",
            ),
        }
    }
}

impl std::error::Error for ScriptSyntaxError {}

impl FromStr for Script {
    type Err = ScriptSyntaxError;

    fn from_str(text: &str) -> Result<Self, ScriptSyntaxError> {
        let lines = text.split(',').map(str::trim).map(|line| {
            Line::read(line).map_err(|part| ScriptSyntaxError { line: line.to_owned(), part })
        });
        Ok(Self { lines: lines.collect::<Result<_, _>>()? })
    }
}

impl Line {
    fn read(text: &str) -> Result<Self, Part> {
        let (what, which) = text.split_once('=').ok_or(Part::Whole)?;
        let (operation, trouble) = match what.rsplit_once('/') {
            Some((operation, trouble)) => (Some(operation.to_owned()), trouble),
            None => (None, what),
        };
        Ok(Self {
            operation,
            trouble: trouble_of(trouble).ok_or(Part::Trouble)?,
            requests: requests_of(which).ok_or(Part::Requests)?,
        })
    }
}

fn trouble_of(text: &str) -> Option<Trouble> {
    Some(match text {
        "reset-before" => Trouble::ResetBefore,
        "reset-after" => Trouble::ResetAfter,
        "cut-body" => Trouble::CutBody,
        "bad-chunk" => Trouble::BadChunk,
        _ => match text.strip_prefix("latency:") {
            Some(duration) => Trouble::Latency(duration_of(duration)?),
            None => return status_of(text),
        },
    })
}

fn status_of(text: &str) -> Option<Trouble> {
    let (text, is_late) = match text.strip_suffix("-after") {
        Some(text) => (text, true),
        None => (text, false),
    };
    let (status, retry_after) = match text.split_once(':') {
        Some((status, seconds)) => (status, Some(number_of(seconds.strip_suffix('s')?)?)),
        None => (text, None),
    };
    let status = STATUSES.contains(&status).then(|| number_of(status))??;
    Some(Trouble::Status { status, retry_after, is_late })
}

fn duration_of(text: &str) -> Option<Duration> {
    match text.strip_suffix("ms") {
        Some(milliseconds) => Some(Duration::from_millis(number_of(milliseconds)?)),
        None => Some(Duration::from_secs(number_of(text.strip_suffix('s')?)?)),
    }
}

fn requests_of(text: &str) -> Option<Requests> {
    if let Some(percent) = text.strip_suffix('%') {
        let percent = percent.parse::<f64>().ok()?;
        return (0.0..=100.0).contains(&percent).then_some(Requests::Share(percent / 100.0));
    }
    let positive = |text| number_of::<u64>(text).filter(|number| *number > 0);
    match text.strip_prefix("every-") {
        Some(count) => positive(count).map(Requests::Every),
        None => text.split('+').map(positive).collect::<Option<_>>().map(Requests::Numbers),
    }
}

/// As a script says it.
impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latency(duration) => write!(f, "latency:{}ms", duration.as_millis()),
            Self::ResetBefore => f.write_str("reset-before"),
            Self::ResetAfter => f.write_str("reset-after"),
            Self::CutBody => f.write_str("cut-body"),
            Self::BadChunk => f.write_str("bad-chunk"),
            Self::Status { status, retry_after, is_late } => {
                write!(f, "{status}")?;
                retry_after.iter().try_for_each(|seconds| write!(f, ":{seconds}s"))?;
                f.write_str(if *is_late { "-after" } else { "" })
            }
        }
    }
}

/// A number in digits alone.
fn number_of<T: FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_read_as_documented() {
        let status =
            |status, retry_after, is_late| Trouble::Status { status, retry_after, is_late };
        let one_percent = || Requests::Share(0.01);
        for (text, script) in [
            ("reset-after=1%", Script::default().with(Trouble::ResetAfter, one_percent())),
            ("429=1%", Script::default().with(status(429, None, false), one_percent())),
            ("503:30s=1%", Script::default().with(status(503, Some(30), false), one_percent())),
            (
                "504:1s-after=3",
                Script::default().with(status(504, Some(1), true), Requests::Numbers(vec![3])),
            ),
            ("cut-body=every-7", Script::default().with(Trouble::CutBody, Requests::Every(7))),
            ("bad-chunk=0.5%", Script::default().with(Trouble::BadChunk, Requests::Share(0.005))),
            (
                "credentials/latency:2s=100%",
                Script::default().on(
                    Script::CREDENTIALS,
                    Trouble::Latency(Duration::from_secs(2)),
                    Requests::Share(1.0),
                ),
            ),
        ] {
            assert_eq!(text.parse(), Ok(script.clone()), "{text}");
            let written = script.lines[0].trouble.to_string();
            assert_eq!(trouble_of(&written), Some(script.lines[0].trouble), "{written}");
        }
        let both: Script = "cut-body=1,bad-chunk=2".parse().unwrap();
        assert_eq!(
            Ok(both),
            "cut-body=1".parse().map(|one: Script| one.and("bad-chunk=2".parse().unwrap()))
        );
    }

    #[test]
    fn mistakes_say_what_is_possible() {
        for (text, named, possible) in [
            ("", "``", "TROUBLE=REQUESTS"),
            ("reset-before", "`reset-before`", "TROUBLE=REQUESTS"),
            ("cut-body=1%,", "``", "TROUBLE=REQUESTS"),
            ("reset=1%", "`reset=1%`", "reset-before, reset-after, cut-body"),
            ("404=1%", "`404=1%`", "429, 500, 502, 503, 504"),
            ("429:2=1%", "`429:2=1%`", "429:2s"),
            ("latency=1%", "`latency=1%`", "latency:TIME"),
            ("latency:-1s=1%", "`latency:-1s=1%`", "50ms"),
            ("503=101%", "`503=101%`", "from 0% to 100%"),
            ("503=NaN%", "`503=NaN%`", "from 0% to 100%"),
            ("cut-body=1%, 503=every-0", "`503=every-0`", "every-N"),
            ("503=0", "`503=0`", "1+5"),
            ("503=1+", "`503=1+`", "1+5"),
        ] {
            let message = text.parse::<Script>().unwrap_err().to_string();
            assert!(message.starts_with(named) && message.contains(possible), "{text}: {message}");
        }
    }
}
