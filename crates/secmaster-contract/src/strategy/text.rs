//! Texts: printable words, and everything else that a JSON string can hold.

use super::source::Source;

/// The lengths that a schema allows, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lengths {
    pub(crate) least: u32,
    pub(crate) most: Option<u32>,
}

const WORDS: [&str; 32] = [
    "address",
    "alert",
    "botnet",
    "campaign",
    "cluster",
    "command",
    "control",
    "credential",
    "domain",
    "dropper",
    "email",
    "exploit",
    "feed",
    "file",
    "gateway",
    "hash",
    "host",
    "incident",
    "loader",
    "malware",
    "network",
    "operator",
    "phishing",
    "proxy",
    "ransom",
    "report",
    "scanner",
    "sensor",
    "server",
    "spam",
    "threat",
    "worm",
];

/// Texts that careless readers take for something else.
const MISLEADING: [&str; 20] = [
    "null",
    "true",
    "false",
    "0",
    "1",
    "-1",
    "1.0",
    "1e400",
    "NaN",
    "{}",
    "[]",
    "\"\"",
    "\\u0000",
    "%00",
    "../..",
    "${x}",
    "<b>",
    "' OR 1=1 --",
    "\u{feff}text",
    " text ",
];

const COMBINING: [char; 8] =
    ['\u{301}', '\u{303}', '\u{308}', '\u{327}', '\u{20dd}', '\u{200d}', '\u{fe0f}', '\u{1f3fd}'];
const RIGHT_TO_LEFT: [char; 12] = [
    'ש', 'ל', 'ם', 'م', 'ر', 'ح', '\u{200f}', '\u{202b}', '\u{202e}', '\u{202c}', '\u{2067}',
    '\u{2069}',
];
/// What JSON escapes, what JavaScript once did, and code points that are no characters.
const DELICATE: [char; 14] = [
    '"',
    '\\',
    '/',
    '\u{7f}',
    '\u{85}',
    '\u{a0}',
    '\u{ad}',
    '\u{2028}',
    '\u{2029}',
    '\u{feff}',
    '\u{fffd}',
    '\u{fffe}',
    '\u{ffff}',
    '\u{10ffff}',
];
const BLANK: [char; 8] = [' ', '\t', '\n', '\r', '\u{b}', '\u{c}', '\u{3000}', '\u{2003}'];

impl Lengths {
    /// A text of one of these lengths.
    pub(crate) fn generate(self, source: &mut Source<'_>) -> String {
        if source.knobs.is_wild { self.wild(source) } else { self.plain(source) }
    }

    /// The least and the greatest length worth trying.
    fn range(self, source: &Source<'_>) -> (u32, u32) {
        let longest = source.knobs.longest_text.min(self.most.unwrap_or(u32::MAX));
        (self.least, longest.max(self.least))
    }

    fn plain(self, source: &mut Source<'_>) -> String {
        let (least, most) = self.range(source);
        let mut text = String::with_capacity(24);
        for _ in 0..=source.below(3) {
            text.push_str(source.pick(&WORDS).copied().unwrap_or_default());
            text.push(' ');
        }
        text.push_str(&source.below(1000).to_string());
        fitted(text, least, most)
    }

    fn wild(self, source: &mut Source<'_>) -> String {
        let (least, most) = self.range(source);
        let length = match source.below(16) {
            0 | 1 => least,
            2 if self.most.is_some() => most,
            3 => least + source.up_to(most - least).min(source.up_to(most - least)),
            _ => least + source.up_to((most - least).min(12)),
        };
        let alphabet = source.below(12);
        match alphabet {
            0 => return fitted(self.plain(source), least, most),
            1 => {
                let text = source.pick(&MISLEADING).copied().unwrap_or_default();
                return fitted(text.to_owned(), least, most);
            }
            _ => {}
        }
        (0..length).map(|_| wild_character(source, alphabet)).collect()
    }
}

/// A character of an alphabet; most alphabets are a mixture.
fn wild_character(source: &mut Source<'_>, alphabet: u32) -> char {
    let some: &[char] = match alphabet {
        2 => &COMBINING,
        3 => &RIGHT_TO_LEFT,
        4 => &DELICATE,
        5 => &BLANK,
        // Control characters, NUL among them.
        6 => return char::from(u8::try_from(source.below(0x20)).unwrap_or(0)),
        7 => return char::from(u8::try_from(0x20 + source.below(0x5f)).unwrap_or(b' ')),
        8 | 9 => {
            let alphabet = 2 + source.below(6);
            return wild_character(source, alphabet);
        }
        _ => return of_any_plane(source),
    };
    // A mark needs something to stand on.
    if source.one_in(2) {
        return char::from(b'a' + u8::try_from(source.below(26)).unwrap_or(0));
    }
    source.pick(some).copied().unwrap_or(' ')
}

/// A character of one of the 17 planes, each as likely.
fn of_any_plane(source: &mut Source<'_>) -> char {
    let point = (source.below(17) << 16) | source.below(0x1_0000);
    // The surrogates are no characters.
    char::from_u32(point).unwrap_or('\u{1f980}')
}

/// The text, repeated or cut to an allowed length.
fn fitted(text: String, least: u32, most: u32) -> String {
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if (least..=most).contains(&length) {
        return text;
    }
    let wanted = length.clamp(least, most) as usize;
    let text = if text.is_empty() { "text".to_owned() } else { text };
    text.chars().cycle().take(wanted).collect()
}
