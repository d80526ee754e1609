//! Texts that a server may take for something else, at every place for free text at once.

use secmaster_spec::Shape;
use serde_json::Value;

use super::probes::is_free;
use crate::baseline::{Places, fitted, reaching, with};
use crate::cases::Builder;

/// What they are, and their names in case ids. The tables neither name nor rule them out.
const TEXTS: [(&str, &str, &str); 12] = [
    ("true", "a word that is a value of JSON", "true"),
    ("null", "the word for no value", "null"),
    ("json", "JSON itself", "[{\"a\":1}]"),
    ("host", "a host with letters of its own and a dot at its end", "bücher.example."),
    ("defanged", "a defanged address with a slash at its end", "hxxp://evil[.]example/a/"),
    ("invisible", "characters that nobody sees", "a\u{200b}b\u{a0}c\u{ad}d"),
    ("ipv4", "a word for addresses", "ipv4"),
    ("domain", "a word for names of hosts", "domain"),
    ("url", "a word for addresses of pages", "url"),
    ("hash", "a word for digests", "sha256"),
    ("empty-hash", "the digest of nothing", "d41d8cd98f00b204e9800998ecf8427e"),
    ("folding", "letters that are others, or more, in other case", "İıßſ\u{212a}"),
];

/// Lengths at which storage often ends, and those on both sides of them.
const LENGTHS: [usize; 15] =
    [32, 63, 65, 127, 128, 129, 255, 256, 257, 511, 512, 513, 2048, 4096, 8192];

pub(crate) fn add(builder: &mut Builder<'_>, places: &Places<'_>, base: &Value) {
    let operation = builder.operation;
    let free: Vec<_> = places
        .iter()
        .filter_map(|(pointer, _, row)| match &row.shape {
            Shape::Text(text) if is_free(builder, row, text) => Some((pointer, text)),
            _ => None,
        })
        .collect();
    if free.is_empty() {
        return;
    }
    let mut add = |variant: &str, title: String, text: &str| {
        let body = free.iter().fold(base.clone(), |body, (pointer, row)| {
            let value = fitted(text, row).into();
            with(&reaching(operation, places, &body, pointer), pointer, value)
        });
        let id = format!("{}/texts/{variant}", operation.name);
        builder.either(&id, title, builder.success_rule(), body);
    };
    for (variant, what, text) in TEXTS {
        add(variant, format!("every free text is {what}"), text);
    }
    for length in LENGTHS {
        let title = format!("every free text has {length} characters");
        add(&length.to_string(), title, &"a".repeat(length));
    }
}
