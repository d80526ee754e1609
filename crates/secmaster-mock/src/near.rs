//! Finding the names most like one that is not there.

const HOW_MANY: usize = 3;

/// The names most like `wanted`, best first.
pub(crate) fn nearest(wanted: &str, names: impl Iterator<Item = String>) -> Vec<String> {
    let mut rated: Vec<(usize, String)> =
        names.map(|name| (edit_distance(wanted, &name), name)).collect();
    rated.sort();
    rated.into_iter().take(HOW_MANY).map(|(_, name)| name).collect()
}

/// How many single-character changes lie between two texts (Levenshtein).
fn edit_distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.chars().enumerate() {
        let mut current = vec![row + 1];
        let mut last = row + 1;
        for ((other, diagonal), above) in right.iter().zip(&previous).zip(previous.iter().skip(1)) {
            last = (diagonal + usize::from(letter != *other)).min(above + 1).min(last + 1);
            current.push(last);
        }
        previous = current;
    }
    previous.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_changes() {
        assert_eq!(edit_distance("kitten", "sitting"), 3);
        assert_eq!(edit_distance("", "abc"), 3);
        assert_eq!(edit_distance("abc", "abc"), 0);
        let names = ["abcd", "zzz", "abc", "ab"].map(str::to_owned);
        assert_eq!(nearest("abcx", names.into_iter()), ["abc", "abcd", "ab"]);
    }
}
