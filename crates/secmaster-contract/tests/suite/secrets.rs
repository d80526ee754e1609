//! No secret in anything that the harness leaves behind, whatever the endpoint does with it.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::support::{Folder, command, text};
use secmaster_contract::{Options, Phase, Profile, Target, cases, run};
use secmaster_spec::Service;

/// Letters that JSON and URLs write in other ways.
const TOKEN: &str = "Planted+\"Token\"/5f1d-Zq8w";

/// The token in every notation that an endpoint may reflect it in.
fn forms() -> Vec<(&'static str, String)> {
    vec![
        ("raw", TOKEN.to_owned()),
        ("json", TOKEN.replace('"', "\\\"")),
        ("percent-encoded", "Planted%2B%22Token%22%2F5f1d-Zq8w".to_owned()),
        ("base64", "UGxhbnRlZCsiVG9rZW4iLzVmMWQtWnE4dw==".to_owned()),
        ("upper case", TOKEN.to_uppercase()),
        ("first half", TOKEN[..12].to_owned()),
        ("second half", TOKEN[12..].to_owned()),
    ]
}

/// What must be nowhere: the forms, without padding and in any letter case.
fn find(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let is_in = |form: &str| text.contains(form.trim_end_matches('=').to_lowercase().as_str());
    // In a JSON string quotes are escaped, and in one within another twice.
    let escaped = |form: &str| form.replace('\\', "\\\\").replace('"', "\\\"");
    let is_found = |form: &str| {
        let once = escaped(form);
        is_in(form) || is_in(&once) || is_in(&escaped(&once))
    };
    forms().iter().find(|(_, form)| is_found(form)).map(|(name, _)| *name)
}

fn assert_clean(what: &str, text: &str) {
    if let Some(form) = find(text) {
        let line = text.lines().find(|line| find(line).is_some()).unwrap_or_default();
        panic!("the token ({form}) is in {what}: {line}");
    }
}

/// An endpoint that accepts everything and puts the token wherever something can stand.
fn reflecting() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let count = Arc::clone(&count);
            thread::spawn(move || converse(&stream, &count));
        }
    });
    endpoint
}

fn converse(stream: &TcpStream, count: &AtomicUsize) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).ok()? == 0 {
                return None;
            }
        }
        let lower = head.to_lowercase();
        let length = lower.split_once("content-length:").map_or("0", |(_, rest)| rest);
        let length = length.split("\r\n").next()?.trim().parse().ok()?;
        reader.read_exact(&mut vec![0; length]).ok()?;
        let number = count.fetch_add(1, Ordering::Relaxed);
        let answer = answer(&head, number);
        (&*stream).write_all(answer.as_bytes()).ok()?;
        if lower.contains("connection: close") || !answer.starts_with("HTTP") {
            return None;
        }
    }
}

fn answer(head: &str, number: usize) -> String {
    let forms = forms();
    let (_, form) = &forms[number % forms.len()];
    if number % 40 == 39 {
        return format!("{form} is no HTTP\r\n\r\n");
    }
    let quoted = serde_json::Value::from(form.as_str()).to_string();
    let text = &quoted[1..quoted.len() - 1];
    let body = if head.starts_with("DELETE") {
        format!(
            r#"{{"code":"{text}","message":"{text}","data":{{"success_ids":[],"error_ids":["{text}"]}},"{text}":1}}"#
        )
    } else {
        // Every third id is one that can be deleted.
        let id = if number.is_multiple_of(3) {
            format!("plain-{number}")
        } else {
            format!("{text}-{number}")
        };
        format!(
            r#"{{"code":"{text}","message":"{text}","data":{{"id":"{id}","name":"{text}","data_object":{{"id":"{text}","value":["{text}"]}}}},"{text}":"{text}"}}"#
        )
    };
    let status = if number % 5 == 4 { "500" } else { "200" };
    let length = body.len();
    format!(
        "HTTP/1.1 {status} {form}\r\nx-request-id: {form}\r\nauthorization: {form}\r\ncontent-type: application/json; x={form}\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

fn assert_folder_is_clean(folder: &Path) -> usize {
    let files = folder.read_dir().unwrap().map(|file| file.unwrap().path());
    let check = |file: &std::path::PathBuf| {
        assert_clean(&file.display().to_string(), &text(&std::fs::read(file).unwrap()));
    };
    files.inspect(check).count()
}

#[test]
fn the_token_is_in_no_output_and_no_file() {
    let endpoint = reflecting();
    let folder = Folder::new("secrets");
    let journal = folder.join("journal");
    let arguments = ["--live", "--rate", "100000", "--report", folder.text(), "--journal"];
    let output = command(&endpoint)
        .args(arguments)
        .arg(&journal)
        .env("SECMASTER_AUTH_TOKEN", TOKEN)
        .env("RUST_BACKTRACE", "1")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert_clean("stdout", &text(&output.stdout));
    assert_clean("stderr", &text(&output.stderr));
    assert!(text(&output.stdout).contains("$SECMASTER_AUTH_TOKEN"), "it was reflected");
    assert!(assert_folder_is_clean(folder.path()) >= 2);
    let written = std::fs::read_to_string(&journal).unwrap();
    assert!(written.contains("\"redacted\":true") && written.contains("\"id\":\"plain-"));

    let output = Command::new(env!("CARGO_BIN_EXE_secmaster-contract"))
        .arg("--cleanup")
        .arg(&journal)
        .args(["--rate", "100000"])
        .env("SECMASTER_AUTH_TOKEN", TOKEN)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let out = text(&output.stdout);
    assert_clean("the clean-up's stdout", &out);
    assert_clean("the clean-up's stderr", &text(&output.stderr));
    assert!(out.contains("the id held the token") && out.contains("left plain-"), "{out}");
    assert_folder_is_clean(folder.path());
}

#[test]
fn the_token_is_in_no_debug_text_and_no_error() {
    let service = Service::embedded().unwrap();
    let target = Target::new(&reflecting()).unwrap().token(TOKEN);
    let options = Options::default().phases([Phase::Examples, Phase::Protocol]);
    let report = run(&service, &target, &options).unwrap();
    let all = cases(&service, &Phase::ALL, &BTreeMap::new(), Profile::Documented);
    let shown: [(&str, &dyn Debug); 4] =
        [("Target", &target), ("Options", &options), ("Report", &report), ("Case", &all)];
    for (what, value) in shown {
        assert_clean(what, &format!("{value:?} {value:#?}"));
    }
    let errors = [
        run(&service, &Target::new("http://127.0.0.1:1").unwrap().token(TOKEN), &options),
        run(&service, &target.clone().workspace(TOKEN), &options),
        run(&service, &target.clone().token(format!("{TOKEN}\n")), &options),
    ];
    for error in errors {
        let error = error.unwrap_err();
        assert_clean("an error", &format!("{error} {error:?}"));
    }
}

/// The search itself finds every form.
#[test]
fn the_search_finds_what_it_looks_for() {
    for (name, form) in forms() {
        assert!(find(&format!("x{form}y")).is_some(), "{name}");
        assert!(find(&serde_json::Value::from(form).to_string()).is_some(), "{name}");
    }
    assert_eq!(find("nothing of it"), None);
}
