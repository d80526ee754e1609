//! The tasks of this workspace: `cargo xtask --help`.

mod codegen;
mod commands;
mod output;
mod programs;
mod vendoring;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    commands::Tasks::parse().run()
}
