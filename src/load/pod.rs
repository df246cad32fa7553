//! What one pod writes: the sum over its containers.

use crate::source::Location;

use crate::units::{Duration, Rate};

use super::{Amount, ContainerLoad, Fact, Output};

/// What one pod writes.
#[derive(Debug, Clone)]
pub struct PodRate {
    /// The rate.
    pub rate: Rate,
    /// The least that it may be.
    pub least: Rate,
    /// The most that it may be.
    pub most: Rate,
    /// What the containers write; empty where the rate is stated.
    pub parts: Vec<Amount>,
    /// Where it is; `None` for a flag.
    pub at: Option<Location>,
    /// Whether all containers are in it; otherwise the pod may write more.
    pub is_whole: bool,
    /// Whether it goes on as long as the test; otherwise a generator ends by itself.
    pub is_steady: bool,
}

impl PodRate {
    /// A rate that the user states.
    #[must_use]
    pub fn stated(fact: Fact<Rate>) -> Self {
        let (rate, at) = (fact.value, fact.at);
        Self {
            rate,
            least: rate,
            most: rate,
            parts: Vec::new(),
            at,
            is_whole: true,
            is_steady: true,
        }
    }

    /// The sum of what containers write in a test that takes so long; `None` where nothing is known of any.
    #[must_use]
    pub fn derived(containers: &[ContainerLoad], test: Option<Duration>) -> Option<Self> {
        let (mut parts, mut is_whole) = (Vec::new(), true);
        for container in containers {
            match &container.output {
                Output::Rate(amount) => parts.push(amount.clone()),
                Output::Silent { .. } | Output::Idle => {}
                Output::Unlimited { .. } | Output::Follows | Output::Unknown(_) => is_whole = false,
            }
        }
        let sum = |of: fn(&Amount) -> Rate| parts.iter().map(of).reduce(Rate::plus);
        Some(Self {
            rate: sum(|part| part.rate)?,
            least: sum(|part| part.least)?,
            most: sum(|part| part.most)?,
            at: parts.first().map(|part| part.at),
            is_whole,
            is_steady: containers
                .iter()
                .filter_map(|one| one.ends.as_ref())
                .all(|ends| ends.outlasts(test)),
            parts,
        })
    }

    /// The rate as it is read: `at most` where it may be anything below.
    #[must_use]
    pub fn shown(&self) -> String {
        let most = if self.least.is_zero() { "at most " } else { "" };
        format!("{most}{}", self.rate)
    }

    /// What the arguments ask for by their own words.
    #[must_use]
    pub fn asked(&self) -> Rate {
        self.parts
            .iter()
            .map(|part| part.asks.unwrap_or(part.rate))
            .reduce(Rate::plus)
            .unwrap_or(self.rate)
    }

    /// How the sum is computed: `5 MB/s × 2 containers = 10 MB/s`, or the rate alone.
    #[must_use]
    pub fn arithmetic(&self, asked: bool) -> String {
        let rate = |part: &Amount| part.asks.filter(|_| asked).unwrap_or(part.rate);
        let rates: Vec<Rate> = self.parts.iter().map(rate).collect();
        let total = if asked { self.asked() } else { self.rate };
        match rates.as_slice() {
            [] | [_] => match self.parts.as_slice() {
                [Amount { programs: Some(programs), .. }] => {
                    let each = if asked { programs.asked } else { programs.each };
                    format!("{each} × {} programs = {total}", programs.count)
                }
                _ => total.to_string(),
            },
            [first, others @ ..] if others.iter().all(|rate| rate == first) => {
                format!("{first} × {} containers = {total}", rates.len())
            }
            _ => {
                let all: Vec<String> = rates.iter().map(Rate::to_string).collect();
                format!("{} = {total}", all.join(" + "))
            }
        }
    }
}
