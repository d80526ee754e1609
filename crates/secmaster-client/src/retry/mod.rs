//! When a request is sent again, and after how long.

mod after;
mod budget;
mod decide;
mod policy;

pub use after::retry_after;
pub use policy::RetryPolicy;

pub(crate) use after::asked;
pub(crate) use budget::Budget;
pub(crate) use decide::{doubtful, may_be_done, worth_another};
