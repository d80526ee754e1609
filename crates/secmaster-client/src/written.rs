//! Finds a text however JSON or a URL writes it.

use std::ops::Range;

use memchr::{memchr2, memchr3_iter, memmem};

/// Reads one byte from the start of a text, and says how many bytes it is written in.
type Reader = fn(&[u8]) -> Option<(u8, usize)>;

/// Every place, from left to right, at which `wanted` stands: as it is, with any of its characters
/// written as an escape of JSON, or with any of them percent-encoded, in JSON or outside.
pub(crate) fn places<'a>(
    text: &'a [u8],
    wanted: &'a [u8],
) -> impl Iterator<Item = Range<usize>> + use<'a> {
    let is_escaped = memchr2(b'\\', b'%', text).is_some();
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = text.get(from..)?;
        let (at, length) = if is_escaped {
            first_escaped(rest, wanted)?
        } else {
            (memmem::find(rest, wanted)?, wanted.len())
        };
        let start = from + at;
        from = start + length;
        Some(start..from)
    })
}

fn first_escaped(text: &[u8], wanted: &[u8]) -> Option<(usize, usize)> {
    let first = wanted.first()?;
    memchr3_iter(*first, b'\\', b'%', text).find_map(|at| {
        let rest = text.get(at..)?;
        let readers: [Reader; 3] = [as_it_is, from_json, from_url];
        let length = readers.into_iter().find_map(|read| length_of(rest, wanted, read))?;
        Some((at, length))
    })
}

/// How many bytes `wanted` takes at the start of the text, read that way.
fn length_of(text: &[u8], wanted: &[u8], read: Reader) -> Option<usize> {
    let mut length = 0;
    for due in wanted {
        let (found, step) = read(text.get(length..)?)?;
        if found != *due {
            return None;
        }
        length += step;
    }
    Some(length)
}

fn as_it_is(text: &[u8]) -> Option<(u8, usize)> {
    text.first().map(|byte| (*byte, 1))
}

/// A byte of a JSON string. A header's bytes are its characters, so `\u00e9` is one of them.
fn from_json(text: &[u8]) -> Option<(u8, usize)> {
    match text {
        [b'\\', b'u', b'0', b'0', high, low, ..] => Some((byte(*high, *low)?, 6)),
        [b'\\', b't', ..] => Some((b'\t', 2)),
        [b'\\', escaped @ (b'/' | b'"' | b'\\'), ..] => Some((*escaped, 2)),
        _ => as_it_is(text),
    }
}

/// A byte of a URL, which may itself stand in a JSON string.
fn from_url(text: &[u8]) -> Option<(u8, usize)> {
    let (sign, before_high) = from_json(text)?;
    if sign != b'%' {
        return Some((sign, before_high));
    }
    let (high, step) = from_json(text.get(before_high..)?)?;
    let before_low = before_high + step;
    let (low, step) = from_json(text.get(before_low..)?)?;
    Some((byte(high, low)?, before_low + step))
}

/// The byte that two hexadecimal digits of any letter case stand for.
fn byte(high: u8, low: u8) -> Option<u8> {
    let digit =
        |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? * 16 + digit(low)?)
}

#[cfg(test)]
mod tests {
    use super::places;

    fn found(text: &str, wanted: &str) -> Vec<String> {
        let text = text.as_bytes();
        let shown = |place| String::from_utf8_lossy(&text[place]).into_owned();
        places(text, wanted.as_bytes()).map(shown).collect()
    }

    #[test]
    fn every_way_of_writing_is_found_whole() {
        for written in [
            "a/b+c=",
            r"a\/b+c=",
            "a%2Fb%2Bc%3D",
            "a%2fb%2bc%3d",
            "a%2fb+c%3D",
            "%61%2F%62%2B%63%3D",
            r"a\u002fb\u002Bc\u003d",
            r"\u0061\u002f\u0062\u002b\u0063\u003D",
            r"\u0061/b+\u0063=",
            r"a\u00252fb%2\u0042c\u003d",
        ] {
            let text = format!("a/b {written}{written}, a/b+c");
            assert_eq!(found(&text, "a/b+c="), [written, written], "{written}");
        }
    }

    #[test]
    fn what_is_an_escape_elsewhere_may_be_the_text_itself() {
        assert_eq!(found(r"a%2Fb\n a%252Fb\n", r"a%2Fb\n"), [r"a%2Fb\n", r"a%252Fb\n"]);
        assert_eq!(found(r#"{"k":"\"q\"\\"}"#, r#""q"\"#), [r#"\"q\"\\"#]);
    }

    #[test]
    fn what_is_cut_or_broken_is_not_found() {
        for text in ["a%2", r"a\u002", r"a\", "a%zzb", r"a\u00zzb", "%", ""] {
            assert!(found(text, "a/b").is_empty(), "{text}");
        }
    }
}
