//! Members of answers that no table lists.

use secmaster_spec::{Effect, Operation, Shape, pointer_token};
use serde_json::Value;

use crate::case::Case;
use crate::send::Received;

/// The members of an answer's body that no table lists and that the request did not have there: the
/// table of the object around each, and its place.
pub(crate) fn undocumented(
    operation: &Operation,
    case: &Case,
    received: &Received,
) -> Vec<(u16, String)> {
    let response = operation.response(received.status);
    let root = response.and_then(|response| response.body_table);
    let request = case.request.value.as_deref();
    let mut search = Search { operation, request, found: Vec::new() };
    if let (Some(root), Some(body)) = (root, &received.value) {
        search.object(root, "", body, None);
    }
    search.found
}

struct Search<'a> {
    operation: &'a Operation,
    request: Option<&'a Value>,
    found: Vec<(u16, String)>,
}

impl<'a> Search<'a> {
    fn object(&mut self, number: u16, place: &str, object: &Value, sent: Option<&'a Value>) {
        let (Some(table), Some(members)) = (self.operation.table(number), object.as_object())
        else {
            return;
        };
        let sent = sent.or_else(|| self.repeated(place));
        for (name, value) in members {
            let sent = sent.and_then(|sent| sent.get(name));
            let place = || format!("{place}/{}", pointer_token(name));
            match table.row(name).map(|row| &row.shape) {
                None if sent.is_none() => self.found.push((number, place())),
                Some(Shape::Object { table }) => self.object(*table, &place(), value, sent),
                Some(Shape::Array { items, .. }) => {
                    let (Some(table), Some(values)) = (items.table(), value.as_array()) else {
                        continue;
                    };
                    for (number, value) in values.iter().enumerate() {
                        let sent = sent.and_then(|sent| sent.get(number));
                        self.object(table, &format!("{}/*", place()), value, sent);
                    }
                }
                _ => {}
            }
        }
    }

    /// The part of the request that an object of the answer repeats.
    fn repeated(&self, place: &str) -> Option<&'a Value> {
        let Some(Effect::Create(create)) = &self.operation.effect else { return None };
        self.request?.pointer(create.echo.get(place)?)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use secmaster_spec::Service;
    use serde_json::json;

    use super::undocumented;
    use crate::case::Phase;
    use crate::cases::{cases, put_body};
    use crate::options::Profile;
    use crate::send::Received;

    #[test]
    fn members_of_the_request_may_come_back() {
        let service = Service::embedded().unwrap();
        let operation = service.operation("create-indicator").unwrap();
        let all = cases(&service, &[Phase::Examples], &BTreeMap::new(), Profile::Documented);
        let mut case = all.into_iter().find(|case| case.operation == operation.name).unwrap();
        let sent = json!({ "own": 1, "environment": { "own": 1 } });
        put_body(&mut case.request, json!({ "data_object": sent, "own": 1 }));
        let object = json!({ "own": 1, "other": 1, "environment": { "own": 1, "other": 1 } });
        let answer = json!({ "data": { "data_object": object, "own": 1 } });
        let received = Received::new(200, Vec::new(), answer.to_string().as_bytes());
        let found = undocumented(operation, &case, &received);
        let places: Vec<&str> = found.iter().map(|(_, place)| place.as_str()).collect();
        let due = ["other", "environment/other"].map(|it| format!("/data/data_object/{it}"));
        assert_eq!(places, [&due[0], &due[1], "/data/own"]);
    }
}
