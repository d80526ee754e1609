//! Every rule as a test of its own, against the mock endpoint: what the test suite of another
//! project would have, with the endpoint that it tests in the mock's place.

use std::process::ExitCode;
use std::sync::OnceLock;

use secmaster_contract::{Options, RunError, Target, test_main};
use secmaster_mock::{Config, Mock};
use secmaster_spec::Service;

/// Lives as long as the tests.
static MOCK: OnceLock<Result<Mock, String>> = OnceLock::new();

/// Starts what is tested; not before a test runs.
fn target() -> Result<Target, RunError> {
    let start = || Mock::start(Config::default()).map_err(|error| error.to_string());
    let mock = MOCK.get_or_init(start).as_ref();
    let mock = mock.map_err(|error| RunError::Configuration(error.clone()))?;
    Target::new(&mock.endpoint())
}

fn main() -> ExitCode {
    match Service::embedded() {
        Ok(service) => test_main(service, target, Options::default().seed(7)),
        Err(problems) => {
            eprintln!("{problems}");
            ExitCode::FAILURE
        }
    }
}
