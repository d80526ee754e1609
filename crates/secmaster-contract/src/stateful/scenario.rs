//! The scenarios: creations and deletions in a row, and what the last of them shows.

use secmaster_spec::RuleKind;

/// A row of steps.
pub(super) struct Scenario {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    /// The list that the rule is about, and its kind.
    pub(super) rule: (List, RuleKind),
    pub(super) steps: &'static [Step],
}

/// One of the two lists of a deletion's answer.
#[derive(Clone, Copy)]
pub(super) enum List {
    Succeeded,
    Failed,
}

#[derive(Clone, Copy)]
pub(super) enum Step {
    /// So many indicators are created; they are counted from 0 over the whole scenario.
    Create(usize),
    /// These ids are deleted.
    Delete(&'static [Id]),
    /// A deletion without the row of ids; that it is accepted is the business of other cases.
    DeleteAbsent,
    /// So many that have all the same name.
    CreateAlike(usize),
    /// Deletions of this indicator, all at the same time; one at the most may succeed.
    DeleteAtOnce(usize),
    /// A deletion that names this indicator and has to be refused.
    DeleteWrong(usize, Wrong),
}

/// What is wrong with a deletion.
#[derive(Clone, Copy)]
pub(super) enum Wrong {
    /// Beside the id stands an item that is no text.
    Item,
    /// The id stands there as it is, in no array.
    Bare,
    /// The body ends early.
    Json,
    /// The header with the content type has another.
    ContentType,
    /// The header with the content type is not there.
    NoContentType,
    /// The header with the token is not there.
    NoToken,
    /// The header with the token is empty.
    EmptyToken,
    /// The path has a segment more.
    Path,
    /// The method is one that the path does not have.
    Method,
}

#[derive(Clone, Copy)]
pub(super) enum Id {
    /// That of an indicator that the scenario created.
    Created(usize),
    /// One that nothing has.
    Unknown,
    /// The beginning of that of an indicator; only sent to this machine.
    Part(usize),
    /// That of an indicator without its last letter; only sent to this machine.
    Shorter(usize),
    /// That of an indicator with more letters at its end.
    Longer(usize),
    /// This text; only sent to this machine, for elsewhere it might stand for everything.
    Odd(&'static str),
}

use Id::{Created, Longer, Odd, Part, Shorter, Unknown};
use List::{Failed, Succeeded};
use Step::{Create, CreateAlike, Delete, DeleteAbsent, DeleteAtOnce, DeleteWrong};

pub(super) const SCENARIOS: [Scenario; 18] = [
    Scenario {
        name: "all-again",
        title: "several indicators are deleted a second time",
        rule: (Failed, RuleKind::Gone),
        steps: &[
            Create(3),
            Delete(&[Created(0), Created(1), Created(2)]),
            Delete(&[Created(2), Created(1), Created(0)]),
        ],
    },
    Scenario {
        name: "reverse-again",
        title: "several indicators that were deleted in reverse order are deleted a second time",
        rule: (Failed, RuleKind::Gone),
        steps: &[
            Create(3),
            Delete(&[Created(2), Created(1), Created(0)]),
            Delete(&[Created(0), Created(1), Created(2)]),
        ],
    },
    Scenario {
        name: "caller",
        title: "a deletion by nobody knows whom was refused before",
        rule: (Succeeded, RuleKind::Untouched),
        steps: &[
            Create(1),
            DeleteWrong(0, Wrong::NoToken),
            DeleteWrong(0, Wrong::EmptyToken),
            Delete(&[Created(0)]),
        ],
    },
    Scenario {
        name: "once",
        title: "an indicator is created and deleted",
        rule: (Succeeded, RuleKind::Listed),
        steps: &[Create(1), Delete(&[Created(0)])],
    },
    Scenario {
        name: "again",
        title: "an indicator is deleted again and again",
        rule: (Failed, RuleKind::Gone),
        steps: &[Create(1), Delete(&[Created(0)]), Delete(&[Created(0)]), Delete(&[Created(0)])],
    },
    Scenario {
        name: "at-once",
        title: "an indicator is deleted by several requests at the same time",
        rule: (Failed, RuleKind::Gone),
        steps: &[
            Create(1),
            DeleteAtOnce(0),
            // Who looks first and deletes then does not always show it.
            Create(1),
            DeleteAtOnce(1),
            Create(1),
            DeleteAtOnce(2),
        ],
    },
    Scenario {
        name: "unknown",
        title: "an id that nothing has is deleted",
        rule: (Failed, RuleKind::Listed),
        steps: &[Delete(&[Unknown])],
    },
    Scenario {
        name: "mixed",
        title: "an unknown id, one that is there and one that was deleted are deleted at once",
        rule: (Failed, RuleKind::Listed),
        steps: &[Create(2), Delete(&[Created(1)]), Delete(&[Unknown, Created(0), Created(1)])],
    },
    Scenario {
        name: "mixed-again",
        title: "an indicator that was deleted beside an unknown id is deleted a second time",
        rule: (Failed, RuleKind::Gone),
        steps: &[Create(1), Delete(&[Unknown, Created(0)]), Delete(&[Created(0)])],
    },
    Scenario {
        name: "namesake",
        title: "another indicator of the same name was deleted before",
        rule: (Succeeded, RuleKind::Untouched),
        steps: &[CreateAlike(2), Delete(&[Created(0)]), Delete(&[Created(1)])],
    },
    Scenario {
        name: "many",
        title: "several indicators are deleted at once, in another order",
        rule: (Succeeded, RuleKind::Listed),
        steps: &[
            Create(6),
            Delete(&[Created(5), Created(0), Created(3), Created(1), Created(4), Created(2)]),
        ],
    },
    Scenario {
        name: "twice",
        title: "an id stands twice in a deletion",
        rule: (Succeeded, RuleKind::Listed),
        steps: &[Create(1), Delete(&[Created(0), Created(0)])],
    },
    Scenario {
        name: "twice-again",
        title: "an indicator whose id stood twice in a deletion is deleted a second time",
        rule: (Failed, RuleKind::Gone),
        steps: &[Create(1), Delete(&[Created(0), Created(0)]), Delete(&[Created(0)])],
    },
    Scenario {
        name: "other",
        title: "another indicator was deleted before",
        rule: (Succeeded, RuleKind::Untouched),
        steps: &[Create(2), Delete(&[Created(0)]), Delete(&[Created(1)])],
    },
    Scenario {
        name: "nothing",
        title: "deletions without any id came before",
        rule: (Succeeded, RuleKind::Untouched),
        steps: &[
            Create(1),
            Delete(&[]),
            DeleteAbsent,
            Delete(&[Unknown]),
            Delete(&[Part(0)]),
            Delete(&[Shorter(0)]),
            Delete(&[Longer(0)]),
            Delete(&[Odd("*")]),
            Delete(&[Odd("%")]),
            Delete(&[Odd("")]),
            Delete(&[Created(0)]),
        ],
    },
    Scenario {
        name: "beside-nothing",
        title: "another indicator was deleted beside an empty id before",
        rule: (Succeeded, RuleKind::Untouched),
        steps: &[Create(2), Delete(&[Created(0), Odd("")]), Delete(&[Created(1)])],
    },
    Scenario {
        name: "refused",
        title: "a deletion that named it was refused before",
        rule: (Succeeded, RuleKind::Untouched),
        steps: &[
            Create(1),
            DeleteWrong(0, Wrong::Item),
            DeleteWrong(0, Wrong::Bare),
            DeleteWrong(0, Wrong::Json),
            DeleteWrong(0, Wrong::ContentType),
            DeleteWrong(0, Wrong::NoContentType),
            DeleteWrong(0, Wrong::Path),
            DeleteWrong(0, Wrong::Method),
            Delete(&[Created(0)]),
        ],
    },
    Scenario {
        name: "recreated",
        title: "another indicator, of the same name, was created after a deletion",
        rule: (Failed, RuleKind::Gone),
        steps: &[
            CreateAlike(1),
            Delete(&[Created(0)]),
            CreateAlike(1),
            Delete(&[Created(0)]),
            Delete(&[Created(1)]),
        ],
    },
];
