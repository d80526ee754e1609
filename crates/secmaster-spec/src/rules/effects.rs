//! What an operation's effect promises about the rows of its answer.

use crate::operation::{Create, Delete, Effect, Operation};
use crate::rule::RuleKind;

/// A promise about a row.
pub(super) struct Promise {
    pub(super) row: String,
    pub(super) kind: RuleKind,
    pub(super) statement: String,
}

pub(super) fn promises(operation: &Operation) -> Vec<Promise> {
    let Some(root) = operation.success().and_then(|response| response.body_table) else {
        return Vec::new();
    };
    let mut promises = match &operation.effect {
        Some(Effect::Create(create)) => of_creation(create),
        Some(Effect::Delete(delete)) => of_deletion(delete),
        None => Vec::new(),
    };
    let echoed = operation.places(root).into_iter().filter_map(|(place, _, row)| {
        operation.echoed_from(&place)?;
        let name = &row.name;
        Some((place, RuleKind::Echo, format!("`{name}` comes back as it was sent")))
    });
    promises.extend(echoed);
    let row = |place: &str| operation.row_at(root, place).map(|(row, _)| row);
    let promise = |(place, kind, statement): (String, RuleKind, String)| {
        let row = row(&place)?;
        let statement = statement.replace("{name}", &row.name);
        Some(Promise { row: row.id.clone(), kind, statement })
    };
    promises.into_iter().filter_map(promise).collect()
}

fn of_creation(create: &Create) -> Vec<(String, RuleKind, String)> {
    let fresh = "each creation gives a `{name}` of its own";
    let mut promises = vec![(create.id.clone(), RuleKind::Fresh, fresh.to_owned())];
    for place in &create.ids {
        let statement = "`{name}` is the id of what was created".to_owned();
        promises.push((place.clone(), RuleKind::Identity, statement));
    }
    for (place, state) in &create.states {
        let statement = format!("`{{name}}` is {state} in what was just created");
        promises.push((place.clone(), RuleKind::State, statement));
    }
    for (earlier, later) in &create.order {
        let earlier = earlier.rsplit('/').next().unwrap_or_default();
        let statement = format!("`{{name}}` is not before `{earlier}`");
        promises.push((later.clone(), RuleKind::Order, statement));
    }
    promises
}

fn of_deletion(delete: &Delete) -> Vec<(String, RuleKind, String)> {
    let (succeeded, failed) = (&delete.succeeded, &delete.failed);
    let promise = |place: &str, kind: RuleKind, statement: &str| {
        (place.to_owned(), kind, statement.to_owned())
    };
    vec![
        promise(succeeded, RuleKind::Listed, "`{name}` has each id that was deleted"),
        promise(succeeded, RuleKind::Asked, "`{name}` has only ids that the request named"),
        promise(succeeded, RuleKind::Exclusive, "no id is in `{name}` and in the other list"),
        promise(succeeded, RuleKind::Untouched, "what the request did not name is still there"),
        promise(failed, RuleKind::Listed, "`{name}` has each id that nothing has"),
        promise(failed, RuleKind::Asked, "`{name}` has only ids that the request named"),
        promise(failed, RuleKind::Gone, "an id that was deleted before is in `{name}`"),
    ]
}

impl Operation {
    /// What a place of a creation's answer repeats: a place of the request's body, or a
    /// `{path parameter}`; none if it repeats nothing that a request can send.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let service = secmaster_spec::Service::embedded()?;
    /// let create = service.operation("create-indicator").ok_or("not there")?;
    /// let from = create.echoed_from("/data/data_object/environment/vendor_type");
    /// assert_eq!(from.as_deref(), Some("/data_object/environment/vendor_type"));
    /// assert_eq!(create.echoed_from("/data/workspace_id").as_deref(), Some("{workspace_id}"));
    /// assert_eq!(create.echoed_from("/data/id"), None);
    /// # Ok(())
    /// # }
    /// ```
    pub fn echoed_from(&self, place: &str) -> Option<String> {
        let Some(Effect::Create(create)) = &self.effect else { return None };
        let is_own = place == create.id
            || create.ids.iter().chain(&create.times).any(|own| own == place)
            || create.states.contains_key(place);
        if is_own {
            return None;
        }
        let below = |(answer, _): &(&String, &String)| {
            let rest = place.strip_prefix(answer.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let (answer, from) =
            create.echo.iter().filter(below).max_by_key(|(answer, _)| answer.len())?;
        if from.starts_with('{') {
            return Some(from.clone());
        }
        let source = format!("{from}{}", place.strip_prefix(answer.as_str())?);
        self.row_at(self.request_table?, &source)?;
        Some(source)
    }
}
