//! Answers that break HTTP: what becomes of the bytes of one answer on their way out.

use std::time::Duration;

/// Longer than any client should wait.
const LONG: Duration = Duration::from_secs(61);

/// The longest pause between two bytes of a body that drips.
const DRIP: Duration = Duration::from_secs(1);

/// A length is wrong by so many bytes.
const OFF: usize = 7;

/// For whoever takes the answer as complete.
const CLOSE: &str = "connection: close";

/// How an answer is disrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disruption {
    /// The connection ends instead.
    Close,
    /// The connection is reset instead.
    Reset,
    /// It ends in the middle of its head.
    CutHead,
    /// It ends in the middle of its body.
    CutBody,
    /// Its head has a line that is no header.
    BadHead,
    /// Its length is too great.
    LongLength,
    /// Its length is too small.
    ShortLength,
    /// It has two lengths.
    TwoLengths,
    /// The size of its chunk is no number.
    BadChunk,
    /// Its last chunk is missing.
    CutChunk,
    /// It does not come.
    Hang,
    /// Its body drips.
    Slow,
}

/// What is written in place of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Writing {
    /// What is written at once.
    pub(crate) bytes: Vec<u8>,
    /// What is written after it, one byte after each pause.
    pub(crate) drops: Vec<u8>,
    pub(crate) pause: Duration,
    pub(crate) end: End,
}

/// What comes after the last byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum End {
    /// The connection ends.
    #[default]
    Close,
    /// The connection is reset.
    Reset,
    /// The connection goes on, as after any answer.
    GoOn,
    /// The connection stays as it is for so long, then ends.
    Silence(Duration),
}

impl Disruption {
    /// What is written in place of the whole of an answer.
    pub(crate) fn of(self, answer: &[u8]) -> Writing {
        let (head, body) = answer.split_at(head_length(answer).unwrap_or(answer.len()));
        let length = body.len();
        let half = |bytes: &[u8]| bytes.len() / 2;
        let cut = |bytes: &[u8]| bytes.iter().copied().take(half(bytes)).collect::<Vec<u8>>();
        let written = |parts: &[&[u8]]| Writing { bytes: parts.concat(), ..Writing::default() };
        let of_length = |length: usize| format!("content-length: {length}");
        match self {
            Self::Close => Writing::default(),
            Self::Reset => Writing { end: End::Reset, ..Writing::default() },
            Self::CutHead => written(&[&cut(head)]),
            Self::CutBody => written(&[head, &cut(body)]),
            Self::BadHead => {
                let line = format!("{}\r\n{CLOSE}\r\nthis is no header", of_length(length));
                written(&[&with_length(head, &line), body])
            }
            Self::LongLength => written(&[&with_length(head, &of_length(length + OFF)), body]),
            Self::ShortLength => {
                let short = length.saturating_sub(OFF);
                let rest = body.iter().copied().take(short).collect::<Vec<u8>>();
                Writing {
                    end: End::GoOn,
                    ..written(&[&with_length(head, &of_length(short)), &rest])
                }
            }
            Self::TwoLengths => {
                let two =
                    format!("{CLOSE}\r\n{}\r\n{}", of_length(length), of_length(length + OFF));
                written(&[&with_length(head, &two), body])
            }
            Self::BadChunk => {
                let head = with_length(head, "transfer-encoding: chunked");
                written(&[&head, b"many\r\n", body, b"\r\n0\r\n\r\n"])
            }
            Self::CutChunk => {
                let head = with_length(head, "transfer-encoding: chunked");
                written(&[&head, format!("{length:x}\r\n").as_bytes(), body, b"\r\n"])
            }
            Self::Hang => Writing { end: End::Silence(LONG), ..Writing::default() },
            Self::Slow => {
                let drops = body.to_vec();
                // A small body drips more slowly, so that it takes as long.
                let pause = LONG / u32::try_from(length).unwrap_or(u32::MAX).max(1);
                let end = End::Silence(Duration::ZERO);
                Writing { bytes: head.to_vec(), drops, pause: pause.max(DRIP), end }
            }
        }
    }
}

/// How long the head is, with the empty line after it; none where it has not ended.
pub(crate) fn head_length(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|end| end + 4)
}

/// The head with another line in place of its length.
fn with_length(head: &[u8], line: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(head);
    let is_length = |line: &str| {
        line.get(..15).is_some_and(|name| name.eq_ignore_ascii_case("content-length:"))
    };
    let lines = text.trim_end_matches("\r\n").split("\r\n").filter(|line| !is_length(line));
    let lines: Vec<&str> = lines.chain([line, "", ""]).collect();
    lines.join("\r\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\nx: y\r\n\r\n{\"a\":\"bc\"}";

    fn bytes(disruption: Disruption) -> String {
        String::from_utf8(disruption.of(ANSWER).bytes).unwrap()
    }

    #[test]
    fn each_writes_something_else() {
        let head = "HTTP/1.1 200 OK\r\nx: y\r\n";
        let body = "{\"a\":\"bc\"}";
        assert_eq!(bytes(Disruption::Close), "");
        assert_eq!(bytes(Disruption::CutHead), "HTTP/1.1 200 OK\r\nconte");
        assert!(bytes(Disruption::CutBody).ends_with("\r\n\r\n{\"a\":"));
        assert_eq!(
            bytes(Disruption::LongLength),
            format!("{head}content-length: 17\r\n\r\n{body}")
        );
        assert_eq!(bytes(Disruption::ShortLength), format!("{head}content-length: 3\r\n\r\n{{\"a"));
        assert_eq!(
            bytes(Disruption::TwoLengths),
            format!("{head}{CLOSE}\r\ncontent-length: 10\r\ncontent-length: 17\r\n\r\n{body}")
        );
        assert_eq!(
            bytes(Disruption::CutChunk),
            format!("{head}transfer-encoding: chunked\r\n\r\na\r\n{body}\r\n")
        );
        assert!(bytes(Disruption::BadChunk).contains("\r\n\r\nmany\r\n{"));
        assert!(bytes(Disruption::BadHead).contains("\r\nthis is no header\r\n\r\n{"));
        assert_eq!(Disruption::Reset.of(ANSWER).end, End::Reset);
    }

    #[test]
    fn slow_takes_more_than_a_minute() {
        let slow = Disruption::Slow.of(ANSWER);
        assert_eq!(slow.drops, b"{\"a\":\"bc\"}");
        assert!(slow.pause * 10 > Duration::from_secs(60));
        assert_eq!(Disruption::Hang.of(ANSWER).end, End::Silence(LONG));
        let long = [ANSWER, &[b' '; 500]].concat();
        assert_eq!(Disruption::Slow.of(&long).pause, DRIP);
    }
}
