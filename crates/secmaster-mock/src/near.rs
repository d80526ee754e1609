//! Finding the names most like one that is not there.

const HOW_MANY: usize = 3;

/// The names most like `wanted`, best first.
pub(crate) fn nearest(wanted: &str, names: impl Iterator<Item = String>) -> Vec<String> {
    let mut rated: Vec<(usize, String)> =
        names.map(|name| (strsim::levenshtein(wanted, &name), name)).collect();
    rated.sort();
    rated.into_iter().take(HOW_MANY).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_come_first() {
        let names = ["abcd", "zzz", "abc", "ab"].map(str::to_owned);
        assert_eq!(nearest("abcx", names.into_iter()), ["abc", "abcd", "ab"]);
    }
}
