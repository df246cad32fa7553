//! What a container writes to its standard output, as data: for checks and for the plan.

use crate::source::Location;
use crate::units::{Duration, Quantity, Rate};

use super::arguments::Mistake;

/// A container that may write the load.
#[derive(Debug, Clone)]
pub struct ContainerLoad {
    /// Its name.
    pub container: String,
    /// Where to point at it.
    pub place: Location,
    /// The keys of its command and its arguments.
    pub read_from: Vec<Location>,
    /// The generator that it runs, by its id; `None` where that isn't known.
    pub generator: Option<String>,
    /// Whether its arguments tell neither what it writes nor when it ends.
    pub is_opaque: bool,
    /// What it writes.
    pub output: Output,
    /// Its lines, where they are known.
    pub lines: Option<Lines>,
    /// When it ends, where it ends.
    pub ends: Option<Ends>,
    /// How many pods share the rate, as it is reported itself.
    pub shared: Option<Shared>,
    /// Arguments that are a mistake.
    pub mistakes: Vec<Mistake>,
    /// Its limit of CPU, where it has one.
    pub cpu_limit: Option<ResourceLimit>,
    /// Its limit of the node's disk, which its log counts as, where it has one.
    pub disk_limit: Option<ResourceLimit>,
    /// The thousandths of a core without which it doesn't reach its rate.
    pub cpu_needed: Option<u64>,
}

impl ContainerLoad {
    /// Whether it is known to make a load for good, and without a mistake that would end it.
    #[must_use]
    pub fn is_endless(&self) -> bool {
        let is_load = matches!(self.output, Output::Rate(_) | Output::Unlimited { .. });
        is_load && self.ends.is_none() && self.mistakes.is_empty()
    }
}

/// The lines that a container writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lines {
    /// The fewest bytes that one has in the middle, its line break included.
    pub least: u64,
    /// The most.
    pub most: u64,
    /// Whether they hardly differ.
    pub repeated: bool,
}

/// Limit of a container.
#[derive(Debug, Clone)]
pub struct ResourceLimit {
    /// Text with the amount; `None` where the API server rejects it.
    pub amount: Option<(String, Quantity)>,
    /// Place of the field's value.
    pub at: Location,
}

/// What a container writes to its standard output.
#[derive(Debug, Clone)]
pub enum Output {
    /// So much.
    Rate(Amount),
    /// As much as CPU and log pipe take.
    Unlimited {
        /// The least that one core makes, where that was measured.
        least: Option<Rate>,
        /// Where to point at.
        at: Location,
    },
    /// Next to nothing: its lines go elsewhere.
    Silent {
        /// Where they go.
        to: String,
        /// Where to point at.
        at: Location,
    },
    /// Nothing, and it isn't meant to.
    Idle,
    /// The lines of a file, which another container may write.
    Follows,
    /// it isn't known, and why.
    Unknown(String),
}

/// A rate with where it comes from.
#[derive(Debug, Clone)]
pub struct Amount {
    /// The rate.
    pub rate: Rate,
    /// The least that it may be.
    pub least: Rate,
    /// The most that it may be.
    pub most: Rate,
    /// What the arguments ask for by their own words, where the program makes something else of it.
    pub asks: Option<Rate>,
    /// The argument that says it.
    pub at: Location,
    /// Further places that say it: values of variables, other arguments.
    pub from: Vec<Location>,
    /// How it was computed, in this order.
    pub steps: Vec<Step>,
    /// The programs that a script runs at once, where they write the same.
    pub programs: Option<Box<Programs>>,
}

/// Programs that run at once and write the same.
#[derive(Debug, Clone, Copy)]
pub struct Programs {
    /// The rate of each.
    pub each: Rate,
    /// What the arguments of each ask for by their own words.
    pub asked: Rate,
    /// Their number.
    pub count: u64,
}

/// A step of the arithmetic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is computed.
    pub name: String,
    /// How, with names.
    pub formula: String,
    /// The values of the names, as `name = value`.
    pub values: Vec<String>,
    /// What comes out.
    pub result: String,
}

/// When a generator ends by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ends {
    /// After what, in words.
    pub after: String,
    /// After how many seconds, where that is known.
    pub seconds: Option<u64>,
    /// Whether it may last longer than the seconds: they come from a rate that it may stay below.
    pub is_least: bool,
    /// How the seconds are computed, where they aren't an argument themselves: `20000 × 60 ÷ 1200`.
    pub arithmetic: Option<String>,
    /// Whether its container goes on without it, and isn't started again.
    pub goes_on: bool,
    /// Whether its container ends at once, since the script that starts it doesn't wait for it; `after` is its name.
    pub is_left: bool,
    /// Where to point at.
    pub at: Location,
}

impl Ends {
    /// An end of which nothing but this is known.
    pub(super) fn at(at: Location, after: String) -> Self {
        let (is_least, goes_on, is_left) = (false, false, false);
        Self { after, seconds: None, is_least, arithmetic: None, goes_on, is_left, at }
    }

    /// Whether it lasts as long as a test does, where both are known.
    #[must_use]
    pub fn outlasts(&self, test: Option<Duration>) -> bool {
        self.seconds.zip(test).is_some_and(|(seconds, test)| seconds >= test.seconds())
    }
}

/// How many pods share a rate, as the generator is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The number.
    pub pods: u64,
    /// The flag.
    pub flag: String,
    /// Where it is.
    pub at: Location,
}
