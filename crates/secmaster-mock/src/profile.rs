//! The readings of the reference that a mock can enforce.

use std::fmt;
use std::str::FromStr;

use secmaster_spec::Strictness;

/// Which reading of the reference is enforced.
///
/// ```
/// use secmaster_mock::Profile;
///
/// assert_eq!("lenient".parse(), Ok(Profile::Lenient));
/// assert_eq!(Profile::default().as_str(), "documented");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Profile {
    /// The tables, to the letter.
    #[default]
    Documented,
    /// What live traffic is known to send: every wider reading that names a deviation.
    Lenient,
}

impl Profile {
    /// The word for it on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Lenient => "lenient",
        }
    }

    pub(crate) const fn strictness(self) -> Strictness {
        match self {
            Self::Documented => Strictness::Documented,
            Self::Lenient => Strictness::Tolerant,
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Profile {
    type Err = String;

    /// Reads `documented` or `lenient`.
    fn from_str(text: &str) -> Result<Self, String> {
        let all = [Self::Documented, Self::Lenient];
        all.into_iter()
            .find(|profile| profile.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no profile; there are documented and lenient"))
    }
}
