//! Which rules and cases a run is about: simple patterns on their ids.

/// Patterns in which `*` stands for any text.
///
/// ```
/// use secmaster_contract::Selection;
/// let selection = Selection::default().only("create-indicator/T4/*").skip("*/type");
/// assert!(selection.takes("create-indicator/T4/verdict/mandatory"));
/// assert!(!selection.takes("create-indicator/T4/verdict/type"));
/// assert!(!selection.takes("delete-indicator/T3/batch_ids/optional"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    only: Vec<String>,
    skip: Vec<String>,
}

impl Selection {
    /// Takes ids that match this pattern, and those of other `only` patterns.
    #[must_use]
    pub fn only(mut self, pattern: impl Into<String>) -> Self {
        self.only.push(pattern.into());
        self
    }

    /// Leaves out ids that match this pattern.
    #[must_use]
    pub fn skip(mut self, pattern: impl Into<String>) -> Self {
        self.skip.push(pattern.into());
        self
    }

    /// The same, but for this one id.
    #[cfg(feature = "libtest")]
    pub(crate) fn narrowed(&self, id: &str) -> Self {
        Self { only: vec![id.to_owned()], skip: self.skip.clone() }
    }

    /// Whether an id is taken: no `skip` pattern matches, and an `only` pattern if there is any.
    pub fn takes(&self, id: &str) -> bool {
        !self.skips(id) && (self.only.is_empty() || self.names(id))
    }

    /// Whether an `only` pattern matches.
    pub(crate) fn names(&self, id: &str) -> bool {
        self.only.iter().any(|pattern| matches(pattern, id))
    }

    /// Whether a `skip` pattern matches.
    pub(crate) fn skips(&self, id: &str) -> bool {
        self.skip.iter().any(|pattern| matches(pattern, id))
    }

    /// The patterns that match none of these ids.
    pub(crate) fn idle<'a>(&'a self, ids: &[&str]) -> Vec<&'a str> {
        let patterns = self.only.iter().chain(&self.skip).map(String::as_str);
        patterns.filter(|pattern| !ids.iter().any(|id| matches(pattern, id))).collect()
    }
}

/// Whether `text` matches `pattern` as a whole; `*` stands for any text, also none.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(head) else { return false };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        match text.split_once(piece) {
            Some((_, after)) => text = after,
            None => return false,
        }
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text) in [
            ("a/b", "a/b"),
            ("*", ""),
            ("*", "a/b"),
            ("a/*", "a/b/c"),
            ("*/type", "a/type"),
            ("a*c*e", "abcde"),
            ("a**e", "ae"),
            ("*aa", "aaa"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("a/b", "a/b/c"), ("a*", "ba"), ("*/type", "a/types"), ("a*a", "a"), ("", "a")]
        {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
