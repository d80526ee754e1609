//! What a request is for: paths, and other forms of targets.

use serde_json::json;

use crate::case::{Case, sized};
use crate::support::{Call, delete};

/// All of them.
pub fn cases() -> Vec<Case> {
    let call = delete(&json!([]));
    let to = |target: &str| {
        Case::new(
            format!("to {:.60}", target.escape_debug()),
            sized(&call.clone().path(target), ""),
        )
    };
    let beneath = |project: &str| format!("/v1/{project}/workspaces/w/soc/indicators");
    let path = beneath("p");
    let mut cases = vec![
        to(&path).answered(&[200]),
        to(&format!("http://other{path}")).answered(&[200]),
        to(&format!("HTTPS://user:password@other:443{path}")).answered(&[200]),
        to(&format!("{path}?")).answered(&[200]),
        to(&format!("{path}?a=%zz&b=%&c[]=%00")).answered(&[200]),
        to(&format!("{path}?<>")).answered(&[400]),
        to(&format!("{path}#part")).answered(&[200]),
        to(&beneath(&"p".repeat(10_000))).answered(&[200]),
        to(&beneath(&"p".repeat(100_000))).answered(&[414]),
        to(&beneath(&"p".repeat(1_000_000))),
        to(&format!("{path}?{}", "q".repeat(60_000))).answered(&[200]),
        to(&"/".repeat(60_000)).answered(&[404]),
        to(&"/%2e".repeat(10_000)).answered(&[404]),
    ];
    for project in [
        "%",
        "%4",
        "%zz",
        "%%",
        "%25",
        "%2525",
        "%00",
        "%0a%0d",
        "%20",
        "%2F",
        "%2e%2e",
        "%ff",
        "%c0%af",
        "%ed%a0%80",
        "%u0041",
        "%E6%B1%89",
        "..",
        ".",
        "~",
        "a;b",
        "a:b",
        "a@b",
        "a+b",
        "a|b",
        "a^b",
        "{p}",
    ] {
        let whole = to(&beneath(project)).answered(&[200]);
        cases.extend([whole.clone(), whole.slowly()]);
    }
    for target in
        ["*", "/", "//", "///", "/v1", "/..", "/../..", "/.", "http://other", "?", "other:80"]
    {
        cases.push(to(target).answered_somehow());
    }
    for target in
        ["", "[", "http://", "http://[", "http://a b/", "\\", "/a b", "/\u{0}", "/\u{7f}", "/\u{1}"]
    {
        cases.push(to(target).answered(&[400]));
    }
    let raw = |name: &str, target: &[u8]| {
        Case::new(name, [b"DELETE ", target, b" HTTP/1.1\r\ncontent-length: 0\r\n\r\n"].concat())
    };
    cases.extend([
        raw("a path that is no UTF-8", b"/v1/\xff/workspaces/w/soc/indicators"),
        raw("a path that is UTF-8", "/v1/汉/workspaces/w/soc/indicators".as_bytes()),
        raw("a path with a part of UTF-8", b"/v1/\xe6\xb1/workspaces/w/soc/indicators"),
        raw("a query that is no UTF-8", b"/?\xff"),
    ]);
    for (method, target) in
        [("OPTIONS", "*"), ("CONNECT", "other:443"), ("CONNECT", "/"), ("PRI", "*")]
    {
        let call = Call { method: method.to_owned(), ..call.clone() }.path(target);
        cases.push(Case::new(format!("{method} {target}"), sized(&call, "")).answered_somehow());
    }
    for method in ["HEAD", "GET", "TRACE", "OPTIONS", "PUT"] {
        let call = Call { method: method.to_owned(), ..call.clone() }.path(&path);
        cases.push(
            Case::new(format!("{method} with a body"), sized(&call, "connection: close\r\n"))
                .answered(&[405]),
        );
    }
    cases
}
