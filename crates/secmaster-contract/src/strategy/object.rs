//! Objects: the members that a schema names, and others.

use serde_json::{Map, Value};

use super::form::{Form, Forms};
use super::generate::{Stuck, generate};
use super::source::Source;
use super::text::Lengths;

/// An object's members.
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) members: Vec<Member>,
    /// What members may be that are not among those.
    pub(crate) others: Box<Form>,
    /// Names that others may not have.
    pub(crate) taken: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) is_required: bool,
    pub(crate) form: Form,
}

impl Object {
    /// The forms of the members that are always there.
    pub(crate) fn required(&self) -> impl Iterator<Item = &Form> {
        self.members.iter().filter(|member| member.is_required).map(|member| &member.form)
    }

    pub(crate) fn generate(
        &self,
        forms: &Forms,
        source: &mut Source<'_>,
        depth: u32,
    ) -> Result<Value, Stuck> {
        let mut members = Map::with_capacity(self.members.len() + 2);
        // All optional members, none, or any of them.
        let habit = source.below(6);
        for member in &self.members {
            let is_there = member.is_required
                || (source.has_room(depth)
                    && match habit {
                        0 => true,
                        1 => false,
                        _ => source.one_in(2),
                    });
            if is_there {
                let value = generate(&member.form, forms, source, depth + 1)?;
                members.insert(member.name.clone(), value);
            }
        }
        if source.has_room(depth) {
            self.add_others(&mut members, forms, source, depth)?;
        }
        if source.knobs.any_order && source.one_in(2) {
            let mut shuffled: Vec<_> = members.into_iter().collect();
            source.shuffle(&mut shuffled);
            members = shuffled.into_iter().collect();
        }
        Ok(Value::Object(members))
    }

    fn add_others(
        &self,
        members: &mut Map<String, Value>,
        forms: &Forms,
        source: &mut Source<'_>,
        depth: u32,
    ) -> Result<(), Stuck> {
        let most = match &*self.others {
            Form::Never => 0,
            Form::Any => source.knobs.unknown_members,
            // Whoever gives a schema for other members wants some.
            _ => source.knobs.most_items,
        };
        for _ in 0..source.up_to(most) {
            let name = self.other_name(source);
            if !self.taken.contains(&name) && !members.contains_key(&name) {
                let value = generate(&self.others, forms, source, depth + 1)?;
                members.insert(name, value);
            }
        }
        Ok(())
    }

    /// A name, sometimes one that is nearly a known one.
    fn other_name(&self, source: &mut Source<'_>) -> String {
        if source.knobs.is_wild
            && source.one_in(4)
            && let Some(near) = source.pick(&self.taken)
        {
            return match source.below(3) {
                0 => near.to_uppercase(),
                1 => format!("{near} "),
                _ => near.replace('_', "-"),
            };
        }
        Lengths { least: 0, most: Some(source.knobs.longest_text.min(16)) }.generate(source)
    }
}
