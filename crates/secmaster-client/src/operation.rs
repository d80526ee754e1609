//! What an operation of the API is to the client.

use http::Method;
use secmaster_model::Examine;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Path;

/// An operation of the API with its parameters and body: a value that a client can send.
///
/// The operations of the reference are generated. One that is not there yet is a few lines:
///
/// ```
/// use secmaster_client::model::{Examination, Examine};
/// use secmaster_client::{Canned, Client, Operation, Path, http::Method};
///
/// #[derive(serde::Serialize)]
/// struct Ids {
///     batch_ids: Vec<String>,
/// }
///
/// #[derive(serde::Deserialize)]
/// struct Outcome {
///     code: String,
/// }
///
/// impl Examine for Ids {
///     fn examine(&self, _: &mut Examination<'_>) {}
/// }
///
/// impl Examine for Outcome {
///     fn examine(&self, _: &mut Examination<'_>) {}
/// }
///
/// struct DeleteIndicator {
///     workspace_id: String,
///     body: Ids,
/// }
///
/// impl Operation for DeleteIndicator {
///     const NAME: &'static str = "delete-indicator";
///     const METHOD: Method = Method::DELETE;
///     const IDEMPOTENT: bool = true;
///     type Request = Ids;
///     type Response = Outcome;
///
///     fn path(&self, project_id: &str) -> Path {
///         Path::new("/v1/")
///             .parameter("project_id", project_id)
///             .text("/workspaces/")
///             .parameter("workspace_id", &self.workspace_id)
///             .text("/soc/indicators")
///     }
///
///     fn body(&self) -> Option<&Ids> {
///         Some(&self.body)
///     }
/// }
///
/// let canned = Canned::new().answer(200, r#"{"code":"0"}"#);
/// let client = Client::builder()
///     .region("cn-north-4")
///     .project_id("0123456789abcdef")
///     .token("a-token-from-iam")
///     .transport(canned)
///     .build()?;
/// let body = Ids { batch_ids: vec!["28f61af5".to_owned()] };
/// let answer = client.send(&DeleteIndicator { workspace_id: "w".to_owned(), body })?;
/// assert_eq!(answer.value().code, "0");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Operation {
    /// The operation's name in messages and reports, for example `create-indicator`.
    const NAME: &'static str;

    /// The HTTP method.
    const METHOD: Method;

    /// Whether sending it twice leaves the service as sending it once does.
    const IDEMPOTENT: bool;

    /// What has to be said where nobody knows whether it was done.
    const IN_DOUBT: &'static str = "it may have been done";

    /// The body that is sent.
    type Request: Serialize + Examine;

    /// The body of a successful answer.
    type Response: DeserializeOwned + Examine;

    /// The path below the endpoint, with the parameters filled in.
    ///
    /// `project_id` is the client's; an operation that carries a project id of its own may use that.
    fn path(&self, project_id: &str) -> Path;

    /// The body to send, or `None` for a request without one.
    fn body(&self) -> Option<&Self::Request>;
}
