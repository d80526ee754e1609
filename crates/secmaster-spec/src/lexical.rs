//! The forms of names and pointers in schema files.

/// Lower-case words joined by hyphens, as operations and regions are named.
pub(crate) fn is_kebab_name(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
    };
    text.starts_with(|first: char| first.is_ascii_lowercase()) && text.split('-').all(is_word)
}

/// A name like `DataSource`, as Rust types are named.
pub(crate) fn is_type_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric())
}

/// The name of a parameter: letters, digits, `_` and `-`, a letter first.
pub(crate) fn is_parameter_name(text: &str) -> bool {
    let is_allowed =
        |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.chars().all(is_allowed)
}

/// A JSON pointer (RFC 6901) to something below the root.
pub(crate) fn is_pointer(text: &str) -> bool {
    let is_token = |token: &str| {
        let mut parts = token.split('~');
        parts.next();
        parts.all(|part| part.starts_with(['0', '1']))
    };
    text.strip_prefix('/').is_some_and(|rest| rest.split('/').all(is_token))
}

/// A `{name}` that stands for a path parameter.
pub(crate) fn placeholder(text: &str) -> Option<&str> {
    text.strip_prefix('{')?.strip_suffix('}').filter(|name| is_parameter_name(name))
}

/// A path of non-empty segments, each plain or a placeholder.
pub(crate) fn is_path(text: &str) -> bool {
    let is_plain = |segment: &str| {
        let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "._~-".contains(letter);
        !segment.is_empty() && segment.chars().all(is_allowed)
    };
    let is_segment = |segment: &str| is_plain(segment) || placeholder(segment).is_some();
    text.strip_prefix('/').is_some_and(|rest| rest.split('/').all(is_segment))
}

/// An address with `{region}` in its host and nothing behind it.
pub(crate) fn is_endpoint(text: &str) -> bool {
    text.strip_prefix("https://")
        .is_some_and(|host| host.contains("{region}") && !host.contains('/'))
}

/// A date of the form YYYY-MM-DD.
pub(crate) fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// The id of an example: `operation/name`.
pub(crate) fn is_example_id(text: &str) -> bool {
    text.split_once('/')
        .is_some_and(|(operation, name)| is_kebab_name(operation) && is_kebab_name(name))
}

/// The id of a table: `operation/T4`.
pub(crate) fn is_table_id(text: &str) -> bool {
    let is_number = |number: &str| {
        number.starts_with(|first: char| matches!(first, '1'..='9'))
            && number.chars().all(|digit| digit.is_ascii_digit())
    };
    text.split_once("/T")
        .is_some_and(|(operation, number)| is_kebab_name(operation) && is_number(number))
}

/// The id of a row: `operation/T4/parameter`.
pub(crate) fn is_row_id(text: &str) -> bool {
    text.rsplit_once('/').is_some_and(|(table, name)| is_table_id(table) && is_parameter_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_apart() {
        assert!(
            is_kebab_name("create-indicator")
                && !is_kebab_name("create--indicator")
                && !is_kebab_name("1a")
        );
        assert!(
            is_pointer("/a~1b/0") && is_pointer("/") && !is_pointer("/a~b") && !is_pointer("a")
        );
        assert!(
            is_path("/v1/{project_id}/a.b")
                && !is_path("/v1//x")
                && !is_path("v1")
                && !is_path("/{}")
        );
        assert!(
            is_endpoint("https://a.{region}.b")
                && !is_endpoint("https://a.b")
                && !is_endpoint("http://{region}")
        );
        assert!(is_example_id("a-b/request") && !is_example_id("a-b"));
        assert!(is_table_id("a-b/T12") && !is_table_id("a-b/T02") && !is_table_id("a-b/T4/x"));
        assert!(is_row_id("a-b/T4/X-Auth-Token") && !is_row_id("a-b/T4"));
        assert!(is_date("2025-07-04") && !is_date("2025/07/04"));
    }
}
