//! Random requests: plain ones that have to be accepted, wild ones of which the tables do not say
//! enough, and ones that break exactly one rule.

mod breakage;
mod case;
mod plain;
mod tree;
mod wild;
mod wrong;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use proptest::test_runner::Reason;
use secmaster_spec::{Operation, Strictness};

use crate::strategy::{Instances, Knobs, Source, UnsupportedSchema, seeded_runner};

pub(crate) use case::{Kind, RandomCase};
pub(crate) use tree::{RandomTree, shrink};

/// The random cases of one operation, each with the tree by which it [shrinks](shrink). The same
/// seed gives the same cases on any machine, and a greater count the same ones first.
///
/// Of four cases two are broken, one is plain, one is wild.
#[derive(Debug)]
pub(crate) struct RandomCases<'a> {
    operation: &'a Operation,
    /// None if the operation has no body.
    bodies: Option<Bodies>,
    seed: u64,
    next: u64,
    count: u64,
}

/// The bodies of one table.
#[derive(Clone, Debug)]
pub(crate) struct Bodies {
    pub(crate) root: u16,
    /// What has to be accepted.
    pub(crate) plain: Instances,
    /// What the documented tables allow.
    pub(crate) documented: Instances,
}

impl Bodies {
    pub(crate) fn new(
        operation: &Operation,
        root: u16,
        parameters: &BTreeMap<String, String>,
    ) -> Result<Self, UnsupportedSchema> {
        let documented = operation.body_schema(root, Strictness::Documented);
        Ok(Self {
            root,
            plain: Knobs::plain().instances(&plain::schema(operation, root, parameters))?,
            documented: Knobs::wild().instances(&documented)?,
        })
    }
}

impl<'a> RandomCases<'a> {
    /// So many cases, for a path with these parameters; none if the operation has no request body.
    ///
    /// # Errors
    /// The body's schema has something of which no instances can be made.
    pub(crate) fn new(
        operation: &'a Operation,
        parameters: &BTreeMap<String, String>,
        seed: u64,
        count: u64,
    ) -> Result<Self, UnsupportedSchema> {
        let bodies = operation.request_table.map(|root| Bodies::new(operation, root, parameters));
        let bodies = bodies.transpose()?;
        Ok(Self { operation, bodies, seed, next: 0, count })
    }

    /// The case of that number; each has random numbers of its own.
    fn tree(&self, bodies: &Bodies, number: u64) -> Result<RandomTree, Reason> {
        let mut runner = seeded_runner(self.seed, number);
        let kind = match Source::new(&mut runner, &Knobs::plain()).below(4) {
            0 => Kind::Plain,
            1 => Kind::Wild,
            _ => Kind::Broken,
        };
        match kind {
            Kind::Wild => wild::tree(bodies, &mut runner),
            Kind::Plain => plain::tree(bodies, &mut runner),
            Kind::Broken => breakage::tree(self.operation, bodies, &mut runner),
        }
    }
}

impl Iterator for RandomCases<'_> {
    type Item = (RandomCase, RandomTree);

    fn next(&mut self) -> Option<Self::Item> {
        let bodies = self.bodies.as_ref()?;
        while self.next < self.count {
            let tree = self.tree(bodies, self.next);
            self.next += 1;
            // A body that cannot be made is as good as one that was not asked for.
            if let Ok(tree) = tree {
                return Some((tree.case(), tree));
            }
        }
        None
    }
}
