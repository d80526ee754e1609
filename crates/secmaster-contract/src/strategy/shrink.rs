//! Making a JSON value smaller, one change at a time.

use serde_json::Value;

use super::edit::{Edit, edits};

/// A value on its way to a smaller one. Each change is made by [`simplify`](Self::simplify), and
/// stays unless [`complicate`](Self::complicate) takes it back before the next.
#[derive(Clone, Debug)]
pub(crate) struct Shrinking {
    value: Value,
    /// The value before the last change.
    before: Option<Value>,
    /// The changes that are worth trying, coarse ones first; made when first needed.
    edits: Option<Vec<Edit>>,
    next: usize,
    /// Whether a change stayed since the first edit was tried.
    has_changed: bool,
}

impl Shrinking {
    pub(crate) fn new(value: Value) -> Self {
        Self { value, before: None, edits: None, next: 0, has_changed: false }
    }

    pub(crate) fn value(&self) -> &Value {
        &self.value
    }

    /// Makes the next change that `keep` agrees with: it sees the value before, the edit, and the
    /// value after it. Gives what `keep` gave; none if nothing is left to try.
    pub(crate) fn simplify<T>(
        &mut self,
        keep: impl Fn(&Value, &Edit, &Value) -> Option<T>,
    ) -> Option<T> {
        if self.before.take().is_some() {
            self.has_changed = true;
            self.edits = None;
        }
        loop {
            let value = &self.value;
            let edits = self.edits.get_or_insert_with(|| edits(value));
            let Some(edit) = edits.get(self.next) else {
                if !std::mem::take(&mut self.has_changed) {
                    return None;
                }
                self.next = 0;
                continue;
            };
            let mut after = value.clone();
            if edit.apply(&mut after)
                && let Some(kept) = keep(value, edit, &after)
            {
                self.before = Some(std::mem::replace(&mut self.value, after));
                return Some(kept);
            }
            self.next += 1;
        }
    }

    /// Takes the last change back, if it was not followed by another one.
    pub(crate) fn complicate(&mut self) -> bool {
        let Some(before) = self.before.take() else { return false };
        self.value = before;
        self.next += 1;
        true
    }
}
