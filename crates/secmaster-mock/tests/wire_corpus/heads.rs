//! Heads of requests that are no HTTP, or rare HTTP.

use serde_json::json;

use crate::case::{Case, request, sized};
use crate::support::{CONTENT_TYPE, Call, TOKEN, delete};

/// All of them.
pub fn cases() -> Vec<Case> {
    let call = delete(&json!([]));
    let mut cases = other_protocols();
    cases.extend(lines(&call));
    cases.extend(headers(&call));
    cases.extend(several(&call));
    cases
}

fn other_protocols() -> Vec<Case> {
    let hello = [
        &b"\x16\x03\x01\x00\xc4\x01\x00\x00\xc0\x03\x03"[..],
        &[0x5a; 32],
        b"\x00\x00\x04\x13\x01\x13\x02\x01\x00\x00\x93\x00\x00\x00\x0e\x00\x0c\x00\x00\x09localhost",
    ];
    vec![
        Case::new("nothing", ""),
        Case::new("the start of a TLS client hello", "\x16\x03\x01"),
        Case::new("a TLS client hello", hello.concat()),
        Case::new("the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        Case::new("HTTP/2 with settings", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"),
        Case::new("HTTP/0.9", "GET /\r\n"),
        Case::new("HTTP/0.9 with an empty line", "GET /\r\n\r\n").answered(&[400]),
        Case::new("HTTP/0.9 with bare line ends", "GET /\n\n").answered(&[400]),
        Case::new("SSH", "SSH-2.0-OpenSSH_9.2\r\n"),
        Case::new("SMTP", "EHLO localhost\r\n"),
        Case::new("Redis", "*1\r\n$4\r\nPING\r\n"),
        Case::new("a PROXY line", "PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\nGET / HTTP/1.1\r\n\r\n")
            .answered(&[400]),
        Case::new("an answer", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").answered(&[400]),
        Case::new("all bytes", (0..=255).collect::<Vec<u8>>()),
        Case::new("NUL bytes", [0; 10_000]),
        Case::new("empty lines", "\r\n".repeat(10_000)),
        Case::new("bare line ends", "\n".repeat(10_000)),
        Case::new("bare carriage returns", "\r".repeat(10_000)),
        Case::new("white space", " ".repeat(10_000)),
        Case::new("letters", "G".repeat(1_000_000)),
        Case::new("bytes that are no ASCII", [0xff; 100_000]),
    ]
}

/// What is wrong with the request line, or with where lines end.
fn lines(call: &Call) -> Vec<Case> {
    let whole = String::from_utf8_lossy(&sized(call, "")).into_owned();
    let first = |line: &str| {
        let rest = whole.split_once("\r\n").unwrap().1;
        Case::new(format!("{line:?}"), format!("{line}\r\n{rest}"))
    };
    let path = &call.path;
    let mut cases = vec![
        Case::new("bare line ends", whole.replace("\r\n", "\n")).answered(&[200]),
        Case::new("bare carriage returns", whole.replace("\r\n", "\r")),
        Case::new("empty lines before", format!("\r\n\n\r\n{whole}")).answered(&[200]),
        first(&format!("delete {path} HTTP/1.1")).answered(&[405]),
        first(&format!("{} {path} HTTP/1.1", "A".repeat(10_000))).answered(&[405]),
        first(&format!("DELETE {path} HTTP/1.0")).answered(&[200]),
    ];
    for line in [
        format!("DELETE {path} HTTP/1.2"),
        format!("DELETE {path} HTTP/2.0"),
        format!("DELETE {path} HTTP/3"),
        format!("DELETE {path} HTTP/01.1"),
        format!("DELETE {path} HTTP/1.1.1"),
        format!("DELETE {path} http/1.1"),
        format!("DELETE {path} HTTPS/1.1"),
        format!("DELETE {path} HTTP/-1.1"),
        format!("DELETE {path} HTTP/1.1 x"),
        format!("DELETE {path}"),
        format!("DELETE {path} "),
        format!("DELETE  {path} HTTP/1.1"),
        format!("DELETE\t{path}\tHTTP/1.1"),
        format!(" DELETE {path} HTTP/1.1"),
        format!("DEL\u{0}ETE {path} HTTP/1.1"),
        format!("DEL ETE {path} HTTP/1.1"),
        format!("DÉLETE {path} HTTP/1.1"),
        format!("\"DELETE\" {path} HTTP/1.1"),
        format!("DELETE: {path} HTTP/1.1"),
        "DELETE".to_owned(),
        "DELETE HTTP/1.1".to_owned(),
        "DELETE  HTTP/1.1".to_owned(),
    ] {
        cases.push(first(&line).answered(&[400]));
    }
    cases
}

fn headers(call: &Call) -> Vec<Case> {
    let with = |name: &str, lines: &[u8]| {
        let length = format!("content-length: {}\r\n", call.body.len());
        Case::new(name, request(call, [lines, length.as_bytes()].concat(), &call.body))
    };
    let line = |name: &str, value: &str| {
        with(&format!("a further {name}"), format!("{name}: {value}\r\n").as_bytes())
    };
    let long = |count: usize| format!("x: {}\r\n", "y".repeat(count));
    let many =
        |count: usize| (0..count).map(|number| format!("x{number}: y\r\n")).collect::<String>();
    let mut cases = vec![
        line("x-auth-token", TOKEN).answered(&[200]),
        line("X-AUTH-TOKEN", TOKEN).answered(&[200]),
        line("x-auth-token", "another").answered(&[400]),
        line("x-auth-token", "").answered(&[400]),
        line("content-type", CONTENT_TYPE).answered(&[200]),
        line("content-type", "text/plain").answered(&[400]),
        line("host", "mock").answered(&[200]),
        line("host", "other").answered(&[200]),
        line("connection", "close").answered(&[200]),
        line("connection", "close, keep-alive, , \"").answered(&[200]),
        line("connection", "upgrade\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQCAAAAAAIAAAAA")
            .answered(&[200]),
        line("connection", "upgrade\r\nupgrade: websocket\r\nsec-websocket-key: x")
            .answered(&[200]),
        line("expect", "100-continue").answered(&[200]),
        line("expect", "100-CONTINUE").answered(&[200]),
        line("expect", "something-else").answered(&[200]),
        line("te", "trailers, deflate;q=0.5").answered(&[200]),
        line("range", "bytes=0-").answered(&[200]),
        line("x", "").answered(&[200]),
        line("x", " \t ").answered(&[200]),
        with("bytes in a value that are no UTF-8", b"x: \xff\xfe\x80\r\n").answered(&[200]),
        with("a token that is no UTF-8", b"x-auth-token: \xff\r\n").answered(&[400]),
        with("a content-type that is no UTF-8", b"content-type: \xff\r\n").answered(&[400]),
        with("a long value", long(10_000).as_bytes()).answered(&[200]),
        with("a too long value", long(1_000_000).as_bytes()).answered(&[431]),
        with("a too long name", format!("{}: x\r\n", "y".repeat(70_000)).as_bytes()),
        with("many headers", many(90).as_bytes()).answered(&[200]),
        with("too many headers", many(101).as_bytes()).answered(&[431]),
        with("ten thousand headers", many(10_000).as_bytes()).answered(&[431]),
        with("the same header often", "x: y\r\n".repeat(90).as_bytes()).answered(&[200]),
        Case::new("no header", "DELETE / HTTP/1.1\r\n\r\n").answered(&[404]),
        Case::new("headers without end", format!("GET / HTTP/1.1\r\n{}", many(50))),
        Case::new("a value without end", format!("GET / HTTP/1.1\r\nx: {}", "y".repeat(1_000_000))),
        Case::new("a name without end", format!("GET / HTTP/1.1\r\n{}", "y".repeat(300_000))),
        Case::new(
            "awaits 100, and sends nothing",
            request(call, "expect: 100-continue\r\ncontent-length: 16\r\n", ""),
        ),
        Case::new(
            "awaits 100 for no body",
            request(call, "expect: 100-continue\r\ncontent-length: 0\r\n", ""),
        )
        .answered(&[400]),
        Case::new(
            "awaits 100 for too much",
            request(call, "expect: 100-continue\r\ncontent-length: 12582913\r\n", ""),
        )
        .answered(&[413]),
    ];
    for bad in [
        &b": x\r\n"[..],
        b"x\r\n",
        b"x y: z\r\n",
        b"x : y\r\n",
        b" x: y\r\n",
        b"\tx: y\r\n",
        b"x: y\r\n folded\r\n",
        b"x: y\r\n\tfolded\r\n",
        b"x: y\r\n \r\n",
        b"x: \0\r\n",
        b"x\0: y\r\n",
        b"x: y\x7f\r\n",
        b"x: y\x1b[31m\r\n",
        b"x: y\rz\r\n",
        b"\xff: y\r\n",
        b"\xc3\xa9: y\r\n",
        b"x@: y\r\n",
        b"(x): y\r\n",
    ] {
        cases.push(with(&format!("b\"{}\"", bad.escape_ascii()), bad).answered(&[400]));
    }
    cases
}

/// More than one request.
fn several(call: &Call) -> Vec<Case> {
    let one = sized(call, "");
    let get = b"GET /nowhere HTTP/1.1\r\n\r\n";
    let last = sized(call, "connection: close\r\n");
    let all = |pieces: &[&[u8]]| pieces.concat();
    vec![
        Case::new("two", all(&[&one, &one])).answered(&[200, 200]),
        Case::new("two", all(&[&one, &one])).answered(&[200, 200]).slowly(),
        Case::new("fifty", one.repeat(50)).answered(&[200; 50]),
        Case::new("two hundred", get.repeat(200)).answered(&[404; 200]),
        Case::new("one after the last", all(&[&last, &one])).answered(&[200]),
        Case::new("a whole one and a part", all(&[&one, &one[..one.len() - 1]])).answered(&[200]),
        Case::new("a whole one and nonsense", all(&[&one, b"\0\0\0\r\n\r\n"]))
            .answered(&[200, 400]),
        Case::new("an empty line between", all(&[&one, b"\r\n", &one])).answered(&[200, 200]),
        Case::new(
            "a large one refused, then one",
            all(&[&request(call, "content-length: 12582913\r\n", ""), &one]),
        )
        .answered(&[413]),
    ]
}
