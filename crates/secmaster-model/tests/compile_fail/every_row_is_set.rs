use secmaster_model::create_indicator::{
    CreateIndicatorDetail, DataSource, Environment, GranularMarking, IndicatorType, Verdict,
};

fn main() {
    let source = DataSource::builder()
        .product_feature("feature")
        .source_type(3)
        .domain_id("domain")
        .project_id("project")
        .region_id("region")
        .product_name("product")
        .build();
    let environment = Environment::builder()
        .vendor_type("vendor")
        .domain_id("domain")
        .region_id("region")
        .project_id("project")
        .build();
    let detail = CreateIndicatorDetail::builder()
        .verdict(Verdict::Black)
        .data_source(source)
        .value("203.0.113.9")
        .granular_marking(GranularMarking::FirstDiscovery)
        .environment(environment)
        .defanged(false)
        .first_report_time("2021-01-30T23:00:00Z+0800")
        .indicator_type(IndicatorType::builder().id("type").indicator_type("ipv4").build())
        .name("name")
        .workspace_id("workspace")
        .build();
    assert_eq!(detail.validate(), Ok(()));
}
