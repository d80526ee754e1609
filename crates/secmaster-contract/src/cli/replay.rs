//! One finding, sent again.

use secmaster_contract::{Options, Replay, RunError, replay};
use secmaster_spec::Service;

use super::arguments::Arguments;
use super::output::put;
use super::request::target;

/// Sends a finding again and gives the exit code; its report says where, unless the command line
/// does.
pub(crate) fn replayed(
    place: &str,
    arguments: &Arguments,
    service: &Service,
    options: &Options<'_>,
) -> Result<u8, RunError> {
    let finding = Replay::read(place)?;
    let target = target(arguments, finding.endpoint())?;
    let outcome = replay(service, &target, &finding, options)?;
    if !arguments.output.quiet || outcome.still_fails() {
        put(&outcome)?;
    }
    Ok(outcome.exit_code())
}
