//! The command line: what each task is called, and what its exit code says.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use secmaster_spec::{SchemaFile, Service, fingerprint};

use crate::{codegen, output, programs, vendoring};

/// The tasks of this workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 done; 1 something does not match, or a rule is broken; 2 wrong usage or a broken schema; 3 the endpoint cannot be reached.\n\nExample: cargo xtask contract"
)]
pub struct Tasks {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Generate the model, the client and docs/api from schemas/.
    #[command(
        after_help = "Example: edit schemas/operations/create-indicator.json, then\n    cargo xtask codegen\n    cargo xtask codegen --check    # what CI runs: exit 1 if anything is not fresh"
    )]
    Codegen {
        /// Write nothing; exit 1 if a generated file does not match the schemas.
        #[arg(long)]
        check: bool,
        /// The workspace to generate in; its schemas/ is read.
        #[arg(long, value_name = "DIR")]
        root: Option<PathBuf>,
    },
    /// Print the documented tables, one tab-separated line per row.
    #[command(
        after_help = "Columns: operation, table, place, status, object, parameter, mandatory, type.\n\nExample: cargo xtask tables | grep request-body"
    )]
    Tables {
        /// The folder of the schemas.
        #[arg(long, value_name = "DIR")]
        schemas: Option<PathBuf>,
    },
    /// Check an endpoint against every documented rule; without --endpoint, a mock started for it.
    #[command(disable_help_flag = true)]
    #[command(
        after_help = "Examples:\n    cargo xtask contract --report target/contract\n    cargo xtask contract --mock-fault NAME    # the mock does that wrong; cargo xtask mock --list-faults\n    cargo xtask contract --replay target/contract/report.json#1\nAll options: cargo xtask contract --help"
    )]
    Contract {
        /// Passed on to secmaster-contract.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTIONS")]
        options: Vec<OsString>,
    },
    /// Start the mock endpoint, which enforces the schemas.
    #[command(disable_help_flag = true)]
    #[command(
        after_help = "Examples:\n    cargo xtask mock --port 8080\n    cargo xtask mock --fault script:reset-after=1%,429:2s=1%\nAll options: cargo xtask mock --help"
    )]
    Mock {
        /// Passed on to secmaster-mock.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTIONS")]
        options: Vec<OsString>,
    },
    /// Write the model crate into a folder, complete in itself, for another project to take along.
    #[command(
        after_help = "Example: cargo xtask vendor ../my-project/vendor/secmaster-model\n    cargo xtask vendor --check ../my-project/vendor/secmaster-model"
    )]
    Vendor {
        /// The folder of the copy.
        dir: PathBuf,
        /// Write nothing; say whether the copy is stale or edited, and exit 1 if so.
        #[arg(long)]
        check: bool,
        /// Write even over a copy that was edited.
        #[arg(long, conflicts_with = "check")]
        force: bool,
    },
}

impl Tasks {
    pub fn run(self) -> ExitCode {
        match self.task {
            Task::Codegen { check, root } => codegen(check, &root.unwrap_or_else(workspace)),
            Task::Tables { schemas } => tables(schemas),
            Task::Contract { options } => programs::contract(&workspace(), options),
            Task::Mock { options } => programs::mock(&workspace(), options),
            Task::Vendor { dir, check, force } => vendor(&dir, check, force),
        }
    }
}

fn codegen(check: bool, root: &Path) -> ExitCode {
    let (service, fingerprint) = match load(&root.join("schemas")) {
        Ok(loaded) => loaded,
        Err(code) => return code,
    };
    let outputs = match codegen::outputs(&service, &fingerprint) {
        Ok(outputs) => outputs,
        Err(error) => return failed(2, error),
    };
    if check {
        return match output::check(root, &outputs, &codegen::FOLDERS) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(1, error),
        };
    }
    match output::write(root, &outputs, &codegen::FOLDERS) {
        Ok(touched) => {
            for path in &touched {
                eprintln!("wrote {}", path.display());
            }
            if touched.is_empty() {
                eprintln!("{} generated files are fresh", outputs.len());
            }
            ExitCode::SUCCESS
        }
        Err(error) => failed(1, error),
    }
}

fn tables(schemas: Option<PathBuf>) -> ExitCode {
    let service = match load(&schemas.unwrap_or_else(|| workspace().join("schemas"))) {
        Ok((service, _)) => service,
        Err(code) => return code,
    };
    let mut text = service.table_lines().join("\n");
    text.push('\n');
    // A reader that went away, as in `… | head`, is no failure of ours.
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => failed(1, error),
        _ => ExitCode::SUCCESS,
    }
}

fn vendor(dir: &Path, check: bool, force: bool) -> ExitCode {
    let result = if check {
        vendoring::check(&workspace(), dir)
    } else {
        vendoring::write(&workspace(), dir, force)
    };
    match result {
        Ok(message) => {
            eprintln!("{message}");
            ExitCode::SUCCESS
        }
        Err(error) => failed(error.exit_code(), error),
    }
}

/// The description and the fingerprint of its files; what is wrong with them is printed.
fn load(folder: &Path) -> Result<(Service, String), ExitCode> {
    let files = SchemaFile::read_folder(folder).map_err(|error| failed(2, error))?;
    match Service::from_files(&files) {
        Ok(service) => Ok((service, fingerprint(&files))),
        Err(problems) => {
            for problem in &problems {
                eprintln!("schemas/{problem}");
            }
            Err(ExitCode::from(2))
        }
    }
}

fn failed(code: u8, error: impl std::fmt::Display) -> ExitCode {
    eprintln!("{error}");
    ExitCode::from(code)
}

/// The root of the workspace: this program is run through cargo, from anywhere inside it.
fn workspace() -> PathBuf {
    let manifest =
        std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    let manifest = PathBuf::from(manifest);
    manifest.parent().map(PathBuf::from).unwrap_or(manifest)
}
