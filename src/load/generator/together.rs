//! Programs that run at once in one container: what they write together.

use crate::units::Rate;

use super::found::Found;
use super::output::{Amount, Lines, Output, Programs, Step};

impl Found {
    /// Several that run at once; the first says what they can't say together.
    pub(super) fn together(all: Vec<Self>) -> Self {
        let mut all = all.into_iter();
        let first = all.next().unwrap_or_else(|| Output::Idle.into());
        all.fold(first, Self::and)
    }

    /// So many of it at once.
    pub(super) fn times(mut self, count: u64) -> Self {
        if count < 2 {
            return self;
        }
        if let Output::Rate(amount) = &mut self.judged.output {
            amount.multiply(count);
        }
        self.cpu_needed = self.cpu_needed.map(|cpu| cpu.saturating_mul(count));
        self
    }

    /// A program that a script starts again when it has ended: how much it writes is known only of one that never does.
    pub(super) fn restarted(mut self) -> Self {
        if self.judged.ends.take().is_some() {
            let name = self.generator.as_deref().unwrap_or("its program");
            let reason = format!("how often the script starts {name} again isn't known");
            self.judged.output = Output::Unknown(reason);
            self.judged.lines = None;
        }
        self
    }

    fn and(mut self, mut other: Self) -> Self {
        let is_quiet =
            |found: &Self| matches!(found.judged.output, Output::Silent { .. } | Output::Idle);
        self.mistakes.append(&mut other.mistakes);
        if is_quiet(&self) && !is_quiet(&other) {
            return Self { mistakes: self.mistakes, ..other };
        }
        if is_quiet(&other) {
            return self;
        }
        self.judged.lines = both(self.judged.lines, other.judged.lines);
        // One that goes on keeps the container running.
        self.judged.ends = self.judged.ends.zip(other.judged.ends).map(|(first, _)| first);
        self.judged.shared = self.judged.shared.or(other.judged.shared);
        self.generator = self.generator.or(other.generator);
        self.is_opaque |= other.is_opaque;
        let cpu = self.cpu_needed.zip(other.cpu_needed);
        self.cpu_needed = cpu.map(|(one, other)| one.saturating_add(other));
        self.judged.output = match (self.judged.output, other.judged.output) {
            (Output::Rate(one), Output::Rate(other)) => Output::Rate(one.plus(other)),
            (most @ Output::Unlimited { .. }, _) | (_, most @ Output::Unlimited { .. }) => most,
            (Output::Rate(_), other) => other,
            (one, _) => one,
        };
        self
    }
}

/// The lines of two programs in one log.
fn both(one: Option<Lines>, other: Option<Lines>) -> Option<Lines> {
    let (one, other) = one.zip(other)?;
    let (least, most) = (one.least.min(other.least), one.most.max(other.most));
    Some(Lines { least, most, repeated: one.repeated && other.repeated && least == most })
}

impl Amount {
    /// What the arguments ask for by their own words, or else the rate.
    fn asked(&self) -> Rate {
        self.asks.unwrap_or(self.rate)
    }

    fn programs(&self) -> Programs {
        let one = Programs { each: self.rate, asked: self.asked(), count: 1 };
        self.programs.as_deref().copied().unwrap_or(one)
    }

    fn multiply(&mut self, count: u64) {
        let each = self.programs();
        let formula = format!("{} × {count}", self.rate);
        for rate in [&mut self.rate, &mut self.least, &mut self.most] {
            *rate = rate.times(count);
        }
        self.asks = self.asks.map(|rate| rate.times(count));
        self.steps.push(sum(formula, self.rate));
        let count = each.count.saturating_mul(count);
        self.programs = Some(Box::new(Programs { count, ..each }));
    }

    fn plus(mut self, other: Self) -> Self {
        let (one, two) = (self.programs(), other.programs());
        let are_asked = self.asks.is_some() || other.asks.is_some();
        self.asks = are_asked.then(|| self.asked().plus(other.asked()));
        let count = one.count.saturating_add(two.count);
        let is_same = one.each == two.each && one.asked == two.asked;
        self.programs = is_same.then(|| Box::new(Programs { count, ..one }));
        let formula = format!("{} + {}", self.rate, other.rate);
        self.rate = self.rate.plus(other.rate);
        self.least = self.least.plus(other.least);
        self.most = self.most.plus(other.most);
        self.steps.extend(other.steps);
        self.steps.push(sum(formula, self.rate));
        self.from.push(other.at);
        self.from.extend(other.from);
        self
    }
}

fn sum(formula: String, result: Rate) -> Step {
    let result = result.to_string();
    Step { name: "together".to_owned(), formula, values: Vec::new(), result }
}
