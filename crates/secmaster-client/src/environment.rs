//! Environment variables, passed in so that tests need not set those of the process.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Environment variables: those of this process, or others for tests. An empty one counts as not
/// set.
///
/// ```
/// use secmaster_client::{Client, Environment};
///
/// let environment = Environment::from_iter([
///     ("SECMASTER_AUTH_TOKEN", "MIIFvg"),
///     ("HUAWEICLOUD_SDK_PROJECT_ID", "0123456789abcdef"),
/// ]);
/// let client = Client::builder()
///     .region("cn-north-4")
///     .environment(environment)
///     .credentials_from_environment()
///     .build()?;
/// assert_eq!(client.project_id(), "0123456789abcdef");
/// # Ok::<(), secmaster_client::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct Environment(Arc<Read>);

type Read = dyn Fn(&str) -> Option<String> + Send + Sync;

impl Environment {
    /// The variables of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self::new(|name| std::env::var(name).ok())
    }

    /// The variables that a function gives by their names.
    ///
    /// ```
    /// use secmaster_client::Environment;
    ///
    /// let prefixed = Environment::new(|name| std::env::var(format!("MY_{name}")).ok());
    /// ```
    #[must_use]
    pub fn new(read: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    pub(crate) fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let pair = |(name, value): (N, V)| (name.into(), value.into());
        let variables: BTreeMap<String, String> = variables.into_iter().map(pair).collect();
        Self::new(move |name| variables.get(name).cloned())
    }
}

/// Shows no variable.
impl fmt::Debug for Environment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Environment").finish_non_exhaustive()
    }
}
