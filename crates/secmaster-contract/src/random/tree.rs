//! A random case that can be made smaller and stays what it is.

use proptest::strategy::ValueTree;
use serde_json::Value;

use super::Bodies;
use super::case::{Change, Kind, RandomCase};
use crate::strategy::Shrinking;

/// A random case on its way to a smaller one.
#[derive(Clone, Debug)]
pub(crate) struct RandomTree {
    bodies: Bodies,
    kind: Kind,
    title: String,
    pub(crate) rule: Option<String>,
    change: Change,
    /// Where the change is made, now and before the last step.
    pointer: String,
    pointer_before: String,
    /// The valid body.
    valid: Shrinking,
}

impl RandomTree {
    pub(crate) fn new(
        bodies: &Bodies,
        kind: Kind,
        valid: Value,
        title: impl Into<String>,
        change: Change,
        pointer: impl Into<String>,
    ) -> Self {
        Self {
            bodies: bodies.clone(),
            kind,
            title: title.into(),
            rule: None,
            change,
            pointer: pointer.into(),
            pointer_before: String::new(),
            valid: Shrinking::new(valid),
        }
    }

    /// The case as it stands.
    pub(crate) fn case(&self) -> RandomCase {
        let valid = self.valid.value();
        let is_broken = self.kind == Kind::Broken;
        RandomCase {
            kind: self.kind,
            title: self.title.clone(),
            body: self.change.body(valid, &self.pointer).unwrap_or_else(|| valid.clone()),
            text: self.change.text(valid, &self.pointer),
            rule: self.rule.clone(),
            pointer: self.pointer.clone(),
            undone: is_broken.then(|| valid.clone()),
        }
    }

    /// Whether the case is of its kind, and breaks its one rule if it is to break one.
    pub(crate) fn is_proven(&self) -> bool {
        self.is_proven_for(self.valid.value(), &self.pointer)
    }

    fn is_proven_for(&self, valid: &Value, pointer: &str) -> bool {
        let documented = self.bodies.documented.validator();
        let Some(body) = self.change.body(valid, pointer) else { return false };
        match self.kind {
            Kind::Plain => self.bodies.plain.validator().is_valid(valid),
            Kind::Wild => documented.is_valid(valid),
            Kind::Broken => {
                let place = match self.change {
                    Change::Remove => pointer.rsplit_once('/').map_or("", |(parent, _)| parent),
                    _ => pointer,
                };
                let mut places =
                    documented.iter_errors(&body).map(|error| error.instance_path().to_string());
                let is_broken = places.next().is_some_and(|first| first == place);
                is_broken
                    && places.all(|other| other == place)
                    && self.bodies.plain.validator().is_valid(valid)
            }
        }
    }
}

impl ValueTree for RandomTree {
    type Value = RandomCase;

    fn current(&self) -> RandomCase {
        self.case()
    }

    fn simplify(&mut self) -> bool {
        let mut valid = std::mem::replace(&mut self.valid, Shrinking::new(Value::Null));
        let kept = valid.simplify(|before, edit, after| {
            let pointer = edit.follow(before, &self.pointer)?;
            self.is_proven_for(after, &pointer).then_some(pointer)
        });
        self.valid = valid;
        let Some(pointer) = kept else { return false };
        self.pointer_before = std::mem::replace(&mut self.pointer, pointer);
        true
    }

    fn complicate(&mut self) -> bool {
        if !self.valid.complicate() {
            return false;
        }
        self.pointer = std::mem::take(&mut self.pointer_before);
        true
    }
}

/// The smallest case that still fails, found in at most so many tries. A broken body stays broken
/// in its one rule, a valid one valid.
pub(crate) fn shrink(
    mut tree: RandomTree,
    mut still_fails: impl FnMut(&RandomCase) -> bool,
    most: usize,
) -> RandomCase {
    let mut smallest = tree.case();
    for _ in 0..most {
        if !tree.simplify() {
            break;
        }
        let case = tree.case();
        if still_fails(&case) {
            smallest = case;
        } else {
            tree.complicate();
        }
    }
    smallest
}
