use secmaster_model::create_indicator::{
    CreateIndicatorDetail, DataSource, Environment, GranularMarking, IndicatorType,
};

fn detail(source: DataSource, environment: Environment, kind: IndicatorType) {
    CreateIndicatorDetail::builder()
        .data_source(source)
        .value("203.0.113.9")
        .granular_marking(GranularMarking::FirstDiscovery)
        .environment(environment)
        .defanged(false)
        .first_report_time("2021-01-30T23:00:00Z+0800")
        .indicator_type(kind)
        .name("name")
        .workspace_id("workspace")
        .build();
}

fn main() {}
