//! Lengths and chunks that are wrong, or rare.

use serde_json::json;

use crate::case::{Case, request};
use crate::support::{Call, delete};

/// All of them.
pub fn cases() -> Vec<Case> {
    let call = delete(&json!([]));
    let mut cases = lengths(&call);
    cases.extend(encodings(&call));
    cases.extend(chunks(&call));
    cases
}

/// The values of `content-length` lines before a body of 16 bytes.
fn lengths(call: &Call) -> Vec<Case> {
    let with = |values: &[&str]| {
        let lines: String =
            values.iter().map(|value| format!("content-length: {value}\r\n")).collect();
        Case::new(format!("content-length {values:?}"), request(call, lines, &call.body))
    };
    let wrong = [
        "-1",
        "-16",
        "+16",
        "0x10",
        "1e1",
        "16.0",
        "",
        " ",
        "16 16",
        "16;",
        "16,17",
        "sixteen",
        "１６",
        "18446744073709551616",
        "99999999999999999999999999",
    ];
    let different = [["16", "17"], ["17", "16"], ["16", "x"], ["16", ""], ["0", "16"]];
    let wrong = wrong.iter().map(|value| with(&[value]));
    let different = different.iter().map(|values| with(values));
    let mut cases: Vec<Case> = wrong.chain(different).map(|case| case.answered(&[400])).collect();
    cases.extend([
        with(&["16"]).answered(&[200]),
        with(&["16", "16"]).answered(&[200]),
        with(&["00000016"]).answered(&[200]),
        with(&["16,16"]),
        // What is left over is no request.
        with(&["0"]).answered(&[400]),
        with(&["5"]).answered(&[400]),
        // What is missing never comes.
        with(&["17"]),
        with(&["12582912"]),
        with(&["12582913"]).answered(&[413]),
        with(&["9223372036854775807"]).answered(&[413]),
        with(&["18446744073709551615"]).answered(&[431]),
        with(&[]).answered(&[400]),
    ]);
    cases
}

/// The values of `transfer-encoding` lines before a body in one chunk.
fn encodings(call: &Call) -> Vec<Case> {
    let body = [b"10\r\n", call.body.as_slice(), b"\r\n0\r\n\r\n"].concat();
    let with =
        |lines: &str| Case::new(lines.escape_debug().to_string(), request(call, lines, &body));
    vec![
        with("transfer-encoding: chunked\r\n").answered(&[200]),
        with("transfer-encoding: Chunked\r\n").answered(&[200]),
        with("transfer-encoding: \t chunked \t\r\n").answered(&[200]),
        with("transfer-encoding: gzip, chunked\r\n").answered_somehow(),
        with("transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n").answered_somehow(),
        with("transfer-encoding: chunked, chunked\r\n").answered_somehow(),
        with("transfer-encoding: chunked, gzip\r\n").answered(&[400]),
        with("transfer-encoding: gzip\r\n").answered(&[400]),
        with("transfer-encoding: identity\r\n").answered(&[400]),
        with("transfer-encoding: xchunked\r\n").answered(&[400]),
        with("transfer-encoding: \"chunked\"\r\n").answered(&[400]),
        with("transfer-encoding: \x0bchunked\r\n").answered(&[400]),
        with("transfer-encoding:\r\n").answered(&[400]),
        with("transfer-encoding : chunked\r\n").answered(&[400]),
        with("transfer-encoding\r\n").answered(&[400]),
        with("content-length: 16\r\ntransfer-encoding: chunked\r\n").answered_somehow(),
        with("transfer-encoding: chunked\r\ncontent-length: 16\r\n").answered_somehow(),
        with("transfer-encoding: chunked\r\ncontent-length: 3\r\n").answered_somehow(),
        with("transfer-encoding: chunked\r\ncontent-length: x\r\n").answered_somehow(),
        with("content-length: 26\r\ntransfer-encoding: identity\r\n").answered(&[400]),
    ]
}

/// Bodies in chunks.
fn chunks(call: &Call) -> Vec<Case> {
    let body = String::from_utf8_lossy(&call.body);
    let with = |text: String| {
        let name = format!("chunks {:?}", text.chars().take(40).collect::<String>());
        Case::new(name, request(call, "transfer-encoding: chunked\r\n", text))
    };
    let long = |letter: &str, count: usize| letter.repeat(count);
    let mut cases = Vec::new();
    for size in ["10", "0010", "10;", "10;a", "10;a=b", "10;a=\"b\"", "10;a=b;c", "10 ", "10\t"] {
        cases.push(with(format!("{size}\r\n{body}\r\n0\r\n\r\n")).answered(&[200]));
    }
    for end in
        ["0\r\n\r\n", "000\r\n\r\n", "0;a\r\n\r\n", "0\r\nx: y\r\n\r\n", "0\r\nx: y\r\nz:\r\n\r\n"]
    {
        cases.push(with(format!("10\r\n{body}\r\n{end}")).answered(&[200]));
    }
    for size in [
        "",
        " ",
        ";",
        ";a",
        "g",
        "-1",
        "-10",
        "+10",
        "0x10",
        "1 0",
        "\u{b}10",
        "１０",
        "\"10\"",
        "10\u{0}",
        "10000000000000000",
        "fffffffffffffffff",
        "99999999999999999999999999999999",
        "10,10",
        "\n",
        "\n10",
    ] {
        cases.push(with(format!("{size}\r\n{body}\r\n0\r\n\r\n")).answered(&[400]));
    }
    let zeros = long("0", 100_000);
    cases.push(with(format!("{zeros}10\r\n{body}\r\n0\r\n\r\n")).answered_somehow());
    // More than may be sent, of which nothing comes.
    for size in ["ffffffffffffffff", "fffffffffffffffe", "7fffffffffffffff", "c00001"] {
        cases.push(with(format!("{size}\r\n")));
        cases.push(with(format!("{size}\r\n{body}")));
    }
    for text in [
        format!("10{body}\r\n0\r\n\r\n"),
        format!("10\r{body}\r\n0\r\n\r\n"),
        format!("10\r\n{body}x\r\n0\r\n\r\n"),
        format!("10\r\n{body}0\r\n\r\n"),
        format!("10\r\n{body}\rx0\r\n\r\n"),
        format!("0f\r\n{body}\r\n0\r\n\r\n"),
        format!("10;{}\r\n{body}\r\n0\r\n\r\n", long("a", 100_000)),
        format!("10\r\n{body}\r\n0\r\nx: {}\r\n\r\n", long("y", 1_000_000)),
        format!("10\r\n{body}\r\n0\r\n{}\r\n", long("x: y\r\n", 1000)),
        format!("10\r\n{body}\r\n0\r\n:\r\n\r\n"),
        format!("10\r\n{body}\r\n0\r\n\u{0}: x\r\n\r\n"),
        format!("{body}"),
    ] {
        cases.push(with(text));
    }
    for text in [
        format!("11\r\n{body}\r\n0\r\n\r\n"),
        format!("10\n{body}\n0\n\n"),
        format!("10\r\n{body}\n0\n\n"),
        format!("10\r\n{body}\r\n0\n\n"),
        format!("10\r\n{body}\r\n0\r\n"),
        format!("10\r\n{body}\r\n0\r\nx"),
        long(" ", 100_000),
        long("\r", 1000),
        long("1\r\n \r\n", 2000),
    ] {
        cases.push(with(text));
    }
    cases
}
