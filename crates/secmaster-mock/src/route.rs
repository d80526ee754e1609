//! The paths of operations, and which of them a request's path is.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The path of an operation, split at each `/`.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    segments: Vec<Segment>,
}

#[derive(Clone, Debug)]
enum Segment {
    Fixed(String),
    Parameter(String),
}

/// The values of the path parameters of one request, decoded.
pub(crate) type Parameters = Vec<(String, String)>;

impl Route {
    pub(crate) fn new(path: &str) -> Self {
        let parameter = |segment: &str| {
            segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(str::to_owned)
        };
        let segments = path
            .split('/')
            .map(|segment| match parameter(segment) {
                Some(name) => Segment::Parameter(name),
                None => Segment::Fixed(segment.to_owned()),
            })
            .collect();
        Self { segments }
    }

    /// The parameters, if the path is this one. A parameter may be empty here.
    pub(crate) fn parameters(&self, path: &str) -> Option<Parameters> {
        self.parameters_if(path, |fixed, given| fixed == given)
    }

    /// The parameters, if the path has as many segments, whatever they are.
    pub(crate) fn parameters_elsewhere(&self, path: &str) -> Option<Parameters> {
        self.parameters_if(path, |_, _| true)
    }

    /// The parameters, if the path is this one with a segment more, or without its last.
    pub(crate) fn parameters_nearby(&self, path: &str) -> Option<Parameters> {
        let shorter = path.rsplit_once('/').and_then(|(shorter, _)| self.parameters(shorter));
        shorter.or_else(|| match self.segments.last()? {
            Segment::Fixed(last) => self.parameters(&format!("{path}/{last}")),
            Segment::Parameter(_) => None,
        })
    }

    fn parameters_if(&self, path: &str, is_same: fn(&str, &str) -> bool) -> Option<Parameters> {
        let mut parameters = Vec::new();
        let mut given = path.split('/');
        for segment in &self.segments {
            let text = decoded(given.next()?);
            match segment {
                Segment::Fixed(fixed) if is_same(fixed, &text) => {}
                Segment::Fixed(_) => return None,
                Segment::Parameter(name) => parameters.push((name.clone(), text.into_owned())),
            }
        }
        given.next().is_none().then_some(parameters)
    }

    /// The names of the parameters.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Fixed(_) => None,
            Segment::Parameter(name) => Some(name.as_str()),
        })
    }

    /// How many segments are fixed: of two routes that fit, the one with more is meant.
    pub(crate) fn fixed(&self) -> usize {
        self.segments.iter().filter(|segment| matches!(segment, Segment::Fixed(_))).count()
    }
}

/// Undoes percent-encoding; text that is none, or does not give UTF-8, stays as it is.
fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::{Route, decoded};

    #[test]
    fn parameters_are_decoded_and_may_be_empty() {
        let route = Route::new("/v1/{p}/w/{w}/x");
        let found = |path: &str| {
            let parameters = route.parameters(path)?;
            Some(parameters.into_iter().map(|(_, value)| value).collect::<Vec<_>>())
        };
        assert_eq!(found("/v1/a%2Fb/w/%E6%B1%89/x"), Some(vec!["a/b".into(), "汉".into()]));
        assert_eq!(found("/v1//w/b/x"), Some(vec![String::new(), "b".into()]));
        for other in ["/v1/a/w/b/x/", "/v1/a/w/b", "/v2/a/w/b/x", "", "*", "/V1/a/w/b/x"] {
            assert_eq!(found(other), None, "{other}");
        }
    }

    #[test]
    fn other_paths_fit_only_if_they_may() {
        let route = Route::new("/v1/{p}/x");
        for near in ["/v1/a/x/", "/v1/a/x/y", "/v1/a"] {
            assert!(route.parameters(near).is_none() && route.parameters_nearby(near).is_some());
        }
        assert!(route.parameters_nearby("/v1/a/x/y/z").is_none());
        assert!(route.parameters_elsewhere("/v2/a/y").is_some());
        assert!(route.parameters_elsewhere("/v1/a/x/y").is_none());
    }

    #[test]
    fn broken_encoding_stays() {
        for text in ["%", "%4", "%zz", "%ff", "100%"] {
            assert_eq!(decoded(text), text);
        }
        assert_eq!(decoded("%41%zz%42"), "A%zzB");
    }
}
