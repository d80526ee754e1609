//! The endpoint of IAM that gives a token for a user's password.

use std::time::Duration;

use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::canonical::hash;
use super::secret::Secret;
use crate::{json as read, pointer};

/// The path that tokens are asked for at.
pub(super) const PATH: &str = "/v3/auth/tokens";

/// A token of the service is good for so long.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The shape of times here.
pub(super) const TIME: &str = "%Y-%m-%dT%H:%M:%S.%6fZ";

/// The user to whom the mock gives tokens at `POST /v3/auth/tokens`, in the place of IAM. They are
/// accepted until they expire.
///
/// ```
/// use std::time::Duration;
/// use secmaster_mock::{Config, Iam, Mock};
///
/// # fn main() -> Result<(), secmaster_mock::StartError> {
/// let iam = Iam::new("domain", "user", "password").with_lifetime(Duration::from_secs(60));
/// assert!(!format!("{iam:?}").contains("password\""));
/// let mock = Mock::start(Config::default().with_iam(iam))?;
/// assert_eq!(mock.tokens_issued(), 0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Iam {
    domain: String,
    user: String,
    pub(super) password: Secret,
    pub(super) lifetime: Duration,
}

/// Why no token is given.
#[derive(Debug)]
pub(super) enum Denial {
    /// The request is not as documented.
    Malformed(String),
    /// There is no such user, or the password is another.
    WrongPassword,
}

/// What a token is asked for with.
#[derive(Debug)]
pub(super) struct Login {
    project: Project,
}

#[derive(Debug)]
enum Project {
    Name(String),
    Id(String),
}

impl Iam {
    /// A user by the name of the domain (the account), the user's name, and the password.
    #[must_use]
    pub fn new(
        domain: impl Into<String>,
        user: impl Into<String>,
        password: impl Into<String>,
    ) -> Self {
        let (domain, user, password) = (domain.into(), user.into(), Secret::new(password));
        Self { domain, user, password, lifetime: LIFETIME }
    }

    /// How long the tokens are good for; 24 hours by default, as those of the service.
    #[must_use]
    pub fn with_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// Reads a request for a token, and judges who asks.
    pub(super) fn login(&self, body: &[u8]) -> Result<Login, Denial> {
        let body = read::parse(body).map_err(Denial::Malformed)?;
        let text = |place: &str| {
            let found = body.pointer(place).and_then(Value::as_str);
            found.ok_or_else(|| Denial::Malformed(format!("{place} has to be a text")))
        };
        let methods = body.pointer("/auth/identity/methods").and_then(Value::as_array);
        if !methods.is_some_and(|methods| methods == &["password"]) {
            let why = "/auth/identity/methods has to be [\"password\"]: no other is known here";
            return Err(Denial::Malformed(why.to_owned()));
        }
        let user = text("/auth/identity/password/user/name")?;
        let password = text("/auth/identity/password/user/password")?;
        let domain = text("/auth/identity/password/user/domain/name")?;
        let project = match text("/auth/scope/project/id") {
            Ok(id) => Project::Id(id.to_owned()),
            Err(_) => Project::Name(text("/auth/scope/project/name")?.to_owned()),
        };
        let is_known = user == self.user && domain == self.domain;
        // Neither answer is quicker than the other.
        if self.password.is(password) & is_known {
            Ok(Login { project })
        } else {
            Err(Denial::WrongPassword)
        }
    }

    /// The body of the answer with a new token.
    pub(super) fn granted(
        &self,
        login: Login,
        [issued, expires]: [Timestamp; 2],
        with_catalog: bool,
    ) -> Bytes {
        let domain = json!({ "id": id(&self.domain), "name": self.domain });
        let (project_id, project) = match login.project {
            Project::Id(id) => (id, "project".to_owned()),
            Project::Name(name) => (id(&name), name),
        };
        let mut body = json!({ "token": {
            "expires_at": expires.strftime(TIME).to_string(),
            "issued_at": issued.strftime(TIME).to_string(),
            "methods": ["password"],
            "project": { "domain": domain, "id": project_id, "name": project },
            "roles": [],
            "user": {
                "domain": domain,
                "id": id(&self.user),
                "name": self.user,
                "password_expires_at": "",
            },
        } });
        if with_catalog {
            pointer::set(&mut body, "/token/catalog", json!([]));
        }
        body.to_string().into()
    }
}

/// An id that goes with a name, as long as those of the service.
fn id(name: &str) -> String {
    hash(name.as_bytes()).chars().take(32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_malformed_is_named() {
        let iam = Iam::new("d", "u", "p");
        let whole = json!({ "auth": {
            "identity": {
                "methods": ["password"],
                "password": { "user": { "name": "u", "password": "p", "domain": { "name": "d" } } },
            },
            "scope": { "project": { "name": "p1" } },
        } });
        assert!(iam.login(whole.to_string().as_bytes()).is_ok());
        for place in [
            "/auth/identity/methods",
            "/auth/identity/password/user/name",
            "/auth/identity/password/user/password",
            "/auth/identity/password/user/domain/name",
            "/auth/scope/project/name",
        ] {
            let mut body = whole.clone();
            pointer::set(&mut body, place, json!(7));
            let Err(Denial::Malformed(why)) = iam.login(body.to_string().as_bytes()) else {
                panic!("{place}");
            };
            assert!(why.starts_with(&format!("{place} has to be")), "{why}");
        }
        assert!(matches!(iam.login(b"{"), Err(Denial::Malformed(_))));
        for other in ["name", "password", "domain/name"] {
            let mut body = whole.clone();
            pointer::set(&mut body, &format!("/auth/identity/password/user/{other}"), json!("x"));
            let login = iam.login(body.to_string().as_bytes());
            assert!(matches!(login, Err(Denial::WrongPassword)), "{login:?}");
        }
    }
}
