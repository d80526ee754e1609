//! The programs that `cargo xtask` builds and starts through cargo, so that it links none of them.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::{env, fmt};

use serde_json::Value;

const MOCK: &str = "secmaster-mock";
const CONTRACT: &str = "secmaster-contract";

/// The program of the tests that cross crates that tests the harness.
const SELF_TEST: &str = "contract-self-test";

/// `cargo xtask mock`: the mock endpoint in the foreground.
pub fn mock(root: &Path, options: Vec<OsString>) -> ExitCode {
    let run = || run(&program(&build(root, &[MOCK])?, MOCK)?, options);
    exit_code(run())
}

/// `cargo xtask contract`: the harness, against a mock of its own unless an endpoint is named.
pub fn contract(root: &Path, options: Vec<OsString>) -> ExitCode {
    exit_code(run_contract(root, options))
}

fn run_contract(root: &Path, mut options: Vec<OsString>) -> Result<ExitStatus, Failed> {
    let has = |name: &str| {
        options.iter().any(|option| {
            let option = option.to_string_lossy();
            option == name || option.starts_with(&format!("{name}="))
        })
    };
    if has("--self-test") {
        return run(&program(&build(root, &[SELF_TEST])?, SELF_TEST)?, options);
    }
    let alone = ["--endpoint", "--help", "-h", "--version", "-V", "--list", "--cleanup"];
    if alone.into_iter().any(has) {
        return run(&program(&build(root, &[CONTRACT])?, CONTRACT)?, options);
    }
    let built = build(root, &[MOCK, CONTRACT])?;
    let faults = faults(&mut options)?;
    let mock = Mock::start(&program(&built, MOCK)?, &faults)?;
    options.splice(0..0, ["--endpoint".into(), mock.endpoint.clone().into()]);
    // This program has to outlive the harness, to end the mock.
    let status = Command::new(program(&built, CONTRACT)?).args(options).status();
    status.map_err(|error| Failed::new("the program", error))
}

/// The option of the harness's task that is meant for the mock.
const MOCK_FAULT: &str = "--mock-fault";

/// Takes every `--mock-fault NAME` out of the options; the mock knows them as `--fault NAME`.
fn faults(options: &mut Vec<OsString>) -> Result<Vec<OsString>, Failed> {
    let mut faults = Vec::new();
    while let Some(at) = options.iter().position(|option| {
        option == MOCK_FAULT || option.to_str().is_some_and(|it| it.starts_with("--mock-fault="))
    }) {
        let option = options.remove(at);
        let joined = option.to_str().and_then(|it| it.split_once('=')).map(|(_, it)| it.into());
        let next = || (at < options.len()).then(|| options.remove(at));
        let name: OsString = joined.or_else(next).unwrap_or_default();
        if name.is_empty() {
            let missing = "it wants the name of a fault; cargo xtask mock --list-faults has them";
            return Err(Failed::new(MOCK_FAULT, io::Error::other(missing)));
        }
        faults.extend(["--fault".into(), name]);
    }
    Ok(faults)
}

/// Builds these programs and gives their paths: with the features that shared dependencies have in
/// the whole workspace, so that `cargo test` does not build them again.
fn build(root: &Path, programs: &[&str]) -> Result<Vec<PathBuf>, Failed> {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Build scripts that look at these, which cargo sets for this program, would run again, and all
    // that stands on their packages would be built again.
    let ours = env::vars_os().map(|(name, _)| name).filter(|name| {
        let name = name.to_string_lossy();
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
    });
    for name in ours {
        command.env_remove(name);
    }
    let format = "--message-format=json-render-diagnostics";
    command.current_dir(root).args(["build", "--workspace", format]);
    command.args(programs.iter().flat_map(|program| ["--bin", program]));
    if !io::stderr().is_terminal() {
        command.arg("--quiet");
    }
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failed::new("cargo build", error))?;
    if !output.status.success() {
        return Err(Failed::new("cargo build", io::Error::other(output.status.to_string())));
    }
    let messages = output.stdout.split(|byte| *byte == b'\n');
    let executable = |message: &[u8]| {
        let message: Value = serde_json::from_slice(message).ok()?;
        message.get("executable")?.as_str().map(PathBuf::from)
    };
    Ok(messages.filter_map(executable).collect())
}

fn program(built: &[PathBuf], name: &str) -> Result<PathBuf, Failed> {
    let is_it = |path: &&PathBuf| path.file_stem().is_some_and(|stem| stem == name);
    built.iter().find(is_it).cloned().ok_or_else(|| {
        Failed::new("cargo build", io::Error::other(format!("it made no program {name}")))
    })
}

/// Runs a program in the place of this one where the system can, so that signals reach it.
fn run(program: &Path, options: Vec<OsString>) -> Result<ExitStatus, Failed> {
    let mut command = Command::new(program);
    command.args(options);
    #[cfg(unix)]
    let status = Err(std::os::unix::process::CommandExt::exec(&mut command));
    #[cfg(not(unix))]
    let status = command.status();
    status.map_err(|error| Failed::new("the program", error))
}

/// A mock that runs while this value lives; it ends by itself when its standard input does, so
/// not even a killed task leaves it behind.
struct Mock {
    process: Child,
    endpoint: String,
}

impl Mock {
    fn start(program: &Path, faults: &[OsString]) -> Result<Self, Failed> {
        let failed = |error| Failed::new("the mock endpoint", error);
        let mut process = Command::new(program)
            .args(["--quiet", "--while-stdin-is-open"])
            .args(faults)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let mut line = String::new();
        if let Some(stdout) = process.stdout.take() {
            BufReader::new(stdout).read_line(&mut line).map_err(failed)?;
        }
        let endpoint = line.trim().strip_prefix("listening on ").unwrap_or_default().to_owned();
        let mock = Self { process, endpoint };
        if mock.endpoint.is_empty() {
            return Err(failed(io::Error::other(format!(
                "it said {line:?} instead of where it listens"
            ))));
        }
        Ok(mock)
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        // It may have ended by itself, on Ctrl-C.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A program that could not be run.
struct Failed {
    what: &'static str,
    error: io::Error,
}

impl Failed {
    fn new(what: &'static str, error: io::Error) -> Self {
        Self { what, error }
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failed: {}", self.what, self.error)
    }
}

fn exit_code(result: Result<ExitStatus, Failed>) -> ExitCode {
    match result {
        Ok(status) => {
            ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}
