//! Texts that are no option, and that a careless server takes for one.

use std::collections::HashSet;

use secmaster_spec::Choice;

/// Options that are numbers have all neighbours up to this tried.
const NEAR: i64 = 20;

/// The texts, each with a name for case ids. None is an option in other letter case, which the tables
/// leave open.
pub(super) fn near_misses(options: &[Choice]) -> Vec<(String, String)> {
    let values: Vec<&str> = options.iter().map(|choice| choice.value.as_str()).collect();
    let mut texts = vec![
        ("unknown".to_owned(), "no-such-option".to_owned()),
        ("empty".to_owned(), String::new()),
        ("null".to_owned(), "null".to_owned()),
        ("true".to_owned(), "true".to_owned()),
        ("joined".to_owned(), values.join(",")),
        ("two".to_owned(), values.iter().take(2).copied().collect()),
    ];
    for (name, separator) in [("pair", ","), ("semicolon", ";"), ("bar", "|"), ("range", "-")] {
        let pair: Vec<&str> = values.iter().take(2).copied().collect();
        texts.push((name.to_owned(), pair.join(separator)));
    }
    for (number, choice) in options.iter().enumerate() {
        let suffix = if number == 0 { String::new() } else { format!("-{}", choice.value) };
        let usual = usual(choice).map(|(name, text)| (format!("{name}{suffix}"), text));
        texts.extend(usual);
    }
    // Any option does for what hardly anybody takes.
    let rare = rare().into_iter().zip(options.iter().cycle());
    texts.extend(rare.map(|((name, change), choice)| (name.to_owned(), change(&choice.value))));
    if values.iter().all(|value| value.parse::<i64>().is_ok()) {
        texts.extend((0..=NEAR).map(|number| (format!("number-{number}"), number.to_string())));
    }
    let mut seen: HashSet<String> = values.iter().map(|value| value.to_lowercase()).collect();
    texts.retain(|(_, text)| seen.insert(text.to_lowercase()));
    texts
}

/// What happens to any option.
fn usual(choice: &Choice) -> [(&'static str, String); 8] {
    let value = &choice.value;
    [
        ("word", words(&choice.name)),
        ("space", format!("{value} ")),
        ("leading-space", format!(" {value}")),
        ("line", format!("{value}\n")),
        ("doubled", format!("{value}{value}")),
        ("negative", format!("-{value}")),
        ("padded", format!("0{value}")),
        ("fraction", format!("{value}.0")),
    ]
}

type Change = fn(&str) -> String;

fn rare() -> [(&'static str, Change); 17] {
    [
        ("full-width", |it| in_digits_from(it, '\u{ff10}')),
        ("arabic", |it| in_digits_from(it, '\u{660}')),
        ("thai", |it| in_digits_from(it, '\u{e50}')),
        ("subscript", |it| in_digits_from(it, '\u{2080}')),
        ("circled", |it| in_digits_from(it, '\u{245f}')),
        ("roman", |it| in_digits_from(it, '\u{215f}')),
        ("long", |it| it.repeat(40)),
        ("signed", |it| format!("+{it}")),
        ("twice-padded", |it| format!("00{it}")),
        ("exponent", |it| format!("{it}e0")),
        ("hexadecimal", |it| format!("0x{it}")),
        ("tab", |it| format!("{it}\t")),
        ("return", |it| format!("{it}\r")),
        ("no-break-space", |it| format!("{it}\u{a0}")),
        ("invisible", |it| format!("{it}\u{200b}")),
        ("zero-byte", |it| format!("{it}\0")),
        ("quoted", |it| format!("\"{it}\"")),
    ]
}

/// What an option is called, as people write it: `FirstDiscovery` as `First discovery`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else {
            words.push(letter);
        }
    }
    words
}

/// The text with digits of another script, of which this is the zero, or what stands before one.
fn in_digits_from(text: &str, zero: char) -> String {
    let other = |letter: char| {
        let digit = letter.to_digit(10).and_then(|digit| char::from_u32(u32::from(zero) + digit));
        digit.unwrap_or(letter)
    };
    text.chars().map(other).collect()
}
