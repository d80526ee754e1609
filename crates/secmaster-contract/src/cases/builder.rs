//! Puts one operation's cases together: documented headers, the path, ids that are unique.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use secmaster_spec::{Effect, Operation, Place, Row, Service};
use serde_json::Value;

use crate::baseline::{self, sample_parameter};
use crate::case::{Case, Connection, HeaderText, Phase, Proof, Request};
use crate::expectation::{Expectation, Refusal};
use crate::known::Known;
use crate::options::Profile;

/// Collects the cases of one operation.
#[derive(Debug)]
pub(crate) struct Builder<'a> {
    pub(crate) operation: &'a Operation,
    /// The phase that the cases belong to from now on.
    pub(crate) phase: Phase,
    pub(crate) profile: Profile,
    /// What most cases change: the documented request, with the base body.
    documented: Request,
    /// The methods that operations have at this path.
    pub(crate) methods: Vec<String>,
    /// The paths of all operations that have this method.
    pub(crate) paths: Vec<String>,
    pub(crate) parameters: &'a BTreeMap<String, String>,
    cases: Vec<Case>,
    ids: HashSet<String>,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(
        service: &Service,
        operation: &'a Operation,
        parameters: &'a BTreeMap<String, String>,
        profile: Profile,
        base: Option<Value>,
    ) -> Self {
        let of_method = service.operations.iter().filter(|other| other.method == operation.method);
        let of_path = service.operations.iter().filter(|other| other.path == operation.path);
        let mut documented = Request {
            method: operation.method.to_string(),
            path: filled(operation, parameters, &operation.path, None),
            headers: documented_headers(operation),
            body: None,
            value: None,
        };
        if let Some(base) = base {
            put_body(&mut documented, base);
        }
        Self {
            operation,
            phase: Phase::Examples,
            profile,
            documented,
            paths: of_method.map(|other| other.path.clone()).collect(),
            methods: of_path.map(|other| other.method.to_string()).collect(),
            parameters,
            cases: Vec::new(),
            ids: HashSet::new(),
        }
    }

    /// The same, for cases of this phase.
    pub(crate) fn of(self, phase: Phase) -> Self {
        Self { phase, ..self }
    }

    /// Makes cases from this body from now on.
    pub(crate) fn set_base(&mut self, body: Value) {
        put_body(&mut self.documented, body);
    }

    pub(crate) fn finish(self) -> Vec<Case> {
        self.cases
    }

    /// The id of what a good answer promises: `operation/200/status`.
    pub(crate) fn success_rule(&self) -> String {
        let status = self.operation.success().map_or(200, |response| response.status);
        format!("{}/{status}/status", self.operation.name)
    }

    /// The body that changes are made to.
    pub(crate) fn base(&self) -> Option<&Value> {
        self.documented.value.as_deref()
    }

    /// The base body and the number of its table, if the operation has a body.
    pub(crate) fn body(&self) -> Option<(u16, Arc<Value>)> {
        Some((self.operation.request_table?, self.documented.value.clone()?))
    }

    /// A case that sends the documented request, to be changed before it is added.
    pub(crate) fn case(
        &self,
        id: &str,
        title: impl Into<String>,
        rule: String,
        expectation: Expectation,
    ) -> Case {
        Case {
            id: format!("{}/{id}", self.phase),
            phase: self.phase,
            operation: self.operation.name.clone(),
            title: title.into(),
            rules: vec![rule],
            expectation,
            refusal: Refusal::Documented,
            deviation: None,
            request: self.documented.clone(),
            proof: Proof::None,
            needs: None,
            instead: Vec::new(),
            alike: Vec::new(),
            explained_by: Vec::new(),
            planted: None,
            difference: None,
            turn: None,
            connection: Connection::Any,
            has_own_headers: false,
            is_foreign: false,
            known: Known::default(),
        }
    }

    /// A case that sends `body`, which the tables accept.
    pub(crate) fn accepted(
        &mut self,
        id: &str,
        title: impl Into<String>,
        rule: String,
        body: Value,
    ) -> &mut Case {
        let mut case = self.case(id, title, rule, Expectation::Accepted);
        put_body(&mut case.request, body);
        case.proof = Proof::Valid;
        self.add(case)
    }

    /// A case that sends `body`, which the tables refuse and would accept
    /// as `undone`.
    pub(crate) fn refused(
        &mut self,
        id: &str,
        title: impl Into<String>,
        rule: String,
        body: Value,
        undone: impl Into<Arc<Value>>,
    ) -> &mut Case {
        let mut case = self.case(id, title, rule, Expectation::Refused);
        put_body(&mut case.request, body);
        case.proof = Proof::Invalid { undone: undone.into() };
        self.add(case)
    }

    /// A case that sends `body`, of which the tables do not say enough.
    pub(crate) fn either(&mut self, id: &str, title: impl Into<String>, rule: String, body: Value) {
        let mut case = self.case(id, title, rule, Expectation::Either);
        put_body(&mut case.request, body);
        self.add(case);
    }

    /// Adds a case; an id that is taken gets a number.
    pub(crate) fn add(&mut self, mut case: Case) -> &mut Case {
        if case.expectation == Expectation::Accepted && matches!(case.proof, Proof::Valid) {
            self.put_own_id(&mut case);
        }
        case.has_own_headers = case.request.headers != self.documented.headers;
        let wanted = case.id.clone();
        let mut number = 2;
        while !self.ids.insert(case.id.clone()) {
            case.id = format!("{wanted}-{number}");
            number += 1;
        }
        self.cases.push(case);
        let last = self.cases.len() - 1;
        // The case was pushed just above.
        #[allow(clippy::indexing_slicing)]
        &mut self.cases[last]
    }

    /// An id that the caller gives has to be another one each time: a server may take it.
    fn put_own_id(&self, case: &mut Case) {
        let Some(Effect::Create(create)) = &self.operation.effect else { return };
        let places = create.ids.iter().filter_map(|place| create.counterpart(place));
        for place in places {
            let Some(value) = case.request.value.as_deref() else { return };
            if value.pointer(&place).is_some_and(Value::is_string) {
                let own = format!("contract-{}", self.cases.len());
                let body = baseline::with(value, &place, own.into());
                put_body(&mut case.request, body);
            }
        }
    }

    /// The path with one parameter replaced.
    pub(crate) fn path_with(&self, replaced: Option<(&str, &str)>) -> String {
        self.filled(&self.operation.path, replaced)
    }

    /// A template filled in, with one parameter replaced.
    pub(crate) fn filled(&self, template: &str, replaced: Option<(&str, &str)>) -> String {
        filled(self.operation, self.parameters, template, replaced)
    }
}

