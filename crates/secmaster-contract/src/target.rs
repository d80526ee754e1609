//! The endpoint under test: where it is, and the caller's project, workspace and token.

use std::collections::BTreeMap;

use secmaster_client::http::Uri;
use secmaster_client::is_loopback;
use secmaster_spec::{Operation, Place, Row, Service};

use crate::baseline::sample_parameter;
use crate::error::RunError;
use crate::secret::Secret;

/// The endpoint under test.
///
/// ```
/// use secmaster_contract::Target;
/// let target = Target::new("http://127.0.0.1:8080/")?.workspace("w").token("t");
/// assert_eq!(target.endpoint(), "http://127.0.0.1:8080");
/// assert!(target.is_loopback());
/// assert!(Target::new("http://example.com").is_err(), "plain http leaves this machine");
/// # Ok::<(), secmaster_contract::RunError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Target {
    endpoint: String,
    loopback: bool,
    encrypted: bool,
    parameters: BTreeMap<String, String>,
    token: Secret,
}

impl Target {
    /// The project that stands in the path unless another is given.
    pub const PROJECT: &str = "909494e3-558e-46b6-a9eb-07a8e18ca62f";
    /// The workspace that stands in the path unless another is given.
    pub const WORKSPACE: &str = "909494e3-558e-46b6-a9eb-07a8e18ca620";
    /// The token that is sent to this machine unless another is given.
    pub const LOOPBACK_TOKEN: &str = "Vx7qQ2mZk9TfLw4RsB8d";

    /// A target at this URL: `https`, or `http` to this machine.
    ///
    /// # Errors
    /// [`RunError::Configuration`] if it is no such URL, or if it carries a user name or a query.
    pub fn new(endpoint: &str) -> Result<Self, RunError> {
        let wrong = |why: &str| RunError::Configuration(format!("the endpoint {why}"));
        if endpoint.contains('@') {
            return Err(wrong("carries a user name or password; give the token instead"));
        }
        let uri: Uri = endpoint.parse().map_err(|error| {
            wrong(&format!("`{endpoint}` is no URL ({error}); give one like https://host"))
        })?;
        let host = uri.host().unwrap_or_default().to_owned();
        let loopback = is_loopback(&host);
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if loopback => {}
            Some("http") => {
                return Err(wrong(&format!(
                    "`{endpoint}` would carry the token in plain text; use https (http is for this machine only)"
                )));
            }
            _ => return Err(wrong(&format!("`{endpoint}` has to start with https:// or http://"))),
        }
        if uri.query().is_some() {
            return Err(wrong(&format!("`{endpoint}` has a query; leave it out")));
        }
        let parameters = [("project_id", Self::PROJECT), ("workspace_id", Self::WORKSPACE)]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        Ok(Self {
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            loopback,
            encrypted: uri.scheme_str() == Some("https"),
            parameters: parameters.into(),
            token: Secret::new(if loopback { Self::LOOPBACK_TOKEN } else { "" }),
        })
    }

    /// Sets the project id of the path.
    #[must_use]
    pub fn project(self, id: impl Into<String>) -> Self {
        self.parameter("project_id", id)
    }

    /// Sets the workspace id of the path.
    #[must_use]
    pub fn workspace(self, id: impl Into<String>) -> Self {
        self.parameter("workspace_id", id)
    }

    /// Sets any path parameter by name.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.insert(name.into(), value.into());
        self
    }

    /// Sets the token.
    #[must_use]
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Secret::new(token);
        self
    }

    /// The URL that every path is appended to, without a slash at its end.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Whether requests stay on this machine.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether requests are sent within TLS.
    pub(crate) fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// The values of the path parameters, by name.
    pub fn parameters(&self) -> &BTreeMap<String, String> {
        &self.parameters
    }

    /// The path parameters that are not those of every target.
    pub(crate) fn given(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        all.filter(|(_, value)| ![Self::PROJECT, Self::WORKSPACE].contains(value))
    }

    /// The path parameters of an operation that have no value.
    pub(crate) fn missing<'o>(&self, operation: &'o Operation) -> Vec<&'o Row> {
        let is_given = |row: &Row| self.parameters.get(&row.name).is_some_and(|id| !id.is_empty());
        operation.rows(Place::Path).map(|(_, row)| row).filter(|row| !is_given(row)).collect()
    }

    /// The same target; on this machine every path parameter without a value gets a sample.
    pub(crate) fn filled(&self, service: &Service) -> Self {
        let mut filled = self.clone();
        if !self.loopback {
            return filled;
        }
        for operation in &service.operations {
            for row in self.missing(operation) {
                filled = filled.parameter(&row.name, sample_parameter(operation, row));
            }
        }
        filled
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.token
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn only_this_machine_is_spoken_to_in_plain_text() {
        for good in ["http://localhost:1", "http://127.9.9.9", "http://[::1]:80", "https://a.b"] {
            assert!(Target::new(good).is_ok(), "{good}");
        }
        for bad in ["http://10.0.0.1", "ftp://127.0.0.1", "127.0.0.1:80", "", "http://u:p@[::1]"] {
            assert!(Target::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_token_is_not_in_debug() {
        let target = Target::new("http://[::1]").unwrap().token("planted-token");
        assert!(!format!("{target:?}").contains("planted-token"));
    }
}
