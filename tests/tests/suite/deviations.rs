//! Every deviation stands on evidence, and falls with each piece of it.

use conformance::edit::{Files, put, take_away};
use secmaster_spec::{Deviation, Effect, Evidence, Fact, Row, Service, Spot};
use serde_json::{Value, json};

fn example_file(id: &str) -> String {
    format!("examples/{id}.json")
}

fn operation_file(operation: &str) -> String {
    format!("operations/{operation}.json")
}

/// The file of the row `operation/T<table>/<name>` or table `operation/T<table>`, and the pointer of the table in it.
fn table_of(files: &Files, id: &str) -> (String, String) {
    let mut parts = id.split('/');
    let (operation, number) = (parts.next().unwrap(), parts.next().unwrap());
    let path = operation_file(operation);
    let tables = files.get(&path)["$defs"].as_object().unwrap();
    let number: u16 = number.trim_start_matches('T').parse().unwrap();
    let (name, _) =
        tables.iter().find(|(_, table)| table["x-table"] == number).expect("the table is there");
    (path, format!("/$defs/{name}"))
}

fn name_of(row: &str) -> &str {
    row.rsplit('/').next().unwrap()
}

/// Makes a fact about the files false, and little else.
fn falsify(files: &mut Files, service: &Service, evidence: &Evidence) {
    match evidence {
        Evidence::Value(spot, _) => change(files, spot, "something else".into()),
        Evidence::Absent(spot) => {
            put(
                files.at(&example_file(&spot.example), "/value"),
                &spot.pointer,
                json!("there now"),
            );
        }
        Evidence::Breaks(spot, row) => {
            let row = service.row(row).unwrap();
            let tries = ["1", "Black", "Open"].map(Value::from).into_iter().chain([
                json!(1),
                json!(90),
                json!(true),
            ]);
            let fitting = tries
                .into_iter()
                .find(|value| row.shape.accepts(value))
                .expect("a value that fits");
            change(files, spot, fitting);
        }
        Evidence::Compare { spots: [left, _], same: true } => change(files, left, json!("another")),
        Evidence::Compare { spots: [left, right], same: false } => {
            let value =
                files.at(&example_file(&right.example), "/value").pointer(&right.pointer).cloned();
            match value {
                Some(value) => {
                    put(files.at(&example_file(&left.example), "/value"), &left.pointer, value)
                }
                None => {
                    _ = take_away(files.at(&example_file(&left.example), "/value"), &left.pointer)
                }
            }
        }
        Evidence::Title(example, _) => {
            *files.at(&example_file(example), "/title") = json!("Another title.")
        }
        Evidence::NoRow(table, names) => {
            let (path, table) = table_of(files, table);
            let row = json!({"type": "string", "description": "New."});
            put(files.at(&path, &table), &format!("/properties/{}", names[0]), row);
        }
        Evidence::NoExample(operation, status) => {
            let table = service.operation(operation).unwrap().response(*status).unwrap().body_table;
            let example = json!({
                "$schema": "../../meta/example.schema.json", "table": table, "title": "New.", "value": {},
            });
            files.insert(&example_file(&format!("{operation}/response-{status}")), example);
        }
        Evidence::Statuses(operation, _) => {
            let responses = files.at(&operation_file(operation), "/responses");
            responses["418"] = json!({"description": "The service is a teapot."});
        }
        Evidence::Method { operation, is, .. } => {
            let other = if is == "PUT" { "PATCH" } else { "PUT" };
            *files.at(&operation_file(operation), "/method") = other.into();
        }
        Evidence::Row(..) => unreachable!("facts are falsified one by one"),
    }
}

fn change(files: &mut Files, spot: &Spot, new: Value) {
    *files.at(&example_file(&spot.example), &format!("/value{}", spot.pointer)) = new;
}

