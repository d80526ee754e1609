//! The binary: exit codes, what it prints, and that no secret leaves it.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::thread;

use secmaster_spec::Service;

use crate::support::program;

const TOKEN: &str = "planted-\"token\"-5f1d";

/// Serves until the test ends; `answer` makes head lines and body from the request's token.
fn serve(answer: fn(&str) -> (String, String)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || converse(stream, answer));
        }
    });
    endpoint
}

fn converse(stream: TcpStream, answer: fn(&str) -> (String, String)) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    loop {
        let (mut length, mut token, mut is_last) = (0, String::new(), false);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':') {
                match name.to_ascii_lowercase().as_str() {
                    "content-length" => length = value.trim().parse().ok()?,
                    "x-auth-token" => token = value.trim().to_owned(),
                    "connection" => is_last = value.trim() == "close",
                    _ => {}
                }
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let (head, body) = answer(&token);
        let text = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
        (&stream).write_all(text.as_bytes()).ok()?;
        if is_last {
            return None;
        }
    }
}

fn contract(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_token_that_the_endpoint_sends_back_is_in_no_output() {
    let endpoint = serve(|token| {
        let quoted = token.replace('"', "\\\"");
        let head = format!("HTTP/1.1 200 {token}\r\nx-request-id: {token}\r\n");
        (head, format!(r#"{{"code":["{quoted}"],"message":null,"data":{{"id":"{quoted}"}}}}"#))
    });
    let folder = std::env::temp_dir().join(format!("contract-token-{}", std::process::id()));
    let output = Command::new(env!("CARGO_BIN_EXE_secmaster-contract"))
        .args(["--endpoint", &endpoint, "--report"])
        .arg(&folder)
        .env("SECMASTER_AUTH_TOKEN", TOKEN)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let report = std::fs::read_to_string(folder.join("report.json")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(report.contains("$SECMASTER_AUTH_TOKEN"));
    let files = [report, text(&output.stdout), text(&output.stderr)];
    for shown in &files {
        assert!(!shown.contains("planted-"), "{shown}");
    }
    assert!(files[1].contains("curl -sS"), "{}", files[1]);
    assert!(!files[1].contains('\u{1b}'), "no colours in a pipe");
}

/// The documented request holds the letters of these tokens; they are no secret there.
#[test]
fn a_token_that_is_a_common_word_spoils_no_finding() {
    let endpoint = serve(|token| {
        let head = "HTTP/1.1 200 OK\r\n".to_owned();
        (head, format!(r#"{{"code":["{token}"]}}"#))
    });
    for token in ["test", "e", "product_name"] {
        let output = Command::new(env!("CARGO_BIN_EXE_secmaster-contract"))
            .args(["--endpoint", &endpoint, "--only", "create-indicator/*"])
            .env("SECMASTER_AUTH_TOKEN", token)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1));
        let out = text(&output.stdout);
        assert!(out.contains(r#""product_name":"test""#), "{out}");
        assert!(out.contains(r#"-H "x-auth-token: $SECMASTER_AUTH_TOKEN""#), "{out}");
        let is_hidden = out.contains(r#"["$SECMASTER_AUTH_TOKEN"]"#);
        assert_eq!(is_hidden, token == "product_name", "{out}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_told_before_anything_is_sent() {
    let file = std::env::temp_dir().join(format!("contract-file-{}", std::process::id()));
    std::fs::write(&file, "").unwrap();
    let folder = file.join("below");
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let output =
        contract(&["--endpoint", &format!("http://{free}"), "--report", folder.to_str().unwrap()]);
    std::fs::remove_file(&file).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot write the report"), "{}", text(&output.stderr));
}

#[test]
fn the_help_names_the_defaults() {
    let out = text(&contract(&["--help"]).stdout);
    assert!(out.contains(secmaster_contract::Target::PROJECT), "{out}");
    assert!(out.contains(secmaster_contract::Target::WORKSPACE), "{out}");
}

#[test]
fn a_refusing_endpoint_is_broken() {
    let endpoint = serve(|_| ("HTTP/1.1 403 Forbidden\r\n".to_owned(), "{}".to_owned()));
    let output = contract(&["--endpoint", &endpoint, "--quiet"]);
    assert_eq!(output.status.code(), Some(1));
    let out = text(&output.stdout);
    let operations = Service::embedded().unwrap().operations;
    for operation in &operations {
        assert!(out.contains(&format!(". {}/200/status", operation.name)), "{out}");
    }
    assert!(text(&output.stderr).contains("SECMASTER_AUTH_TOKEN is not set"));
    // And its refusals do not say why.
    assert!(out.contains(&format!("{} broken", 2 * operations.len())), "{out}");
}

#[test]
fn an_endpoint_out_of_reach_has_its_own_exit_code() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let output = contract(&["--endpoint", &format!("http://{free}")]);
    assert_eq!(output.status.code(), Some(3));
    let error = text(&output.stderr);
    assert!(error.contains(&free.to_string()) && error.lines().count() == 1, "{error}");
}

#[test]
fn wrong_usage_is_told_in_one_line() {
    let far = ["--endpoint", "https://example.invalid", "--project", "p", "--workspace", "w"];
    for (arguments, said) in [
        (&["--endpoint", "http://example.com"][..], "plain text"),
        (&["--endpoint", "nonsense"], "https://"),
        (&["--endpoint", "https://example.invalid"], "--project"),
        (&far, "SECMASTER_AUTH_TOKEN"),
        (&["--endpoint", "http://127.0.0.1:1", "--only", "nothing"], "--list"),
        (&["--endpoint", "http://127.0.0.1:1", "--phase", "nothing"], "examples, coverage"),
        (&["--endpoint", "http://127.0.0.1:1", "--phase", "random", "--cases", "0"], "no case"),
        (&["--endpoint", "http://127.0.0.1:1", "--cases", "-1"], "whole number"),
        (&["--endpoint", "http://127.0.0.1:1", "--parameter", "regin=x"], "workspace_id"),
        (&["--endpoint", "http://127.0.0.1:1", "--schemas", "no/such/folder"], "no/such/folder"),
        (&[], "--endpoint"),
    ] {
        let output = contract(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
    }
    let output = Command::new(env!("CARGO_BIN_EXE_secmaster-contract"))
        .args(far)
        .env("SECMASTER_AUTH_TOKEN", TOKEN)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let error = text(&output.stderr);
    assert!(error.contains("--live") && error.contains("requests"), "{error}");
}

#[test]
fn a_token_where_everyone_sees_it_is_refused_before_anything_is_sent() {
    let here = "http://127.0.0.1:1";
    let (workspace, marker) = (format!("w-{TOKEN}"), format!("m-{TOKEN}"));
    let query = format!("{here}?token={TOKEN}");
    for (arguments, said) in [
        (&["--endpoint", here, "--workspace", &workspace][..], "workspace_id holds the token"),
        (&["--endpoint", here, "--marker", &marker], "the marker holds the token"),
        (&["--endpoint", &query], "the endpoint `http"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_secmaster-contract"))
            .args(arguments)
            .env("SECMASTER_AUTH_TOKEN", TOKEN)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        let error = text(&output.stderr);
        assert!(error.contains(said) && !error.contains("planted"), "{error}");
    }
}

#[test]
fn the_list_needs_no_endpoint() {
    let output = contract(&["--list", "--only", "*/T4/verdict/*"]);
    assert_eq!(output.status.code(), Some(0));
    let out = text(&output.stdout);
    assert!(out.contains("rule\tcreate-indicator/T4/verdict/mandatory\t"), "{out}");
    assert!(out.contains("case\tcoverage/create-indicator/T4/verdict/type/null\trefused\t"));
    assert!(!out.contains("T5"), "{out}");
    let ids = |shard: &[&str]| -> BTreeSet<String> {
        let out = text(&contract(&[&["--list", "--phase", "coverage"], shard].concat()).stdout);
        let cases = out.lines().filter_map(|line| line.strip_prefix("case\t"));
        cases.map(str::to_owned).collect()
    };
    let (first, second) = (ids(&["--shard", "1/2"]), ids(&["--shard", "2/2"]));
    assert!(first.is_disjoint(&second) && &first | &second == ids(&[]));
}

#[test]
fn the_last_line_names_the_seed() {
    let endpoint = serve(|_| ("HTTP/1.1 403 Forbidden\r\n".to_owned(), "{}".to_owned()));
    let output = contract(&["--endpoint", &endpoint, "--seed", "42", "--cases", "3", "--strict"]);
    let out = text(&output.stdout);
    assert!(out.lines().last().unwrap().starts_with("seed 42"), "{out}");
    assert_eq!(text(&output.stderr).lines().count(), 1, "nothing moves in a pipe");
    let random = |seed: &str| text(&contract(&["--endpoint", &endpoint, "--seed", seed]).stdout);
    assert_ne!(random("1").lines().last(), random("2").lines().last());
}

#[test]
fn two_shards_are_the_whole() {
    let mock = secmaster_mock::Mock::start(secmaster_mock::Config::default()).unwrap();
    let count = |arguments: &[&str]| {
        let endpoint = mock.endpoint();
        let fixed = ["--endpoint", &endpoint, "--phase", "coverage"];
        let out = text(&contract(&[&fixed, arguments].concat()).stdout);
        let (before, _) = out.split_once(" cases in ").unwrap();
        before.rsplit(' ').next().unwrap().parse::<usize>().unwrap()
    };
    let (whole, first, second) =
        (count(&[]), count(&["--shard", "1/2"]), count(&["--shard", "2/2"]));
    assert!(first > whole / 4 && second > whole / 4 && first + second >= whole);
    assert!(first + second <= whole + 8, "{first} + {second} of {whole}, and clean-ups");
}
