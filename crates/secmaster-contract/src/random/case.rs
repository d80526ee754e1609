//! One random case: a valid body, what is changed in it, and what comes out.

use secmaster_spec::pointer_token;
use serde_json::Value;

use crate::baseline::{remove, set, with};

/// What is to be expected of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Ordinary values: the reference leaves no doubt that they are to be accepted.
    Plain,
    /// Valid by the tables, but so unusual that a refusal is no breach.
    Wild,
    /// One rule is broken: to be refused.
    Broken,
}

/// A body and what there is to say about it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RandomCase {
    pub(crate) kind: Kind,
    /// What is special about it, in a few words.
    pub(crate) title: String,
    pub(crate) body: Value,
    /// The text to send, if it is not the compact text of `body`.
    pub(crate) text: Option<String>,
    /// The id of the broken rule: `create-indicator/T4/verdict/type`.
    pub(crate) rule: Option<String>,
    /// The JSON pointer of the change; empty if there is none.
    pub(crate) pointer: String,
    /// The body before the one rule was broken.
    pub(crate) undone: Option<Value>,
}

/// What is done to a valid body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Change {
    None,
    /// The member is taken away.
    Remove,
    /// Another value is put in.
    Replace(Value),
    /// The member stands in the text twice, with this value before its own.
    Twice(Value),
}

impl Change {
    /// The body after the change at `pointer`; none if there is nothing to be changed.
    pub(crate) fn body(&self, valid: &Value, pointer: &str) -> Option<Value> {
        let mut body = valid.clone();
        match self {
            Self::None => return Some(body),
            _ if body.pointer(pointer).is_none() => return None,
            Self::Twice(_) => {}
            Self::Remove => remove(&mut body, pointer),
            Self::Replace(value) => set(&mut body, pointer, value.clone()),
        }
        Some(body)
    }

    /// The text to send after the change, if it is not the body's compact text.
    pub(crate) fn text(&self, valid: &Value, pointer: &str) -> Option<String> {
        let Self::Twice(first) = self else { return None };
        let (parent, token) = pointer.rsplit_once('/')?;
        let Value::Object(members) = valid.pointer(parent)? else { return None };
        let (name, _) = members.iter().find(|(name, _)| pointer_token(name) == token)?;
        let object = Value::Object(members.clone()).to_string();
        let twice =
            format!("{{{}:{first},{}", Value::from(name.as_str()), object.strip_prefix('{')?);
        // No generated text is like this one.
        let marker = Value::from("\u{1}contract\u{1}");
        let quoted = marker.to_string();
        Some(with(valid, parent, marker).to_string().replacen(&quoted, &twice, 1))
    }
}
