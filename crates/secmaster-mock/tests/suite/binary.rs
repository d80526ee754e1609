//! The program.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_secmaster-mock"))
}

fn output(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
}

fn spawn(arguments: &[&str]) -> (Child, BufReader<std::process::ChildStdout>, String) {
    let mut child = program().args(arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    lines.read_line(&mut first).unwrap();
    let address = first.trim_end().strip_prefix("listening on http://").unwrap().to_owned();
    (child, lines, address)
}

#[test]
fn says_where_it_listens_then_logs() {
    let (mut child, mut lines, address) = spawn(&["--seed", "1"]);
    assert!(address.starts_with("127.0.0.1:"));
    TcpStream::connect(&address).unwrap().write_all(b"GET /x HTTP/1.1\r\n\r\n").unwrap();
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    assert!(line.contains(" GET /x 404 "), "{line}");
    // Nobody reads any more; the program goes on.
    drop(lines);
    for _ in 0..3 {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.write_all(b"GET /x HTTP/1.1\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        std::io::Read::read_to_string(&mut stream, &mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_cleanly() {
    let (mut child, _lines, _) = spawn(&["--quiet"]);
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_end_of_its_input_ends_it_if_it_is_told_so() {
    let mut child = program()
        .args(["--quiet", "--while-stdin-is-open"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let address = address(&mut child);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"anything\n").unwrap();
    std::thread::sleep(Duration::from_millis(100));
    assert!(child.try_wait().unwrap().is_none());
    assert!(TcpStream::connect(&address).is_ok());
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(TcpStream::connect(&address).is_err());
}

#[test]
fn the_end_of_its_input_does_not_end_it_otherwise() {
    let mut child = program().arg("--quiet").stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let child = child.as_mut().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    std::thread::sleep(Duration::from_millis(100));
    assert!(child.try_wait().unwrap().is_none());
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn lists_its_faults() {
    let output = output(&["--list-faults"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && text.lines().count() > 300);
    let line = "ignore:create-indicator/T4/verdict/mandatory\tcreate-indicator/T4/verdict/mandatory\ta request that breaks this rule is accepted";
    assert!(text.lines().any(|listed| listed == line), "{text}");
}

#[test]
fn a_script_is_a_fault() {
    let script = "script:503:2s=every-2";
    let (mut child, mut lines, address) = spawn(&["--fault", script, "--fault", "script:504=1"]);
    for due in ["504 ", "503 ", "401 "] {
        let mut stream = TcpStream::connect(&address).unwrap();
        let head = "POST /v1/p/workspaces/w/soc/indicators HTTP/1.1";
        write!(stream, "{head}\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        std::io::Read::read_to_string(&mut stream, &mut answer).unwrap();
        assert_eq!(&answer[9..13], due, "{answer}");
        assert_eq!(answer.contains("retry-after: 2\r\n"), due == "503 ", "{answer}");
    }
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    assert!(line.contains(" 504 Backend timeout., but 504 "), "{line}");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn secrets_come_from_the_environment() {
    let mut child = program()
        .args(["--quiet", "--while-stdin-is-open"])
        .args(["--access-key-from-env", "MOCK_AK", "MOCK_SK", "--metadata", "--lifetime", "60"])
        .args(["--iam-from-env", "MOCK_DOMAIN", "MOCK_USER", "MOCK_PASSWORD"])
        .envs(["AK", "SK", "DOMAIN", "USER", "PASSWORD"].map(|it| (format!("MOCK_{it}"), it)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let address = address(&mut child);
    let user = r#"{"name":"USER","password":"PASSWORD","domain":{"name":"DOMAIN"}}"#;
    let login = format!(
        r#"{{"auth":{{"identity":{{"methods":["password"],"password":{{"user":{user}}}}},"scope":{{"project":{{"id":"p"}}}}}}}}"#
    );
    let signed = "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host, Signature=00";
    let path = "/v1/p/workspaces/w/soc/indicators";
    for (request, due) in [
        (
            format!("POST /v3/auth/tokens HTTP/1.1\r\ncontent-length: {}", login.len()),
            "X-Subject-Token",
        ),
        ("GET /openstack/latest/securitykey HTTP/1.1".to_owned(), "securitytoken"),
        (format!("POST {path} HTTP/1.1\r\nauthorization: {signed}"), "X-Sdk-Date has to be signed"),
    ] {
        let mut stream = TcpStream::connect(&address).unwrap();
        let body = if request.contains("tokens") { &login } else { "" };
        write!(stream, "{request}\r\nconnection: close\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        std::io::Read::read_to_string(&mut stream, &mut answer).unwrap();
        assert!(answer.to_lowercase().contains(&due.to_lowercase()), "{answer}");
    }
    drop(child.stdin.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn bad_usage_ends_with_2() {
    for arguments in [
        &["--profile", "loose"][..],
        &["--fault", "nonsense"],
        &["--fault", "script:reset=1%"],
        &["--fault", "script:create-indicators/503=1%"],
        &["--fault", "ignore:create-indicator/T4/verdict/mandatori"],
        &["--token-from-env", "SECMASTER_MOCK_NO_SUCH_VARIABLE"],
        &[
            "--access-key-from-env",
            "SECMASTER_MOCK_NO_SUCH_VARIABLE",
            "SECMASTER_MOCK_NO_SUCH_VARIABLE",
        ],
        &["--access-key-from-env", "PATH"],
        &["--iam-from-env", "PATH", "PATH", "SECMASTER_MOCK_NO_SUCH_VARIABLE"],
        &["--throttle", "-1"],
        &["--schemas", "no/such/folder"],
        &["--no-such-option"],
    ] {
        let output = output(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{output:?}");
    }
}

#[test]
fn help_has_an_example() {
    let text = String::from_utf8(output(&["--help"]).stdout).unwrap();
    assert!(text.contains("Examples:\n  secmaster-mock --port 8080"), "{text}");
}

/// Where the program says that it listens.
fn address(child: &mut Child) -> String {
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    first.trim_end().strip_prefix("listening on http://").unwrap().to_owned()
}
