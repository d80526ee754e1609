//! Secrets, and the hiding of them in everything that is shown.

mod slices;

use std::fmt;

use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};

use slices::Slices;

/// What stands in place of the token wherever it would be shown: the shell variable to set.
///
/// ```
/// use secmaster_contract::{Finding, TOKEN_VARIABLE};
///
/// fn needs_a_token(finding: &Finding) -> bool {
///     finding.curl.contains(TOKEN_VARIABLE)
/// }
/// ```
pub const TOKEN_VARIABLE: &str = "$SECMASTER_AUTH_TOKEN";

/// A token of fewer letters is not looked for in texts: it would be found in innocent words.
const SHORTEST: usize = 6;

/// A half of a token of fewer letters is not looked for.
const HALF: usize = 8;

/// A text that neither `Debug` nor `Display` prints.
///
/// ```
/// use secmaster_contract::Secret;
/// let secret = Secret::new("s3cr3t");
/// assert_eq!(format!("{secret:?} {secret}"), "Secret(…) …");
/// ```
#[derive(Clone, Default)]
pub struct Secret {
    text: String,
    /// Every form that is looked for, in lower case, the longer ones before their parts.
    forms: Vec<String>,
    slices: Option<Slices>,
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Secret {}

impl Secret {
    /// Hides the text.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { forms: forms(&text), slices: Slices::of(&text, &encoded(&text)), text }
    }

    /// The text itself, for the request.
    pub(crate) fn reveal(&self) -> &str {
        &self.text
    }

    /// Replaces every copy of the secret in `text`, also where JSON or a URL escapes it. This is for
    /// texts of others (the endpoint, the transport, the caller's ids): our own never hold it.
    ///
    /// ```
    /// use secmaster_contract::Secret;
    /// assert_eq!(Secret::new("s3cr3t").redact("not s3cr3t"), "not $SECMASTER_AUTH_TOKEN");
    /// ```
    pub fn redact(&self, text: &str) -> String {
        let mut shown = text.to_owned();
        for form in &self.forms {
            if let Some(other) = without(&shown, form) {
                shown = other;
            }
        }
        let slices = self.slices.as_ref().map(|slices| slices.find(&shown)).unwrap_or_default();
        for slice in slices.into_iter().rev() {
            shown.replace_range(slice, TOKEN_VARIABLE);
        }
        shown
    }

    /// Whether the text has the secret in it, or a part of a long one, in any letter case.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        let folded = text.to_ascii_lowercase();
        self.forms.iter().any(|form| folded.contains(form))
            || self.slices.as_ref().is_some_and(|slices| slices.is_in(text))
    }
}

fn forms(secret: &str) -> Vec<String> {
    if secret.chars().count() < SHORTEST {
        return Vec::new();
    }
    let bytes = secret.as_bytes();
    let written = |each: &dyn Fn(u8) -> String| bytes.iter().map(|byte| each(*byte)).collect();
    let mut forms: Vec<String> = vec![
        written(&|byte| format!("%{byte:02x}")),
        written(&|byte| format!("={byte:02x}")),
        written(&|byte| format!("{byte:02x}")),
        written(&|byte| format!("&#{byte};")),
        written(&|byte| format!("&#x{byte:x};")),
        secret.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect(),
    ];
    for before in 0..3 {
        forms.extend(
            [BASE64_STANDARD, BASE64_URL_SAFE].map(|engine| base64(&engine, before, bytes)),
        );
    }
    for part in [vec![secret.to_owned()], halves(secret)].concat() {
        // JSON may stand in a text of JSON.
        let escaped = in_json(&part);
        forms.extend([crate::cases::percent_encoded(&part), in_json(&escaped), escaped, part]);
    }
    forms.iter_mut().for_each(|form| form.make_ascii_lowercase());
    forms.retain(|form| !form.is_empty());
    forms.dedup();
    forms
}

/// What slices are looked for in besides the secret itself, and how much longer these have to be.
fn encoded(secret: &str) -> Vec<(String, usize)> {
    let bytes = secret.as_bytes();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let backwards: String = secret.chars().rev().collect();
    let mut forms = vec![(hex, slices::HEX), (backwards, 1)];
    for before in 0..3 {
        let engines = [BASE64_STANDARD, BASE64_URL_SAFE];
        forms.extend(engines.map(|engine| (base64(&engine, before, bytes), 1)));
    }
    forms
}

