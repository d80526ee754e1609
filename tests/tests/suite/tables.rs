//! The tables of the reference pages, written down a second time, against those of the schemas.

use conformance::edit::{Files, take_away};
use secmaster_spec::Service;
use serde_json::json;

const PAGES: &str = include_str!("../../documented-tables.tsv");
const CREATE: &str = "operations/create-indicator.json";
const DELETE: &str = "operations/delete-indicator.json";

/// What a line says of its row.
const COLUMNS: [&str; 5] = ["place", "status", "object", "mandatory", "type"];

/// A line of the listing: which row it is, in words, and what it says of it.
fn split(line: &str) -> (String, [&str; 5]) {
    let fields: Vec<&str> = line.split('\t').collect();
    let [operation, table, place, status, object, parameter, mandatory, kind] = fields[..] else {
        panic!("not eight fields: {line}")
    };
    let row = format!("{operation}, Table {table}, {parameter}");
    (row, [place, status, object, mandatory, kind])
}

/// Each difference between the pages and the schemas, in words.
fn differences(pages: &[&str], schemas: &[String]) -> Vec<String> {
    let pages: Vec<_> = pages.iter().map(|line| split(line)).collect();
    let schemas: Vec<_> = schemas.iter().map(|line| split(line)).collect();
    let says = |side: &[(String, [&str; 5])], row: &str| {
        side.iter().find(|(name, _)| name == row).map(|(_, columns)| columns.map(str::to_owned))
    };
    let mut found = Vec::new();
    for (row, page) in &pages {
        let Some(schema) = says(&schemas, row) else {
            found.push(format!("{row}: on the page, not in the schemas"));
            continue;
        };
        for (column, (page, schema)) in COLUMNS.iter().zip(page.iter().zip(&schema)) {
            if page != schema {
                found.push(format!("{row}: {column} {page} on the page, {schema} in the schemas"));
            }
        }
    }
    for (row, _) in schemas.iter().filter(|(row, _)| says(&pages, row).is_none()) {
        found.push(format!("{row}: in the schemas, not on the page"));
    }
    let order =
        |side: &[(String, [&str; 5])]| side.iter().map(|(row, _)| row.clone()).collect::<Vec<_>>();
    if found.is_empty() && order(&pages) != order(&schemas) {
        let (page, schema) =
            pages.iter().zip(&schemas).find(|(page, schema)| page.0 != schema.0).unwrap();
        found.push(format!("order: {} on the page, {} in the schemas", page.0, schema.0));
    }
    found
}

fn against_the_pages(service: &Service) -> Vec<String> {
    differences(&PAGES.lines().collect::<Vec<_>>(), &service.table_lines())
}

#[test]
fn the_schemas_say_what_the_pages_say() {
    let service = Service::embedded().unwrap();
    let found = against_the_pages(&service);
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(PAGES.lines().count(), 98);
    assert_eq!(service.table_lines().join("\n") + "\n", PAGES);
}

#[test]
fn a_changed_mark_is_named() {
    let mut files = Files::embedded();
    let required =
        files.at(CREATE, "/$defs/CreateIndicatorDetail/required").as_array_mut().unwrap();
    required.retain(|name| name != "verdict");
    assert_eq!(
        against_the_pages(&files.read().unwrap()),
        ["create-indicator, Table 4, verdict: \
          mandatory Yes on the page, No in the schemas"]
    );
}

#[test]
fn every_other_change_is_named() {
    let mut files = Files::embedded();
    *files.at(CREATE, "/$defs/IndicatorDetail/properties/id") =
        json!({"type": "integer", "description": "Id."});
    take_away(files.at(DELETE, ""), "/$defs/ErrorResponse/properties/message");
    files.at(DELETE, "/$defs/Request/properties")["ids"] =
        json!({"type": "array", "items": {"type": "integer"}, "description": "Ids."});
    assert_eq!(
        against_the_pages(&files.read().unwrap()),
        [
            "create-indicator, Table 11, id: \
             type String on the page, Integer in the schemas",
            "delete-indicator, Table 8, message: on the page, not in the schemas",
            "delete-indicator, Table 3, ids: in the schemas, not on the page",
        ]
    );
}

#[test]
fn rows_in_another_order_are_named() {
    let mut files = Files::embedded();
    let rows = files.at(CREATE, "/$defs/ResponseDataClassRef/properties").as_object_mut().unwrap();
    let first = rows.shift_remove("id").unwrap();
    rows.insert("id".to_owned(), first);
    assert_eq!(
        against_the_pages(&files.read().unwrap()),
        ["order: create-indicator, Table 16, id on the page, \
          create-indicator, Table 16, name in the schemas"]
    );
}
