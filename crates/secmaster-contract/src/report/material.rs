//! What a report is made from.

use std::time::Instant;

use secmaster_spec::Service;

use super::facts::Facts;
use crate::check::Judge;
use crate::created::CleanUp;
use crate::exchange::Exchange;
use crate::options::Options;
use crate::plan::LeftOut;
use crate::rules::RuleBook;
use crate::target::Target;

/// What a report is made from.
pub(crate) struct Material<'a> {
    pub(crate) service: &'a Service,
    pub(crate) target: &'a Target,
    pub(crate) options: &'a Options<'a>,
    pub(crate) book: &'a RuleBook,
    pub(crate) judge: &'a Judge<'a>,
    /// Which rules the report is about.
    pub(crate) reported: Vec<bool>,
    pub(crate) exchanges: &'a [Exchange],
    /// Why the run ended before its end.
    pub(crate) stopped: Option<String>,
    pub(crate) mistakes: Vec<String>,
    pub(crate) left_out: Vec<LeftOut>,
    pub(crate) clean_up: CleanUp,
    pub(crate) started: Instant,
    pub(crate) facts: Facts,
}