fn falsify_fact(files: &mut Files, row: &str, fact: &Fact) {
    let (path, table) = table_of(files, row);
    let row_place = format!("{table}/properties/{}", name_of(row));
    let description = files.at(&path, &row_place)["description"].clone();
    if matches!(fact, Fact::Type(kind) if kind.ends_with(" object")) {
        let reference = files.get(&path).pointer(&row_place).unwrap()["$ref"].as_str().unwrap();
        let inner = reference.trim_start_matches('#').to_owned();
        *files.at(&path, &format!("{inner}/title")) = json!("another");
        return;
    }
    let mut become_row = |keywords: Value| {
        let mut new = keywords;
        new["description"] = description.clone();
        *files.at(&path, &row_place) = new;
    };
    match fact {
        Fact::Type(kind) if kind == "Boolean" => become_row(json!({"type": "integer"})),
        Fact::Type(_) => become_row(json!({"type": "boolean"})),
        Fact::Mandatory(mark) => {
            let table = files.at(&path, &table);
            let required = table.as_object_mut().unwrap().entry("required").or_insert(json!([]));
            let required = required.as_array_mut().unwrap();
            if mark == "Yes" {
                required.retain(|name| name != name_of(row));
                // Neither an empty list is allowed, nor `absent` for a row that may be absent.
                let none_left = required.is_empty();
                if none_left {
                    take_away(table, "/required");
                }
                take_away(table, &format!("/properties/{}/x-reads", name_of(row)));
            } else {
                required.push(name_of(row).into());
            }
        }
        Fact::Options(_) => become_row(json!({"type": "string", "enum": ["Another"]})),
        Fact::Range(_) => become_row(json!({"type": "integer", "minimum": 7, "maximum": 8})),
        Fact::NoItems => {
            become_row(json!({"type": "array", "items": {"type": "string"}, "maxItems": 3}))
        }
        Fact::NoLength => become_row(json!({"type": "string", "maxLength": 3})),
    }
}

/// The files, with no more in deviations.json than what others name: it is not edited here, and takes the longest to read.
fn short_files(service: &Service) -> Files {
    let mut files = Files::embedded();
    let mut named: Vec<u16> = named(service).map(|(_, number)| number).collect();
    named.extend(service.errors.iter().filter_map(|shape| shape.deviation));
    for operation in &service.operations {
        if let Some(Effect::Create(create)) = &operation.effect {
            named.extend(create.left_out.values());
        }
    }
    let deviations = files.at("deviations.json", "/deviations").as_array_mut().unwrap();
    deviations.retain(|deviation| named.iter().any(|number| deviation["number"] == *number));
    for deviation in deviations {
        deviation["evidence"].as_array_mut().unwrap().truncate(1);
    }
    files.retain(|path| !path.starts_with("meta/"));
    files
}

/// Each row with each number that its readings and writing name.
fn named(service: &Service) -> impl Iterator<Item = (&Row, u16)> {
    let tables = service.operations.iter().flat_map(|operation| &operation.tables);
    tables.flat_map(|table| &table.rows).flat_map(|row| {
        let read = row.reads.iter().map(|reading| reading.deviation);
        read.chain(row.writes.iter().map(|writing| writing.deviation))
            .map(move |number| (row, number))
    })
}

/// The deviation on nothing but this piece of evidence: others must not hide that this one is ignored.
fn assert_stale(files: &Files, deviation: &Deviation, evidence: Evidence) {
    let context = format!("deviation {}, {evidence:?}", deviation.number);
    let service = files.read();
    let service =
        service.unwrap_or_else(|wrong| panic!("{context}: the edited files are wrong:\n{wrong}"));
    let alone = Deviation { evidence: vec![evidence], ..deviation.clone() };
    let stale =
        alone.holds(&service).expect_err(&format!("{context} may be false, and nobody sees it"));
    let message = stale.to_string();
    assert!(message.starts_with(&format!("deviation {} (", alone.number)), "{message}");
    assert!(message.contains(&alone.title), "{message}");
}

#[test]
fn every_deviation_holds() {
    let service = Service::embedded().unwrap();
    for deviation in &service.deviations {
        if let Err(stale) = deviation.holds(&service) {
            panic!("{stale}");
        }
        assert!(!deviation.evidence.is_empty(), "deviation {} has no evidence", deviation.number);
    }
    assert!(service.deviations.len() >= 30, "only {}", service.deviations.len());
}

#[test]
fn every_piece_of_evidence_bears_weight() {
    let service = Service::embedded().unwrap();
    let unedited = short_files(&service);
    let mut pieces = 0;
    for deviation in &service.deviations {
        for evidence in &deviation.evidence {
            let Evidence::Row(row, facts) = evidence else {
                let mut files = unedited.clone();
                falsify(&mut files, &service, evidence);
                assert_stale(&files, deviation, evidence.clone());
                pieces += 1;
                continue;
            };
            for fact in facts {
                let mut files = unedited.clone();
                falsify_fact(&mut files, row, fact);
                assert_stale(&files, deviation, Evidence::Row(row.clone(), vec![fact.clone()]));
                pieces += 1;
            }
        }
    }
    assert!(pieces > service.deviations.len(), "only {pieces} pieces of evidence");
}

#[test]
fn every_reading_and_writing_names_a_deviation() {
    let service = Service::embedded().unwrap();
    for (row, number) in named(&service) {
        assert!(
            service.deviation(number).is_some(),
            "{} names deviation {number}, which is not there",
            row.id
        );
    }
    assert!(named(&service).count() >= 20, "only {}", named(&service).count());
}
