//! The proof, before anything is sent, that a case's body is what the case says it is.

use std::collections::HashMap;

use jsonschema::Validator;
use secmaster_spec::{Service, Strictness};
use serde_json::Value;

use crate::case::{Case, Proof};

/// The validators of the documented request bodies, by operation.
#[derive(Debug)]
pub(crate) struct Prover {
    validators: HashMap<String, Validator>,
}

impl Prover {
    /// Builds the validators; the error says which schema cannot be used.
    pub(crate) fn new(service: &Service) -> Result<Self, String> {
        let mut validators = HashMap::new();
        for operation in &service.operations {
            let Some(root) = operation.request_table else { continue };
            let schema = operation.body_schema(root, Strictness::Documented);
            let validator = jsonschema::validator_for(&schema).map_err(|error| {
                format!("the body schema of {} is broken: {error}", operation.name)
            })?;
            validators.insert(operation.name.clone(), validator);
        }
        Ok(Self { validators })
    }

    /// What is wrong with a body by the operation's own tables.
    pub(crate) fn flaw(&self, operation: &str, body: &Value) -> Option<String> {
        let error = self.validators.get(operation)?.validate(body).err()?;
        let place = error.instance_path().to_string();
        Some(if place.is_empty() { error.to_string() } else { format!("{error} at {place}") })
    }

    /// Checks one case; the error is a mistake of ours, never the endpoint's.
    pub(crate) fn check(&self, case: &Case) -> Result<(), String> {
        if matches!(case.proof, Proof::NotJson) {
            let body = case.request.body.as_deref().unwrap_or_default();
            return match serde_json::from_slice::<Value>(body) {
                Ok(_) => Err(format!("{} should be no JSON, but is", case.id)),
                Err(_) => Ok(()),
            };
        }
        let Some(validator) = self.validators.get(&case.operation) else { return Ok(()) };
        let Some(body) = case.request.value.as_deref() else { return Ok(()) };
        match &case.proof {
            Proof::None | Proof::NotJson => Ok(()),
            Proof::Valid => match validator.validate(body) {
                Ok(()) => Ok(()),
                Err(error) => Err(format!("{} should be valid, but {error}", case.id)),
            },
            Proof::Invalid { .. } if validator.is_valid(body) => {
                Err(format!("{} should break a rule, but breaks none", case.id))
            }
            Proof::Invalid { undone } => match validator.validate(undone) {
                Ok(()) => Ok(()),
                Err(error) => Err(format!("{} breaks more than its rule: {error}", case.id)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Prover;
    use crate::case::{Case, Phase, Proof};
    use crate::cases::{cases, put_body};
    use crate::options::Profile;
    use secmaster_spec::Service;
    use std::collections::{BTreeMap, BTreeSet};

    fn all(service: &Service) -> Vec<Case> {
        cases(service, &Phase::ALL, &BTreeMap::new(), Profile::Documented)
    }

    #[test]
    fn every_case_is_what_it_says() {
        let service = Service::embedded().unwrap();
        let prover = Prover::new(&service).unwrap();
        let mistakes: Vec<String> =
            all(&service).iter().filter_map(|case| prover.check(case).err()).collect();
        assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    }

    #[test]
    fn every_wrong_body_is_wrong_in_one_place_only() {
        let service = Service::embedded().unwrap();
        let prover = Prover::new(&service).unwrap();
        let mut count = 0;
        for case in all(&service) {
            let Proof::Invalid { .. } = case.proof else { continue };
            let body = case.request.value.as_deref().unwrap();
            let errors = prover.validators[&case.operation].iter_errors(body);
            let places: BTreeSet<String> =
                errors.map(|error| error.instance_path().to_string()).collect();
            assert_eq!(places.len(), 1, "{}", case.id);
            count += 1;
        }
        assert!(count > 200, "{count}");
    }

    #[test]
    fn a_case_that_is_not_what_it_says_is_found_out() {
        let service = Service::embedded().unwrap();
        let prover = Prover::new(&service).unwrap();
        let all = all(&service);
        let find = |id: &str| all.iter().find(|case| case.id == id).unwrap().clone();

        let mut harmless = find("coverage/create-indicator/T4/verdict/type/null");
        let Proof::Invalid { undone } = &harmless.proof else { panic!("not negative") };
        let undone = undone.as_ref().clone();
        put_body(&mut harmless.request, undone);
        assert!(prover.check(&harmless).unwrap_err().contains("breaks none"));

        let mut twofold = find("coverage/create-indicator/T4/verdict/type/null");
        let body = twofold.request.value.clone().unwrap();
        twofold.proof = Proof::Invalid { undone: body.clone() };
        assert!(prover.check(&twofold).unwrap_err().contains("more than its rule"));

        let mut wrong = find("examples/create-indicator/request/compact");
        put_body(&mut wrong.request, body.as_ref().clone());
        assert!(prover.check(&wrong).unwrap_err().contains("should be valid"));
    }
}
