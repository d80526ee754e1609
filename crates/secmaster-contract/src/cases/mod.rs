//! The making of cases, from the description alone.

mod builder;
mod combinations;
mod coverage;
mod examples;
mod protocol;
mod random;

use std::collections::BTreeMap;

use secmaster_spec::Service;
use serde_json::Value;

use crate::case::{Case, Phase};
use crate::options::Profile;

pub(crate) use builder::{Builder, percent_encoded, put_body, put_bytes};
pub(crate) use random::{of_random, options_of_answers, random_share};

/// Every case of a phase list over all operations, each operation starting from its documented
/// request.
///
/// ```
/// use std::collections::BTreeMap;
/// use secmaster_contract::{Phase, Profile, cases};
/// let service = secmaster_spec::Service::embedded()?;
/// let all = cases(&service, &Phase::ALL, &BTreeMap::new(), Profile::Documented);
/// assert!(all.iter().any(|case| case.id == "coverage/create-indicator/T4/verdict/type/null"));
/// # Ok::<(), secmaster_spec::Problems>(())
/// ```
pub fn cases(
    service: &Service,
    phases: &[Phase],
    parameters: &BTreeMap<String, String>,
    profile: Profile,
) -> Vec<Case> {
    let mut cases = Vec::new();
    for operation in &service.operations {
        let candidates = crate::baseline::candidates(operation, parameters);
        let base = candidates.into_iter().next();
        let builder = Builder::new(service, operation, parameters, profile, base);
        cases.extend(of_operation(builder, phases));
    }
    cases
}

/// The cases of one operation.
pub(crate) fn of_operation(mut builder: Builder<'_>, phases: &[Phase]) -> Vec<Case> {
    for phase in Phase::ALL.into_iter().filter(|phase| phases.contains(phase)) {
        builder.phase = phase;
        match phase {
            Phase::Examples => examples::add(&mut builder),
            Phase::Coverage => coverage::add(&mut builder),
            Phase::Combinations => combinations::add(&mut builder),
            Phase::Protocol => protocol::add(&mut builder),
            // Made while the run goes on.
            Phase::Random | Phase::Stateful | Phase::CleanUp => {}
        }
    }
    builder.finish()
}

/// The request that tells whether the operation can be tested at all from `body`.
pub(crate) fn probe(
    mut builder: Builder<'_>,
    body: Option<Value>,
    is_documented: bool,
) -> Option<Case> {
    if is_documented {
        examples::add_compact(&mut builder, body);
    } else {
        examples::add_other(&mut builder, body);
    }
    builder.finish().pop()
}
