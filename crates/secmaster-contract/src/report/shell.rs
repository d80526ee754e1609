//! Texts and bytes as a POSIX shell takes them.

use crate::printable::is_lost;

/// A part of a text that a variable of the shell stands for.
pub(super) struct Hole {
    /// The part.
    pub(super) text: String,
    /// What has to stand on both sides of it, and stays: a JSON string is only looked for as a whole.
    pub(super) around: &'static str,
    /// The variable, with its dollar sign.
    pub(super) variable: String,
}

impl Hole {
    /// The text before the first such part, and the text after it.
    fn split(&self, text: &str) -> Option<(String, String)> {
        let Self { text: part, around, .. } = self;
        let (before, after) = text.split_once(&format!("{around}{part}{around}"))?;
        Some((format!("{before}{around}"), format!("{around}{after}")))
    }
}

/// A text as one word, variables in the place of the holes.
pub(super) fn word(text: &str, holes: &[Hole]) -> String {
    let mut word = String::new();
    let mut rest = text.to_owned();
    loop {
        let first = holes
            .iter()
            .filter_map(|hole| hole.split(&rest).map(|(before, after)| (hole, before, after)))
            .min_by_key(|(_, before, _)| before.len());
        let Some((hole, before, after)) = first else { break };
        if !before.is_empty() {
            word.push_str(&quoted(&before));
        }
        word.push_str(&format!("\"{}\"", hole.variable));
        rest = after;
    }
    if word.is_empty() || !rest.is_empty() {
        word.push_str(&quoted(&rest));
    }
    word
}

/// A text as one word.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Whether a word with these bytes is the same after it was shown, copied and pasted.
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    let is_bad = |letter: char| letter != '\n' && is_lost(letter);
    std::str::from_utf8(bytes).is_ok_and(|text| !text.contains(is_bad))
}

/// Bytes as the format of `printf`.
pub(super) fn format(bytes: &[u8]) -> String {
    let escape = |(place, byte): (usize, &u8)| {
        let is_option = place == 0 && *byte == b'-';
        match *byte {
            b'\'' | b'\\' | b'%' => format!("\\{byte:03o}"),
            b' '..=b'~' if !is_option => char::from(*byte).to_string(),
            byte => format!("\\{byte:03o}"),
        }
    };
    format!("'{}'", bytes.iter().enumerate().map(escape).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::{Hole, format, is_plain, word};
    use std::process::Command;

    fn said(script: &str) -> Vec<u8> {
        let output = Command::new("sh").args(["-c", script]).env("ID1", "it's 7").output();
        output.unwrap().stdout
    }

    #[test]
    fn every_text_is_one_word() {
        for text in ["", "plain", "it's", "$HOME `id` \"x\" \\ !", "two\nlines", "''"] {
            let word = word(text, &[]);
            assert_eq!(said(&format!("printf %s {word}")), text.as_bytes());
        }
    }

    #[test]
    fn variables_stand_in_their_place_only() {
        let hole = |text: &str, variable: &str| Hole {
            text: text.to_owned(),
            around: "\"",
            variable: variable.to_owned(),
        };
        let holes = [hole("1", "$ID1"), hole("none", "$ID2")];
        let word = word(r#"{"a":1,"b":["1","11","1"]}"#, &holes);
        assert_eq!(word, r#"'{"a":1,"b":["'"$ID1"'","11","'"$ID1"'"]}'"#);
        let due = r#"{"a":1,"b":["it's 7","11","it's 7"]}"#;
        assert_eq!(said(&format!("printf %s {word}")), due.as_bytes());
    }

    #[test]
    fn every_byte_is_printed() {
        let bytes: Vec<u8> = (0..=255).chain(*b"7 -").collect();
        for bytes in [&bytes, b"-n %s\\n".as_slice(), b""] {
            assert_eq!(said(&format!("printf {}", format(bytes))), bytes);
        }
    }

    #[test]
    fn what_a_terminal_would_lose_is_not_plain() {
        assert!(is_plain("grün\n".as_bytes()));
        for lost in [b"a\tb".as_slice(), b"\xff", b"\0", "\u{feff}{}".as_bytes(), b"\x1b[1m"] {
            assert!(!is_plain(lost), "{lost:?}");
        }
    }
}
