//! How far the run is: a bar on standard error, if that is a terminal.

use std::fmt::Write;
use std::io::{self, IsTerminal as _};

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use secmaster_contract::Observer;

use super::output::is_dumb;

const TEMPLATE: &str = "{bar:30} {pos}/{len} {rate} {prefix} {wide_msg}";

/// The bar; hidden where nobody looks.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        let bar = if quiet || is_dumb() || !io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            ProgressBar::new(0)
        };
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style.with_key("rate", |state: &ProgressState, out: &mut dyn Write| {
                let _ = write!(out, "{:.0}/s", state.per_sec());
            }));
        }
        Self { bar }
    }
}

impl Observer for Progress {
    fn started(&self, requests: usize) {
        self.bar.set_length(u64::try_from(requests).unwrap_or(u64::MAX));
    }

    fn answered(&self, case: &str) {
        self.bar.inc(1);
        if !self.bar.is_hidden() {
            self.bar.set_message(case.to_owned());
        }
    }

    fn broken(&self, rules: usize) {
        self.bar.set_prefix(format!("{rules} broken"));
    }

    fn finished(&self) {
        self.bar.finish_and_clear();
    }
}
