//! Smaller values in the place of a text, a number or a boolean.

use serde_json::{Number, Value};

/// Texts of up to so many characters are changed character by character; longer ones in so many
/// pieces at most.
const SHORT: usize = 40;

/// Values that stand for a text, number or boolean and are smaller.
pub(super) fn smaller(value: &Value) -> Vec<Value> {
    match value {
        Value::Bool(true) => vec![false.into()],
        Value::Number(number) => smaller_numbers(number),
        Value::String(text) => smaller_texts(text).into_iter().map(Value::from).collect(),
        _ => Vec::new(),
    }
}

fn smaller_numbers(number: &Number) -> Vec<Value> {
    let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    match (whole, number.as_f64()) {
        (Some(whole), _) => {
            let mut steps = vec![];
            let mut step = whole;
            while step != 0 {
                steps.push(whole - step);
                step /= 2;
            }
            steps
                .into_iter()
                .filter_map(|number| i64::try_from(number).ok())
                .map(Value::from)
                .collect()
        }
        (None, Some(float)) => {
            let mut smaller = vec![0.into()];
            if float.abs() < 9e18 {
                smaller.push((float as i64).into());
            } else {
                smaller.extend([1.into(), (float / 2.0).trunc().into()]);
            }
            smaller
        }
        (None, None) => Vec::new(),
    }
}

fn smaller_texts(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let count = characters.len();
    let mut smaller: Vec<String> = Vec::new();
    let without = |first: usize, size: usize| -> String {
        characters.iter().take(first).chain(characters.iter().skip(first + size)).collect()
    };
    let mut size = count;
    while size > count / (SHORT + 1) {
        smaller.extend((0..count).step_by(size).map(|first| without(first, size)));
        size /= 2;
    }
    if count > SHORT {
        smaller.push(without(count - 1, 1));
    }
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { 'a' };
    let all_plain: String = text.chars().map(plain).collect();
    if all_plain != text {
        smaller.push(all_plain);
    }
    for (index, letter) in characters.iter().enumerate().take(SHORT) {
        if plain(*letter) != *letter {
            let replaced = characters.iter().enumerate();
            smaller.push(replaced.map(|(at, old)| if at == index { 'a' } else { *old }).collect());
        }
    }
    smaller
}
