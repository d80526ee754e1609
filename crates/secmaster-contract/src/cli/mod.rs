//! The command line: what is asked for, and what is told.

pub(crate) mod arguments;
pub(crate) mod interrupt;
pub(crate) mod output;
pub(crate) mod progress;
pub(crate) mod replay;
pub(crate) mod request;
