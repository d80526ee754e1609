//! The path of a request, built from fixed text and percent-encoded parameters.

use std::error::Error;
use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the characters that RFC 3986 calls unreserved.
pub(crate) const RESERVED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The path of a request: fixed text and parameters, in the order in which they are given.
///
/// Parameters are percent-encoded, so that each stays one segment whatever it contains. One that
/// would change the path itself (empty, `.` or `..`) is remembered, and [`finish`](Self::finish)
/// fails, before anything is sent.
///
/// ```
/// use secmaster_client::Path;
///
/// let path = Path::new("/v1/").parameter("project_id", "a/b").text("/workspaces");
/// assert_eq!(path.finish()?, "/v1/a%2Fb/workspaces");
///
/// let refused = Path::new("/v1/").parameter("project_id", "..").finish().unwrap_err();
/// assert_eq!(
///     refused.to_string(),
///     "path parameter project_id is \"..\", which names another path; give the id itself"
/// );
/// # Ok::<(), secmaster_client::InvalidParameter>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    text: String,
    refused: Option<InvalidParameter>,
}

impl Path {
    /// A path that begins with this text, as it is.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), refused: None }
    }

    /// Appends fixed text, as it is.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Appends a parameter, percent-encoded. `name` is how the reference calls it.
    #[must_use]
    pub fn parameter(mut self, name: &'static str, value: &str) -> Self {
        if matches!(value, "" | "." | "..") {
            self.refused.get_or_insert(InvalidParameter { name, value: value.to_owned() });
        }
        self.text.extend(utf8_percent_encode(value, RESERVED));
        self
    }

    /// The path as it is sent.
    ///
    /// # Errors
    ///
    /// [`InvalidParameter`] for the first parameter that is empty, `.` or `..`.
    pub fn finish(self) -> Result<String, InvalidParameter> {
        match self.refused {
            Some(refused) => Err(refused),
            None => Ok(self.text),
        }
    }
}

/// A path parameter that would make the path name something else: it is empty, `.` or `..`.
///
/// ```
/// use secmaster_client::Path;
///
/// let refused = Path::new("/v1/").parameter("workspace_id", "").finish().unwrap_err();
/// assert_eq!(refused.name(), "workspace_id");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidParameter {
    name: &'static str,
    value: String,
}

impl InvalidParameter {
    /// How the reference calls the parameter.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl fmt::Display for InvalidParameter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.value.is_empty() {
            return write!(out, "path parameter {} is empty; give the id", self.name);
        }
        write!(
            out,
            "path parameter {} is \"{}\", which names another path; give the id itself",
            self.name, self.value
        )
    }
}

impl Error for InvalidParameter {}

#[cfg(test)]
mod tests {
    use super::Path;

    fn encoded(value: &str) -> String {
        Path::new("/").parameter("id", value).finish().unwrap()
    }

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(encoded("AZaz09-_.~"), "/AZaz09-_.~");
        assert_eq!(encoded("a b/c?d#e%f:@"), "/a%20b%2Fc%3Fd%23e%25f%3A%40");
        assert_eq!(encoded("汉\n"), "/%E6%B1%89%0A");
        assert_eq!(encoded("..."), "/...");
    }

    #[test]
    fn a_parameter_that_changes_the_path_is_refused() {
        for value in ["", ".", ".."] {
            let path = Path::new("/v1/")
                .parameter("workspace_id", value)
                .text("/x")
                .parameter("other", "");
            let refused = path.finish().unwrap_err();
            assert_eq!(refused.name(), "workspace_id");
        }
    }
}
