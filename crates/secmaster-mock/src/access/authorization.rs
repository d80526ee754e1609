//! The `Authorization` header of a signed request.

use hyper::header::{AUTHORIZATION, HeaderMap};

/// The name of the algorithm, which the header begins with.
pub(super) const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// `SDK-HMAC-SHA256 Access=…, SignedHeaders=a;b, Signature=…`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Authorization<'a> {
    pub(super) access: &'a str,
    /// In lower case, sorted, each once.
    pub(super) signed_headers: Vec<String>,
    pub(super) signature: Vec<u8>,
}

/// What follows the algorithm; none where the request is not signed with it.
pub(super) fn of(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let rest = value.strip_prefix(ALGORITHM)?;
    (rest.is_empty() || rest.starts_with(' ')).then_some(rest)
}

impl<'a> Authorization<'a> {
    /// Reads what follows the algorithm: three parts, in any order, each once.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let (mut access, mut signed_headers, mut signature) = (None, None, None);
        for part in text.split(',') {
            let (name, value) = part.trim().split_once('=')?;
            let place = match name {
                "Access" => &mut access,
                "SignedHeaders" => &mut signed_headers,
                "Signature" => &mut signature,
                _ => return None,
            };
            if value.is_empty() || place.replace(value).is_some() {
                return None;
            }
        }
        let mut signed: Vec<String> =
            signed_headers?.split(';').map(str::to_ascii_lowercase).collect();
        signed.sort_unstable();
        signed.dedup();
        Some(Self { access: access?, signed_headers: signed, signature: unhexed(signature?)? })
    }

    pub(super) fn signs(&self, header: &str) -> bool {
        self.signed_headers.iter().any(|signed| signed == header)
    }
}

fn unhexed(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(*high)? * 16 + digit(*low)?),
        _ => None,
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_parts_in_any_order() {
        let read =
            Authorization::read(" Access=a=b, SignedHeaders=X-Sdk-Date;host, Signature=0aFF");
        let due = Authorization {
            access: "a=b",
            signed_headers: vec!["host".to_owned(), "x-sdk-date".to_owned()],
            signature: vec![0x0a, 0xff],
        };
        assert_eq!(read, Some(due));
        let read = Authorization::read(" Signature=00,SignedHeaders=host,Access=a");
        assert_eq!(read.unwrap().signature, [0]);
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            "",
            " ",
            " Access=a",
            " Access=a, SignedHeaders=host",
            " Access=a, SignedHeaders=host, Signature=0",
            " Access=a, SignedHeaders=host, Signature=zz",
            " Access=a, SignedHeaders=host, Signature=é0",
            " Access=, SignedHeaders=host, Signature=00",
            " Access=a, Access=b, SignedHeaders=host, Signature=00",
            " Access=a, SignedHeaders=host, Signature=00, More=b",
        ] {
            assert_eq!(Authorization::read(text), None, "{text}");
        }
    }
}
