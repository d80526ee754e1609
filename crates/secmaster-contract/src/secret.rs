//! Secrets, and the hiding of them in everything that is shown.

use std::fmt;

/// What stands in place of the token wherever it would be shown: the shell variable to set.
pub const TOKEN_VARIABLE: &str = "$SECMASTER_AUTH_TOKEN";

/// A token of fewer letters is not looked for in texts: it would be found in innocent words.
const SHORTEST: usize = 6;

/// A text that neither `Debug` nor `Display` prints.
///
/// ```
/// use secmaster_contract::Secret;
/// let secret = Secret::new("s3cr3t");
/// assert_eq!(format!("{secret:?} {secret}"), "Secret(…) …");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides the text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the request.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// Replaces every copy of the secret in `text`, also where JSON or a URL escapes it. This is for
    /// texts of others (the endpoint, the transport, the caller's ids): our own never hold it.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for form in self.forms() {
            if shown.contains(&form) {
                shown = shown.replace(&form, TOKEN_VARIABLE);
            }
        }
        shown
    }

    fn forms(&self) -> Vec<String> {
        if self.0.chars().count() < SHORTEST {
            return Vec::new();
        }
        let quoted = serde_json::to_string(&self.0).unwrap_or_default();
        let in_json = quoted.trim_start_matches('"').trim_end_matches('"').to_owned();
        let mut forms = vec![self.0.clone(), in_json, crate::cases::percent_encoded(&self.0)];
        forms.retain(|form| !form.is_empty());
        forms.dedup();
        forms
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn every_form_of_the_secret_is_hidden() {
        let secret = Secret::new("to\"k/en");
        let shown = secret.redact(r#"raw to"k/en, JSON to\"k/en, URL to%22k%2Fen"#);
        assert_eq!(shown.matches("$SECMASTER_AUTH_TOKEN").count(), 3, "{shown}");
        assert_eq!(Secret::default().redact("nothing"), "nothing");
    }

    #[test]
    fn a_short_secret_spoils_no_words() {
        for token in ["e", "test"] {
            assert_eq!(Secret::new(token).redact("the test"), "the test");
        }
    }
}
