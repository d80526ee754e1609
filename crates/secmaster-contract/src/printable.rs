//! Texts of others without the letters that steer a terminal, hide in it, or turn the letters around
//! them.

/// The text on one line: what does not show is escaped.
pub(crate) fn one_line(text: &str) -> String {
    shown(text, |_| false)
}

/// The text with its line breaks.
pub(crate) fn lines(text: &str) -> String {
    shown(text, |letter| matches!(letter, '\n' | '\t'))
}

fn shown(text: &str, is_kept: fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            _ if is_kept(letter) || !is_lost(letter) => shown.push(letter),
            '\n' | '\r' | '\t' => shown.push(' '),
            _ => shown.extend(letter.escape_unicode()),
        }
    }
    shown
}

/// Whether a letter is lost where a terminal shows it: it steers the terminal, or is not seen.
pub(crate) fn is_lost(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::{lines, one_line};

    #[test]
    fn what_does_not_show_is_escaped() {
        let text = "grün\n\u{1b}[31mred\u{202e}a\u{200b}b 威\u{e0041}";
        let rest = r"\u{1b}[31mred\u{202e}a\u{200b}b 威\u{e0041}";
        assert_eq!(one_line(text), format!("grün {rest}"));
        assert_eq!(lines(text), format!("grün\n{rest}"));
    }
}
