//! Integers and other numbers: the edges of their ranges, and of what machines can hold.

use std::sync::LazyLock;

use serde_json::Value;

use super::source::Source;

/// Up to here each integer is a 64-bit float too.
const EXACT: i128 = 1 << 53;

/// How far from zero the numbers are that are written with a zero fraction, where these are allowed.
const NEAR: i128 = 100;

/// Where readers of numbers change their mind, each with its neighbours.
const EDGES: [i128; 8] = [0, 1 << 31, 1 << 32, EXACT, 1 << 63, 1 << 64, -(1 << 31), -(1 << 63)];

/// Integers in a range, both ends included.
#[derive(Clone, Debug)]
pub(crate) struct Integers {
    least: i128,
    most: i128,
    /// The ones that plain instances have.
    small: (i128, i128),
    special: Vec<Value>,
}

impl Integers {
    /// None if there are none that 64 bits can hold.
    pub(crate) fn new(least: Option<i128>, most: Option<i128>) -> Option<Self> {
        let bottom = least.unwrap_or(i128::MIN).max(i128::from(i64::MIN));
        let top = most.unwrap_or(i128::MAX).min(i128::from(u64::MAX));
        if bottom > top {
            return None;
        }
        let nearest = 0.clamp(bottom, top);
        let small = if nearest < 0 {
            ((nearest - 100).max(bottom), nearest)
        } else {
            (nearest, (nearest + 100).min(top))
        };
        let around =
            EDGES.iter().chain([&bottom, &top]).flat_map(|edge| [edge - 1, *edge, edge + 1]);
        let mut special: Vec<Value> =
            around.filter(|number| (bottom..=top).contains(number)).map(exact).collect();
        let near = [-1, 0, 1, 100].into_iter().filter(|number| (bottom..=top).contains(number));
        special.extend(near.map(whole));
        let beyond = [(most, [1e30, 18_446_744_073_709_551_616.0]), (least, [-1e30, -1e19])];
        for (_, floats) in beyond.into_iter().filter(|(bound, _)| bound.is_none()) {
            special.extend(floats.map(Value::from));
        }
        Some(Self { least: bottom, most: top, small, special })
    }

    pub(crate) fn generate(&self, source: &mut Source<'_>) -> Value {
        let (first, last) = self.small;
        if !source.knobs.is_wild {
            return exact(source.between(first, last));
        }
        match source.below(8) {
            0..=2 => source.pick(&self.special).cloned().unwrap_or_else(|| exact(self.least)),
            3 => exact(source.between(self.least, self.most)),
            4 | 5 => {
                let (first, last) = (self.least.max(-EXACT), self.most.min(EXACT));
                let near = (first.max(-NEAR), last.min(NEAR));
                let (first, last) = if near.0 <= near.1 { near } else { (first, last) };
                if first > last { exact(self.most) } else { whole(source.between(first, last)) }
            }
            _ => exact(source.between(first, last)),
        }
    }
}

/// The integer as it is; the nearest float if it has more than 64 bits.
fn exact(number: i128) -> Value {
    i64::try_from(number)
        .map(Value::from)
        .or_else(|_| u64::try_from(number).map(Value::from))
        .unwrap_or_else(|_| whole(number))
}

/// The integer written with a fraction of zero.
fn whole(number: i128) -> Value {
    (number as f64).into()
}

/// Where a range ends, and whether the end itself is out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bound {
    pub(crate) number: serde_json::Number,
    pub(crate) is_excluded: bool,
}

impl Bound {
    /// The least integer that a lower bound allows.
    fn least_integer(&self) -> i128 {
        match whole_number(&self.number) {
            Some(number) => number + i128::from(self.is_excluded),
            None => self.float().ceil() as i128,
        }
    }

    /// The greatest integer that an upper bound allows.
    fn most_integer(&self) -> i128 {
        match whole_number(&self.number) {
            Some(number) => number - i128::from(self.is_excluded),
            None => self.float().floor() as i128,
        }
    }

    fn float(&self) -> f64 {
        self.number.as_f64().unwrap_or(0.0)
    }

    /// Whether the nearest float lies below (above, if `sign` is -1) the bound.
    fn is_beyond(&self, sign: i128) -> bool {
        let float = self.float();
        let behind =
            whole_number(&self.number).is_some_and(|exact| (float as i128 - exact) * sign < 0);
        behind || self.is_excluded
    }
}

/// The number as an integer, if it is one of a size that matters.
pub(crate) fn whole_number(number: &serde_json::Number) -> Option<i128> {
    let exact = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    exact.or_else(|| {
        let float = number.as_f64()?;
        (float.fract() == 0.0 && float.abs() < 1e30).then_some(float as i128)
    })
}

/// Integers in the range; none if 64 bits can hold none of them.
pub(crate) fn integers(least: Option<&Bound>, most: Option<&Bound>) -> Option<Integers> {
    Integers::new(least.map(Bound::least_integer), most.map(Bound::most_integer))
}

/// Numbers in a range, both ends included.
#[derive(Clone, Debug)]
pub(crate) struct Numbers {
    integers: Option<Integers>,
    least: f64,
    most: f64,
    special: Vec<Value>,
}

impl Numbers {
    /// None if there are none.
    pub(crate) fn new(least: Option<&Bound>, most: Option<&Bound>) -> Option<Self> {
        let bottom = least.map_or(f64::MIN, |bound| {
            if bound.is_beyond(1) { bound.float().next_up() } else { bound.float() }
        });
        let top = most.map_or(f64::MAX, |bound| {
            if bound.is_beyond(-1) { bound.float().next_down() } else { bound.float() }
        });
        let integers = integers(least, most);
        if bottom > top && integers.is_none() {
            return None;
        }
        let edges = [bottom, top, bottom.next_up(), top.next_down()];
        let others = [-0.0, 0.1, 0.5, -0.5, 1.5, 80.5, 1e-7, 5e-324, f64::MIN_POSITIVE, 9.007e15];
        let special = edges
            .into_iter()
            .chain(others)
            .filter(|number| number.is_finite() && *number >= bottom && *number <= top)
            .map(Value::from)
            .collect();
        Some(Self { integers, least: bottom, most: top, special })
    }

    /// Any number at all.
    pub(crate) fn any(source: &mut Source<'_>) -> Value {
        static ANY: LazyLock<Option<Numbers>> = LazyLock::new(|| Numbers::new(None, None));
        ANY.as_ref().map_or(Value::Null, |any| any.generate(source))
    }

    pub(crate) fn generate(&self, source: &mut Source<'_>) -> Value {
        match &self.integers {
            Some(integers) if self.special.is_empty() || source.one_in(2) => {
                integers.generate(source)
            }
            _ if source.knobs.is_wild && source.one_in(2) => {
                source.pick(&self.special).cloned().unwrap_or(Value::Null)
            }
            _ => self.fraction(source).into(),
        }
    }

    /// A number of few digits where there is one in the range, else any.
    fn fraction(&self, source: &mut Source<'_>) -> f64 {
        let nearest = 0.0_f64.clamp(self.least, self.most);
        let step = f64::from(source.below(400)) / 4.0;
        let short = if nearest < 0.0 { nearest - step } else { nearest + step };
        let any = self.least / 2.0 + self.most / 2.0;
        let wild = f64::from_bits(source.bits());
        let wanted: &[f64] =
            if source.knobs.is_wild && source.one_in(2) { &[wild, short] } else { &[short, any] };
        let fits = |number: &&f64| number.is_finite() && (self.least..=self.most).contains(*number);
        wanted.iter().find(fits).copied().unwrap_or(nearest)
    }
}
