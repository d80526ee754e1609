//! Bodies that are whole, and costly or nonsense to read.

use serde_json::json;

use crate::case::{Case, sized};
use crate::support::{Call, create, delete};

/// All of them, sent to both operations.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, body, deletes) in bodies() {
        for (call, status) in [(create(), 400), (delete(&json!([])), deletes)] {
            let call = Call { body: body.clone(), ..call };
            let name = format!("{} of {name}", call.method);
            cases.push(Case::new(name, sized(&call, "")).answered(&[status]));
        }
    }
    cases
}

/// What is sent, and the status of a deletion that has it.
fn bodies() -> Vec<(&'static str, Vec<u8>, u16)> {
    let ids = |items: String| format!("{{\"batch_ids\":[{items}]}}").into_bytes();
    let count = |count: usize, item: fn(usize) -> String| {
        (0..count).map(item).collect::<Vec<_>>().join(",")
    };
    let object = |members: String| format!("{{{members}}}").into_bytes();
    let nested = |open: &str, close: &str, depth: usize| {
        format!("{}{}", open.repeat(depth), close.repeat(depth)).into_bytes()
    };
    vec![
        ("no JSON", b"nonsense".to_vec(), 400),
        ("white space", vec![b' '; 100_000], 400),
        ("NUL bytes", vec![0; 100_000], 400),
        ("bytes that are no UTF-8", b"{\"batch_ids\":[\"\xff\"]}".to_vec(), 400),
        ("a part of UTF-8", b"{\"batch_ids\":[\"\xe6\xb1\"]}".to_vec(), 400),
        ("UTF-16", "{\"batch_ids\":[]}".encode_utf16().flat_map(u16::to_le_bytes).collect(), 400),
        ("a byte order mark", b"\xef\xbb\xbf{\"batch_ids\":[]}".to_vec(), 400),
        ("half a surrogate", ids("\"\\ud800\"".to_owned()), 400),
        ("an escaped NUL", ids("\"\\u0000\"".to_owned()), 200),
        ("an unknown escape", ids("\"\\x\"".to_owned()), 400),
        ("a text without end", b"{\"batch_ids\":[\"".to_vec(), 400),
        ("arrays without end", vec![b'['; 1_000_000], 400),
        ("objects without end", "{\"a\":".repeat(200_000).into_bytes(), 400),
        ("nested arrays", nested("[", "]", 100_000), 400),
        ("nested objects", nested("{\"a\":", "}", 120), 400),
        ("arrays as deep as is read", nested("[", "]", 120), 400),
        ("a long number", ids("1".repeat(100_000)), 400),
        ("a long fraction", ids(format!("0.{}", "1".repeat(100_000))), 400),
        ("a huge exponent", ids("1e999999999".to_owned()), 400),
        ("a tiny exponent", ids("1e-999999999".to_owned()), 400),
        ("a long exponent", ids(format!("1e{}", "9".repeat(100_000))), 400),
        ("a minus", ids("-".to_owned()), 400),
        ("many members", object(count(5_000, |number| format!("\"m{number}\":0"))), 200),
        ("many equal members", object(count(20_000, |_| "\"m\":0".to_owned())), 400),
        ("a long member", object(format!("\"{}\":0", "m".repeat(200_000))), 200),
        ("many wrong items", ids(count(3_000, |_| "0".to_owned())), 400),
        ("many wrong items in a large body", ids(count(7_000, |_| "1000000000".to_owned())), 400),
        ("many ids", ids(count(5_000, |number| format!("\"{number}\""))), 200),
        ("the same id often", ids(count(10_000, |_| "\"a\"".to_owned())), 200),
        ("a long id", ids(format!("\"{}\"", "a".repeat(200_000))), 200),
        ("a long wrong text", object(format!("\"batch_ids\":\"{}\"", "a".repeat(200_000))), 400),
        ("a member twice", b"{\"batch_ids\":[],\"batch_ids\":[]}".to_vec(), 400),
        ("two documents", b"{\"batch_ids\":[]}{\"batch_ids\":[]}".to_vec(), 400),
    ]
}
