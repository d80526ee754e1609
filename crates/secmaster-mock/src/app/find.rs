//! Which operation a request is for.

use hyper::body::Bytes;
use hyper::http::request::Parts;

use super::App;
use crate::endpoint::Endpoint;
use crate::refusal::BodyFailure;
use crate::route::Parameters;

impl App {
    /// The operation that the request is for; else the methods that its path takes.
    pub(super) fn find(&self, head: &Parts) -> Result<(&Endpoint, Parameters), Vec<&'static str>> {
        let path = head.uri.path();
        let by_method = |endpoint: &&Endpoint| endpoint.operation.method.as_str() == head.method;
        let fitting = self.endpoints.iter().filter(by_method).filter_map(|endpoint| {
            endpoint.route.parameters(path).map(|parameters| (endpoint, parameters))
        });
        fitting.max_by_key(|(endpoint, _)| endpoint.route.fixed()).ok_or_else(|| {
            let of_path = self.endpoints.iter().filter(|it| it.route.parameters(path).is_some());
            let mut methods: Vec<&str> = of_path.map(|it| it.operation.method.as_str()).collect();
            methods.sort_unstable();
            methods.dedup();
            methods
        })
    }

    /// The operation that takes the request though it is for none.
    pub(super) fn find_leniently(
        &self,
        head: &Parts,
        body: &[u8],
    ) -> Option<(&Endpoint, Parameters)> {
        let path = head.uri.path();
        self.endpoints.iter().find_map(|endpoint| {
            let (route, lax) = (&endpoint.route, endpoint.lax);
            let parameters = if endpoint.operation.method.as_str() == head.method {
                let nearby = || route.parameters_nearby(path).filter(|_| lax.near_path);
                let elsewhere = || route.parameters_elsewhere(path).filter(|_| lax.any_segment);
                nearby().or_else(elsewhere)
            } else {
                let is_taken = lax.any_method && endpoint.is_named_by(body);
                route.parameters(path).filter(|_| is_taken)
            };
            Some((endpoint, parameters?))
        })
    }

    /// The operation that a refused request was meant for: that of its path, or else of its method;
    /// where there are several, the one that its body names.
    pub(super) fn meant(&self, head: &Parts, body: &Result<Bytes, BodyFailure>) -> Vec<&Endpoint> {
        let Ok(body) = body else { return Vec::new() };
        let path = head.uri.path();
        let fits_path = |endpoint: &&Endpoint| endpoint.route.parameters(path).is_some();
        let fits_method = |endpoint: &&Endpoint| endpoint.operation.method.as_str() == head.method;
        let mut meant: Vec<&Endpoint> = self.endpoints.iter().filter(fits_path).collect();
        if meant.is_empty() {
            meant = self.endpoints.iter().filter(fits_method).collect();
        }
        if meant.len() > 1 {
            meant.retain(|endpoint| endpoint.is_named_by(body));
        }
        meant
    }
}
