//! The lines, letter by letter; that they work is shown against an endpoint in `tests/suite/curl.rs`.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use secmaster_spec::{Create, Effect, Service};

use super::{ToldId, in_a_row, script, twice};
use crate::case::{Case, HeaderText, Phase, Request};
use crate::cases::cases;
use crate::options::Profile;
use crate::secret::Secret;

fn case(method: &str, headers: &[(&str, HeaderText)], body: Option<&[u8]>) -> Case {
    let service = Service::embedded().unwrap();
    let all = cases(&service, &[Phase::Coverage], &BTreeMap::new(), Profile::Documented);
    let request = Request {
        method: method.to_owned(),
        path: "/v1/planted/x".to_owned(),
        headers: headers.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect(),
        body: body.map(Into::into),
        value: None,
    };
    Case { request, ..all.first().unwrap().clone() }
}

fn line(method: &str, headers: &[(&str, HeaderText)], body: Option<&[u8]>) -> String {
    script(&[], &case(method, headers, body), &Secret::new("planted"))
}

#[test]
fn the_line_holds_no_secret_and_sends_what_was_sent() {
    let headers =
        [("X-Auth-Token", HeaderText::Token), ("x-empty", HeaderText::Text(String::new()))];
    assert_eq!(
        line("POST", &headers, Some(br#"{"a":"it's planted"}"#)),
        r#"curl -sS -i --http1.1 --path-as-is --max-time 60 -X POST "$SECMASTER_ENDPOINT"'/v1/'"$SECMASTER_AUTH_TOKEN"'/x' -H "x-auth-token: $SECMASTER_AUTH_TOKEN" -H 'x-empty;' -H 'content-type:' --data-binary '{"a":"it'\''s planted"}'"#
    );
}

#[test]
fn bodies_get_through_whatever_they_are() {
    let data = |method, body| {
        let line = line(method, &[], body);
        let (piped, rest) = line.split_once("curl ").unwrap();
        let data = rest.split_once("'content-type:' ").map(|(_, data)| data.to_owned());
        (piped.to_owned(), data)
    };
    let given = |text: &str| Some(format!("--data-binary {text}"));
    assert_eq!(data("GET", None), (String::new(), None));
    assert_eq!(data("POST", None), (String::new(), given("''")));
    assert_eq!(data("POST", Some(b"")), (String::new(), given("''")));
    assert_eq!(data("POST", Some(b"\xff%")), (r"printf '\377\045' | ".to_owned(), given("@-")));
    let long = "a".repeat(200_000);
    assert_eq!(
        data("POST", Some(long.as_bytes())),
        (format!("printf %s '{long}' | "), given("@-"))
    );
    assert!(line("POST", &[], Some(long.as_bytes())).contains("-H 'expect:'"));
}

#[test]
fn methods_are_said_in_a_way_that_curl_ends() {
    assert!(line("HEAD", &[], None).contains(" --head "));
    assert!(line("M-SEARCH", &[], None).contains(" -X 'M-SEARCH' "));
    let twice = twice(&case("GET", &[], None), &Secret::default());
    assert_eq!(twice.matches("-X GET").count(), 2);
}

#[test]
fn one_connection_takes_one_line() {
    let before = case("POST", &[("X-Auth-Token", HeaderText::Token)], Some(b"{}"));
    let line =
        in_a_row([&before].into_iter(), &case("POST", &[], Some(b"\xff")), &Secret::default());
    let (first, second) = line.split_once(" --next ").unwrap();
    assert!(first.starts_with(r"printf '\377' | curl -sS -o /dev/null --http1.1 "), "{line}");
    assert!(first.ends_with(" --data-binary '{}'"), "{line}");
    assert!(second.starts_with("-sS -i --http1.1 "), "{line}");
    assert!(second.ends_with(" --data-binary @-"), "{line}");
}

#[test]
fn an_id_is_taken_out_of_the_answer_that_tells_it() {
    let service = Service::embedded().unwrap();
    let operation = service.operation("create-indicator").unwrap();
    let Some(Effect::Create(create)) = &operation.effect else { panic!("it creates") };
    let create: &Create = create;
    let text = r#"{"id":"a", "x":{"id":7,"the_id":"z"},"y":"\"id\"","data":{"id" : "b\/c"},"n":{"id":"id"}}"#;
    for (id, number) in [("a", 1), ("7", 2), ("b/c", 3), ("id", 4)] {
        let told = ToldId::find(create, text, id.to_owned()).unwrap();
        assert_eq!(told.number, number, "{id}");
        let shell = Command::new("sh")
            .args(["-c", &format!("printf %s \"$TEXT\" | {}", told.filter())])
            .env("TEXT", text)
            .stdout(Stdio::piped())
            .output()
            .unwrap();
        let shown = String::from_utf8(shell.stdout).unwrap();
        assert_eq!(shown.trim_end().replace("\\/", "/"), id);
    }
    assert_eq!(ToldId::find(create, text, "z".to_owned()), None);
}