fn filled(
    operation: &Operation,
    parameters: &BTreeMap<String, String>,
    template: &str,
    replaced: Option<(&str, &str)>,
) -> String {
    let mut path = template.to_owned();
    for (_, row) in operation.rows(Place::Path) {
        let given = parameters.get(&row.name).filter(|given| !given.is_empty());
        let value = match replaced {
            Some((name, other)) if name == row.name => other.to_owned(),
            _ => given.cloned().unwrap_or_else(|| sample_parameter(operation, row)),
        };
        path = path.replace(&format!("{{{}}}", row.name), &percent_encoded(&value));
    }
    path
}

fn documented_headers(operation: &Operation) -> Vec<(String, HeaderText)> {
    let rows = operation.rows(Place::RequestHeader);
    rows.filter_map(|(_, row)| Some((row.name.clone(), documented_header(row)?))).collect()
}

/// The value that a header row asks for; none if the row does not say.
fn documented_header(row: &Row) -> Option<HeaderText> {
    if row.secret {
        return Some(HeaderText::Token);
    }
    let option = row.shape.options().first();
    option.map(|choice| HeaderText::Text(choice.value.clone())).or_else(|| {
        (row.mandatory == secmaster_spec::Mandatory::Yes)
            .then(|| HeaderText::Text("contract".to_owned()))
    })
}

/// Sends this body, compactly written.
pub(crate) fn put_body(request: &mut Request, body: Value) {
    request.body = Some(body.to_string().into_bytes().into());
    request.value = Some(Arc::new(body));
}

/// Sends these bytes as the body, whatever they are.
pub(crate) fn put_bytes(request: &mut Request, body: Vec<u8>) {
    request.value = serde_json::from_slice::<Value>(&body).ok().map(Arc::new);
    request.body = Some(body.into());
}

/// A text as one segment of a path: every byte but letters, digits and `-._~` is escaped.
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
