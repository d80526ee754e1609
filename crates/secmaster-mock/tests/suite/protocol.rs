//! What is refused before any table is looked at, and what is no proper HTTP.

use std::io::Write as _;
use std::net::Shutdown;
use std::time::{Duration, Instant};

use crate::support::{Call, TOKEN, connect, create, delete, raw, read_to_end, start};
use secmaster_mock::{Config, Mock, Profile};
use serde_json::json;

#[test]
fn unknown_paths_are_not_found() {
    let mock = start();
    let paths =
        crate::support::service().operations.iter().map(|operation| operation.path.as_str());
    // A slash after any other could begin the last parameter of this one.
    let longest = paths.max_by_key(|path| path.split('/').count()).unwrap();
    let with_slash = format!("{}/", longest.replace(['{', '}'], ""));
    for path in ["/", &with_slash, "/v2/p/workspaces/w/soc/indicators", "*", "/%2e"] {
        let answer = create().path(path).send(&mock);
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.json()["error_code"], "APIGW.0101");
        assert!(answer.message().contains("/v1/{project_id}/"), "{answer:?}");
        assert_request_id(answer.header("x-request-id"));
    }
    assert_eq!(
        create().path("/v1/a%2Fb/workspaces/%E6%B1%89/soc/indicators?x=1").send(&mock).status,
        200
    );
    assert_eq!(
        create().path("http://other/v1/p/workspaces/w/soc/indicators").send(&mock).status,
        200
    );
}

#[test]
fn other_methods_are_not_allowed() {
    let (service, mock) = (crate::support::service(), start());
    let path = &service.operation("create-indicator").unwrap().path;
    let of_path = service.operations.iter().filter(|operation| operation.path == *path);
    let mut allowed: Vec<&str> = of_path.map(|operation| operation.method.as_str()).collect();
    allowed.sort_unstable();
    let methods = ["GET", "PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "post", "BREW"];
    for method in methods.into_iter().filter(|method| !allowed.contains(method)) {
        let answer = Call { method: method.to_owned(), ..create() }.send(&mock);
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.header("allow"), Some(allowed.join(", ").as_str()));
        assert_request_id(answer.header("x-request-id"));
        if method != "HEAD" {
            assert_eq!(answer.json()["error_code"], "APIGW.0201");
        }
    }
}

#[test]
fn a_large_body_is_refused_at_once_when_it_is_announced() {
    let mock = start();
    let mut stream = connect(&mock);
    let started = Instant::now();
    stream
        .write_all(format!("{}content-length: 12582913\r\n\r\n", create().head()).as_bytes())
        .unwrap();
    let answer = read_to_end(&mut stream);
    assert!(started.elapsed() < Duration::from_millis(500));
    assert_eq!((answer.status, answer.header("connection")), (413, Some("close")));
    assert_eq!(answer.json()["error_code"], "APIGW.0201");
}

#[test]
fn a_large_body_in_chunks_is_refused_and_the_answer_arrives() {
    let mock = start();
    let mut stream = connect(&mock);
    stream
        .write_all(format!("{}transfer-encoding: chunked\r\n\r\n", create().head()).as_bytes())
        .unwrap();
    let chunk = [b"100000\r\n".to_vec(), vec![b' '; 0x10_0000], b"\r\n".to_vec()].concat();
    for _ in 0..14 {
        stream.write_all(&chunk).unwrap();
    }
    let answer = read_to_end(&mut stream);
    assert_eq!((answer.status, answer.header("connection")), (413, Some("close")));
}

#[test]
fn the_largest_body_and_chunks_are_taken() {
    let mock = Mock::start(Config::default().with_largest_body(100)).unwrap();
    let body = format!("{{{}}}", " ".repeat(98));
    let call = Call { body: body.into_bytes(), ..delete(&json!([])) };
    assert_eq!(call.send(&mock).status, 200);
    let chunks = "connection: close\r\ntransfer-encoding: chunked\r\n\r\n7\r\n{\"batch\r\n0a\r\n_ids\":[]} \r\n0\r\n\r\n";
    assert_eq!(raw(&mock, (call.head() + chunks).as_bytes()).status, 200);
}

#[test]
fn a_body_that_is_not_json_is_refused_with_its_position() {
    let mock = start();
    let cases: [(&[u8], &str); 10] = [
        (b"", "there is no body"),
        (b"{\"data_object\":{", "line 1 column 16"),
        (b"{}\n{}", "line 2 column 1"),
        (b"{'a':1}", "line 1 column 2"),
        (b"{\"a\":1,\"a\":1}", "the body names a member twice: \"a\" at line 1"),
        (b"{\"a\":\"\xe9\"}", "not UTF-8 at byte 6"),
        (b"{\"a\":NaN}", "line 1"),
        (b"[]", "the body is an array, not an object"),
        (b"null", "the body is null, not an object"),
        (b"\"text\"", "the body is \"text\", not an object"),
    ];
    for (body, expected) in cases {
        for call in [create(), delete(&json!([]))] {
            let answer = Call { body: body.to_vec(), ..call }.send(&mock);
            assert_eq!(answer.status, 400, "{answer:?}");
            assert!(answer.message().contains(expected), "{expected}: {answer:?}");
            assert_request_id(answer.header("x-request-id"));
        }
    }
    let without_length = delete(&json!([])).head() + "connection: close\r\n\r\n";
    assert_eq!(raw(&mock, without_length.as_bytes()).status, 400);
}

