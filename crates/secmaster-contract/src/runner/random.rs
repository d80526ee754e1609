//! The random phase of a run.

use super::Run;
use crate::error::RunError;
use crate::plan::Plan;

impl<'a> Run<'a> {
    /// Sends the random cases of the plan's operation.
    pub(super) fn random(&mut self, _plan: &Plan<'a>) -> Result<(), RunError> {
        Ok(())
    }
}
