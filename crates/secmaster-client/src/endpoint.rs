//! Where requests go: the endpoint's address, and whether it may be spoken to without TLS.

use std::net::IpAddr;

use http::Uri;

use crate::regions::{ENDPOINT, REGIONS};
use crate::text::OneLine;
use crate::{ConfigError, Environment};

/// Begins the names of the variables that give endpoints; several are separated by commas.
const OVERRIDE: &str = "HUAWEICLOUD_SDK_REGION_SECMASTER_";

/// How many names are given for one that is not known.
const NEAR: usize = 3;

/// The address below which all paths lie, without a slash at its end.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint(String);

impl Endpoint {
    /// The endpoint of a region: the one that a variable gives, or else the usual one.
    pub(crate) fn of_region(region: &str, environment: &Environment) -> Result<Self, ConfigError> {
        let variable = format!("{OVERRIDE}{}", region.to_ascii_uppercase().replace('-', "_"));
        if let Some(addresses) = environment.get(&variable) {
            let first = addresses.split(',').next().unwrap_or_default().trim();
            return Self::at(first)
                .map_err(|refused| ConfigError::Variable { variable, refused: Box::new(refused) });
        }
        if !REGIONS.contains(&region) {
            let (near, region) = (near(region), OneLine(region, 80).to_string());
            return Err(ConfigError::UnknownRegion { region, near });
        }
        Ok(Self(ENDPOINT.replace("{region}", region)))
    }

    /// An address that needs no check.
    pub(crate) fn fixed(address: &'static str) -> Self {
        Self(address.to_owned())
    }

    /// The address of another service in a region.
    pub(crate) fn of_service(service: &str, region: &str) -> Result<Self, ConfigError> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let ends = region.starts_with('-') || region.ends_with('-');
        if region.is_empty() || region.len() > 63 || ends || !region.bytes().all(fits) {
            return Err(ConfigError::InvalidRegion { region: OneLine(region, 80).to_string() });
        }
        Ok(Self(format!("https://{service}.{region}.myhuaweicloud.com")))
    }

    pub(crate) fn at(address: &str) -> Result<Self, ConfigError> {
        let invalid = |reason| ConfigError::InvalidEndpoint { endpoint: shown(address), reason };
        if address.contains('@') {
            return Err(invalid("leave out the user information before the @"));
        }
        if address.contains(['?', '#']) {
            return Err(invalid("leave out everything from the ? or # on"));
        }
        let uri: Uri = address.parse().map_err(|_| invalid("it is no URL"))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(invalid("begin with https:// and the host's name"));
        };
        let host = authority.host();
        if host.is_empty() || (authority.port_u16().is_none() && authority.as_str() != host) {
            return Err(invalid("name the host, and a port from 0 to 65535 if any"));
        }
        match scheme {
            "https" => {}
            "http" if is_loopback(host) => {}
            "http" => {
                return Err(ConfigError::PlainHttp { host: host.to_owned() });
            }
            _ => return Err(invalid("begin with https://")),
        }
        Ok(Self(address.trim_end_matches('/').to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The regions whose names are most like this one.
fn near(region: &str) -> Vec<&'static str> {
    let region = region.to_ascii_lowercase().replace('_', "-");
    let mut near = REGIONS.to_vec();
    near.sort_by_cached_key(|known| strsim::damerau_levenshtein(&region, known));
    near.truncate(NEAR);
    near
}

/// Whether a host, as it stands in a URL, is this machine itself: plain `http` may go there.
///
/// ```
/// use secmaster_client::is_loopback;
///
/// assert!(is_loopback("localhost") && is_loopback("127.0.0.1") && is_loopback("[::1]"));
/// assert!(!is_loopback("secmaster.cn-north-4.myhuaweicloud.com"));
/// ```
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    match bare.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => bare.eq_ignore_ascii_case("localhost"),
    }
}

/// The host of a cloud server's instance metadata. The address is link-local: no router passes on
/// what goes there.
pub(crate) const METADATA_HOST: &str = "169.254.169.254";

/// Whether requests to a host stay on this machine or its host, so that they need no TLS and no
/// proxy.
pub(crate) fn is_near(host: &str) -> bool {
    is_loopback(host) || host == METADATA_HOST
}

