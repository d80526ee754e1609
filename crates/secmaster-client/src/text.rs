//! Foreign text made fit for one line of a message.

use std::fmt::{self, Write};

/// Shows text on one line: control characters escaped, cut after a number of characters.
pub(crate) struct OneLine<'a>(pub(crate) &'a str, pub(crate) usize);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut characters = self.0.chars();
        for character in characters.by_ref().take(self.1) {
            if is_disruptive(character) {
                write!(out, "{}", character.escape_default())?;
            } else {
                out.write_char(character)?;
            }
        }
        if characters.next().is_some() {
            out.write_char('…')?;
        }
        Ok(())
    }
}

/// Whether a character would break the line, or reorder or hide what is around it.
fn is_disruptive(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::OneLine;

    #[test]
    fn stays_on_one_line_and_short() {
        let shown = |text, limit| OneLine(text, limit).to_string();
        assert_eq!(shown("a\r\nb\t\u{1b}[31m", 20), "a\\r\\nb\\t\\u{1b}[31m");
        assert_eq!(shown("\u{202e}x\u{2028}", 20), "\\u{202e}x\\u{2028}");
        assert_eq!(shown("汉字 \"q\" \\", 20), "汉字 \"q\" \\");
        assert_eq!(shown("abcdef", 3), "abc…");
        assert_eq!(shown("abc", 3), "abc");
    }
}
