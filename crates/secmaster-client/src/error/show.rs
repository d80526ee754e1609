//! How an error is shown: one line for people, and all its parts for debugging.

use std::fmt;

use super::skew::Skew;
use super::{Error, Inner, Kind, Refusal};
use crate::text::OneLine;

/// The most characters that one line shows of a list of violations, a message, a body, an id.
const LIST: usize = 2000;
const MESSAGE: usize = 500;
const SNIPPET: usize = 120;
const ID: usize = 128;

/// What the API gateway says of a signature that is not that of the key.
const BAD_SIGNATURE: &str = "verify aksk signature fail";

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = &*self.0;
        write!(out, "{}:", error.operation)?;
        if let Some(status) = error.status {
            write!(out, " {}", status.as_u16())?;
        }
        describe(error, out)?;
        if let Some(skew) = error.clock_skew {
            write!(out, "; {}", Skew(skew))?;
        }
        if error.message.as_deref().is_some_and(|text| text.contains(BAD_SIGNATURE)) {
            out.write_str("; check the access key and its secret")?;
        }
        if let Some(wait) = error.retry_after {
            write!(out, "; it asks to wait {} s", wait.as_secs())?;
        }
        if error.attempts > 1 {
            write!(out, " (attempt {})", error.attempts)?;
        }
        if let Some(id) = &error.request_id {
            write!(out, " (request id {})", OneLine(id, ID))?;
        }
        if let Some(text) = error.consequence.filter(|_| self.may_have_been_applied()) {
            write!(out, "; {text}")?;
        }
        Ok(())
    }
}

fn describe(error: &Inner, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &error.kind {
        Kind::Refused(Refusal::Violations(violations)) => {
            let list = violations.to_string().trim_end().replace('\n', "; ");
            write!(out, " not sent: {}", OneLine(&list, LIST))
        }
        Kind::Refused(Refusal::Parameter(refused)) => {
            write!(out, " not sent: {}", OneLine(&refused.to_string(), MESSAGE))
        }
        Kind::Refused(Refusal::Unsendable(refused)) => {
            write!(out, " not sent: {}", OneLine(&refused.to_string(), MESSAGE))
        }
        Kind::Credentials(failed) => {
            let failed = failed.to_string();
            write!(out, " not sent: {}", OneLine(&failed, MESSAGE))
        }
        Kind::Transport(failed) => write!(out, " {}", OneLine(&failed.to_string(), MESSAGE)),
        Kind::Service | Kind::Gateway => {
            for text in [&error.code, &error.message].into_iter().flatten() {
                write!(out, " {}", OneLine(text, MESSAGE))?;
            }
            Ok(())
        }
        Kind::Redirect(Some(host)) => {
            write!(out, " redirect to {}, not followed", OneLine(host, ID))
        }
        Kind::Redirect(None) => out.write_str(" redirect, not followed"),
        Kind::Unexpected(why) => {
            write!(out, " unexpected answer, {}", OneLine(why, MESSAGE))?;
            if let Some(content_type) = &error.content_type {
                write!(out, ", {}", OneLine(content_type, ID))?;
            }
            let body = String::from_utf8_lossy(&error.body);
            match body.trim() {
                "" => Ok(()),
                body => write!(out, ": {}", OneLine(body, SNIPPET)),
            }
        }
        Kind::Decode(misfit) => {
            let misfit = misfit.to_string();
            write!(out, " unreadable answer, {}", OneLine(&misfit, MESSAGE))
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = &*self.0;
        out.debug_struct("Error")
            .field("operation", &error.operation)
            .field("kind", &error.kind)
            .field("status", &error.status)
            .field("code", &error.code)
            .field("message", &error.message)
            .field("request_id", &error.request_id)
            .field("content_type", &error.content_type)
            .field("body", &String::from_utf8_lossy(&error.body))
            .field("clock_skew", &error.clock_skew)
            .field("retry_after", &error.retry_after)
            .field("attempts", &error.attempts)
            .field("in_doubt", &error.in_doubt)
            .finish()
    }
}
