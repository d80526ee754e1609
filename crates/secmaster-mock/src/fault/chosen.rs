//! The faults that a mock has, sorted by what they change.

use secmaster_spec::Service;

use crate::fault::Fault;
use crate::fault::catalogue::{self, Breach};
use crate::fault::change::Change;
use crate::fault::effects::EffectFaults;
use crate::fault::input_faults::{InputFaults, Outcome};
use crate::request_faults::RequestFaults;
use crate::response_faults::ResponseFaults;
use crate::start_error::StartError;

/// The faults of a mock; most have none.
#[derive(Debug, Default)]
pub(crate) struct Chosen {
    pub(crate) requests: RequestFaults,
    pub(crate) answers: ResponseFaults,
    pub(crate) effects: EffectFaults,
    pub(crate) inputs: InputFaults,
    /// Whether answers may break HTTP.
    pub(crate) disrupts: bool,
}

impl Chosen {
    /// Finds the faults among all that the service can have.
    pub(crate) fn new(service: &Service, names: &[Fault]) -> Result<Self, StartError> {
        if names.is_empty() {
            return Ok(Self::default());
        }
        let (mut answers, mut misdeeds, mut inputs) = (Vec::new(), Vec::new(), Vec::new());
        let mut disrupts = false;
        for name in names {
            let Some(breach) = catalogue::find(service, name) else {
                let near = name.near(&Fault::all(service));
                return Err(StartError::UnknownFault { name: name.to_string(), near });
            };
            let operation = name.operation().to_owned();
            match breach {
                Breach::Demand => {}
                Breach::Answer(status, change) => {
                    disrupts |= matches!(change, Change::Disrupt(_));
                    answers.push((operation, status, change));
                }
                Breach::Effect(misdeed) => misdeeds.push((operation, misdeed)),
                Breach::Input(input, outcome) => {
                    disrupts |= outcome == Outcome::Crash;
                    inputs.push((operation, input, outcome));
                }
            }
        }
        Ok(Self {
            requests: RequestFaults::new(names),
            answers: ResponseFaults::new(answers),
            effects: EffectFaults::new(misdeeds),
            inputs: InputFaults::new(inputs),
            disrupts,
        })
    }
}
