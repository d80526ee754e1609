//! Prints every rule of the API: `cargo run -p secmaster-spec --example list_rules`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let service = secmaster_spec::Service::embedded()?;
    for rule in service.rules() {
        println!("{}\t{}", rule.id, rule.statement);
    }
    Ok(())
}
