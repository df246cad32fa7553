//! What was understood of a container's command.

use super::arguments::Mistake;
use super::evaluate::Judged;
use super::output::{Lines, Output};

/// What was understood.
pub(super) struct Found {
    pub generator: Option<String>,
    /// Whether its arguments tell neither what it writes nor when it ends.
    pub is_opaque: bool,
    pub judged: Judged,
    pub mistakes: Vec<Mistake>,
    pub cpu_needed: Option<u64>,
}

impl Found {
    /// An output in lines of a known length.
    pub(super) fn of_lines(output: Output, lines: Option<Lines>) -> Self {
        let mut found = Self::from(output);
        found.judged.lines = lines;
        found
    }

    /// The same of a program whose container goes on without it.
    pub(super) fn going_on(mut self) -> Self {
        self.judged.ends.iter_mut().for_each(|ends| ends.goes_on = true);
        self
    }
    /// Whether it is known to make a load.
    pub(super) fn is_load(&self) -> bool {
        matches!(self.judged.output, Output::Rate(_) | Output::Unlimited { .. })
    }
}

impl From<Output> for Found {
    fn from(output: Output) -> Self {
        let judged = Judged::from(output);
        Self { generator: None, is_opaque: false, judged, mistakes: Vec::new(), cpu_needed: None }
    }
}

/// A command line that doesn't do what it means, for a mistake in it.
pub(super) fn wrong(mistake: Mistake) -> Found {
    Found { mistakes: vec![mistake], ..unknown("its command differs from what it seems to be") }
}

pub(super) fn unknown(reason: impl Into<String>) -> Found {
    Output::Unknown(reason.into()).into()
}