/// An endpoint for messages, without what may be a password.
pub(crate) fn shown(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((_, rest)) => format!("[redacted]@{}", OneLine(rest, 200)),
        None => OneLine(address, 200).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, is_loopback, is_near};
    use crate::{ConfigError, Environment, REGIONS};

    fn of(region: &str, variables: &[(&str, &str)]) -> Result<String, ConfigError> {
        let environment = Environment::from_iter(variables.iter().copied());
        Endpoint::of_region(region, &environment).map(|endpoint| endpoint.as_str().to_owned())
    }

    #[test]
    fn regions() {
        assert_eq!(REGIONS.len(), 28);
        for region in REGIONS {
            let due = format!("https://secmaster.{region}.myhuaweicloud.com");
            assert_eq!(of(region, &[]).as_ref(), Ok(&due));
        }
        for (wrong, nearest) in [
            ("cn-noth-4", "cn-north-4"),
            ("CN_NORTH_4", "cn-north-4"),
            ("my-kuala-lumpur-1", "my-kualalumpur-1"),
            ("ap-southeast", "ap-southeast-1"),
            ("", "cn-east-2"),
        ] {
            let Err(ConfigError::UnknownRegion { near, .. }) = of(wrong, &[]) else {
                panic!("{wrong}");
            };
            assert_eq!((near.len(), near[0]), (3, nearest), "{wrong}");
        }
    }

    #[test]
    fn a_variable_gives_the_endpoint_of_a_region() {
        let variable = "HUAWEICLOUD_SDK_REGION_SECMASTER_CN_NEW_1";
        for (value, endpoint) in [
            ("https://a.example", "https://a.example"),
            (" https://a.example/base/ , https://b.example", "https://a.example/base"),
            ("http://127.0.0.1:8080,https://b.example", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(of("cn-new-1", &[(variable, value)]).as_deref(), Ok(endpoint));
        }
        let known = [("HUAWEICLOUD_SDK_REGION_SECMASTER_CN_NORTH_4", "https://a.example")];
        assert_eq!(of("cn-north-4", &known).as_deref(), Ok("https://a.example"));
        assert!(of("cn-north-9", &known).unwrap().contains("cn-north-9"));
        assert_eq!(
            of("cn-new-1", &[(variable, "http://a.example")]).unwrap_err().to_string(),
            "HUAWEICLOUD_SDK_REGION_SECMASTER_CN_NEW_1: plain http to a.example would show the \
             credentials on the way; use https://"
        );
        assert!(of("cn-new-1", &[(variable, "")]).is_err());
    }

    #[test]
    fn other_services() {
        let iam = Endpoint::of_service("iam", "cn-north-4").unwrap();
        assert_eq!(iam.as_str(), "https://iam.cn-north-4.myhuaweicloud.com");
        for region in ["", "CN-north-4", "a.evil.example/", "-a", "a-", "a b", "é"] {
            assert!(Endpoint::of_service("iam", region).is_err(), "{region}");
        }
    }

    #[test]
    fn endpoints() {
        for (address, kept) in [
            ("https://gateway.example/", "https://gateway.example"),
            ("https://gateway.example:8443/base/", "https://gateway.example:8443/base"),
            ("http://127.0.0.1:80", "http://127.0.0.1:80"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("http://LocalHost", "http://LocalHost"),
        ] {
            assert_eq!(Endpoint::at(address).unwrap().as_str(), kept);
        }
        for address in [
            "",
            "gateway.example",
            "/path",
            "ftp://gateway.example",
            "https://",
            "https://host:99999",
            "https://host:x",
            "https://host?query",
            "https://host#fragment",
            "https://a b",
            "https://me:planted@host",
        ] {
            let refused = Endpoint::at(address).unwrap_err();
            assert!(!refused.to_string().contains("planted"));
            assert!(matches!(refused, ConfigError::InvalidEndpoint { .. }), "{address}");
        }
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        for host in ["127.0.0.1", "127.9.9.9", "[::1]", "[::ffff:127.0.0.1]", "localhost"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["10.0.0.1", "127.1", "localhost.example", "[::2]", "0.0.0.0"] {
            assert!(!is_loopback(host), "{host}");
            let refused = Endpoint::at(&format!("http://{host}")).unwrap_err();
            assert!(matches!(refused, ConfigError::PlainHttp { .. }), "{host}");
        }
    }
    #[test]
    fn instance_metadata_is_near_but_no_endpoint() {
        assert!(is_near("169.254.169.254") && is_near("127.0.0.1"));
        assert!(!is_near("169.254.169.253") && !is_near("169.254.169.254.evil.example"));
        assert!(Endpoint::at("http://169.254.169.254").is_err());
    }
}
