//! Media types, compared by their parts: letter case, quotes and white space do not count.

/// A media type: `type/subtype` and its parameters, in lower case where case does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MediaType {
    essence: String,
    parameters: Vec<(String, String)>,
}

impl MediaType {
    /// Reads the value of a `content-type` header (RFC 9110, section 8.3.1).
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (essence, rest) = text.split_at(text.find(';').unwrap_or(text.len()));
        let essence = essence.trim_matches([' ', '\t']);
        let (kind, subtype) = essence.split_once('/')?;
        if !is_token(kind) || !is_token(subtype) {
            return None;
        }
        let mut parameters = Vec::new();
        let mut rest = rest;
        while let Some(after) = rest.strip_prefix(';') {
            let after = after.trim_start_matches([' ', '\t']);
            if after.is_empty() || after.starts_with(';') {
                rest = after;
                continue;
            }
            let (name, after) = after.split_once('=')?;
            let (value, after) = value(after)?;
            if !is_token(name) {
                return None;
            }
            let name = name.to_ascii_lowercase();
            let value = if name == "charset" { value.to_ascii_lowercase() } else { value };
            parameters.push((name, value));
            rest = after.trim_start_matches([' ', '\t']);
        }
        if !rest.is_empty() {
            return None;
        }
        parameters.sort();
        Some(Self { essence: essence.to_ascii_lowercase(), parameters })
    }

    /// The same without its charset.
    pub(crate) fn without_charset(mut self) -> Self {
        self.parameters.retain(|(name, _)| name != "charset");
        self
    }
}

/// The value of a parameter, quoted or not, and what follows it.
fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ' ', '\t']).unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return is_token(value).then(|| (value.to_owned(), rest));
    };
    let mut value = String::new();
    let mut letters = quoted.chars();
    loop {
        match letters.next()? {
            '"' => return Some((value, letters.as_str())),
            '\\' => value.push(letters.next()?),
            letter => value.push(letter),
        }
    }
}

fn is_token(text: &str) -> bool {
    let is_token_byte =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_token_byte)
}

#[cfg(test)]
mod tests {
    use super::MediaType;

    #[test]
    fn equal_whatever_the_spelling() {
        let documented = MediaType::parse("application/json;charset=UTF-8");
        assert!(documented.is_some());
        for same in [
            "application/json; charset=utf-8",
            "Application/JSON \t;\tCharset=\"UTF-8\"",
            "application/json;;charset=\"U\\TF-8\";",
        ] {
            assert_eq!(MediaType::parse(same), documented, "{same}");
        }
    }

    #[test]
    fn different_by_any_part() {
        let documented = MediaType::parse("application/json;charset=UTF-8");
        for other in [
            "application/json",
            "application/json;charset=iso-8859-1",
            "text/json;charset=UTF-8",
            "application/json;charset=UTF-8;v=1",
            "application/json;charset=UTF-8;charset=UTF-8",
        ] {
            assert!(MediaType::parse(other).is_some(), "{other}");
            assert_ne!(MediaType::parse(other), documented, "{other}");
        }
    }

    #[test]
    fn nonsense_is_none() {
        for text in ["", "json", "/", "a/b;charset", "a/b;c=\"d", "a/b;c=d e", "a b/c", "a/b;c =d"]
        {
            assert_eq!(MediaType::parse(text), None, "{text}");
        }
    }

    #[test]
    fn charset_can_be_taken_off() {
        let plain = MediaType::parse("application/json");
        let full = MediaType::parse("application/json;charset=UTF-8");
        assert_eq!(full.map(MediaType::without_charset), plain);
    }
}
