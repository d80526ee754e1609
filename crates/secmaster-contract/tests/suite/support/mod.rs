//! The binary, and folders that go away with their test.

#![allow(dead_code, reason = "no test file uses everything")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The binary, without the token of whoever runs the test.
pub fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_secmaster-contract"));
    program.env_remove("SECMASTER_AUTH_TOKEN");
    program
}

/// The binary with this endpoint.
pub fn command(endpoint: &str) -> Command {
    let mut command = program();
    command.args(["--endpoint", endpoint]);
    command
}

pub fn contract(endpoint: &str, arguments: &[&str]) -> Output {
    command(endpoint).args(arguments).output().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder of this test, removed when it is dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let name = format!("secmaster-contract-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn text(&self) -> &str {
        self.0.to_str().unwrap()
    }

    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
