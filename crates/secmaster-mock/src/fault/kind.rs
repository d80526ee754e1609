//! The kinds of faults: their names, what they do, and which rule each breaks.

use secmaster_spec::RuleKind;

macro_rules! kinds {
    ($($kind:ident = $name:literal $target:literal, $effect:literal;)*) => {
        /// The kinds of faults.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum FaultKind {
            $(#[doc = concat!("`", $name, ":", $target, "`: ", $effect, ".")] $kind,)*
        }

        impl FaultKind {
            pub(crate) const ALL: &[Self] = &[$(Self::$kind,)*];

            /// The part of the name before the colon.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            /// What a fault of this kind does, in a sentence.
            pub const fn effect(self) -> &'static str {
                match self { $(Self::$kind => $effect,)* }
            }
        }
    };
}

kinds! {
    Ignore = "ignore" "<rule>", "a request that breaks this rule is accepted";
    Require = "require" "<rule>", "a request without this optional row is refused";
    DropHeader = "drop-header" "<rule>", "the answer lacks this header";
    Garble = "garble" "<rule>", "the answer breaks this rule";
    Null = "null" "<rule>", "the answer has null in place of this value";
    Omit = "omit" "<rule>", "the answer lacks this member";
    Alter = "alter" "<rule>", "the answer has another value, of the right type";
    Truncate = "truncate" "<rule>", "the text comes back without its last character";
    Upper = "upper" "<rule>", "the text comes back in capital letters";
    Trim = "trim" "<rule>", "the text comes back without the spaces at its ends";
    Ascii = "ascii" "<rule>", "the text comes back with `?` for each character beyond ASCII";
    Reverse = "reverse" "<rule>", "the time is before the one that it follows";
    Repeat = "repeat" "<rule>", "the id is the same again";
    Take = "take" "<rule>", "the id is the one that the caller gave, beside one of the endpoint";
    Unlist = "unlist" "<rule>", "an id is in neither list";
    Foreign = "foreign" "<rule>", "the list has an id that the request did not name";
    Both = "both" "<rule>", "an id is in both lists";
    Mislist = "mislist" "<rule>", "the ids that belong into this list are in the other";
    Resurrect = "resurrect" "<rule>", "what was deleted can be deleted again";
    Spill = "spill" "<rule>", "a deletion removes what the request did not name";
    Status = "status" "<operation>/<status>", "the answer has another status";
    ErrorBody = "error-body" "<operation>/<status>", "the refusal does not say a code and a message";
    LeakHeader = "leak-header" "<operation>/<status>", "a header of the answer has a secret of the request";
    LeakBody = "leak-body" "<operation>/<status>", "the body of the answer has a secret of the request";
    Fail = "fail" "<operation>/<input>", "a request with such a body is answered with 500";
    Crash = "crash" "<operation>/<input>", "a request with such a body gets no answer: the connection ends";
    Close = "close" "<operation>/<status>", "instead of this answer the connection ends";
    Reset = "reset" "<operation>/<status>", "instead of this answer the connection is reset";
    CutHead = "cut-head" "<operation>/<status>", "the connection ends in the middle of the answer's head";
    CutBody = "cut-body" "<operation>/<status>", "the connection ends in the middle of the answer's body";
    BadHead = "bad-head" "<operation>/<status>", "the answer's head has a line that is no header";
    LongLength = "long-length" "<operation>/<status>", "the answer's content-length is too great";
    ShortLength = "short-length" "<operation>/<status>", "the answer's content-length is too small";
    TwoLengths = "two-lengths" "<operation>/<status>", "the answer has two different content-lengths";
    BadChunk = "bad-chunk" "<operation>/<status>", "the answer's body is in chunks, with a size that is no number";
    CutChunk = "cut-chunk" "<operation>/<status>", "the answer's body is in chunks, of which the last is missing";
    GzipLabel = "gzip-label" "<operation>/<status>", "the answer says that its plain body is gzip";
    Hang = "hang" "<operation>/<status>", "this answer does not come for more than a minute";
    Slow = "slow" "<operation>/<status>", "the answer's body drips for more than a minute";
}

impl FaultKind {
    /// The rule that a fault of this kind breaks.
    pub(crate) fn rule(self, target: &str, variant: Option<&str>) -> String {
        let operation = target.split('/').next().unwrap_or_default();
        let of_answers = |kind: RuleKind| format!("{operation}/answer/{kind}");
        match self {
            Self::Status if variant.is_some_and(|status| status.starts_with('5')) => {
                of_answers(RuleKind::ServerError)
            }
            Self::Status => format!("{target}/{}", RuleKind::Status),
            Self::ErrorBody => of_answers(RuleKind::ErrorBody),
            Self::LeakHeader | Self::LeakBody => of_answers(RuleKind::Secrecy),
            Self::Fail => of_answers(RuleKind::ServerError),
            Self::Hang | Self::Slow => of_answers(RuleKind::InTime),
            // What the length promises came: it is the body that is incomplete.
            Self::ShortLength => format!("{target}/{}", RuleKind::Body),
            Self::Crash
            | Self::Close
            | Self::Reset
            | Self::CutHead
            | Self::CutBody
            | Self::BadHead
            | Self::LongLength
            | Self::TwoLengths
            | Self::BadChunk
            | Self::CutChunk
            | Self::GzipLabel => of_answers(RuleKind::Complete),
            _ => target.to_owned(),
        }
    }
}
