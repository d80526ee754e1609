//! From a request to its answer.

mod effect;
mod find;
mod scripted;

use hyper::body::Bytes;
use hyper::header::HeaderName;
use hyper::http::request::Parts;
use secmaster_spec::{Place, Service};

use crate::access::Access;
use crate::clock::Clock;
use crate::config::Config;
use crate::endpoint::{Endpoint, is_request_id};
use crate::fault::chosen::Chosen;
use crate::fault::effects::EffectFaults;
use crate::fault::input_faults::InputFaults;
use crate::journal::Journal;
use crate::numbering::{Numbering, Stamp};
use crate::refusal::{BodyFailure, Refusals};
use crate::reply::Reply;
use crate::response_faults::ResponseFaults;
use crate::route::Parameters;
use crate::script::Script;
use crate::script::playing::Playing;
use crate::start_error::StartError;
use crate::store::Store;
use crate::throttle::Throttle;
use crate::violation::{Violations, redacted};

/// Everything that requests need, shared by all connections.
#[derive(Debug)]
pub(crate) struct App {
    endpoints: Vec<Endpoint>,
    refusals: Refusals,
    faults: ResponseFaults,
    effects: EffectFaults,
    inputs: InputFaults,
    /// Whether answers may break HTTP.
    pub(crate) disrupts: bool,
    request_id: HeaderName,
    pub(crate) access: Access,
    clock: Clock,
    /// None where any number of requests may come.
    throttle: Option<Throttle>,
    /// None where nothing is scripted.
    script: Option<Playing>,
    /// None where nobody reads it.
    pub(crate) journal: Option<Journal>,
    pub(crate) store: Store,
    pub(crate) numbering: Numbering,
}

impl App {
    pub(crate) fn compile(service: &Service, config: &Config) -> Result<Self, StartError> {
        let faults = Chosen::new(service, &config.faults)?;
        let clock = Clock(config.clock.clone());
        let numbering = Numbering::new(config.seed, clock.clone());
        let script = Playing::of(service, &config.script, numbering.seed())?;
        let strictness = config.profile.strictness();
        let endpoints = service
            .operations
            .iter()
            .map(|operation| Endpoint::compile(service, operation, strictness, &faults.requests))
            .collect::<Result<_, _>>()?;
        let answer_headers =
            service.operations.iter().flat_map(|it| it.rows(Place::ResponseHeader));
        let request_id = answer_headers
            .filter(|(_, row)| is_request_id(&row.name))
            .find_map(|(_, row)| row.name.parse().ok())
            .unwrap_or(HeaderName::from_static("x-request-id"));
        Ok(Self {
            endpoints,
            refusals: Refusals::new(service),
            faults: faults.answers,
            effects: faults.effects,
            inputs: faults.inputs,
            disrupts: faults.disrupts || script.as_ref().is_some_and(Playing::disrupts),
            request_id,
            access: Access::new(config, numbering.seed(), clock.clone()),
            clock,
            throttle: config.throttle.map(Throttle::new),
            script,
            journal: config.journal.then(Journal::default),
            store: Store::default(),
            numbering,
        })
    }

    /// The answer to a request.
    pub(crate) fn answer(
        &self,
        head: &Parts,
        body: &Result<Bytes, BodyFailure>,
        stamp: Stamp,
        request_id: &str,
    ) -> Reply {
        let desk = body.as_ref().ok().and_then(|body| self.access.desk(head, body));
        let (operation, reply) = match desk {
            None => self.of_operation(head, body, stamp, request_id),
            Some(desk) => {
                let mut reply = self.scripted(Script::CREDENTIALS, request_id, desk);
                reply.identify(&self.request_id, request_id);
                (Some(Script::CREDENTIALS), reply)
            }
        };
        if let Some(journal) = &self.journal {
            journal.note(operation, &reply, request_id);
        }
        reply
    }

    /// The answer of the operation that the request is for, and its name.
    fn of_operation(
        &self,
        head: &Parts,
        body: &Result<Bytes, BodyFailure>,
        stamp: Stamp,
        request_id: &str,
    ) -> (Option<&str>, Reply) {
        let (endpoint, mut reply) = match body {
            Err(failure) => (None, self.refusals.unread(failure, request_id)),
            Ok(body) => match self
                .find(head)
                .or_else(|methods| self.find_leniently(head, body).ok_or(methods))
            {
                Ok((endpoint, parameters)) => {
                    let request = Request { head, parameters: &parameters, body };
                    let process = || self.carry_out(endpoint, &request, stamp, request_id);
                    let name = &endpoint.operation.name;
                    (Some(endpoint), self.scripted(name, request_id, process))
                }
                Err(methods) if methods.is_empty() => (None, self.refusals.not_found(request_id)),
                Err(methods) => {
                    let method = head.method.as_str();
                    (None, self.refusals.not_allowed(method, &methods.join(", "), request_id))
                }
            },
        };
        reply.identify(&self.request_id, request_id);
        if let Some(endpoint) = endpoint {
            for (name, value) in endpoint.samples(reply.status) {
                reply.set_header(name, value.clone());
            }
        }
        if !self.faults.is_empty() {
            let meant = endpoint.map_or_else(|| self.meant(head, body), |endpoint| vec![endpoint]);
            for endpoint in meant {
                let secret = || endpoint.secrets(&head.headers).into_iter().next();
                self.faults.apply(&endpoint.operation.name, &mut reply, &secret);
            }
        }
        (endpoint.map(|endpoint| endpoint.operation.name.as_str()), reply)
    }

    /// The secrets of a request, which must not be logged.
    pub(crate) fn secrets(&self, head: &Parts) -> Vec<String> {
        let mut secrets: Vec<String> =
            self.endpoints.iter().flat_map(|endpoint| endpoint.secrets(&head.headers)).collect();
        secrets.extend(self.access.secrets(&head.headers));
        secrets
    }

    fn carry_out(
        &self,
        endpoint: &Endpoint,
        request: &Request<'_>,
        stamp: Stamp,
        request_id: &str,
    ) -> Reply {
        if let Some(throttle) = &self.throttle
            && !throttle.admits(self.clock.now())
        {
            return self.refusals.throttled(throttle.per_second, request_id);
        }
        let headers = endpoint.check_headers(&request.head.headers, &self.access);
        match self.access.signature(request.head, request.body) {
            Some(Ok(())) => {}
            Some(Err(distrust)) => {
                let why = redacted(distrust.to_string(), &self.secrets(request.head));
                return self.refusals.distrusted(&why, distrust.in_short(), request_id);
            }
            None => {
                if let Some(violations) = headers.secret.redacted(|| self.secrets(request.head)) {
                    return self.refusals.unauthorized(&violations, request_id);
                }
                if headers.has_expired_token {
                    return self.refusals.outdated(request_id);
                }
            }
        }
        let (operation, refusals) = (&endpoint.operation, &self.refusals);
        if let Some(failure) = self.inputs.failure(operation, request.body, refusals, request_id) {
            return failure;
        }
        let mut violations = Violations::default();
        endpoint.check_path(request.parameters, &mut violations);
        violations.append(headers.plain);
        let body = endpoint.check_body(request.body, &mut violations);
        if let Some(violations) = violations.redacted(|| self.secrets(request.head)) {
            return self.refusals.invalid(endpoint.refusal_status, &violations, request_id);
        }
        self.take_effect(endpoint, request.parameters, &body, stamp)
    }
}

struct Request<'a> {
    head: &'a Parts,
    parameters: &'a Parameters,
    body: &'a [u8],
}
