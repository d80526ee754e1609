// An operation as generated code has it, for documentation and tests.

use secmaster_client::model::create_indicator::{
    CreateIndicatorDetail, DataSource, Environment, GranularMarking, IndicatorType, Request,
    Verdict,
};
use secmaster_client::model::{Breach, Examination, Examine};
use secmaster_client::{Client, Operation, Path, RetryPolicy, Transport, http::Method};

#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Ids {
    pub batch_ids: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Outcome {
    pub code: String,
    pub data: Deleted,
}

#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct Deleted {
    pub success_ids: Vec<String>,
}

impl Examine for Ids {
    fn examine(&self, examination: &mut Examination<'_>) {
        if self.batch_ids.is_empty() {
            examination.breach::<Self>(Breach::Items, &0);
        }
    }
}

impl Examine for Outcome {
    fn examine(&self, _: &mut Examination<'_>) {}
}

#[derive(Clone, Debug)]
pub struct DeleteIndicator {
    pub workspace_id: String,
    pub body: Ids,
}

impl Operation for DeleteIndicator {
    const NAME: &'static str = "delete-indicator";
    const METHOD: Method = Method::DELETE;
    const IDEMPOTENT: bool = true;
    type Request = Ids;
    type Response = Outcome;

    fn path(&self, project_id: &str) -> Path {
        Path::new("/v1/")
            .parameter("project_id", project_id)
            .text("/workspaces/")
            .parameter("workspace_id", &self.workspace_id)
            .text("/soc/indicators")
    }

    fn body(&self) -> Option<&Ids> {
        Some(&self.body)
    }
}

/// The operation on a workspace `w`.
#[allow(dead_code)]
pub fn delete<const N: usize>(ids: [&str; N]) -> DeleteIndicator {
    DeleteIndicator {
        workspace_id: "w".to_owned(),
        body: Ids { batch_ids: ids.map(str::to_owned).to_vec() },
    }
}

/// A client on a transport, which sends everything once.
#[allow(dead_code)]
pub fn client(transport: impl Transport + 'static) -> Client {
    Client::builder()
        .region("cn-north-4")
        .project_id("p")
        .token("a-token-from-iam")
        .transport(transport)
        .retries(RetryPolicy::never())
        .build()
        .unwrap()
}

/// The answer to [`delete`] of `a`.
#[allow(dead_code)]
pub const DELETED: &str = r#"{"code":"0","data":{"success_ids":["a"]}}"#;

/// An answer to a creation.
#[allow(dead_code)]
pub const CREATED: &str = r#"{"code":"0","data":{"id":"28f61af5","name":"n"}}"#;

/// A body that breaks no rule.
#[allow(dead_code)]
pub fn creation(value: &str) -> Request {
    let (domain, project, region) = ("d", "p", "cn-north-4");
    let indicator = CreateIndicatorDetail::builder()
        .name("Command and control")
        .value(value)
        .verdict(Verdict::Black)
        .defanged(false)
        .indicator_type(IndicatorType::builder().indicator_type("ipv4").id("t").build())
        .data_source(
            DataSource::builder()
                .source_type(3)
                .domain_id(domain)
                .project_id(project)
                .region_id(region)
                .product_name("sensor")
                .product_feature("feed")
                .build(),
        )
        .environment(
            Environment::builder()
                .vendor_type("in-house")
                .domain_id(domain)
                .project_id(project)
                .region_id(region)
                .build(),
        )
        .granular_marking(GranularMarking::SelfProduced)
        .workspace_id("w")
        .first_report_time("2025-07-04T08:00:00Z+0800")
        .build();
    Request::builder().data_object(indicator).build()
}
