//! What an error names as its source, if its message says already what its cause says.

use std::error::Error;

/// The first error behind this one that says anything else.
///
/// For an error whose message holds that of its cause: the cause, given as the source too, would be
/// said twice by everything that prints a chain of errors.
pub(crate) fn behind<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let said = cause.to_string();
    let mut next = cause.source();
    while let Some(error) = next {
        if !said.contains(&error.to_string()) {
            break;
        }
        next = error.source();
    }
    next
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use super::behind;
    use crate::CredentialsError;

    #[test]
    fn only_what_is_new_is_left() {
        let error = CredentialsError::new("no token").with_source("the vault is locked");
        assert_eq!(error.to_string(), "no token: the vault is locked");
        assert!(behind(&error).is_none() && error.source().is_none());
    }
}
