//! A script while it is played.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use secmaster_spec::Service;

use super::{Line, Requests, Script, Trouble};
use crate::fault::disruption::Disruption;
use crate::numbering::mixed;
use crate::start_error::StartError;

/// A script, and how far it is.
#[derive(Debug)]
pub(crate) struct Playing {
    lines: Vec<(Line, AtomicU64)>,
    seed: u64,
}

/// What the script has for one request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cue {
    pub(crate) latency: Duration,
    pub(crate) trouble: Option<Trouble>,
}

impl Playing {
    /// The script of a mock of that service; none where nothing is scripted.
    pub(crate) fn of(
        service: &Service,
        script: &Script,
        seed: u64,
    ) -> Result<Option<Self>, StartError> {
        let known: Vec<&str> = service.operations.iter().map(|it| it.name.as_str()).collect();
        let mut named = script.lines.iter().filter_map(|line| line.operation.as_deref());
        if let Some(name) = named.find(|name| *name != Script::CREDENTIALS && !known.contains(name))
        {
            let known = known.into_iter().chain([Script::CREDENTIALS]).map(str::to_owned).collect();
            return Err(StartError::UnknownOperation { name: name.to_owned(), known });
        }
        Ok((!script.lines.is_empty()).then(|| Self::new(script, seed)))
    }

    fn new(script: &Script, seed: u64) -> Self {
        let lines = script.lines.iter().map(|line| (line.clone(), AtomicU64::new(0)));
        Self { lines: lines.collect(), seed }
    }

    /// Whether answers may break HTTP.
    pub(crate) fn disrupts(&self) -> bool {
        self.lines.iter().any(|(line, _)| line.trouble.disruption().is_some())
    }

    /// What happens to the next request for that operation.
    pub(crate) fn next(&self, operation: &str) -> Cue {
        let mut cue = Cue::default();
        for (place, (line, count)) in (0..).zip(&self.lines) {
            if !line.is_about(operation) {
                continue;
            }
            let number = count.fetch_add(1, Ordering::Relaxed).saturating_add(1);
            if !line.requests.contain(number, mixed(self.seed ^ place)) {
                continue;
            }
            match line.trouble {
                Trouble::Latency(latency) => cue.latency = cue.latency.saturating_add(latency),
                trouble => cue.trouble = cue.trouble.or(Some(trouble)),
            }
        }
        cue
    }
}

impl Line {
    fn is_about(&self, operation: &str) -> bool {
        match &self.operation {
            Some(named) => named == operation,
            None => operation != Script::CREDENTIALS,
        }
    }
}

impl Requests {
    /// Whether the request of that number is one of them.
    fn contain(&self, number: u64, seed: u64) -> bool {
        match self {
            Self::Every(count) => *count > 0 && number.is_multiple_of(*count),
            Self::Numbers(numbers) => numbers.contains(&number),
            Self::Share(share) => {
                let draw = mixed(seed.wrapping_add(number)) >> 11;
                // Both are exact: 53 bits are what a number of this type holds.
                (draw as f64) / ((1_u64 << 53) as f64) < *share
            }
        }
    }
}

impl Trouble {
    /// What becomes of the answer's bytes.
    pub(crate) const fn disruption(self) -> Option<Disruption> {
        match self {
            Self::ResetBefore | Self::ResetAfter => Some(Disruption::Reset),
            Self::CutBody => Some(Disruption::CutBody),
            Self::BadChunk => Some(Disruption::BadChunk),
            Self::Latency(_) | Self::Status { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(script: &str, seed: u64, requests: u64) -> Vec<u64> {
        let playing = Playing::new(&script.parse().unwrap(), seed);
        let is_hit = |_: &u64| playing.next("x").trouble.is_some();
        (1..=requests).filter(is_hit).collect()
    }

    #[test]
    fn requests_are_counted_from_one() {
        assert_eq!(hits("cut-body=every-3", 1, 10), [3, 6, 9]);
        assert_eq!(hits("cut-body=1+4", 1, 10), [1, 4]);
        assert!(hits("y/cut-body=100%", 1, 10).is_empty());
        assert_eq!(hits("x/cut-body=100%", 1, 3), [1, 2, 3]);
        assert!(hits("cut-body=0%", 1, 1000).is_empty());
    }

    #[test]
    fn a_share_is_drawn_by_the_seed() {
        let one = hits("cut-body=1%", 1, 100_000);
        assert!((900..1100).contains(&one.len()), "{}", one.len());
        assert_eq!(hits("cut-body=1%", 1, 100_000), one);
        assert_ne!(hits("cut-body=1%", 2, 100_000), one);
        // Lines draw for themselves: about 2 % are hit.
        let two = hits("cut-body=1%,bad-chunk=1%", 1, 100_000);
        assert!((1800..2200).contains(&two.len()), "{}", two.len());
    }

    #[test]
    fn the_first_trouble_counts_and_latencies_add_up() {
        let script = "latency:1s=1,bad-chunk=1,latency:2s=1,cut-body=1";
        let playing = Playing::new(&script.parse().unwrap(), 1);
        let latency = Duration::from_secs(3);
        assert_eq!(playing.next("x"), Cue { latency, trouble: Some(Trouble::BadChunk) });
        assert_eq!(playing.next("x"), Cue::default());
        assert_eq!(playing.next(Script::CREDENTIALS), Cue::default());
    }
}