/// The letters of base64 that stand for these bytes alone, after so many others.
fn base64(engine: &GeneralPurpose, before: usize, bytes: &[u8]) -> String {
    let text = engine.encode([&vec![0; before], bytes].concat());
    // A letter has six bits; the first and the last may share theirs with what is around.
    let (first, end) = ((before * 8).div_ceil(6), (before + bytes.len()) * 8 / 6);
    text.get(first..end).unwrap_or_default().to_owned()
}

/// The two halves of a secret that is long enough for them to be no common words.
fn halves(secret: &str) -> Vec<String> {
    let letters: Vec<char> = secret.chars().collect();
    if letters.len() < 2 * HALF {
        return Vec::new();
    }
    let (first, last) = letters.split_at(letters.len() / 2);
    vec![first.iter().collect(), last.iter().collect()]
}

/// The text with the variable in place of each copy of `form`, which is in lower case; none if there
/// is no copy.
fn without(text: &str, form: &str) -> Option<String> {
    // Only ASCII letters change case, so that places stay where they are.
    let folded = text.to_ascii_lowercase();
    if !folded.contains(form) {
        return None;
    }
    let mut shown = String::with_capacity(text.len());
    let mut end = 0;
    for (start, found) in folded.match_indices(form) {
        shown.push_str(text.get(end..start).unwrap_or_default());
        shown.push_str(TOKEN_VARIABLE);
        end = start + found.len();
    }
    shown.push_str(text.get(end..).unwrap_or_default());
    Some(shown)
}

/// The text as it stands in a JSON string.
pub(crate) fn in_json(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap_or_default();
    // One quote at each end: the text may begin and end with quotes of its own.
    let inside = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inside.unwrap_or_default().to_owned()
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
    fn a_secret_is_found_in_other_letter_case_in_base64_and_in_halves() {
        let secret = Secret::new("abcdefghIJKLMNOP");
        for text in [
            "x ABCDEFGHIJKLMNOP y",
            "YWJjZGVmZ2hJSktMTU5PUA==",
            "%61%62%63%64%65%66%67%68%49%4A%4B%4C%4D%4E%4F%50",
            "abcdefgh…",
            "…IJKLMNOP",
        ] {
            assert!(secret.is_in(text), "{text}");
            assert!(secret.redact(text).contains("$SECMASTER_AUTH_TOKEN"), "{text}");
            assert!(!secret.is_in(&secret.redact(text)), "{text}");
        }
        assert!(!secret.is_in("abcdefg hijklmno"));
    }

    #[test]
    fn a_slice_of_a_long_secret_is_hidden_as_a_whole() {
        let secret = Secret::new("Vx7qQ2mZk9TfLw4RsB8dVx8kQ2mZk9TfLw4R");
        let text = "***qQ2mZk9TfLw4RsB8dVx8kQ2mZk9Tf***";
        assert!(secret.is_in(text));
        assert_eq!(secret.redact(text), "***$SECMASTER_AUTH_TOKEN***");
    }

    #[test]
    fn a_slice_is_hidden_in_other_forms_too() {
        let secret = Secret::new("Qm3xT9vLp2ZkR7wYc5NdH8sJ");
        for text in [
            "UW0zeFQ5dkxwMlpr",
            "eFQ5dkxwMlprUjd3WWM1",
            "516d33785439764c70325a6b52377759",
            "Js8HdN5cYw7RkZ2p",
        ] {
            assert!(secret.is_in(text), "{text}");
            assert!(secret.redact(text).contains("$SECMASTER_AUTH_TOKEN"), "{text}");
        }
        assert!(!secret.is_in("516d3378543976"));
    }

    #[test]
    fn a_half_is_hidden_where_json_escapes_it() {
        let secret = Secret::new("Planted+\"Token\"/5f1d-Zq8w\"");
        for text in
            [r#""\"Token\"/5f1d-Zq8w\"""#, r#"\"n\\\"/5f1d-Zq8w\\\"\""#, "n%22%2f5f1d-Zq8w%22"]
        {
            let shown = secret.redact(text);
            assert!(secret.is_in(text) && !shown.contains("5f1d"), "{shown}");
        }
    }

    #[test]
    fn a_short_secret_spoils_no_words() {
        for token in ["e", "test"] {
            assert_eq!(Secret::new(token).redact("the test"), "the test");
        }
    }
}
