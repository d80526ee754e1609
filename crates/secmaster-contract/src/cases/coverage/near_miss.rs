//! Texts that are no option, and that a careless server takes for one.

use std::collections::HashSet;
use std::iter;

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
    let ends: Vec<&str> = values.first().into_iter().chain(values.last()).copied().collect();
    texts.push(("first-to-last".to_owned(), ends.join("-")));
    let are_numbers = values.iter().all(|value| value.parse::<i64>().is_ok());
    for (number, choice) in options.iter().enumerate() {
        let suffix = if number == 0 { String::new() } else { format!("-{}", choice.value) };
        let numbers = if are_numbers { &NUMBERS[..] } else { &[] };
        let word = ("word", words(&choice.name));
        let changed =
            TEXTS.iter().chain(numbers).map(|(name, change)| (*name, change(&choice.value)));
        texts.extend(
            iter::once(word).chain(changed).map(|(name, text)| (format!("{name}{suffix}"), text)),
        );
    }
    // For what hardly anybody takes, the first option and any other do.
    let numbers = if are_numbers { &RARE_NUMBERS[..] } else { &[] };
    let rare = || RARE_TEXTS.iter().chain(numbers);
    let first = rare().zip(options.iter().take(1).cycle());
    let others = rare().zip(options.iter().skip(1).cycle());
    texts.extend(first.map(|((name, change), choice)| ((*name).to_owned(), change(&choice.value))));
    texts.extend(others.map(|((name, change), choice)| {
        (format!("{name}-{}", choice.value), change(&choice.value))
    }));
    if are_numbers {
        texts.extend((0..=NEAR).map(|number| (format!("number-{number}"), number.to_string())));
    }
    let mut seen: HashSet<String> = values.iter().map(|value| value.to_lowercase()).collect();
    texts.retain(|(_, text)| seen.insert(text.to_lowercase()));
    texts
}

type Change = fn(&str) -> String;

/// What happens to any option.
const TEXTS: [(&str, Change); 4] = [
    ("space", |it| format!("{it} ")),
    ("leading-space", |it| format!(" {it}")),
    ("line", |it| format!("{it}\n")),
    ("doubled", |it| format!("{it}{it}")),
];

/// What happens to any option that is a number.
const NUMBERS: [(&str, Change); 3] = [
    ("negative", |it| format!("-{it}")),
    ("padded", |it| format!("0{it}")),
    ("fraction", |it| format!("{it}.0")),
];

const RARE_TEXTS: [(&str, Change); 7] = [
    ("long", |it| it.repeat(40)),
    ("tab", |it| format!("{it}\t")),
    ("return", |it| format!("{it}\r")),
    ("no-break-space", |it| format!("{it}\u{a0}")),
    ("invisible", |it| format!("{it}\u{200b}")),
    ("zero-byte", |it| format!("{it}\0")),
    ("quoted", |it| format!("\"{it}\"")),
];

const RARE_NUMBERS: [(&str, Change); 11] = [
    ("full-width", |it| in_digits_from(it, '\u{ff10}')),
    ("arabic", |it| in_digits_from(it, '\u{660}')),
    ("thai", |it| in_digits_from(it, '\u{e50}')),
    ("subscript", |it| in_digits_from(it, '\u{2080}')),
    ("superscript", |it| {
        it.replace('1', "¹").replace('2', "²").replace('3', "³").replace('4', "⁴")
    }),
    ("circled", |it| in_digits_from(it, '\u{245f}')),
    ("roman", |it| in_digits_from(it, '\u{215f}')),
    ("signed", |it| format!("+{it}")),
    ("twice-padded", |it| format!("00{it}")),
    ("exponent", |it| format!("{it}e0")),
    ("hexadecimal", |it| format!("0x{it}")),
];

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
