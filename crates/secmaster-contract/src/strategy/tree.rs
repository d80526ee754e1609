//! The strategy itself: instances, and how they shrink.

use std::sync::Arc;

use jsonschema::Validator;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::{Config, Reason, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use super::compile::compile;
use super::form::{Form, Forms};
use super::generate::{Stuck, generate};
use super::knobs::Knobs;
use super::shrink::Shrinking;
use super::source::Source;
use super::unsupported::UnsupportedSchema;

/// So many instances are made and validated before a strategy is handed out.
const TRIALS: u32 = 64;

/// A strategy of the instances of one schema.
#[derive(Clone, Debug)]
pub(crate) struct Instances(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    form: Form,
    forms: Forms,
    knobs: Knobs,
    validator: Arc<Validator>,
}

impl Instances {
    pub(crate) fn new(schema: &Value, knobs: Knobs) -> Result<Self, UnsupportedSchema> {
        let validator = jsonschema::draft202012::new(schema).map_err(|error| {
            let at = error.instance_path().to_string();
            UnsupportedSchema::new(at, "", format!("the schema is broken: {error}"))
        })?;
        let (form, forms) = compile(schema)?;
        let made = Self(Arc::new(Inner { form, forms, knobs, validator: Arc::new(validator) }));
        made.try_out()?;
        Ok(made)
    }

    /// The validator of the schema.
    pub(crate) fn validator(&self) -> &Validator {
        &self.0.validator
    }

    pub(crate) fn generate(&self, runner: &mut TestRunner) -> Result<Value, Reason> {
        self.made(runner).map_err(|stuck| {
            let Stuck { pointer, keyword } = stuck;
            format!("no instance keeps `{keyword}` of the schema at {pointer:?}").into()
        })
    }

    fn made(&self, runner: &mut TestRunner) -> Result<Value, Stuck> {
        let Inner { form, forms, knobs, .. } = self.0.as_ref();
        generate(form, forms, &mut Source::new(runner, knobs), 0)
    }

    /// Makes some instances: keywords may leave nothing over together.
    fn try_out(&self) -> Result<(), UnsupportedSchema> {
        let mut runner = seeded_runner(0, 0);
        for _ in 0..TRIALS {
            let value = self.made(&mut runner).map_err(|stuck| {
                let reason = "hardly any instance keeps it; say the same in other keywords";
                UnsupportedSchema::new(stuck.pointer, stuck.keyword, reason)
            })?;
            if let Err(error) = self.validator().validate(&value) {
                let reason = format!("this combination of keywords is not understood: {error}");
                return Err(UnsupportedSchema::new(error.schema_path().to_string(), "", reason));
            }
        }
        Ok(())
    }
}

/// A runner whose random numbers are the same on any machine.
pub(crate) fn seeded_runner(seed: u64, stream: u64) -> TestRunner {
    let mut bytes = [0; 32];
    for (place, byte) in
        bytes.iter_mut().zip(seed.to_le_bytes().into_iter().chain(stream.to_le_bytes()))
    {
        *place = byte;
    }
    let config = Config { failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

impl Strategy for Instances {
    type Tree = InstanceTree;
    type Value = Value;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let shrinking = Shrinking::new(self.generate(runner)?);
        Ok(InstanceTree { shrinking, validator: Arc::clone(&self.0.validator) })
    }
}

/// An instance that becomes smaller and stays valid.
#[derive(Clone, Debug)]
pub(crate) struct InstanceTree {
    shrinking: Shrinking,
    validator: Arc<Validator>,
}

impl ValueTree for InstanceTree {
    type Value = Value;

    fn current(&self) -> Value {
        self.shrinking.value().clone()
    }

    fn simplify(&mut self) -> bool {
        self.shrinking
            .simplify(|_, _, smaller| self.validator.is_valid(smaller).then_some(()))
            .is_some()
    }

    fn complicate(&mut self) -> bool {
        self.shrinking.complicate()
    }
}
