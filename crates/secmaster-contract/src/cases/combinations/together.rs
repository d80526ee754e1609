//! Texts that a server may take for something else, at every place for free text at once.

use serde_json::Value;

use super::free::Free;
use crate::baseline::Places;
use crate::case::Connection;
use crate::cases::{Builder, put_body, put_bytes};
use crate::expectation::{Expectation, Refusal};

/// What they are, and their names in case ids. The tables neither name nor rule them out.
const TEXTS: [(&str, &str, &str); 22] = [
    ("true", "a word that is a value of JSON", "true"),
    ("null", "the word for no value", "null"),
    ("json", "JSON itself", "[{\"a\":1}]"),
    ("host", "a host with letters of its own and a dot at its end", "bücher.example."),
    ("defanged", "a defanged address with a slash at its end", "hxxp://evil[.]example/a/"),
    ("invisible", "characters that nobody sees", "a\u{200b}b\u{a0}c\u{ad}d\u{feff}e"),
    ("ipv4", "a word for addresses", "ipv4"),
    ("domain", "a word for names of hosts", "domain"),
    ("url", "a word for addresses of pages", "url"),
    ("hash", "a word for digests", "sha256"),
    ("empty-hash", "the digest of nothing", "d41d8cd98f00b204e9800998ecf8427e"),
    ("upper-hash", "a digest in upper case", "D41D8CD98F00B204E9800998ECF8427E"),
    ("long-ipv6", "an address written out", "2001:0db8:0000:0000:0000:0000:0000:0001"),
    ("puny", "a host in letters of ASCII", "www.xn--bcher-kva.example"),
    ("port", "an address with the port that it has anyway", "http://example.com:80"),
    ("commas", "a list", "a,b,c"),
    ("integer", "a whole number", "12345"),
    ("number", "a number with zeros at its ends", "01.50"),
    ("formula", "what a table would compute", "=1+1"),
    ("separators", "separators of lines and private letters", "a\u{2028}b\u{2029}c\u{e000}d"),
    ("controls", "letters that steer, and one for what is no letter", "a\u{85}b\u{9f}c\u{fffd}d"),
    ("folding", "letters that are others, or more, in other case", "İıßſ\u{212a}"),
];

/// Lengths at which storage often ends, and those on both sides of them.
const LENGTHS: [usize; 15] =
    [32, 63, 65, 127, 128, 129, 255, 256, 257, 511, 512, 513, 2048, 4096, 7000];

/// More than so many characters in each text make an answer that fills the buffers of clients.
const LARGE: usize = 4096;

pub(crate) fn add(builder: &mut Builder<'_>, places: &Places<'_>, base: &Value) {
    let Some(free) = Free::of(builder, places, base, |_| true) else { return };
    let name = &builder.operation.name;
    let id = |variant: &str| format!("{name}/texts/{variant}");
    for (variant, what, text) in TEXTS {
        let title = format!("every free text is {what}");
        builder.either(&id(variant), title, builder.success_rule(), free.filled(text));
    }
    for length in LENGTHS {
        let title = format!("every free text has {length} characters");
        let rule = builder.success_rule();
        let id = id(&length.to_string());
        let mut case = builder.case(&id, title, rule, Expectation::Either);
        put_body(&mut case.request, free.filled(&"a".repeat(length)));
        // All of them together may be too much, also for what reads the answer.
        case.refusal = Refusal::Any;
        if length > LARGE {
            case.connection = Connection::Watched;
        }
        builder.add(case);
    }
    let title = "every free text has half a surrogate pair in it";
    let rule = builder.success_rule();
    let expectation = Expectation::Either;
    let mut case = builder.case(&id("surrogate"), title, rule, expectation);
    // Servers that fail over it often leave the connection behind.
    case.connection = Connection::Watched;
    let spelled = free.filled("half-a-pair").to_string().replace("half-a-pair", "a\\ud800b");
    put_bytes(&mut case.request, spelled.into_bytes());
    builder.add(case);
}
