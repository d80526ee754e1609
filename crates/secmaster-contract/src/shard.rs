//! One part of a run that is split over several machines.

use std::fmt;
use std::str::FromStr;

/// Part `number` of `count`: each case belongs to exactly one, by its id alone. Cases that are sent
/// one after the other, to compare their answers, share an id for this, and so a part.
///
/// ```
/// use secmaster_contract::Shard;
/// let shards: Vec<Shard> = ["1/2", "2/2"].iter().map(|text| text.parse()).collect::<Result<_, _>>()?;
/// let case = "coverage/create-indicator/T4/verdict/type/null";
/// assert_eq!(shards.iter().filter(|shard| shard.takes(case)).count(), 1);
/// assert!("3/2".parse::<Shard>().is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    number: u64,
    count: u64,
}

impl Shard {
    /// Whether a case belongs to this part. The same on every machine and in every version.
    pub fn takes(&self, case: &str) -> bool {
        // FNV-1a, 64 bits.
        let hash = case.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        hash % self.count == self.number - 1
    }
}

impl FromStr for Shard {
    type Err = String;

    /// Reads `K/N`, K from 1 to N.
    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(number, count)| {
            Some((number.parse::<u64>().ok()?, count.parse::<u64>().ok()?))
        });
        match numbers {
            Some((number, count)) if (1..=count).contains(&number) => Ok(Self { number, count }),
            _ => Err(format!("`{text}` is no part of a whole; give K/N, for example 1/4")),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.count)
    }
}
