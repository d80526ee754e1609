//! What time it is for a mock.

use std::fmt;

use jiff::Timestamp;

use crate::config::Now;

/// The clock of the system, or one that a test sets.
#[derive(Clone, Default)]
pub(crate) struct Clock(pub(crate) Option<Now>);

impl Clock {
    pub(crate) fn now(&self) -> Timestamp {
        match &self.0 {
            None => Timestamp::now(),
            // A time that no calendar has counts as 1970.
            Some(now) => Timestamp::try_from(now()).unwrap_or_default(),
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Clock(set)" } else { "Clock(system)" })
    }
}
