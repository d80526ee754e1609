use secmaster_model::create_indicator::DataSource;

fn main() {
    DataSource::builder()
        .source_type(3)
        .domain_id("domain")
        .project_id("project")
        .product_name("product")
        .product_feature("feature")
        .build();
}
