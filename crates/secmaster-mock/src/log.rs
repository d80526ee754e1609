//! One line about each request, for a person to read.

use std::fmt;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A request that was answered. It prints as one line, without the request's secrets:
///
/// ```text
/// 12:03:01.123 POST /v1/p/workspaces/w/soc/indicators 400 create-indicator/T4/verdict/mandatory: /data_object/verdict is missing (+2 more) 6f1c…-secmaster-mock 0.2 ms
/// ```
///
/// ```
/// use std::sync::mpsc;
/// use secmaster_mock::{Config, Mock};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (lines, log) = mpsc::channel();
/// let config = Config::default().with_log(move |exchange| {
///     let _ = lines.send(exchange.to_string());
/// });
/// let mock = Mock::start(config)?;
/// # use std::io::Write as _;
/// std::net::TcpStream::connect(mock.address())?.write_all(b"GET /nowhere HTTP/1.1\r\n\r\n")?;
/// assert!(log.recv()?.contains("GET /nowhere 404 no operation has this path"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exchange {
    /// When it was answered.
    pub at: SystemTime,
    /// The method; `-` for what is not HTTP.
    pub method: String,
    /// The path as sent, without the query; `-` for what is not HTTP.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// The first rule that the request breaks.
    pub rule: Option<String>,
    /// What was decided, and why.
    pub decision: String,
    /// The id that the answer carries; empty for what is not HTTP.
    pub request_id: String,
    /// From the request's head to the answer.
    pub duration: Duration,
}

impl Exchange {
    pub(crate) fn not_http(why: &str, is_too_large: bool) -> Self {
        Self {
            at: SystemTime::now(),
            method: "-".to_owned(),
            path: "-".to_owned(),
            status: if is_too_large { 431 } else { 400 },
            rule: None,
            decision: why.to_owned(),
            request_id: String::new(),
            duration: Duration::ZERO,
        }
    }
}

impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let timestamp = Timestamp::try_from(self.at).unwrap_or_default();
        let time = TimeZone::system().to_datetime(timestamp);
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        write!(f, "{hour:02}:{minute:02}:{second:02}.{:03} ", time.millisecond())?;
        write!(f, "{} {} {} ", Printable(&self.method), Printable(&self.path), self.status)?;
        write!(f, "{} ", Printable(&self.decision))?;
        if !self.request_id.is_empty() {
            write!(f, "{} ", Printable(&self.request_id))?;
        }
        write!(f, "{:.1} ms", self.duration.as_secs_f64() * 1e3)
    }
}

/// Text on one line: whatever would break or reorder it is escaped.
struct Printable<'a>(&'a str);

impl fmt::Display for Printable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            let is_disruptive = letter.is_control()
                || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
            if is_disruptive {
                write!(f, "{}", letter.escape_default())?;
            } else {
                fmt::Write::write_char(f, letter)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Exchange;

    #[test]
    fn one_line_whatever_was_sent() {
        let mut exchange = Exchange::not_http("a\nb\u{1b}[31m\u{202e}", false);
        exchange.request_id = "id".to_owned();
        let line = exchange.to_string();
        assert!(line.ends_with(" - - 400 a\\nb\\u{1b}[31m\\u{202e} id 0.0 ms"), "{line}");
        assert_eq!(line.find(' '), Some("12:03:01.123".len()));
    }
}
