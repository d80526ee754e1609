//! A request as a `curl` line that a POSIX shell runs as it stands.

use crate::case::{HeaderText, Request};
use crate::secret::Secret;

/// The line. Endpoint and token are the variables `SECMASTER_ENDPOINT` and `SECMASTER_AUTH_TOKEN`.
/// The path holds the caller's ids, and is the only part in which the token could stand by mistake.
pub(crate) fn line(request: &Request, secret: &Secret) -> String {
    let bytes = request.body.as_deref().filter(|body| !is_plain(body));
    let piped = bytes.map(|body| format!("printf '{}' | ", escaped(body))).unwrap_or_default();
    let mut line = format!(
        "{piped}curl -sS -i --path-as-is -X {} \"$SECMASTER_ENDPOINT\"{}",
        request.method,
        quoted(&secret.redact(&request.path))
    );
    for (name, text) in &request.headers {
        line.push_str(" -H ");
        line.push_str(&match text {
            HeaderText::Token => format!("\"{name}: $SECMASTER_AUTH_TOKEN\""),
            // With a colon, curl would take an empty header for none.
            HeaderText::Text(text) if text.is_empty() => quoted(&format!("{name};")),
            HeaderText::Text(text) => quoted(&format!("{name}: {text}")),
        });
    }
    if let Some(body) = &request.body {
        let is_typed =
            request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if !is_typed {
            // Left alone, curl would say that it sends a form.
            line.push_str(" -H 'content-type:'");
        }
        line.push_str(" --data-binary ");
        match std::str::from_utf8(body) {
            Ok(text) if bytes.is_none() => line.push_str(&quoted(text)),
            _ => line.push_str("@-"),
        }
    }
    line
}

/// Whether a shell can have these bytes in a word.
fn is_plain(body: &[u8]) -> bool {
    std::str::from_utf8(body).is_ok() && !body.contains(&0)
}

/// Bytes for the format of `printf`.
fn escaped(body: &[u8]) -> String {
    let plain = |byte: u8| byte.is_ascii_graphic() && !br"'\%".contains(&byte);
    let escape = |byte: &u8| match *byte {
        byte if plain(byte) => char::from(byte).to_string(),
        byte => format!("\\{byte:03o}"),
    };
    body.iter().map(escape).collect()
}

/// A text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::{line, quoted};
    use crate::case::{HeaderText, Request};
    use crate::secret::Secret;

    #[test]
    fn every_text_is_one_word() {
        for text in ["", "plain", "it's", "$HOME `id` \"x\" \\ !", "two\nlines", "''"] {
            let word = quoted(text);
            let output = std::process::Command::new("sh")
                .args(["-c", &format!("printf %s {word}")])
                .output()
                .unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), text);
        }
    }

    #[test]
    fn the_line_holds_no_secret_and_sends_what_was_sent() {
        let header = |name: &str, text: &str| (name.to_owned(), HeaderText::Text(text.to_owned()));
        let request = Request {
            method: "POST".to_owned(),
            path: "/v1/planted/x".to_owned(),
            headers: vec![("X-Auth-Token".to_owned(), HeaderText::Token), header("x-empty", "")],
            body: Some(br#"{"a":"it's planted"}"#.as_slice().into()),
            value: None,
        };
        assert_eq!(
            line(&request, &Secret::new("planted")),
            r#"curl -sS -i --path-as-is -X POST "$SECMASTER_ENDPOINT"'/v1/$SECMASTER_AUTH_TOKEN/x' -H "X-Auth-Token: $SECMASTER_AUTH_TOKEN" -H 'x-empty;' -H 'content-type:' --data-binary '{"a":"it'\''s planted"}'"#
        );
    }
}
