//! Names of the schemas as names of Rust.

/// `create-indicator` becomes `create_indicator`.
pub fn module(name: &str) -> String {
    name.replace('-', "_")
}

/// `create-indicator` becomes `CreateIndicator`, `granular_marking` becomes `GranularMarking`.
pub fn type_name(name: &str) -> String {
    let words = name.split(['-', '_']).filter(|word| !word.is_empty());
    words
        .flat_map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters)
        })
        .collect()
}

/// The argument for a path parameter: `_` for `-`, and a `_` behind a word of Rust's own.
pub fn field(name: &str) -> String {
    let name = name.replace('-', "_");
    if syn::parse_str::<syn::Ident>(&name).is_err() { format!("{name}_") } else { name }
}

#[cfg(test)]
mod tests {
    use super::{field, module, type_name};

    #[test]
    fn names_read_like_rust() {
        assert_eq!(module("create-indicator"), "create_indicator");
        assert_eq!(type_name("create-indicator"), "CreateIndicator");
        assert_eq!(type_name("granular_marking"), "GranularMarking");
        assert_eq!((field("type").as_str(), field("value").as_str()), ("type_", "value"));
    }
}
