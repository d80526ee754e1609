//! Builds a create request, breaks a rule on purpose and reads what `validate` says:
//! `cargo run -p secmaster-model --example build_request`.

use secmaster_model::create_indicator::{
    CreateIndicatorDetail, DataSource, Environment, GranularMarking, IndicatorType, Request,
    Verdict,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (domain, project, region) = ("d1", "p1", "cn-north-4");
    let detail = CreateIndicatorDetail::builder()
        .name("Command and control")
        .value("203.0.113.7")
        .verdict(Verdict::Black)
        .confidence(90)
        .granular_marking(GranularMarking::SelfProduced)
        .indicator_type(IndicatorType::builder().indicator_type("ipv4").id("t1").build())
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
        .defanged(false)
        .first_report_time("2025-07-04T08:00:00Z+0800")
        .workspace_id("w1")
        .build();
    let mut request = Request::builder().data_object(detail).build();
    request.validate()?;
    println!("{}", serde_json::to_string_pretty(&request)?);

    request.data_object.granular_marking = "9".into();
    if let Err(violations) = request.validate() {
        println!("{violations}");
    }
    Ok(())
}
