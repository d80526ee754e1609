//! Texts of others without the letters that steer a terminal, or turn the letters around them.

/// The text on one line.
pub(super) fn one_line(text: &str) -> String {
    replaced(text, |_| false)
}

/// The text with its line breaks.
pub(super) fn lines(text: &str) -> String {
    replaced(text, |letter| matches!(letter, '\n' | '\t'))
}

fn replaced(text: &str, is_kept: fn(char) -> bool) -> String {
    let is_bad = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|letter| if is_bad(letter) && !is_kept(letter) { ' ' } else { letter })
        .collect()
}