#[test]
fn media_types_are_compared_by_their_parts() {
    let (strict, lenient) =
        (start(), Mock::start(Config::default().with_profile(Profile::Lenient)).unwrap());
    let cases = [
        ("Application/JSON; Charset=\"utf-8\"", 200, 200),
        ("application/json", 400, 200),
        ("application/json;", 400, 200),
        ("application/json;charset=iso-8859-1", 400, 400),
        ("application/json;charset=UTF-8;charset=UTF-8", 400, 400),
        ("text/json;charset=UTF-8", 400, 400),
    ];
    for (value, documented, tolerant) in cases {
        let call = create().without("content-type").with("content-type", value);
        assert_eq!(call.send(&strict).status, documented, "{value}");
        assert_eq!(call.send(&lenient).status, tolerant, "{value}");
    }
    let answer = create().with("content-type", "text/plain").send(&strict);
    assert_eq!(answer.status, 400);
    let named = "content-type is given twice, with different values (create-indicator, Table 2, content-type)";
    assert!(answer.message().contains(named), "{answer:?}");
    let answer = create().with("x-auth-token", "another-token").send(&strict);
    assert_eq!(answer.status, 400);
    let named = "(create-indicator, Table 2, X-Auth-Token)";
    assert!(answer.message().contains(named), "{answer:?}");
    assert!(!answer.text.contains("another-token"), "{answer:?}");
    assert_eq!(
        create().with("content-type", crate::support::CONTENT_TYPE).send(&strict).status,
        200
    );
}

#[test]
fn only_the_configured_token_is_accepted() {
    let mock = Mock::start(Config::default().with_token("the-right-token")).unwrap();
    let wrong = create().send(&mock);
    assert_eq!(wrong.status, 401);
    assert!(!wrong.text.contains(TOKEN) && !wrong.text.contains("the-right-token"));
    let right = create().without("x-auth-token").with("x-auth-token", "the-right-token");
    assert_eq!(right.send(&mock).status, 200);
}

#[test]
fn a_token_in_a_wrong_value_is_not_repeated() {
    let mut body =
        crate::support::example(crate::support::service().operation("create-indicator").unwrap());
    body["data_object"]["granular_marking"] = json!(TOKEN);
    let answer = create().body(&body).send(&start());
    assert_eq!(answer.status, 400);
    assert!(answer.text.contains("[redacted]") && !answer.text.contains(TOKEN), "{answer:?}");
}

#[test]
fn the_connection_serves_several_requests() {
    let mock = start();
    let mut stream = connect(&mock);
    let call = delete(&json!([]));
    let one = format!(
        "{}content-length: {}\r\n\r\n{}",
        call.head(),
        call.body.len(),
        String::from_utf8_lossy(&call.body)
    );
    stream.write_all((one.clone() + &one + &one).as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let answer = read_to_end(&mut stream);
    assert_eq!(answer.text.matches("HTTP/1.1 200").count(), 2, "{answer:?}");
}

#[test]
fn nonsense_gets_an_answer_or_a_close() {
    let mock = start();
    for bytes in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"POST / HTTP/1.1\r\ncontent-length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n:\r\n\r\n",
        b"G",
    ] {
        let mut stream = connect(&mock);
        stream.write_all(bytes).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let started = Instant::now();
        let mut answer = Vec::new();
        let _ = std::io::Read::read_to_end(&mut stream, &mut answer);
        assert!(started.elapsed() < Duration::from_secs(1), "{bytes:?}");
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1."), "{answer:?}");
    }
    let aborted = create().head() + "content-length: 100\r\n\r\n{";
    let mut stream = connect(&mock);
    stream.write_all(aborted.as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    let _ = std::io::Read::read_to_end(&mut stream, &mut answer);
    assert_eq!(create().send(&mock).status, 200);
}

#[test]
fn slow_requests_end() {
    let short = Duration::from_millis(100);
    let config = Config::default()
        .with_head_timeout(short)
        .with_body_timeout(short)
        .with_idle_timeout(short);
    let mock = Mock::start(config).unwrap();
    let started = Instant::now();
    let mut rest = Vec::new();
    for head in ["", "POST / HT"] {
        let mut stream = connect(&mock);
        stream.write_all(head.as_bytes()).unwrap();
        let _ = std::io::Read::read_to_end(&mut stream, &mut rest);
    }
    assert!(rest.is_empty() || rest.starts_with(b"HTTP/1.1 4"), "{rest:?}");
    let mut stream = connect(&mock);
    stream.write_all((create().head() + "content-length: 9\r\n\r\n{").as_bytes()).unwrap();
    let answer = read_to_end(&mut stream);
    assert_eq!((answer.status, answer.header("connection")), (408, Some("close")));
    assert!(started.elapsed() < Duration::from_secs(2));
}

fn assert_request_id(found: Option<&str>) {
    let service = crate::support::service();
    let operation = service.operation("create-indicator").unwrap();
    let row = service.row("create-indicator/T9/X-request-id").unwrap();
    let schema = operation.row_schema(row, secmaster_spec::Strictness::Documented);
    let value = json!(found.unwrap());
    assert!(jsonschema::is_valid(&schema, &value), "{value}");
}
