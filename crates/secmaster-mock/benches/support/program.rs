//! The mock as a program of its own, and how much memory it has.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use super::Failure;

/// A running mock, which ends with this value.
#[derive(Debug)]
pub struct Program {
    child: Child,
    pub address: SocketAddr,
}

impl Program {
    /// Starts the mock without a log. It ends with this program, whatever happens.
    pub fn start() -> Result<Self, Failure> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_secmaster-mock"))
            .args(["--quiet", "--while-stdin-is-open"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        let stdout = child.stdout.take().ok_or("the mock has no output")?;
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line.trim_end().strip_prefix("listening on http://");
        let address = address.ok_or("the mock says no address")?.parse()?;
        Ok(Self { child, address })
    }

    /// Its resident memory in KiB.
    pub fn resident_kib(&self) -> Result<u64, Failure> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path)?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.trim().strip_suffix(" kB"));
        Ok(number.ok_or("the system does not say how much memory is resident")?.parse()?)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // One that has ended cannot be killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Why memory cannot be measured here, if it cannot.
pub fn unmeasured() -> Option<&'static str> {
    if cfg!(target_os = "linux") {
        None
    } else {
        Some("resident memory is read from /proc, which only Linux has")
    }
}
