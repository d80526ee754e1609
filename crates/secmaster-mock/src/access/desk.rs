//! Giving out credentials, in the place of IAM and of an instance's metadata.

use hyper::body::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use serde_json::json;

use super::iam::{self, Denial, Iam};
use super::mint::Mint;
use super::{Access, secret::Secret};
use crate::decision::Decision;
use crate::reply::Reply;

/// Where a server of the cloud asks for its temporary access key.
const METADATA: &str = "/openstack/latest/securitykey";

const SUBJECT_TOKEN: HeaderName = HeaderName::from_static("x-subject-token");

/// What answers a request for credentials.
pub(crate) type Desk<'a> = Box<dyn FnOnce() -> Reply + 'a>;

impl Access {
    /// Answers a request for credentials; none where it is for something else, or where the mock
    /// gives out none.
    pub(crate) fn desk<'a>(&'a self, head: &'a Parts, body: &'a [u8]) -> Option<Desk<'a>> {
        let (due, desk): (_, Desk<'_>) = match head.uri.path() {
            iam::PATH => {
                let (iam, mint) = self.iam.as_ref()?;
                (Method::POST, Box::new(move || self.token(iam, mint, head, body)))
            }
            METADATA => {
                let mint = self.metadata.as_ref()?;
                (Method::GET, Box::new(move || self.temporary_key(mint)))
            }
            _ => return None,
        };
        if head.method == due {
            return Some(desk);
        }
        let why = format!("only {due} is allowed here");
        let refused = move || refused(StatusCode::METHOD_NOT_ALLOWED, &why).allowing(due.as_str());
        Some(Box::new(refused))
    }

    fn token(&self, iam: &Iam, mint: &Mint, head: &Parts, body: &[u8]) -> Reply {
        let login = match iam.login(body) {
            Ok(login) => login,
            Err(Denial::Malformed(why)) => return refused(StatusCode::BAD_REQUEST, &why),
            Err(Denial::WrongPassword) => {
                let why = "The username or password is wrong.";
                return refused(StatusCode::UNAUTHORIZED, why);
            }
        };
        let query = head.uri.query().unwrap_or_default();
        let has_catalog = !query.split('&').any(|part| part == "nocatalog=true");
        let now = self.clock.now();
        let (token, expires) = mint.token(now);
        let mut reply = issued(201, iam.granted(login, [now, expires], has_catalog), "a token");
        if let Ok(value) = HeaderValue::from_str(&token) {
            reply.set_header(&SUBJECT_TOKEN, value);
        }
        reply
    }

    fn temporary_key(&self, mint: &Mint) -> Reply {
        let (key, expires) = mint.key(self.clock.now());
        let body = json!({ "credential": {
            "access": key.id(),
            "secret": key.secret.reveal(),
            "securitytoken": key.security_token.as_ref().map(Secret::reveal),
            "expires_at": expires.strftime(iam::TIME).to_string(),
        } });
        issued(200, body.to_string().into(), "a temporary access key")
    }
}

fn issued(status: u16, body: Bytes, what: &'static str) -> Reply {
    Reply::new(status, body, Decision::Issued { what })
}

/// A refusal in the shape of IAM.
fn refused(status: StatusCode, why: &str) -> Reply {
    let title = status.canonical_reason().unwrap_or_default();
    let body = json!({ "error": { "code": status.as_u16(), "message": why, "title": title } });
    let decision = Decision::Turned { why: why.to_owned() };
    Reply::new(status.as_u16(), body.to_string().into(), decision)
}
