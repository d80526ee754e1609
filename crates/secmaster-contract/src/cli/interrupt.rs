//! Ctrl-C, and the system's wish that the program ends.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};

use secmaster_contract::RunError;

use super::output::say;
use super::request::wrong;

/// The exit code of a run that was interrupted, as shells have it.
pub(crate) const INTERRUPTED: u8 = 130;

static STOP: AtomicBool = AtomicBool::new(false);

/// Lets the first signal end the run in good order, and the second one the program.
pub(crate) fn listen(
    journal: Option<PathBuf>,
    is_live: bool,
) -> Result<&'static AtomicBool, RunError> {
    let handler = move || {
        if !STOP.swap(true, Ordering::Relaxed) {
            say("stopping: what was created is deleted; once more to end at once");
            return;
        }
        match &journal {
            Some(path) => {
                let live = if is_live { " --live" } else { "" };
                let path = path.display();
                say(format!(
                    "ended; delete the rest with: secmaster-contract --cleanup {path}{live}"
                ));
            }
            None => say("ended; what was created is still there, and there is no --journal of it"),
        }
        let _ = io::stdout().flush();
        process::exit(i32::from(INTERRUPTED));
    };
    ctrlc::set_handler(handler).map_err(|error| wrong(format!("no signals: {error}")))?;
    Ok(&STOP)
}
