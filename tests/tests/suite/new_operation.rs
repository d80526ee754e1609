//! A new operation file and a new row are all that mock and harness need. (`xtask` shows the same of
//! model, client and API reference.)

use conformance::edit::Files;
use secmaster_contract::{Options, Target, run};
use secmaster_mock::{Config, Mock};
use secmaster_spec::Service;
use serde_json::{Value, json};

/// The description with a `GET` operation that has a third path parameter and no request body.
fn with_show_indicator() -> Service {
    let mut files = Files::embedded();
    let mut show: Value = files.get("operations/create-indicator.json").clone();
    let operation = show.as_object_mut().unwrap();
    operation.remove("request");
    operation.remove("effect");
    operation.insert("name".to_owned(), "show-indicator".into());
    operation.insert("method".to_owned(), "GET".into());
    operation.insert("idempotent".to_owned(), true.into());
    let path = format!("{}/{{indicator_id}}", operation["path"].as_str().unwrap());
    operation.insert("path".to_owned(), path.into());
    let tables = operation["$defs"].as_object_mut().unwrap();
    for of_the_request in [
        "Request",
        "CreateIndicatorDetail",
        "DataSource",
        "Environment",
        "IndicatorType",
        "DataClassRef",
    ] {
        tables.remove(of_the_request);
    }
    for (number, table) in (1..).zip(tables.values_mut()) {
        table["x-table"] = number.into();
    }
    tables["PathParameters"]["required"].as_array_mut().unwrap().push("indicator_id".into());
    tables["PathParameters"]["properties"]["indicator_id"] =
        json!({ "type": "string", "description": "Id of the indicator." });
    files.insert("operations/show-indicator.json", show);
    let operations = files.at("service.json", "/operations").as_array_mut().unwrap();
    operations.push("show-indicator".into());
    files.read().unwrap()
}

#[test]
fn it_is_answered_checked_and_reported() {
    let service = with_show_indicator();
    assert!(
        service
            .table_lines()
            .iter()
            .any(|line| line.starts_with("show-indicator\t1\tpath\t-\t-\tindicator_id\tYes"))
    );
    let mock = Mock::start(Config::default().with_service(service.clone())).unwrap();
    let report =
        run(&service, &Target::new(&mock.endpoint()).unwrap(), &Options::default()).unwrap();

    assert_eq!((report.totals.operations, report.totals.broken), (3, 0), "{report}");
    let rule = report.rule("show-indicator/T1/indicator_id/mandatory").unwrap();
    assert_eq!(rule.verdict, secmaster_contract::Verdict::Kept, "{report}");
    // The generated client does not know the operation yet, and the report says so.
    let objections = &report.internal_errors;
    assert!(
        objections.iter().all(|error| error.contains("there is no operation \"show-indicator\"")),
        "{objections:?}"
    );
}
